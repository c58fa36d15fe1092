//! Walks of the region tree: lineage (the codes a region had before), and what lies below a node.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::code::{Code, Level};
use crate::auth::Reach;
use crate::db::schema::regions;
use crate::problems::{ApiError, ApiResult, Violation};
use crate::text;

#[derive(QueryableByName)]
struct CodeRow {
    #[diesel(sql_type = Text)]
    code: String,
}

/// The code itself and those of its predecessors, to any depth; empty where the code is unknown.
///
/// # Errors
/// Where the database fails.
pub fn lineage(conn: &mut PgConnection, code: &Code) -> QueryResult<Vec<String>> {
    let rows: Vec<CodeRow> = diesel::sql_query(
        "WITH RECURSIVE lineage(code) AS (
            SELECT code FROM regions WHERE code = $1
            UNION SELECT r.code FROM regions r JOIN lineage l ON r.successor_code = l.code
        ) SELECT code FROM lineage",
    )
    .bind::<Text, _>(code.as_str())
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// Whether `code`, or what one of its ancestors became, lies in the subtree of `ancestor`.
///
/// # Errors
/// Where the database fails.
pub fn is_within(conn: &mut PgConnection, code: &Code, ancestor: &Code) -> QueryResult<bool> {
    let chain: Vec<String> =
        std::iter::successors(Some(code.clone()), Code::parent).map(|c| c.to_string()).collect();
    let successors: Vec<CodeRow> = diesel::sql_query(
        "WITH RECURSIVE became(code) AS (
            SELECT successor_code FROM regions WHERE code = ANY ($1) AND successor_code IS NOT NULL
            UNION SELECT r.successor_code FROM regions r JOIN became b ON r.code = b.code WHERE r.successor_code IS NOT NULL
        ) SELECT code FROM became",
    )
    .bind::<Array<Text>, _>(chain)
    .load(conn)?;
    Ok(successors
        .iter()
        .filter_map(|row| Code::parse(&row.code))
        .any(|code| code.is_within(ancestor.as_str())))
}

/// The codes whose records count for a node: its subtree, under all codes it had.
///
/// # Errors
/// Where the database fails.
pub fn reach_of(conn: &mut PgConnection, code: &Code, lineage: &[String]) -> QueryResult<Reach> {
    Ok(match code.level() {
        Level::Nation => Reach::nation(),
        Level::Township => Reach::townships(lineage.to_vec()),
        Level::County => Reach::counties(lineage.to_vec()),
        Level::Province | Level::Prefecture => Reach::counties(counties_below(conn, lineage)?),
    })
}

/// The counties below nodes above county level, with their predecessors, sorted.
fn counties_below(conn: &mut PgConnection, ancestors: &[String]) -> QueryResult<Vec<String>> {
    let prefixes: Vec<String> = ancestors.iter().map(|code| format!("{code}%")).collect();
    let rows: Vec<CodeRow> = diesel::sql_query(
        "WITH RECURSIVE counties(code) AS (
            SELECT code FROM regions WHERE level = 'county' AND code LIKE ANY ($1)
            UNION SELECT r.code FROM regions r JOIN counties c ON r.successor_code = c.code
        ) SELECT code FROM counties WHERE length(code) = 6 ORDER BY code",
    )
    .bind::<Array<Text>, _>(prefixes)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// The townships of a county that are valid at some time in `year`, by code.
///
/// # Errors
/// Where the database fails.
pub fn children(conn: &mut PgConnection, parent: &Code) -> QueryResult<Vec<(String, String)>> {
    regions::table
        .filter(regions::parent_code.eq(parent.as_str()))
        .order(regions::code)
        .select((regions::code, regions::name))
        .load(conn)
}

/// The township a record belongs to, in force on the record's date.
///
/// # Errors
/// 422 where the code is no township's, or the township did not exist on that day.
pub fn township_in_force(conn: &mut PgConnection, code: &str, on: NaiveDate) -> ApiResult<Code> {
    let refused = |detail| {
        Err(ApiError::invalid_body(vec![Violation::at("/township_code", "unknown_township", detail)]))
    };
    let found: Option<(Option<NaiveDate>, Option<NaiveDate>)> = regions::table
        .filter(regions::code.eq(code).and(regions::level.eq(Level::Township.as_str())))
        .select((regions::valid_from, regions::valid_to))
        .first(conn)
        .optional()?;
    let Some((from, to)) = found else {
        let shown: String = code.chars().take(20).collect();
        return refused(text!(
            "{shown} 不是乡镇代码（应为 9 位，见 /regions）",
            "{shown} is no township's code (9 digits, see /regions)"
        ));
    };
    if from.is_some_and(|from| on < from) || to.is_some_and(|to| on > to) {
        return refused(text!(
            "{code} 在 {on} 不存在（建制变更）",
            "{code} did not exist on {on}: it was reorganised"
        ));
    }
    Code::parse(code).ok_or_else(|| ApiError::internal("a township of odd form in the directory"))
}

/// Whether a township of this code is in the directory.
///
/// # Errors
/// Where the database fails.
pub fn exists(conn: &mut PgConnection, code: &str) -> QueryResult<bool> {
    let row = regions::table.filter(regions::code.eq(code).and(regions::level.eq(Level::Township.as_str())));
    diesel::select(diesel::dsl::exists(row)).get_result(conn)
}
