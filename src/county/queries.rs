//! The SQL of what counties decide.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::model::PersonalData;
use crate::db::schema::county_settings;
use crate::db::{All, Batches};

/// What a county has decided on personal data.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, county_code: &str) -> QueryResult<PersonalData> {
    let found = county_settings::table.find(county_code).select(PersonalData::as_select()).first(conn);
    Ok(found.optional()?.unwrap_or_else(|| PersonalData::undecided(county_code)))
}

/// Stores the next version of a decision, unless another one was first; says whether it did.
///
/// # Errors
/// Where the database fails.
pub fn save(conn: &mut PgConnection, decided: &PersonalData) -> QueryResult<bool> {
    let before = decided.version - 1;
    let stored = if before == 0 {
        diesel::insert_into(county_settings::table).values(decided).on_conflict_do_nothing().execute(conn)?
    } else {
        diesel::update(county_settings::table.find(&decided.county_code))
            .filter(county_settings::version.eq(before))
            .set(decided)
            .execute(conn)?
    };
    Ok(stored == 1)
}

/// All decisions, in the order of the counties, part by part. In a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<PersonalData>> {
    let rows = county_settings::table.order(county_settings::county_code).select(PersonalData::as_select());
    let batches = Batches::open(conn, "all_county_settings", &rows)?;
    Ok(Box::new(move |conn| batches.next(conn)))
}
