//! The figures of a ledger, digested: two ledgers with the same ones say the same of every county and year.

use diesel::pg::PgConnection;
use diesel::result::QueryResult;

use super::manifest::{CountyYear, Figures};
use crate::figures::{self, Figure};
use crate::regions::Code;
use crate::{digest, indicators};

/// The figures of every county and year that has records.
///
/// # Errors
/// Where the database fails.
pub fn of(conn: &mut PgConnection) -> QueryResult<Figures> {
    let mut county_years = Vec::new();
    for year in figures::counties::years(conn)? {
        let counties = figures::counties::of_year(conn, year)?;
        county_years.extend(counties.map(|(county, figures)| digested(&county, year, &figures)));
    }
    Ok(Figures { catalogue: indicators::catalogue_digest().to_owned(), county_years })
}

fn digested(county: &Code, year: i16, figures: &[Figure]) -> CountyYear {
    // What is said of them, without addresses and units, which a later release may word in another way.
    let said: Vec<_> = figures
        .iter()
        .map(|figure| {
            let parts = (figure.numerator, figure.denominator, figure.estimated);
            (&figure.indicator, &figure.value, figure.reason, parts)
        })
        .collect();
    let said = serde_json::json!(said).to_string();
    CountyYear { county: county.to_string(), year, sha256: digest::short(said.as_bytes(), 32) }
}
