//! One counter per township and reporting year. Every write to a record increments its counter, so that a
//! few counters show whether lists and figures have changed.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::result::Error::NotFound;
use diesel::sql_types::{Array, Integer, Nullable, Numeric, SmallInt, Text, Timestamptz};
use uuid::Uuid;

use crate::db::{Prepared, Whole, distribution};
use crate::regions::Code;
use crate::regions::Reach;

/// What the counters of a reach add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The sum of all counters: it grows with every write.
    pub version: Whole,
    /// When the last of these writes happened.
    pub changed_at: Option<DateTime<Utc>>,
    /// Which state of the region tree the reach is of: the parts of a region may change without any record.
    pub directory: Uuid,
}

/// Counters added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// The sum.
    pub version: Whole,
    /// When one of them was last incremented; `None` where there is none.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Total {
    /// Of a reach that was found in this state of the region tree.
    #[must_use]
    pub fn of_reach_in(self, directory: Uuid) -> Counted {
        Counted { version: self.version, changed_at: self.changed_at, directory }
    }
}

/// Increments the counters of these township-years, in ascending order so that two writers cannot deadlock.
///
/// # Errors
/// Where the database fails.
pub fn bump(conn: &mut PgConnection, mut touched: Vec<(String, i16)>, now: DateTime<Utc>) -> QueryResult<()> {
    if touched.is_empty() {
        return Ok(());
    }
    touched.sort_unstable();
    touched.dedup();
    let (townships, years): (Vec<_>, Vec<_>) = touched.into_iter().unzip();
    let counties: Vec<_> = townships.iter().map(|code| Code::county_of(code).to_owned()).collect();
    let statement = diesel::sql_query(
        "INSERT INTO township_years (county_code, township_code, year, version, changed_at)
        SELECT county_code, township_code, year, 1, $4
        FROM unnest($1, $2, $3) AS touched (county_code, township_code, year)
        ON CONFLICT (county_code, township_code, year)
        DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at",
    )
    .bind::<Array<Text>, _>(counties)
    .bind::<Array<Text>, _>(townships)
    .bind::<Array<SmallInt>, _>(years)
    .bind::<Timestamptz, _>(now);
    Prepared::new(statement).run(conn)
}

/// The counters of a reach, over all years or those up to `up_to`: records of earlier years (a case still open, a term
/// still running) count in later ones too.
///
/// # Errors
/// Where the database fails.
pub fn total(conn: &mut PgConnection, reach: &Reach, up_to: Option<i16>) -> QueryResult<Total> {
    totals(conn, &[(reach, up_to)])?.pop().ok_or(NotFound)
}

/// The [`total`] of several reaches, in their order: by one statement for all that are not the whole country.
///
/// # Errors
/// Where the database fails.
pub fn totals(conn: &mut PgConnection, scopes: &[(&Reach, Option<i16>)]) -> QueryResult<Vec<Total>> {
    totals_of(conn, scopes, distribution::known::is_distributed())
}

/// The [`totals`] by the statement for a distributed database, or that for any other; they are the same by either.
///
/// # Errors
/// Where the database fails.
pub fn totals_of(
    conn: &mut PgConnection,
    scopes: &[(&Reach, Option<i16>)],
    is_distributed: bool,
) -> QueryResult<Vec<Total>> {
    let mut totals = vec![Total::default(); scopes.len()];
    let mut sums = sums_of_spans(conn, &spans(scopes).collect::<Vec<_>>(), is_distributed)?;
    let of_all = (0..).zip(scopes).filter(|(_, (reach, _))| reach.county_codes().is_none());
    let of_all: Vec<_> = of_all.map(|(scope, (_, up_to))| (scope, last_year(*up_to))).collect();
    match of_all.as_slice() {
        [] => {}
        [(scope, last_year)] => sums.push(sum_of_all(conn, *scope, *last_year)?),
        several => sums.extend(sums_of_all(conn, several)?),
    }
    // The statement returns no row for a scope without counters.
    for Sum { scope, version, changed_at } in sums {
        if let Some(total) = usize::try_from(scope).ok().and_then(|scope| totals.get_mut(scope)) {
            *total = Total { version, changed_at };
        }
    }
    Ok(totals)
}

fn last_year(up_to: Option<i16>) -> i16 {
    up_to.unwrap_or(i16::MAX)
}

/// The counters of a scope that stand together in the index.
struct Span<'a> {
    scope: i32,
    county: &'a str,
    first_township: &'a str,
    last_township: &'a str,
    last_year: i16,
}

/// The code of every township stands between these two.
const ALL_TOWNSHIPS: (&str, &str) = ("0", ":");

