//! The regions that stand in the rows of a matrix, and the sums that are theirs.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Text};

use super::model::RegionName;
use super::sums::{Sums, YearSums, joint_of_lineage};
use crate::regions::{self, Code, Level};

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
    let day = |month, day| NaiveDate::from_ymd_opt(i32::from(year), month, day).unwrap_or_default();
    let rows: Vec<UnitRow> = diesel::sql_query(
        "SELECT code, name FROM regions
        WHERE level = $1 AND code LIKE ANY ($2)
          AND (valid_from IS NULL OR valid_from <= $4) AND (valid_to IS NULL OR valid_to >= $3)
        ORDER BY code",
    )
    .bind::<Text, _>(level.as_str())
    .bind::<Array<Text>, _>(patterns(roots))
    .bind::<Date, _>(day(1, 1))
    .bind::<Date, _>(day(12, 31))
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

/// Gives the sums of regions that have no row of their own to the first of their successors that has one: what a
/// township did under an earlier code is compared under the one it has in the rows' year.
///
/// # Errors
/// Where the database fails.
pub fn settle(
    conn: &mut PgConnection,
    (year, sums): (i16, &mut YearSums),
    level: Level,
    rows: &[RegionName],
) -> QueryResult<()> {
    let codes: HashSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let has_row = |code: &str| codes.contains(ancestor(code, level));
    let strangers: Vec<String> =
        sums.own.keys().chain(sums.joint.keys()).filter(|code| !has_row(code)).cloned().collect();
    if strangers.is_empty() {
        return Ok(());
    }
    let mut lineages: HashMap<String, Vec<String>> = HashMap::new();
    for (origin, successor) in regions::tree::successors(conn, &strangers)? {
        if has_row(&successor) {
            rename(&mut sums.own, &origin, &successor);
            rename(&mut sums.joint, &origin, &successor);
            lineages.entry(successor).or_default().push(origin);
        }
    }
    // What they held jointly must not count for each of them.
    for (code, mut lineage) in lineages {
        if level == Level::Township && sums.joint.contains_key(&code) {
            lineage.push(code.clone());
            sums.joint.insert(code, joint_of_lineage(conn, lineage, year)?);
        }
    }
    Ok(())
}

/// Moves sums from one code to another; where they are gone already, nothing happens.
fn rename(sums: &mut HashMap<String, Sums>, from: &str, to: &str) {
    if let Some(moved) = sums.remove(from) {
        sums.entry(to.to_owned()).or_default().add(&moved);
    }
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
