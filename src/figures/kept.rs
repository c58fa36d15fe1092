//! Sums of counties that are kept from one reading to the next, for the regions above them.
//!
//! A kept copy is valid only while the county's counters add up to what they did when it was made; a reader computes
//! the stale ones and leaves them for the next. Nothing maintains them, so nothing can let them drift.

use std::collections::HashMap;

use bigdecimal::ToPrimitive;
use diesel::dsl::sum;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::sums::{Grouping, Sums, YearSums, compute};
use super::units;
use crate::auth::Reach;
use crate::db::schema::{county_figures, township_years};
use crate::indicators;
use crate::regions::Level;

/// A county's sums, to be kept.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = county_figures)]
pub struct CountySums {
    county_code: String,
    year: i16,
    version: i64,
    catalogue: String,
    records: i64,
    reporting: i32,
    quantities: Vec<Option<i64>>,
}

/// The sums of a year by county, from kept copies and, where these are stale, from records; and the copies that were
/// made of the latter.
///
/// # Errors
/// Where the database fails.
pub fn by_county(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
) -> QueryResult<(YearSums, Vec<CountySums>)> {
    let versions = versions(conn, reach, year)?;
    let mut own = current(conn, reach, year, &versions)?;
    let mut stale: Vec<String> =
        versions.keys().filter(|county| !own.contains_key(*county)).cloned().collect();
    stale.sort_unstable();
    let copies = refresh(conn, stale, year, &versions)?;
    own.extend(copies.iter().map(|copy| (copy.county_code.clone(), copy.sums())));
    Ok((YearSums { own, joint: HashMap::new() }, copies))
}

/// What the counters of each county add up to, over the years that can matter to `year`.
fn versions(conn: &mut PgConnection, reach: &Reach, year: i16) -> QueryResult<HashMap<String, i64>> {
    let mut query = township_years::table
        .group_by(township_years::county_code)
        .select((township_years::county_code, sum(township_years::version)))
        .filter(township_years::year.le(year))
        .into_boxed();
    if let Some(counties) = reach.county_codes() {
        query = query.filter(township_years::county_code.eq_any(counties.to_vec()));
    }
    let rows: Vec<(String, Option<bigdecimal::BigDecimal>)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(county, version)| (county, version.and_then(|v| v.to_i64()).unwrap_or(0)))
        .collect())
}

/// County, version, records, reporting townships, quantities.
type KeptRow = (String, i64, i64, i32, Vec<Option<i64>>);

/// The kept copies that are still valid.
fn current(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
    versions: &HashMap<String, i64>,
) -> QueryResult<HashMap<String, Sums>> {
    let mut query = county_figures::table
        .filter(county_figures::year.eq(year))
        .filter(county_figures::catalogue.eq(indicators::catalogue_digest()))
        .into_boxed();
    if let Some(counties) = reach.county_codes() {
        query = query.filter(county_figures::county_code.eq_any(counties.to_vec()));
    }
    let rows: Vec<KeptRow> = query
        .select((
            county_figures::county_code,
            county_figures::version,
            county_figures::records,
            county_figures::reporting,
            county_figures::quantities,
        ))
        .load(conn)?;
    let valid = rows.into_iter().filter(|(county, version, ..)| versions.get(county) == Some(version));
    Ok(valid
        .map(|(county, _, records, reporting, values)| (county, Sums::kept(records, reporting, values)))
        .collect())
}

fn refresh(
    conn: &mut PgConnection,
    stale: Vec<String>,
    year: i16,
    versions: &HashMap<String, i64>,
) -> QueryResult<Vec<CountySums>> {
    if stale.is_empty() {
        return Ok(Vec::new());
    }
    let reach = Reach::counties(stale.clone());
    let computed = compute(conn, &reach, year, Grouping::Township)?;
    let only_joint = reporting_only_jointly(&computed);
    let mut sums = units::by_unit(&computed, Level::County);
    let copy = |county: String| {
        let mut sums = sums.remove(&county).unwrap_or_default();
        sums.reporting += only_joint.get(&county).copied().unwrap_or(0);
        CountySums {
            year,
            version: versions.get(&county).copied().unwrap_or(0),
            catalogue: indicators::catalogue_digest().to_owned(),
            records: sums.records,
            reporting: sums.reporting,
            quantities: sums.values().to_vec(),
            county_code: county,
        }
    };
    Ok(stale.into_iter().map(copy).collect())
}

/// Townships, by county, that hold nothing but their part in what another recorded.
fn reporting_only_jointly(year: &YearSums) -> HashMap<String, i32> {
    let mut counties = HashMap::new();
    for code in units::only_jointly(year) {
        *counties.entry(crate::regions::Code::county_of(code).to_owned()).or_insert(0) += 1;
    }
    counties
}

impl CountySums {
    fn sums(&self) -> Sums {
        Sums::kept(self.records, self.reporting, self.quantities.clone())
    }
}

/// Keeps copies; one that is newer than ours stays.
///
/// # Errors
/// Where the database fails.
pub fn keep(conn: &mut PgConnection, copies: &[CountySums]) -> QueryResult<()> {
    for chunk in copies.chunks(1000) {
        let upsert = diesel::insert_into(county_figures::table)
            .values(chunk)
            .on_conflict((county_figures::county_code, county_figures::year))
            .do_update()
            .set((
                county_figures::version.eq(excluded(county_figures::version)),
                county_figures::catalogue.eq(excluded(county_figures::catalogue)),
                county_figures::records.eq(excluded(county_figures::records)),
                county_figures::reporting.eq(excluded(county_figures::reporting)),
                county_figures::quantities.eq(excluded(county_figures::quantities)),
            ));
        diesel::query_dsl::methods::FilterDsl::filter(
            upsert,
            county_figures::version.le(excluded(county_figures::version)),
        )
        .execute(conn)?;
    }
    Ok(())
}
