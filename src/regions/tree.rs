//! Queries over the region tree: lineage (the codes a region had before), subtrees, and validity.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::Reach;
use super::code::{Code, Level};
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

/// The codes of the subtrees whose records count for a node: its own code, those of its predecessors, and the earlier codes
/// of regions that were moved below it (a township from another county), but none that lies below another of them. Empty where
/// the code is unknown. Only regions with a successor are read, which are few, however large the node is.
///
/// # Errors
/// Where the database fails.
pub fn roots(conn: &mut PgConnection, code: &Code) -> QueryResult<Vec<String>> {
    let rows: Vec<CodeRow> = diesel::sql_query(
        "WITH RECURSIVE roots(code) AS (
            SELECT code FROM regions WHERE code = $1
            UNION SELECT r.code FROM roots JOIN regions r
                ON r.successor_code IS NOT NULL AND starts_with(r.successor_code, roots.code)
                AND NOT starts_with(r.code, roots.code)
        ) SELECT code FROM roots",
    )
    .bind::<Text, _>(code.as_str())
    .load(conn)?;
    let is_below = |code: &str| rows.iter().any(|row| row.code != code && code.starts_with(&row.code));
    Ok(rows.iter().filter(|row| !is_below(&row.code)).map(|row| row.code.clone()).collect())
}

/// The reach of a node: its [`roots`] and all regions below them. `lineage` is that of the node.
///
/// # Errors
/// Where the database fails.
pub fn reach_of(conn: &mut PgConnection, code: &Code, lineage: &[String]) -> QueryResult<Reach> {
    match code.level() {
        Level::Nation => return Ok(Reach::nation()),
        Level::Township | Level::OwnUnit => return Ok(Reach::townships(lineage.to_vec())),
        Level::Province | Level::Prefecture | Level::County => {}
    }
    let (mut townships, above): (Vec<_>, Vec<_>) =
        roots(conn, code)?.into_iter().partition(|root| root.len() == Level::Township.digits());
    let counties = if code.level() == Level::County { above } else { counties_below(conn, &above)? };
    if townships.is_empty() {
        return Ok(Reach::counties(sorted(counties)));
    }
    // Single townships of other counties were moved here. A list of townships includes these without the rest of their
    // counties.
    townships.extend(townships_below(conn, &counties)?);
    // The decisions of a county are entered under the county's own code.
    townships.extend(counties);
    Ok(Reach::townships(sorted(townships)))
}

/// The union of several reaches.
///
/// # Errors
/// Where the database fails.
pub fn union(conn: &mut PgConnection, reaches: &[Arc<Reach>]) -> QueryResult<Reach> {
    let (mut counties, mut townships) = (Vec::new(), Vec::new());
    for reach in reaches {
        match (reach.county_codes(), reach.township_codes()) {
            (None, _) => return Ok(Reach::nation()),
            (_, Some(codes)) => townships.extend_from_slice(codes),
            (Some(codes), None) => counties.extend_from_slice(codes),
        }
    }
    townships.retain(|code| !counties.iter().any(|county| county == Code::county_of(code)));
    if townships.is_empty() {
        return Ok(Reach::counties(sorted(counties)));
    }
    townships.extend(townships_below(conn, &counties)?);
    // The decisions of a county are entered under the county's own code.
    townships.extend(counties);
    Ok(Reach::townships(sorted(townships)))
}

/// The counties in these subtrees.
fn counties_below(conn: &mut PgConnection, roots: &[String]) -> QueryResult<Vec<String>> {
    let prefixes: Vec<String> = roots.iter().map(|code| format!("{code}%")).collect();
    let rows: Vec<CodeRow> =
        diesel::sql_query("SELECT code FROM regions WHERE level = 'county' AND code LIKE ANY ($1)")
            .bind::<Array<Text>, _>(prefixes)
            .load(conn)?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// The townships and own units of these counties.
fn townships_below(conn: &mut PgConnection, counties: &[String]) -> QueryResult<Vec<String>> {
    regions::table.filter(regions::parent_code.eq_any(counties)).select(regions::code).load(conn)
}

fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The codes and names of the children of a node, by code, whether still in force or not.
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

/// When a township, or a county's own unit, is in force, and its successor.
#[derive(Clone, Debug, Queryable)]
pub struct Validity {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    successor: Option<String>,
}

/// When a township, or a county's own unit, is in force; `None` where neither has the code.
///
/// # Errors
/// Where the database fails.
pub fn validity(conn: &mut PgConnection, code: &str) -> QueryResult<Option<Validity>> {
    let has_records = regions::level.eq_any([Level::Township, Level::OwnUnit]);
    regions::table
        .filter(regions::code.eq(code).and(has_records))
        .select((regions::valid_from, regions::valid_to, regions::successor_code))
        .first(conn)
        .optional()
}

/// The township of a record (or the county's own unit), which has to be in force on the record's date, and its last day, where
/// it has ended.
///
/// # Errors
/// 422 where neither has the code, or it was not in force on that day.
pub fn township_in_force(
    code: &str,
    found: Option<&Validity>,
    on: NaiveDate,
) -> ApiResult<(Code, Option<NaiveDate>)> {
    let refused = |detail| {
        Err(ApiError::invalid_body(vec![Violation::at("/township_code", "unknown_township", detail)]))
    };
    let Some(Validity { from, to, successor }) = found else {
        let shown: String = code.chars().take(20).collect();
        return refused(text!(
            "{shown} 不是乡镇或县本级的代码（应为 9 位，见 /regions）",
            "{shown} is no code of a township or of a county's own unit (9 digits, see /regions)"
        ));
    };
    if let Some(from) = from.filter(|from| on < *from) {
        return refused(text!(
            "{code} 自 {from} 起设立，{on} 还不存在",
            "{code} exists from {from}, not yet on {on}"
        ));
    }
    if let Some(to) = to.filter(|to| on > *to) {
        return refused(match successor {
            Some(next) => text!(
                "{code} 到 {to} 为止，此后由 {next} 接续；{on} 的记录请登记到 {next}",
                "{code} ended on {to} and goes on as {next}: enter what happened on {on} there"
            ),
            None => text!(
                "{code} 到 {to} 为止，{on} 已不存在",
                "{code} ended on {to}; it no longer existed on {on}"
            ),
        });
    }
    let township = Code::parse(code);
    township
        .map(|township| (township, *to))
        .ok_or_else(|| ApiError::internal("a township in the directory has no valid code"))
}

/// Those of these codes that ended before a day, with their successors.
///
/// # Errors
/// Where the database fails.
pub fn ended(
    conn: &mut PgConnection,
    codes: &[&str],
    before: NaiveDate,
) -> QueryResult<Vec<(String, Option<String>)>> {
    regions::table
        .filter(regions::code.eq_any(codes).and(regions::valid_to.lt(before)))
        .select((regions::code, regions::successor_code))
        .load(conn)
}

/// Whether any of these codes has not ended before a day.
///
/// # Errors
/// Where the database fails.
pub fn any_in_force(conn: &mut PgConnection, codes: &[Code], on: NaiveDate) -> QueryResult<bool> {
    let texts: Vec<&str> = codes.iter().map(Code::as_str).collect();
    Ok(ended(conn, &texts, on)?.len() < codes.len())
}
