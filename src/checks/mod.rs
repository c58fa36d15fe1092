//! Checks of data: what in the records of a year had better be looked at before it is reported.
//!
//! [`catalogue`] says what is checked and how grave each finding is. [`rules`] finds records, in SQL; [`figures`] judges the
//! figures of each township. A township explains a finding by a record of its own ([`crate::ledger::explanations`]), which
//! names the finding by its key: where the records behind it change, the key is another one, and the explanation no longer
//! fits.

pub mod catalogue;
mod figures;
mod findings;
mod model;
mod request;
pub mod routes;
mod rules;

pub use catalogue::{CheckCode, Severity};

use diesel::pg::PgConnection;

use self::findings::{Wanted, all};
use crate::clock;
use crate::problems::ApiResult;
use crate::regions::{Code, Reach};
use crate::text::Language;

/// The checks that found an error in the data of a township and a year that the township has not explained, each once. The township is
/// one of the region with these records.
///
/// # Errors
/// 422 where there are too many findings; 503 where the database fails.
pub fn errors(
    conn: &mut PgConnection,
    (region, reach): (&Code, &Reach),
    township_code: &str,
    year: i16,
) -> ApiResult<Vec<CheckCode>> {
    let (today, language) = (clock::today(), Language::default());
    let wanted = Wanted { region, reach, year, today, checks: &[], language };
    let mut checks = Vec::new();
    for finding in all(conn, &wanted)? {
        let is_open = finding.severity == Severity::Error && finding.explanation.is_none();
        if is_open && finding.township.code == township_code && !checks.contains(&finding.check) {
            checks.push(finding.check);
        }
    }
    Ok(checks)
}
