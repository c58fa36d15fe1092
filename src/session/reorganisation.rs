//! Reorganisations, each with an entry in the chain of the county concerned, or of both where there are two. What a county's
//! reorganisation does to its own unit follows from it, and has no entry of its own.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::Writing;
use super::audit::{Audited, Subject};
use super::trail::Action;
use crate::db::schema::trail;
use crate::problems::ApiResult;
use crate::regions::model::Region;
use crate::regions::reorganise::{self, Outcome, Succession};
use crate::regions::undo::{self, Undone};
use crate::regions::{Code, queries};

/// Ends a code, which another one succeeds.
///
/// # Errors
/// Those of [`reorganise::succeed`].
pub fn succeed(writing: &mut Writing<'_>, change: &Succession) -> ApiResult<Outcome> {
    let before = queries::find(writing.conn, &change.from)?;
    let done = reorganise::succeed(writing.conn, change)?;
    audit(writing, Action::Succeeded, (&change.from, &change.to), before.as_ref())?;
    Ok(done)
}

/// Undoes a succession.
///
/// # Errors
/// Those of [`undo::undo`].
pub fn undo(writing: &mut Writing<'_>, from: &Code) -> ApiResult<Undone> {
    let before = queries::find(writing.conn, from)?;
    let done = undo::undo(writing.conn, from)?;
    audit(writing, Action::SuccessionUndone, (from, &done.to), before.as_ref())?;
    Ok(done)
}

/// A region as the directory has it, as it is audited in a county's chain.
#[derive(Clone, Copy, Serialize)]
#[serde(transparent)]
struct AuditedRegion<'a> {
    #[serde(skip)]
    chain: &'a str,
    #[serde(skip)]
    id: Uuid,
    #[serde(skip)]
    version: i32,
    region: Option<&'a Region>,
}

impl Audited for AuditedRegion<'_> {
    fn subject(&self) -> Subject<'_> {
        Subject { resource: "regions", record_id: self.id, region_code: self.chain, version: self.version }
    }
}

/// Audits it in both counties, in the order of their chains, so that two writers cannot deadlock.
fn audit(
    writing: &mut Writing<'_>,
    action: Action,
    (from, to): (&Code, &Code),
    before: Option<&Region>,
) -> ApiResult<()> {
    let after = queries::find(writing.conn, from)?;
    let mut chains = vec![Code::county_of(from.as_str()), Code::county_of(to.as_str())];
    chains.sort_unstable();
    chains.dedup();
    let id = id_of(from);
    for chain in chains {
        let version = last_version(writing.conn, chain, id)?;
        let before = AuditedRegion { chain, id, version, region: before };
        let after = AuditedRegion { version: version + 1, region: after.as_ref(), ..before };
        writing.audit(action, Some(&before), &after)?;
    }
    Ok(())
}

/// The id of a region in entries: derived from its code, since the directory has no other id of it.
fn id_of(code: &Code) -> Uuid {
    let digest = Sha256::new().chain_update("region ").chain_update(code.as_str()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The version of a region in a county's chain: each entry is one.
fn last_version(conn: &mut PgConnection, county: &str, record_id: Uuid) -> QueryResult<i32> {
    let last: Option<i32> = trail::table
        .filter(trail::county_code.eq(county).and(trail::record_id.eq(record_id)))
        .select(diesel::dsl::max(trail::version))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}
