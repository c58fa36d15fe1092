//! One counter per township and reporting year. Every write to a record bumps its counter, so that a reader of lists
//! and figures knows from a few counters whether anything has changed.

use chrono::{DateTime, Utc};
use diesel::dsl::{max, sql, sum};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, SmallInt, Text, Timestamptz};

use uuid::Uuid;

use crate::auth::Reach;
use crate::db::Prepared;
use crate::db::schema::township_years;
use crate::regions::Code;

/// What the counters of a reach add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The sum of all counters: it grows with every write.
    pub version: i64,
    /// When the last of these writes happened.
    pub changed_at: Option<DateTime<Utc>>,
    /// Which state of the region tree they were added up by: what a region is made of may change without any record.
    pub directory: Uuid,
}

/// Bumps the counters of these township-years, in ascending order so that two writers cannot deadlock.
///
/// # Errors
/// Where the database fails.
pub fn bump(conn: &mut PgConnection, mut touched: Vec<(String, i16)>, now: DateTime<Utc>) -> QueryResult<()> {
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
    Prepared::new(statement).execute(conn)?;
    Ok(())
}

/// The state of a reach, over all years or those up to `up_to`: records of earlier years (a case still open, a term
/// still running) count in later ones too.
///
/// # Errors
/// Where the database fails.
pub fn state(conn: &mut PgConnection, reach: &Reach, up_to: Option<i16>) -> QueryResult<Counted> {
    let mut query = crate::within!(township_years::table.into_boxed(), township_years, reach);
    if let Some(year) = up_to {
        query = query.filter(township_years::year.le(year));
    }
    let directory = sql::<diesel::sql_types::Uuid>("(SELECT version FROM region_directory)");
    let (version, changed_at, directory): (Option<bigdecimal::BigDecimal>, Option<DateTime<Utc>>, Uuid) =
        Prepared::new(query.select((
            sum(township_years::version),
            max(township_years::changed_at),
            directory,
        )))
        .get_result(conn)?;
    let version = version.and_then(|sum| bigdecimal::ToPrimitive::to_i64(&sum)).unwrap_or(0);
    Ok(Counted { version, changed_at, directory })
}
