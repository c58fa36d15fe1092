//! The regions that stand in the rows of a matrix, and the sums that are theirs.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Text};

use super::model::RegionName;
use super::sums::{self, Grouping, Sums, YearSums};
use crate::auth::Reach;
use crate::db::schema::regions;
use crate::regions::{Code, Level};

#[derive(QueryableByName)]
struct UnitRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The regions of a level below `lineage` (a region under all codes it had) that existed in `year`, by code: each
/// year's rows are the regions as they were then.
///
/// # Errors
/// Where the database fails.
pub fn of_level(
    conn: &mut PgConnection,
    lineage: &[String],
    level: Level,
    year: i16,
) -> QueryResult<Vec<RegionName>> {
    let day = |month, day| NaiveDate::from_ymd_opt(i32::from(year), month, day).unwrap_or_default();
    let rows: Vec<UnitRow> = diesel::sql_query(
        "SELECT code, name FROM regions
        WHERE level = $1 AND code LIKE ANY ($2)
          AND (valid_from IS NULL OR valid_from <= $4) AND (valid_to IS NULL OR valid_to >= $3)
        ORDER BY code",
    )
    .bind::<Text, _>(level.as_str())
    .bind::<Array<Text>, _>(patterns(lineage))
    .bind::<Date, _>(day(1, 1))
    .bind::<Date, _>(day(12, 31))
    .load(conn)?;
    Ok(rows.into_iter().map(|UnitRow { code, name }| RegionName { code, name }).collect())
}

fn patterns(lineage: &[String]) -> Vec<String> {
    let below = |code: &String| {
        if code == "CN" { "%".to_owned() } else { format!("{code}%") }
    };
    lineage.iter().map(below).collect()
}

/// The name of a region.
///
/// # Errors
/// Where the database fails.
pub fn name(conn: &mut PgConnection, code: &Code) -> QueryResult<RegionName> {
    let name = regions::table.find(code.as_str()).select(regions::name).first(conn)?;
    Ok(RegionName { code: code.to_string(), name })
}

/// The sums of a whole region. Above the township every record counts once; a township also counts what it held
/// jointly and another one recorded.
#[must_use]
pub fn total(year: &YearSums, level: Level) -> Sums {
    let mut total = Sums::default();
    let joint = year.joint.values().filter(|_| level == Level::Township);
    year.own.values().chain(joint).for_each(|sums| total.add(sums));
    total
}

/// The sums of each region of a level, by code.
#[must_use]
pub fn by_unit(year: &YearSums, level: Level) -> HashMap<String, Sums> {
    let mut units: HashMap<String, Sums> = HashMap::new();
    let joint = year.joint.iter().filter(|_| level == Level::Township);
    for (township, sums) in year.own.iter().chain(joint) {
        units.entry(ancestor(township, level).to_owned()).or_default().add(sums);
    }
    units
}

/// The sums `units` of another year, by the regions that stand in `rows`: those of a region that is not among them any
/// more go to the one that went on for it, to any depth, so that a region compares with what it was.
///
/// # Errors
/// Where the database fails.
pub fn carried_on(
    conn: &mut PgConnection,
    level: Level,
    rows: &[RegionName],
    (year, mut units): (i16, HashMap<String, Sums>),
) -> QueryResult<HashMap<String, Sums>> {
    let mut carried = HashMap::new();
    for (row, codes) in origins(conn, level, rows, units.keys())? {
        let sums = match codes.as_slice() {
            // What they held jointly must not count for each of them.
            [_, _, ..] if level == Level::Township => {
                total(&sums::compute(conn, &Reach::townships(codes), year, Grouping::Lineage)?, level)
            }
            codes => {
                let mut sums = Sums::default();
                codes.iter().filter_map(|code| units.remove(code)).for_each(|part| sums.add(&part));
                sums
            }
        };
        carried.insert(row, sums);
    }
    Ok(carried)
}

/// The codes each row goes on for, of those given.
fn origins<'a>(
    conn: &mut PgConnection,
    level: Level,
    rows: &[RegionName],
    codes: impl Iterator<Item = &'a String>,
) -> QueryResult<HashMap<String, Vec<String>>> {
    let successions: Vec<(String, String)> = regions::table
        .filter(regions::successor_code.is_not_null().and(regions::level.eq(level)))
        .select((regions::code, regions::successor_code.assume_not_null()))
        .load(conn)?;
    let successors: HashMap<String, String> = successions.into_iter().collect();
    let listed: HashSet<&str> = rows.iter().map(|region| region.code.as_str()).collect();
    let mut origins: HashMap<String, Vec<String>> = HashMap::new();
    for code in codes {
        let mut chain = std::iter::successors(Some(code), |code| successors.get(*code));
        let row = chain.find(|code| listed.contains(code.as_str())).unwrap_or(code);
        origins.entry(row.clone()).or_default().push(code.clone());
    }
    Ok(origins)
}

/// The part of a township's (or county's) code that names its region of `level`.
fn ancestor(township: &str, level: Level) -> &str {
    let length = match level {
        Level::Nation => 0,
        Level::Province => 2,
        Level::Prefecture => 4,
        Level::County => 6,
        Level::Township => 9,
    };
    township.get(..length).unwrap_or(township)
}

/// How many townships hold records of the year. One that only took part in what another recorded holds some too.
#[must_use]
pub fn reporting(year: &YearSums) -> usize {
    let own: i32 = year.own.values().map(|sums| sums.reporting).sum();
    let only_joint =
        year.joint.keys().filter(|code| year.own.get(*code).is_none_or(|sums| sums.reporting == 0));
    usize::try_from(own).unwrap_or(0) + only_joint.count()
}
