//! The days that cases are due, computed anew after the catalogue of deadlines has changed.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Case, CaseInput};
use super::{clocks, queries};
use crate::ledger::{Record, operations};
use crate::problems::ApiResult;
use crate::session::Writing;
use crate::session::trail::Action;

/// Some cases of a county that have a clock, or may have had one.
pub struct StaleCases {
    /// The last of them: the next ones come after it. `None` where there were none.
    pub last: Option<Uuid>,
    /// Those whose stored day is not the one that the catalogue gives.
    pub ids: Vec<Uuid>,
}

/// Reads the next cases of a county, in the order of their ids, a hundred at most, and returns which of them are stale.
///
/// # Errors
/// Where the database fails.
pub fn stale(conn: &mut PgConnection, county: &str, after: Uuid) -> QueryResult<StaleCases> {
    let cases = queries::with_clock(conn, county, after)?;
    let last = cases.last().map(|case| case.metadata.id);
    let stale = cases.iter().filter(|case| renewed(case).is_some()).map(|case| case.metadata.id);
    Ok(StaleCases { last, ids: stale.collect() })
}

/// Gives cases of a county the day that the catalogue gives, each in a new version with its entry; says how many had another
/// one until now. All rows are locked first, as a writer locks its record before the end of a chain.
///
/// # Errors
/// 503 where the database fails.
pub fn renew(writing: &mut Writing<'_>, county: &str, ids: &[Uuid]) -> ApiResult<usize> {
    let mut cases = queries::locked(writing.conn, county, ids)?;
    cases.sort_by(|one, other| one.fields.township_code.cmp(&other.fields.township_code));
    let mut count = 0;
    for case in &cases {
        let Some(fields) = renewed(case) else { continue };
        let next = Record { metadata: writing.next(case.metadata.clone()), fields };
        operations::save(writing, Action::Patched, case, &next)?;
        count += 1;
    }
    Ok(count)
}

/// A case with the day that the catalogue gives it, where that is not the stored one.
fn renewed(case: &Case) -> Option<CaseInput> {
    let due_on = clocks::due_on(&case.fields);
    (due_on != case.fields.due_on).then(|| CaseInput { due_on, ..case.fields.clone() })
}
