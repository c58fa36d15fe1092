//! Stored sums of counties (`county_figures`), from which the figures of the regions above counties are computed.
//!
//! Stored sums are valid only while the county's counters add up to the total that was stored with them, and while the
//! definitions, the days that have come and the units of its codes are the same. A request computes stale sums from the records
//! and stores them for the next one. Writes do not update them, so they cannot drift from the records.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::connection::DefaultLoadingMode;
use diesel::dsl::sum;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::add_up;
use super::period::Period;
use super::statement::Scope;
use super::sums::{Declared, Sums};
use super::units::{Basis, Units};
use crate::clock;
use crate::db::Whole;
use crate::db::schema::{county_figures, township_years};
use crate::digest;
use crate::indicators;
use crate::regions::{Code, Reach};

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
    basis: Basis,
    version: Whole,
    made_by: String,
    sums: Arc<Sums>,
}

/// The counties of a scope and year, and what their sums depend on.
struct Counties<'a> {
    scope: &'a Scope<'a>,
    basis: Basis,
    /// Townships that have had codes of several counties, which are added up apart.
    across: Vec<String>,
    /// These, and townships that are gone: no county's sums include them.
    except: Vec<String>,
    /// The total of each county's counters.
    versions: HashMap<String, Whole>,
    /// What the sums of a county without such townships are made by.
    made_by: String,
    /// What has become of the codes of the others.
    changes: HashMap<String, Vec<String>>,
}

/// The sums of a year: by county, stored ones where they are valid, else computed from records and added to `new_sums`; and by
/// township for those that have had codes of several counties.
///
/// # Errors
/// Where the database fails.
pub fn by_county(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    basis: Basis,
    new_sums: &mut Vec<CountySums>,
) -> QueryResult<HashMap<String, Arc<Sums>>> {
    let counties = Counties::of(conn, scope, basis)?;
    let shared = |(code, sums)| (code, Arc::new(sums));
    let mut own = counties.current(conn)?;
    let mut stale: Vec<String> =
        counties.versions.keys().filter(|county| !own.contains_key(*county)).cloned().collect();
    stale.sort_unstable();
    add_up::use_processors_for(conn, stale.len())?;
    for chunk in stale.chunks(AT_ONCE) {
        for (county, sums) in counties.computed(conn, chunk)?.into_iter().map(shared) {
            if new_sums.len() < MOST_NEW_SUMS {
                new_sums.push(counties.to_store(&county, &sums));
            }
            own.insert(county, sums);
        }
    }
    own.extend(counties.townships_across(conn)?.into_iter().map(shared));
    Ok(own)
}

/// County and year of stored sums that are valid by their counters and differ from those of the records. The connection has
/// to be in a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn wrong(conn: &mut PgConnection) -> QueryResult<Vec<(String, i16)>> {
    let stored: Vec<(i16, Basis, String)> = county_figures::table
        .order((county_figures::year, county_figures::basis, county_figures::county_code))
        .select((county_figures::year, county_figures::basis, county_figures::county_code))
        .load(conn)?;
    let mut wrong = Vec::new();
    for of_year in stored.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        for counties in of_year.chunks(AT_ONCE) {
            wrong.extend(wrong_among(conn, counties)?);
        }
    }
    wrong.dedup();
    Ok(wrong)
}

/// The same among counties of one year and basis.
fn wrong_among(conn: &mut PgConnection, stored: &[(i16, Basis, String)]) -> QueryResult<Vec<(String, i16)>> {
    let Some(&(year, basis, _)) = stored.first() else {
        return Ok(Vec::new());
    };
    let period = Period::of_year(year, clock::today());
    let units = Units::load(conn, &Reach::nation(), basis, &period)?;
    let reach = Reach::counties(stored.iter().map(|(_, _, county)| county.clone()).collect());
    let scope = Scope { reach: &reach, region: None, units: &units, period: &period, except: &[] };
    let counties = Counties::of(conn, &scope, basis)?;
    let current = counties.current(conn)?;
    let mut codes: Vec<String> = current.keys().cloned().collect();
    codes.sort_unstable();
    let differs = |(county, sums): &(String, Sums)| current.get(county).map(Arc::as_ref) != Some(sums);
    let computed = counties.computed(conn, &codes)?;
    Ok(computed.into_iter().filter(differs).map(|(county, _)| (county, year)).collect())
}

/// County, version, what they were made by, reporting townships, newest change, declarations, quantities.
type StoredRow = (String, Whole, String, i32, Option<DateTime<Utc>>, serde_json::Value, Vec<Option<Whole>>);

