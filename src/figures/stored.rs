//! Stored sums of counties (`county_figures`), from which the figures of the regions above counties are computed.
//!
//! Stored sums are valid only while the county's counters add up to the total that was stored with them. A request computes
//! stale sums from the records and stores them for the next one. Writes do not update them, so they cannot drift from the
//! records.

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

/// Counties whose records are added up by one statement: some thousand townships, whose sums take a few megabytes.
const AT_ONCE: usize = 300;
/// The most sums that one request stores: more than there are counties. A request for a series of years stores those of the
/// first years; when it is repeated, it stores more.
pub const MOST_NEW_SUMS: usize = 4000;
/// The most sums that one statement stores.
const STORED_AT_ONCE: usize = 250;

/// A county's sums of a year, to be stored with the total of its counters.
#[derive(Clone, Debug)]
pub struct CountySums {
    county_code: String,
    year: i16,
    version: Whole,
    sums: Sums,
}

/// The sums of a year by county: stored ones where they are valid, else computed from records and added to `new_sums`.
///
/// # Errors
/// Where the database fails.
pub fn by_county(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
    new_sums: &mut Vec<CountySums>,
) -> QueryResult<YearSums> {
    let versions = versions(conn, reach, year)?;
    let mut own = current(conn, reach, year, &versions)?;
    let mut stale: Vec<String> =
        versions.keys().filter(|county| !own.contains_key(*county)).cloned().collect();
    stale.sort_unstable();
    for counties in stale.chunks(AT_ONCE) {
        for (county_code, sums) in computed(conn, counties, year)? {
            if new_sums.len() < MOST_NEW_SUMS {
                let version = versions.get(&county_code).copied().unwrap_or_default();
                new_sums.push(CountySums {
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

/// The total of each county's counters of the years up to `year`, whose records can count in it.
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

/// County and year of stored sums that are valid by their counters and differ from those of the records. The connection has
/// to be in a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn wrong(conn: &mut PgConnection) -> QueryResult<Vec<(String, i16)>> {
    let stored: Vec<(i16, String)> = county_figures::table
        .filter(county_figures::catalogue.eq(indicators::catalogue_digest()))
        .order((county_figures::year, county_figures::county_code))
        .select((county_figures::year, county_figures::county_code))
        .load(conn)?;
    let mut wrong = Vec::new();
    for of_year in stored.chunk_by(|(one, _), (other, _)| one == other) {
        for counties in of_year.chunks(AT_ONCE) {
            wrong.extend(wrong_among(conn, counties)?);
        }
    }
    Ok(wrong)
}

/// The same among counties of one year.
fn wrong_among(conn: &mut PgConnection, stored: &[(i16, String)]) -> QueryResult<Vec<(String, i16)>> {
    let year = stored.first().map_or(0, |(year, _)| *year);
    let reach = Reach::counties(stored.iter().map(|(_, county)| county.clone()).collect());
    let versions = versions(conn, &reach, year)?;
    let current = current(conn, &reach, year, &versions)?;
    let mut counties: Vec<String> = current.keys().cloned().collect();
    counties.sort_unstable();
    let computed = computed(conn, &counties, year)?;
    let differs = |(county, sums): &(String, Sums)| current.get(county) != Some(sums);
    Ok(computed.into_iter().filter(differs).map(|(county, _)| (county, year)).collect())
}

/// County, version, records, reporting townships, quantities.
type StoredRow = (String, Whole, i64, i32, Vec<Option<Whole>>);

/// The stored sums that are valid, by county.
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
        .load_iter::<StoredRow, DefaultLoadingMode>(conn)?;
    let mut valid = HashMap::new();
    for row in rows {
        let (county, version, records, reporting, values) = row?;
        if versions.get(&county) == Some(&version) {
            valid.insert(county, Sums::from_stored(records, reporting, &values));
        }
    }
    Ok(valid)
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

/// How many townships of each county have no record but joint activities that another township recorded.
fn reporting_only_jointly(year: &YearSums) -> HashMap<String, i32> {
    let mut counties = HashMap::new();
    for code in units::only_jointly(year) {
        *counties.entry(crate::regions::Code::county_of(code).to_owned()).or_insert(0) += 1;
    }
    counties
}

/// A row of `county_figures`.
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

/// Stores sums, unless newer ones are stored already.
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
