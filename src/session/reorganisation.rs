//! Reorganisations, each with its entry in the trail of the county it is about; in both where it is about two.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::Writing;
use super::trail::{Action, Change};
use crate::db::schema::trail;
use crate::problems::{ApiError, ApiResult};
use crate::regions::reorganise::{self, Outcome, Succession};
use crate::regions::undo::{self, Undone};
use crate::regions::{Code, queries};

/// Lets one code end and another one go on.
///
/// # Errors
/// Those of [`reorganise::succeed`].
pub fn succeed(writing: &mut Writing<'_>, change: &Succession) -> ApiResult<Outcome> {
    let before = document(writing.conn, &change.from)?;
    let done = reorganise::succeed(writing.conn, change)?;
    note(writing, Action::Succeeded, (&change.from, &change.to), &before)?;
    Ok(done)
}

/// Takes that back.
///
/// # Errors
/// Those of [`undo::undo`].
pub fn undo(writing: &mut Writing<'_>, from: &Code) -> ApiResult<Undone> {
    let before = document(writing.conn, from)?;
    let done = undo::undo(writing.conn, from)?;
    note(writing, Action::SuccessionUndone, (from, &done.to), &before)?;
    Ok(done)
}

/// A region as the directory has it.
fn document(conn: &mut PgConnection, code: &Code) -> ApiResult<Value> {
    serde_json::to_value(queries::find(conn, code)?).map_err(ApiError::internal)
}

/// The entries, in the order of their chains, so that no two writers wait for each other.
fn note(
    writing: &mut Writing<'_>,
    action: Action,
    (from, to): (&Code, &Code),
    before: &Value,
) -> ApiResult<()> {
    let (record_id, after) = (id_of(from), document(writing.conn, from)?);
    let mut chains = vec![Code::county_of(from.as_str()), Code::county_of(to.as_str())];
    chains.sort_unstable();
    chains.dedup();
    for chain in chains {
        let change = Change {
            resource: "regions",
            record_id,
            township_code: chain,
            version: next_version(writing.conn, chain, record_id)?,
            action,
            before: Some(before.clone()),
            after: after.clone(),
        };
        writing.record_change(&change, Vec::new())?;
    }
    Ok(())
}

/// What the trail calls a region: made of its code, since the directory has no other id of it.
fn id_of(code: &Code) -> Uuid {
    let digest = Sha256::new().chain_update("region ").chain_update(code.as_str()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Each entry of a region is a version of it.
fn next_version(conn: &mut PgConnection, county: &str, record_id: Uuid) -> QueryResult<i32> {
    let last: Option<i32> = trail::table
        .filter(trail::county_code.eq(county).and(trail::record_id.eq(record_id)))
        .select(diesel::dsl::max(trail::version))
        .first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}