fn spans<'a>(scopes: &'a [(&'a Reach, Option<i16>)]) -> impl Iterator<Item = Span<'a>> {
    (0..).zip(scopes).flat_map(|(scope, (reach, up_to))| {
        let last_year = last_year(*up_to);
        places(reach).into_iter().map(move |(county, (first_township, last_township))| Span {
            scope,
            county,
            first_township,
            last_township,
            last_year,
        })
    })
}

/// Counties with the first and the last of their townships.
fn places(reach: &Reach) -> Vec<(&str, (&str, &str))> {
    match (reach.county_codes(), reach.township_codes()) {
        (None, _) => vec![],
        (_, Some(codes)) => codes.iter().map(|code| (Code::county_of(code), (&**code, &**code))).collect(),
        (Some(codes), None) => codes.iter().map(|code| (&**code, ALL_TOWNSHIPS)).collect(),
    }
}

/// The counters of a scope, added up.
#[derive(Clone, Copy, QueryableByName)]
struct Sum {
    #[diesel(sql_type = Integer)]
    scope: i32,
    #[diesel(sql_type = Numeric)]
    version: Whole,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    changed_at: Option<DateTime<Utc>>,
}

/// Adds up the counters in `$from`.
macro_rules! sum_from {
    ($scope:literal, $from:literal) => {
        concat!(
            "SELECT ",
            $scope,
            " AS scope, coalesce(sum(c.version), 0) AS version, max(c.changed_at) AS changed_at FROM ",
            $from
        )
    };
}

macro_rules! sum_of_spans {
    ($counties:literal) => {
        concat!(
            sum_from!(
                "span.scope",
                r#"unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::smallint[])
                AS span (scope, county_code, first_township, last_township, last_year)
            JOIN township_years c ON c.county_code = span.county_code COLLATE "C"
                AND c.township_code >= span.first_township COLLATE "C"
                AND c.township_code <= span.last_township COLLATE "C" AND c.year <= span.last_year
        WHERE "#
            ),
            $counties,
            " GROUP BY span.scope"
        )
    };
}

/// The counties are named once more, so that each node adds up its own counters.
pub const SUMS_WHERE_DISTRIBUTED: &str = sum_of_spans!("c.county_code = ANY ($6)");

/// With the counties named once more, PostgreSQL would read all counters of these counties, which takes four times as long.
pub const SUMS: &str = sum_of_spans!("$6::text[] IS NOT NULL");

fn sums_of_spans(conn: &mut PgConnection, spans: &[Span<'_>], is_distributed: bool) -> QueryResult<Vec<Sum>> {
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let mut counties: Vec<&str> = spans.iter().map(|span| span.county).collect();
    counties.sort_unstable();
    counties.dedup();
    let statement = diesel::sql_query(if is_distributed { SUMS_WHERE_DISTRIBUTED } else { SUMS })
        .bind::<Array<Integer>, _>(spans.iter().map(|span| span.scope).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(spans.iter().map(|span| span.county).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(spans.iter().map(|span| span.first_township).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(spans.iter().map(|span| span.last_township).collect::<Vec<_>>())
        .bind::<Array<SmallInt>, _>(spans.iter().map(|span| span.last_year).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(counties);
    Prepared::new(statement).load(conn)
}

/// Several of the whole country, by one query of the counters, which all others of the batch wait for.
fn sums_of_all(conn: &mut PgConnection, scopes: &[(i32, i16)]) -> QueryResult<Vec<Sum>> {
    let statement =
        diesel::sql_query(sum_from!("c.year::int", "township_years c GROUP BY c.year ORDER BY c.year"));
    let years: Vec<Sum> = Prepared::new(statement).load(conn)?;
    let up_to = |(scope, last_year): &(i32, i16)| {
        let years = years.iter().take_while(|year| year.scope <= i32::from(*last_year));
        let none = Sum { scope: *scope, version: Whole::default(), changed_at: None };
        years.fold(none, |sum, year| Sum {
            version: sum.version.plus(year.version),
            changed_at: sum.changed_at.max(year.changed_at),
            ..sum
        })
    };
    Ok(scopes.iter().map(up_to).collect())
}

/// Of the whole country: with a join, this would take three times as long.
fn sum_of_all(conn: &mut PgConnection, scope: i32, last_year: i16) -> QueryResult<Sum> {
    let statement = diesel::sql_query(sum_from!("$1::int", "township_years c WHERE c.year <= $2::smallint"))
        .bind::<Integer, _>(scope)
        .bind::<SmallInt, _>(last_year);
    Prepared::new(statement).get_result(conn)
}
