//! The figures of all counties, computed from records alone, to prove that two ledgers have the same: a restored backup is
//! compared by them.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::evaluate::figures;
use super::model::Figure;
use super::sums::{self, Grouping};
use super::units;
use crate::db::schema::township_years;
use crate::indicators;
use crate::regions::{Code, Level, Reach};

/// The years that have records, in ascending order.
///
/// # Errors
/// Where the database fails.
pub fn years(conn: &mut PgConnection) -> QueryResult<Vec<i16>> {
    township_years::table.select(township_years::year).distinct().order(township_years::year).load(conn)
}

/// All figures of a year of every county that has records counting in that year, by county. Stored sums are not used.
///
/// # Errors
/// Where the database fails.
pub fn of_year(
    conn: &mut PgConnection,
    year: i16,
) -> QueryResult<impl Iterator<Item = (Code, Vec<Figure>)> + use<>> {
    let sums = sums::compute(conn, &Reach::nation(), year, Grouping::Township)?;
    let mut counties: Vec<_> = units::by_unit(sums, Level::County).into_iter().collect();
    counties.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Ok(counties.into_iter().filter_map(move |(code, sums)| {
        let county = Code::parse(&code)?;
        let figures = figures(indicators::all(), &sums, None, &county, year);
        Some((county, figures))
    }))
}
