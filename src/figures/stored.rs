//! Sums of counties that are kept from one reading to the next, for the regions above them.
//!
//! A kept copy is valid only while the county's counters add up to what they did when it was made; a reader computes
//! the stale ones and leaves them for the next. Nothing maintains them, so nothing can let them drift.

use std::collections::HashMap;

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::sum;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::sums::{Grouping, Sums, YearSums, compute};
use super::units;
use crate::db::Whole;
use crate::db::schema::{county_figures, township_years};
use crate::indicators;
use crate::regions::Level;
use crate::regions::Reach;

/// Counties whose records are added up at once: some thousand townships, whose sums take a few megabytes.
const AT_ONCE: usize = 300;
/// Copies that one answer leaves at most: more than there are counties. A series of years leaves the first of them, so
/// that asking again goes further.
pub const MOST_COPIES: usize = 4000;
/// Copies that one statement stores.
const STORED_AT_ONCE: usize = 250;

/// A county's sums, to be kept.
#[derive(Clone, Debug)]
pub struct CountySums {
    county_code: String,
    year: i16,
    version: Whole,
    sums: Sums,
}

/// The sums of a year by county, from kept copies and, where these are stale, from records; copies that were made of the
/// latter are added to `copies`.
///
/// # Errors
/// Where the database fails.
pub fn by_county(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
    copies: &mut Vec<CountySums>,
) -> QueryResult<YearSums> {
    let versions = versions(conn, reach, year)?;
    let mut own = current(conn, reach, year, &versions)?;
    let mut stale: Vec<String> =
        versions.keys().filter(|county| !own.contains_key(*county)).cloned().collect();
    stale.sort_unstable();
    for counties in stale.chunks(AT_ONCE) {
        for (county_code, sums) in computed(conn, counties, year)? {
            if copies.len() < MOST_COPIES {
                let version = versions.get(&county_code).copied().unwrap_or_default();
                copies.push(CountySums {
                    county_code: county_code.clone(),
                    year,
                    version,
                    sums: sums.clone(),
                });
            }
            own.insert(county_code, sums);
        }
    }
    Ok(YearSums { own, joint: HashMap::new() })
}

/// What the counters of each county add up to, over the years that can matter to `year`.
fn versions(conn: &mut PgConnection, reach: &Reach, year: i16) -> QueryResult<HashMap<String, Whole>> {
    let version = sum(township_years::version).assume_not_null();
    let mut query = township_years::table
        .group_by(township_years::county_code)
        .select((township_years::county_code, version))
        .filter(township_years::year.le(year))
        .into_boxed();
    if let Some(counties) = reach.county_codes() {
        query = query.filter(township_years::county_code.eq_any(counties.to_vec()));
    }
    let rows: Vec<(String, Whole)> = query.load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The kept copies that pass for current and are not what the records add up to: county and year of each. The connection
/// has to be in a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn wrong(conn: &mut PgConnection) -> QueryResult<Vec<(String, i16)>> {
    let kept: Vec<(i16, String)> = county_figures::table
        .filter(county_figures::catalogue.eq(indicators::catalogue_digest()))
        .order((county_figures::year, county_figures::county_code))
        .select((county_figures::year, county_figures::county_code))
        .load(conn)?;
    let mut wrong = Vec::new();
    for of_year in kept.chunk_by(|(one, _), (other, _)| one == other) {
        for counties in of_year.chunks(AT_ONCE) {
            wrong.extend(wrong_among(conn, counties)?);
        }
    }
    Ok(wrong)
}

/// The same among counties of one year.
fn wrong_among(conn: &mut PgConnection, kept: &[(i16, String)]) -> QueryResult<Vec<(String, i16)>> {
    let year = kept.first().map_or(0, |(year, _)| *year);
    let reach = Reach::counties(kept.iter().map(|(_, county)| county.clone()).collect());
    let versions = versions(conn, &reach, year)?;
    let current = current(conn, &reach, year, &versions)?;
    let mut counties: Vec<String> = current.keys().cloned().collect();
    counties.sort_unstable();
    let computed = computed(conn, &counties, year)?;
    let differs = |(county, sums): &(String, Sums)| current.get(county) != Some(sums);
    Ok(computed.into_iter().filter(differs).map(|(county, _)| (county, year)).collect())
}

/// County, version, records, reporting townships, quantities.
type KeptRow = (String, Whole, i64, i32, Vec<Option<Whole>>);

/// The kept copies that are still valid.
fn current(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
    versions: &HashMap<String, Whole>,
) -> QueryResult<HashMap<String, Sums>> {
    let mut query = county_figures::table
        .filter(county_figures::year.eq(year))
        .filter(county_figures::catalogue.eq(indicators::catalogue_digest()))
        .into_boxed();
    if let Some(counties) = reach.county_codes() {
        query = query.filter(county_figures::county_code.eq_any(counties.to_vec()));
    }
    let rows = query
        .select((
            county_figures::county_code,
            county_figures::version,
            county_figures::records,
            county_figures::reporting,
            county_figures::quantities,
        ))
        .load_iter::<KeptRow, DefaultLoadingMode>(conn)?;
    let mut kept = HashMap::new();
    for row in rows {
        let (county, version, records, reporting, values) = row?;
        if versions.get(&county) == Some(&version) {
            kept.insert(county, Sums::kept(records, reporting, &values));
        }
    }
    Ok(kept)
}

/// The sums of these counties, from records.
fn computed(conn: &mut PgConnection, counties: &[String], year: i16) -> QueryResult<Vec<(String, Sums)>> {
    let year = compute(conn, &Reach::counties(counties.to_vec()), year, Grouping::Township)?;
    let only_joint = reporting_only_jointly(&year);
    let mut sums = units::by_unit(year, Level::County);
    let of_county = |county: &String| {
        let mut sums = sums.remove(county).unwrap_or_default();
        sums.reporting = sums.reporting.saturating_add(only_joint.get(county).copied().unwrap_or(0));
        (county.clone(), sums)
    };
    Ok(counties.iter().map(of_county).collect())
}

/// Townships, by county, that hold nothing but their part in what another recorded.
fn reporting_only_jointly(year: &YearSums) -> HashMap<String, i32> {
    let mut counties = HashMap::new();
    for code in units::only_jointly(year) {
        *counties.entry(crate::regions::Code::county_of(code).to_owned()).or_insert(0) += 1;
    }
    counties
}

/// A copy as it is stored.
#[derive(Insertable)]
#[diesel(table_name = county_figures)]
struct StoredSums<'a> {
    county_code: &'a str,
    year: i16,
    version: Whole,
    catalogue: &'a str,
    records: i64,
    reporting: i32,
    quantities: Vec<Option<Whole>>,
}

impl<'a> From<&'a CountySums> for StoredSums<'a> {
    fn from(CountySums { county_code, year, version, sums }: &'a CountySums) -> Self {
        Self {
            county_code,
            year: *year,
            version: *version,
            catalogue: indicators::catalogue_digest(),
            records: sums.records,
            reporting: sums.reporting,
            quantities: sums.values().collect(),
        }
    }
}

/// Keeps copies; one that is newer than ours stays.
///
/// # Errors
/// Where the database fails.
pub fn store(conn: &mut PgConnection, sums: &[CountySums]) -> QueryResult<()> {
    for chunk in sums.chunks(STORED_AT_ONCE) {
        let upsert = diesel::insert_into(county_figures::table)
            .values(chunk.iter().map(StoredSums::from).collect::<Vec<_>>())
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
