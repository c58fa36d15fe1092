//! The trail: who changed what, when and why, and what became of the record. Rows are only ever added, and each is
//! chained to the one before.

mod chains;
pub mod change;
mod content;
mod entry;
mod head;
pub mod history;
mod last;
mod new;
pub mod redaction;
pub mod rekey;
pub mod states;
pub mod verify;
mod verify_faults;

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Date, Integer, Json, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use uuid::Uuid;

pub use chains::Chains;
pub use content::Message;
pub use entry::{TrailEntry, worth_telling};
pub use head::{Added, Head, NUMBERING, must_be_kept_by};
pub use history::{History, HistoryEntry};
pub use last::{LastState, LastStates};
pub use new::write_new;

use self::content::EntryContent;
use self::head::Locked;
use self::states::Stored;
use crate::auth::{Actor, Role};
use crate::clock;
use crate::db::{Prepared, Verbatim};
use crate::http::RequestContext;
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use change::Change;

crate::coded_enum! {
    /// What was done to a record.
    pub enum Action {
        /// Entered.
        Created = "created", "新建", "created";
        /// Replaced as a whole (PUT).
        Replaced = "replaced", "替换", "replaced";
        /// Changed in part (PATCH).
        Patched = "patched", "修改", "patched";
        /// Made void; it counts no longer.
        Voided = "voided", "作废", "voided";
        /// Made valid again, or what an earlier version was.
        Restored = "restored", "恢复", "restored";
        /// An account got a token.
        TokenIssued = "token_issued", "发放令牌", "token issued";
        /// A token of an account was replaced.
        TokenRotated = "token_rotated", "更换令牌", "token replaced";
        /// A token of an account was revoked.
        TokenRevoked = "token_revoked", "撤销令牌", "token revoked";
        /// A region ended, and another one goes on.
        Succeeded = "succeeded", "建制接续", "succeeded";
        /// That was taken back.
        SuccessionUndone = "succession_undone", "撤销接续", "succession taken back";
        /// Personal data that is masked otherwise was told to somebody, for a purpose.
        Disclosed = "disclosed", "披露", "disclosed";
        /// A partner confirmed that a joint activity is its own, too.
        Confirmed = "confirmed", "确认", "confirmed";
        /// A partner declined to confirm a joint activity.
        Declined = "declined", "不予确认", "declined";
        /// What a partner had decided was changed or voided by the recorder: it waits for the partner again.
        Reopened = "reopened", "重新待确认", "reopened";
        /// The recorder of a joint activity names the partner no longer.
        Withdrawn = "withdrawn", "撤回", "withdrawn";
        /// A backup was restored of which nobody could prove that it is what it was when it was made.
        RestoredUnproven = "restored_unproven", "恢复未经证明的备份", "unproven backup restored";
        /// The ledger got another secret.
        SecretRotated = "secret_rotated", "更换密钥", "secret rotated";
        /// A text was taken out of the record and of what the trail holds of it.
        Redacted = "redacted", "遮盖", "redacted";
        /// A report was sent to the county.
        Submitted = "submitted", "报送", "submitted";
        /// A report was sent back, with remarks.
        Returned = "returned", "退回", "returned";
        /// A report was accepted.
        Accepted = "accepted", "采纳", "accepted";
        /// It was recorded that a report contains no state secrets.
        SecrecyReviewed = "secrecy_reviewed", "登记保密审查", "secrecy reviewed";
        /// A report was published.
        Published = "published", "公布", "published";
    }
}

/// Who made the change, through which request, and why.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// Who made it.
    pub actor: &'a Actor,
    /// The role in which the actor made it.
    pub role: Role,
    /// The request.
    pub context: &'a RequestContext,
    /// The reason given.
    pub reason: Option<&'a str>,
    /// Whether the chain's own township makes it. What others add to a chain does not count for its quota: otherwise they
    /// could exhaust it.
    pub counts: bool,
}

/// Adds an entry to the chain of its township; returns what the chain's entries have added on this day.
///
/// # Errors
/// 503 where the database fails.
pub fn write(
    conn: &mut PgConnection,
    change: Change,
    by: By<'_>,
    at: DateTime<Utc>,
    key: &Key,
) -> ApiResult<Added> {
    let place = (Code::county_of(&change.region_code), change.region_code.as_str());
    let Locked { head: last, size, added, .. } =
        Head::lock(conn, place, (change.record_id, change.version), key)?;
    let has_before = change.before.is_some();
    let content = content_of(change, by, at, (last.position + 1, size)).map_err(ApiError::internal)?;
    let before = if has_before { size.or(content.size).unwrap_or(0) } else { 0 };
    let bytes = if by.counts { content.weight(before) } else { 0 };
    let added = added.with(clock::day_in_beijing(at).0, bytes);
    let head = Head { position: content.position, hash: content.hash(&last.hash, key).to_vec() };
    append(conn, content, (&head, added), key)?;
    Ok(added)
}

