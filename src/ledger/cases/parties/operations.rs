//! The parties of a case over HTTP: read, and replaced as a whole.

use super::super::CaseInput;
use super::model::{Party, PartyList, PartyListInput};
use super::queries::{self, CountedList, ListRow};
use crate::auth::{Actor, Permission};
use crate::county;
use crate::http::{Answer, Received};
use crate::ledger::operations;
use crate::ledger::request::RecordId;
use crate::ledger::resource::Lock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;
use crate::session::{Reading, Writing};
use crate::text;

/// `GET /cases/{id}/parties`.
///
/// # Errors
/// 404 where the case is unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let case = id.find::<CaseInput>(reading.conn, reading.actor, Lock::None)?;
    let is_on = county::queries::find(reading.conn, case.county_code())?.party_names;
    let clear = queries::read(reading.conn, &case, &reading.keys.parties)?;
    let list = as_seen(clear, reading.actor, &case.township()?, is_on);
    let etag = list.etag();
    Ok(reading.tagged(&etag, |_| Answer::ok(&list))?.not_stored())
}

/// A list as the actor may see it: in clear with a role that writes records at the very township, while the county allows
/// names at all.
fn as_seen(clear: PartyList, actor: &Actor, township: &Code, is_on: bool) -> PartyList {
    if is_on && is_theirs(actor, township) { clear } else { clear.mask() }
}

/// Whether the parties are entrusted to the actor: by a role that writes records at the very township.
fn is_theirs(actor: &Actor, township: &Code) -> bool {
    let mut writers = actor.grants_for(Permission::WriteRecords);
    writers.any(|grant| grant.region.level().has_records() && grant.covers(township))
}

/// Nobody overwrites or takes out what he does not see. While the county has names switched off, the township does not see
/// them either, and still takes them out.
fn must_be_theirs(actor: &Actor, township: &Code) -> ApiResult<()> {
    if is_theirs(actor, township) {
        return Ok(());
    }
    let detail = text!(
        "当事人信息由办理的乡镇填写和修改；您看到的是掩码",
        "The parties are entered and changed by the township that handles the case; you see them masked"
    );
    Err(ApiError::new(Problem::Forbidden, detail))
}

/// `PUT /cases/{id}/parties`.
///
/// # Errors
/// Those of [`read`]; 403 for whom the township is not entrusted to; 428 and 412 for `If-Match`; 422 for the body; 409
/// where the case is voided, or names are entered that the county does not allow.
pub fn replace(
    writing: &mut Writing<'_>,
    id: &RecordId,
    body: &Received<PartyListInput>,
) -> ApiResult<Answer> {
    let case = id.find::<CaseInput>(writing.conn, &writing.actor, Lock::Update)?;
    let township = case.township()?;
    writing.must_at(&township, "")?;
    must_be_theirs(&writing.actor, &township)?;
    let is_on = county::queries::find(writing.conn, case.county_code())?.party_names;
    let current = queries::read(writing.conn, &case, &writing.keys.parties)?;
    let count = current.items.len();
    let seen = as_seen(current, &writing.actor, &township, is_on);
    writing.context.must_match(&seen.etag())?;
    let stored = serde_json::to_value(&seen).map_err(ApiError::internal)?;
    let parties: Vec<Party> = body.input_for(&stored)?.items.into_iter().map(Party::from).collect();
    operations::ensure_not_voided(&case)?;
    if !is_on && !parties.is_empty() {
        return Err(ApiError::of(Problem::PartyNamesOff));
    }
    // A caller who sees them masked must not learn whether they are the ones he sends.
    if !seen.masked && seen.version > 0 && seen.items == parties {
        return answer(&seen);
    }
    let before = queries::find(writing.conn, &case)?.unwrap_or_else(|| ListRow::never_entered(&case));
    let after = CountedList::new(writing.next(before.clone()), parties.len());
    queries::save(writing.conn, &after.list, &parties, &writing.keys.parties)?;
    writing.audit_replaced(&CountedList::new(before, count), &after)?;
    let replaced = queries::answered(case.metadata.id, Some(&after.list), parties);
    answer(&as_seen(replaced, &writing.actor, &township, is_on))
}

/// The answer to a change of a list; what an `Idempotency-Key` repeats of it has no parties.
fn answer(list: &PartyList) -> ApiResult<Answer> {
    Answer::ok(list)?.tagged(&list.etag()).secret(&list.without_parties())
}
