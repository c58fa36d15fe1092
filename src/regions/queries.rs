//! The SQL of the directory.

use chrono::NaiveDate;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;

use super::model::{Region, RegionFilter};
use super::{Code, Level};
use crate::db::containing;
use crate::db::schema::regions;

/// One region.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, code: &Code) -> QueryResult<Option<Region>> {
    regions::table.find(code.as_str()).select(Region::as_select()).first(conn).optional()
}

/// Whether the directory has this code, on any level.
///
/// # Errors
/// Where the database fails.
pub fn exists(conn: &mut PgConnection, code: &Code) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(regions::table.find(code.as_str()))).get_result(conn)
}

/// The regions with these codes, from the top down.
///
/// # Errors
/// Where the database fails.
pub fn with_codes(conn: &mut PgConnection, codes: &[Code]) -> QueryResult<Vec<Region>> {
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    regions::table
        .filter(regions::code.eq_any(codes))
        .order((regions::level.ne(Level::Nation), regions::code))
        .select(Region::as_select())
        .load(conn)
}

/// The regions that match a filter and follow the code `after`, by code.
///
/// # Errors
/// Where the database fails.
pub fn page(
    conn: &mut PgConnection,
    filter: &RegionFilter,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<Region>> {
    matching(filter)
        .filter(regions::code.gt(after.to_owned()))
        .order(regions::code)
        .limit(limit)
        .select(Region::as_select())
        .load(conn)
}

/// How many regions match a filter.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, filter: &RegionFilter) -> QueryResult<i64> {
    matching(filter).count().get_result(conn)
}

/// The regions right below one, by code.
///
/// # Errors
/// Where the database fails.
pub fn children(conn: &mut PgConnection, parent: &Code, on: Option<NaiveDate>) -> QueryResult<Vec<Region>> {
    let below = RegionFilter { parent: Some(parent.clone()), on, ..RegionFilter::default() };
    matching(&below).order(regions::code).select(Region::as_select()).load(conn)
}

fn matching(filter: &RegionFilter) -> regions::BoxedQuery<'_, Pg> {
    let mut query = regions::table.into_boxed();
    if let Some(level) = filter.level {
        query = query.filter(regions::level.eq(level));
    }
    if let Some(parent) = &filter.parent {
        query = query.filter(regions::parent_code.eq(parent.as_str()));
    }
    if let Some(q) = &filter.q {
        query = query.filter(regions::name.like(containing(q)));
    }
    if let Some(on) = filter.on {
        query = query.filter(regions::valid_from.is_null().or(regions::valid_from.le(on)).assume_not_null());
        query = query.filter(regions::valid_to.is_null().or(regions::valid_to.ge(on)).assume_not_null());
    }
    query
}
