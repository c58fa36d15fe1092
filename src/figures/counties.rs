//! The figures of all counties, computed from records alone, to prove that two ledgers have the same: a restored backup is
//! compared by them.

use std::collections::BTreeMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::add_up;
use super::evaluate::{RegionPeriod, figures};
use super::model::Figure;
use super::period::Period;
use super::statement::Scope;
use super::sums::Sums;
use super::units::Units;
use crate::clock;
use crate::db::schema::township_years;
use crate::indicators::{self, Indicator};
use crate::regions::{Code, Reach};

/// The years that have records, in ascending order.
///
/// # Errors
/// Where the database fails.
pub fn years(conn: &mut PgConnection) -> QueryResult<Vec<i16>> {
    township_years::table.select(township_years::year).distinct().order(township_years::year).load(conn)
}

/// All figures of a year of every county that has records counting in that year, by the county of their code. Stored sums are
/// not used.
///
/// # Errors
/// Where the database fails.
pub fn of_year(
    conn: &mut PgConnection,
    year: i16,
) -> QueryResult<impl Iterator<Item = (Code, Vec<Figure>)> + use<>> {
    let (units, reach) = (Units::default(), Reach::nation());
    // As if the year were over: two ledgers with the same records have the same figures on whatever day they are compared.
    let period = Period::of_year(year, clock::days_of(year).1);
    let scope = Scope { reach: &reach, region: None, units: &units, period: &period, except: &[] };
    let mut counties: BTreeMap<String, Sums> = BTreeMap::new();
    for (township, sums) in add_up::own(conn, &scope)? {
        counties.entry(Code::county_of(&township).to_owned()).or_default().add(&sums);
    }
    let indicators: Vec<&'static Indicator> = indicators::all().iter().collect();
    Ok(counties.into_iter().filter_map(move |(code, sums)| {
        let county = Code::parse(&code)?;
        let of = RegionPeriod { region: &county, is_in_force: true, period: &period, query: "" };
        let figures = figures(&indicators, &sums, None, &of);
        Some((county, figures))
    }))
}
