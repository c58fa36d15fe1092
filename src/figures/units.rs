//! The regions of the rows of a matrix, and the sums of each.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Text};

use super::sums::{self, Grouping, Sums, YearSums};
use crate::clock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{self, Code, Level, Reach, RegionName};

#[derive(QueryableByName)]
struct UnitRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The regions of a level in these subtrees that existed in `year`, by code: each year's rows are the regions as they
/// were then.
///
/// # Errors
/// Where the database fails.
pub fn of_level(
    conn: &mut PgConnection,
    roots: &[String],
    level: Level,
    year: i16,
) -> QueryResult<Vec<RegionName>> {
    let (first, last) = clock::days_of(year);
    let rows: Vec<UnitRow> = diesel::sql_query(
        "SELECT code, name FROM regions
        WHERE level = $1 AND code LIKE ANY ($2)
          AND (valid_from IS NULL OR valid_from <= $4) AND (valid_to IS NULL OR valid_to >= $3)
        ORDER BY code",
    )
    .bind::<Text, _>(level.as_str())
    .bind::<Array<Text>, _>(patterns(roots))
    .bind::<Date, _>(first)
    .bind::<Date, _>(last)
    .load(conn)?;
    Ok(rows.into_iter().map(|UnitRow { code, name }| RegionName { code, name }).collect())
}

fn patterns(roots: &[String]) -> Vec<String> {
    let below = |code: &String| {
        if code == "CN" { "%".to_owned() } else { format!("{code}%") }
    };
    roots.iter().map(below).collect()
}

/// The name of a region.
///
/// # Errors
/// Where the database fails.
pub fn name(conn: &mut PgConnection, code: &Code) -> QueryResult<RegionName> {
    use crate::db::schema::regions;
    let name = regions::table.find(code.as_str()).select(regions::name).first(conn)?;
    Ok(RegionName { code: code.to_string(), name })
}

/// Checks that a breakdown has no more than [`sums::MOST_TERMS`] terms.
///
/// # Errors
/// 422 where it has more.
pub fn must_be_few(terms: &YearSums) -> ApiResult<()> {
    let is_few = terms.own.len().max(terms.joint.len()) <= sums::MOST_TERMS;
    if is_few { Ok(()) } else { Err(ApiError::of(Problem::QueryTooLarge)) }
}

/// The sums of a whole region. Above the township every record counts once; for a township, joint activities that another
/// one recorded count too.
#[must_use]
pub fn total(year: &YearSums, level: Level) -> Sums {
    let mut total = Sums::default();
    let joint = year.joint.values().filter(|_| level == Level::Township);
    year.own.values().chain(joint).for_each(|sums| total.add(sums));
    total
}

/// The sums of each region of a level, by code.
#[must_use]
pub fn by_unit(year: YearSums, level: Level) -> HashMap<String, Sums> {
    let mut units: HashMap<String, Sums> = HashMap::new();
    let joint = year.joint.into_iter().filter(|_| level == Level::Township);
    for (township, sums) in year.own.into_iter().chain(joint) {
        match units.entry(ancestor(&township, level).to_owned()) {
            Entry::Vacant(place) => drop(place.insert(sums)),
            Entry::Occupied(mut unit) => unit.get_mut().add(&sums),
        }
    }
    units
}

/// Moves the sums of regions without a row to the first of their successors that has one, so that records entered under an
/// earlier code count for the code that is in force in the year of the rows.
///
/// # Errors
/// Where the database fails.
pub fn settle(
    conn: &mut PgConnection,
    (year, sums): (i16, &mut YearSums),
    level: Level,
    rows: &[RegionName],
) -> QueryResult<()> {
    for (row, mut codes) in predecessors(conn, sums, level, rows)? {
        codes.push(row.clone());
        let mut own = added_up(codes.iter().filter_map(|code| sums.own.remove(code)));
        let mut joint = added_up(codes.iter().filter_map(|code| sums.joint.remove(code)));
        if level == Level::Township {
            // The sums of townships that were merged are computed anew, because an activity that they held jointly must count
            // once. Activities that others recorded remain in `joint`: they must not count again above the township.
            let anew = sums::compute(conn, &Reach::townships(codes), year, Grouping::Lineage)?;
            own = added_up(anew.own.into_values());
            joint = added_up(anew.joint.into_values());
        }
        sums.own.insert(row.clone(), own);
        sums.joint.insert(row, joint);
    }
    Ok(())
}

fn added_up(parts: impl Iterator<Item = Sums>) -> Sums {
    let mut together = Sums::default();
    parts.for_each(|part| together.add(&part));
    together
}

/// The rows whose regions succeed others that have sums but no row, with the codes of these.
fn predecessors(
    conn: &mut PgConnection,
    year: &YearSums,
    level: Level,
    rows: &[RegionName],
) -> QueryResult<HashMap<String, Vec<String>>> {
    let codes: HashSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let has_row = |code: &str| codes.contains(ancestor(code, level));
    let strangers: HashSet<&String> =
        year.own.keys().chain(year.joint.keys()).filter(|code| !has_row(code)).collect();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let mut settled = HashSet::new();
    let strangers: Vec<String> = strangers.into_iter().cloned().collect();
    for (origin, successor) in regions::tree::successors(conn, &strangers)? {
        if has_row(&successor) && settled.insert(origin.clone()) {
            found.entry(successor).or_default().push(origin);
        }
    }
    Ok(found)
}

/// The part of a township's (or county's) code that names its region of `level`.
fn ancestor(township: &str, level: Level) -> &str {
    let length = match level {
        Level::Nation => 0,
        Level::Province => 2,
        Level::Prefecture => 4,
        Level::County => 6,
        Level::Township | Level::OwnUnit => 9,
    };
    township.get(..length).unwrap_or(township)
}

/// How many townships have records of the year, including joint activities that another township recorded.
#[must_use]
pub fn reporting(year: &YearSums) -> usize {
    let own = year.own.values().map(|sums| usize::try_from(sums.reporting).unwrap_or(0));
    own.fold(0, usize::saturating_add).saturating_add(only_jointly(year).count())
}

/// The townships whose only records of the year are joint activities that another township recorded.
pub fn only_jointly(year: &YearSums) -> impl Iterator<Item = &String> {
    let holds_nothing_else = |code: &String| year.own.get(code).is_none_or(|sums| sums.reporting == 0);
    year.joint
        .iter()
        .filter(move |(code, sums)| sums.records > 0 && holds_nothing_else(code))
        .map(|(code, _)| code)
}