/// The next entry: at `position` of its chain. By the entry of the version before, the record was `size` bytes long. A
/// difference is stored only where the record still has that size: otherwise a release has added fields since, or the record
/// never had an entry.
fn content_of(
    change: Change,
    by: By<'_>,
    at: DateTime<Utc>,
    (position, size): (i64, Option<i32>),
) -> serde_json::Result<EntryContent> {
    let difference = change.before.as_ref().map(|before| history::difference(before, &change.after));
    let (changed, before) = difference.unzip();
    let known = match (&change.before, size) {
        (Some(now), Some(size)) => {
            i32::try_from(Verbatim::of(now)?.as_str().len()).is_ok_and(|now| now == size)
        }
        _ => false,
    };
    let stored = Stored::of(change.version, change.before.as_ref().filter(|_| known), &change.after)?;
    let (fields, redacted) = change.redacted.unzip();
    let By { actor, context, .. } = by;
    let issuer = actor.issuer.as_deref();
    Ok(EntryContent {
        county_code: Code::county_of(&change.region_code).to_owned(),
        township_code: change.region_code,
        position,
        id: Uuid::now_v7(),
        resource: change.resource.to_owned(),
        record_id: change.record_id,
        version: change.version,
        action: change.action.as_str().to_owned(),
        at,
        token_id: actor.token_id.clone(),
        account: actor.account.to_string(),
        actor: actor.name.to_string(),
        role: by.role.as_str().to_owned(),
        request_id: context.request_id.clone(),
        address: context.address().map(|address| address.to_string()),
        reason: by.reason.map(str::to_owned),
        changed: fields.or(changed).unwrap_or_default(),
        before: before.filter(|_| !known).map(|before| Verbatim::of(&before)).transpose()?,
        after: stored.after,
        format: content::DIFFERENCE,
        patch: stored.patch,
        size: i32::try_from(stored.size).ok(),
        redacted,
        token_issued_by: issuer.map(|issuer| issuer.name.clone()),
        token_issuer_account: issuer.and_then(|issuer| issuer.account.clone()),
    })
}

/// Stores the entry, and the new head of the chain. The number in the feed is drawn while the head is locked.
const APPEND: &str = "
    WITH head AS (
        UPDATE trail_heads SET position = $3, hash = $20, mac = $21, day = $26, bytes = $27
        WHERE county_code = $1 AND township_code = $2
    )
    INSERT INTO trail (county_code, township_code, position, id, resource, record_id, version, action, at, token_id,
        account, actor, role, request_id, address, reason, changed, before, after, hash, format, patch, size, redacted,
        token_issued_by, token_issuer_account, seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $22, $23, $24, $25, $28, $29, nextval('trail_seq'))";

fn append(
    conn: &mut PgConnection,
    content: EntryContent,
    (head, added): (&Head, Added),
    key: &Key,
) -> QueryResult<()> {
    let mac = head.mac(&content.township_code, key).to_vec();
    let statement = diesel::sql_query(APPEND)
        .bind::<Text, _>(content.county_code)
        .bind::<Text, _>(content.township_code)
        .bind::<BigInt, _>(content.position)
        .bind::<SqlUuid, _>(content.id)
        .bind::<Text, _>(content.resource)
        .bind::<SqlUuid, _>(content.record_id)
        .bind::<Integer, _>(content.version)
        .bind::<Text, _>(content.action)
        .bind::<Timestamptz, _>(content.at)
        .bind::<Text, _>(content.token_id)
        .bind::<Text, _>(content.account)
        .bind::<Text, _>(content.actor)
        .bind::<Text, _>(content.role)
        .bind::<Text, _>(content.request_id)
        .bind::<Nullable<Text>, _>(content.address)
        .bind::<Nullable<Text>, _>(content.reason)
        .bind::<Array<Text>, _>(content.changed)
        .bind::<Nullable<Json>, _>(content.before)
        .bind::<Nullable<Json>, _>(content.after)
        .bind::<Binary, _>(&head.hash)
        .bind::<Binary, _>(mac)
        .bind::<SmallInt, _>(content.format)
        .bind::<Nullable<Json>, _>(content.patch)
        .bind::<Nullable<Integer>, _>(content.size)
        .bind::<Nullable<Json>, _>(content.redacted)
        .bind::<Nullable<Date>, _>(added.day)
        .bind::<BigInt, _>(added.bytes)
        .bind::<Nullable<Text>, _>(content.token_issued_by)
        .bind::<Nullable<Text>, _>(content.token_issuer_account);
    Prepared::new(statement).run(conn)
}
