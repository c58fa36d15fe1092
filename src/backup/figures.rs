//! The figures of a ledger, digested: two ledgers with the same ones say the same of every county and year.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::Connection;
use diesel::pg::PgConnection;
use diesel::result::{Error, QueryResult};

use super::manifest::{CountyYear, Figures};
use crate::figures::{self, Figure};
use crate::regions::Code;
use crate::text;
use crate::text::Text;
use crate::{digest, indicators};

/// The most county-years that a manifest lists, which has 8 MiB at most: all counties of the nation for 20 years.
const MOST: usize = 60_000;

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

/// The figures, or why there are none. Whatever goes wrong with them, the transaction goes on as if nobody had asked.
pub fn if_possible(conn: &mut PgConnection) -> Result<Figures, Text> {
    let computed = conn.transaction(|conn| {
        // A figure is no reason to be without a backup, not even one that makes the program panic.
        catch_unwind(AssertUnwindSafe(|| of(conn))).unwrap_or(Err(Error::RollbackTransaction))
    });
    let figures = computed.map_err(|error| match error {
        Error::RollbackTransaction => {
            text!("无法计算：程序出错", "they could not be computed: the program panicked")
        }
        error => text!("无法计算：{error}", "they could not be computed: {error}"),
    })?;
    let number = figures.county_years.len();
    if number > MOST {
        Err(text!(
            "各县年度数据有 {number} 组，至多列出 {MOST} 组",
            "there are {number} county-years, and {MOST} at most are listed"
        ))
    } else {
        Ok(figures)
    }
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