impl<'a> Counties<'a> {
    fn of(conn: &mut PgConnection, scope: &'a Scope<'a>, basis: Basis) -> QueryResult<Self> {
        let versions = versions(conn, scope.reach, scope.period.year)?;
        let made_by = format!("{} {}", indicators::catalogue_digest(), scope.period.day());
        let across = scope.units.across_counties();
        let except = [&across[..], scope.units.gone()].concat();
        let changes = scope.units.changes_by_county(&across);
        Ok(Self { scope, basis, across, except, versions, made_by, changes })
    }

    /// What the sums of a county are made by, besides records.
    fn made_by(&self, county: &str) -> String {
        let Self { made_by, changes, .. } = self;
        changes.get(county).map_or_else(
            || made_by.clone(),
            |changes| format!("{made_by} {}", digest::short(changes.join(" ").as_bytes(), 8)),
        )
    }

    fn to_store(&self, county: &str, sums: &Arc<Sums>) -> CountySums {
        CountySums {
            county_code: county.to_owned(),
            year: self.scope.period.year,
            basis: self.basis,
            version: self.versions.get(county).copied().unwrap_or_default(),
            made_by: self.made_by(county),
            sums: Arc::clone(sums),
        }
    }

    /// The stored sums that are valid, by county.
    fn current(&self, conn: &mut PgConnection) -> QueryResult<HashMap<String, Arc<Sums>>> {
        let mut query = county_figures::table
            .filter(county_figures::year.eq(self.scope.period.year))
            .filter(county_figures::basis.eq(self.basis))
            .into_boxed();
        if let Some(counties) = self.scope.reach.county_codes() {
            query = query.filter(county_figures::county_code.eq_any(counties.to_vec()));
        }
        let rows = query
            .select((
                county_figures::county_code,
                county_figures::version,
                county_figures::made_by,
                county_figures::reporting,
                county_figures::as_of,
                county_figures::declared,
                county_figures::quantities,
            ))
            .load_iter::<StoredRow, DefaultLoadingMode>(conn)?;
        let mut valid = HashMap::new();
        for row in rows {
            let (county, version, made_by, reporting, as_of, declared, values) = row?;
            if self.versions.get(&county) == Some(&version) && made_by == self.made_by(&county) {
                let declared: BTreeMap<usize, Declared> =
                    serde_json::from_value(declared).unwrap_or_default();
                let sums = Sums::from_stored(reporting, as_of, declared, &values);
                valid.insert(county, Arc::new(sums));
            }
        }
        Ok(valid)
    }

    /// The sums of these counties, from records.
    fn computed(&self, conn: &mut PgConnection, counties: &[String]) -> QueryResult<Vec<(String, Sums)>> {
        let reach = Reach::counties(counties.to_vec());
        let units = self.scope.units.of_reach(&reach);
        let scope = Scope {
            reach: &reach,
            region: None,
            units: &units,
            except: &self.except,
            period: self.scope.period,
        };
        let mut sums: HashMap<String, Sums> =
            counties.iter().map(|county| (county.clone(), Sums::default())).collect();
        for (township, of_township) in add_up::own(conn, &scope)? {
            sums.entry(Code::county_of(&township).to_owned()).or_default().add(&of_township);
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(sums)
    }

    /// The sums of the townships that have had codes of several counties, by township.
    fn townships_across(&self, conn: &mut PgConnection) -> QueryResult<HashMap<String, Sums>> {
        if self.across.is_empty() {
            return Ok(HashMap::new());
        }
        let reach = Reach::townships(self.across.clone());
        add_up::own(conn, &Scope { reach: &reach, ..*self.scope })
    }
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

/// A row of `county_figures`.
#[derive(Insertable)]
#[diesel(table_name = county_figures)]
struct StoredSums<'a> {
    county_code: &'a str,
    year: i16,
    basis: Basis,
    version: Whole,
    made_by: &'a str,
    reporting: i32,
    as_of: Option<DateTime<Utc>>,
    declared: serde_json::Value,
    quantities: Vec<Option<Whole>>,
}

impl<'a> From<&'a CountySums> for StoredSums<'a> {
    fn from(CountySums { county_code, year, basis, version, made_by, sums }: &'a CountySums) -> Self {
        Self {
            county_code,
            year: *year,
            basis: *basis,
            version: *version,
            made_by,
            reporting: sums.reporting,
            as_of: sums.as_of,
            declared: serde_json::json!(sums.declared),
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
            .on_conflict((county_figures::county_code, county_figures::year, county_figures::basis))
            .do_update()
            .set((
                county_figures::version.eq(excluded(county_figures::version)),
                county_figures::made_by.eq(excluded(county_figures::made_by)),
                county_figures::reporting.eq(excluded(county_figures::reporting)),
                county_figures::as_of.eq(excluded(county_figures::as_of)),
                county_figures::declared.eq(excluded(county_figures::declared)),
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
