//! The operations on members.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::MemberFilter;
use super::model::{Member, MemberBatch, MemberBatchInput, MemberInput, MemberPage, SavedMember};
use crate::http::query::Query;
use crate::http::{Answer, Body, Listing};
use crate::ledger::batch;
use crate::ledger::batch_mode::BatchQuery;
use crate::ledger::entry;
use crate::ledger::lists::{self, PageQuery, RecordFilter};
use crate::ledger::operations;
use crate::ledger::redaction::{self, RedactionInput};
use crate::ledger::versions::{self, RecordQuery, RestoreQuery};
use crate::ledger::write_query::WriteQuery;
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_members).service(create_member).service(create_members);
    cfg.service(restore_member).service(read_member_history).service(redact_member);
    cfg.service(read_member).service(replace_member).service(patch_member).service(void_member);
}

/// List members
///
/// The members within the caller's reach, the longest-serving first. `on` asks who served on a day; `year`, as for
/// all records, is that of the main date: the year a term began, not each year it ran.
#[utoipa::path(tag = "members", security(("bearer" = ["read_records"])),
    params(PageQuery, RecordFilter, MemberFilter),
    responses((status = 200, description = "One page of members.", body = MemberPage)))]
#[get("/members")]
async fn list_members(caller: Caller, listing: Listing<MemberFilter>) -> ApiResult<Answer> {
    lists::list::<MemberInput>(caller, listing).await
}

/// Record a member
///
/// Enters one person's term in one body. Several heads at a time are normal (双组长). Whoever leaves gets `serves_to`,
/// whoever changes role is entered again with a new term.
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(WriteQuery), request_body = MemberInput,
    responses(
        (status = 201, description = "The member as recorded.", body = SavedMember),
        (status = 200, description = "What `validate_only` would have entered.", body = SavedMember)))]
#[post("/members")]
async fn create_member(
    caller: Caller,
    query: Query<WriteQuery>,
    body: Body<MemberInput>,
) -> ApiResult<Answer> {
    entry::create(caller, query, body).await
}

/// Record many members
///
/// Enters up to 1,000 members at once, each as if it were sent alone: by the same rules, with an entry of its own in the trail. All
/// of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the confirmation of personal
/// numbers hold for all of them.
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(BatchQuery), request_body = MemberBatchInput,
    responses((status = 200, description = "What became of each.", body = MemberBatch)))]
#[post("/members:batch")]
async fn create_members(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<MemberBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

/// Read a member
///
/// One member, voided or not; with `as_of`, as it was at that instant.
#[utoipa::path(tag = "members", security(("bearer" = ["read_records"])),
    params(("id" = Uuid, Path, description = "The member's id."), RecordQuery),
    responses((status = 200, description = "The member.", body = Member)))]
#[get("/members/{id}")]
async fn read_member(caller: Caller, id: Path<String>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<MemberInput>(caller, id, query).await
}

/// Replace a member
///
/// Replaces all that was entered: what is left out is emptied.
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The member's id."), WriteQuery),
    request_body = MemberInput, responses((status = 200, description = "The member as it is now.", body = SavedMember)))]
#[put("/members/{id}")]
async fn replace_member(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<MemberInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, query, body).await
}

/// Change parts of a member
///
/// A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field. A term ends by
/// `{"serves_to": "2024-09-30"}`.
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The member's id."), WriteQuery),
    request_body(content = MemberInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The member as it is now.", body = SavedMember)))]
#[patch("/members/{id}")]
async fn patch_member(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<MemberInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, query, body).await
}

/// Void a member
///
/// For what was entered by mistake: the term counts no longer, as if it had not been. Whoever leaves gets `serves_to`
/// instead. A voided member stays readable, keeps its history and can be restored; what refers to it still does.
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The member's id.")),
    responses((status = 200, description = "The voided member.", body = Member)))]
#[delete("/members/{id}")]
async fn void_member(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    operations::void::<MemberInput>(caller, id).await
}

/// Restore a member
///
/// A voided member counts again. With `version`, the member gets again what was entered in that version, as its next version,
/// whether it is voided or not; what the rules of today do not allow is refused (422).
#[utoipa::path(tag = "members", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The member's id."), RestoreQuery),
    responses((status = 200, description = "The member as it is now.", body = Member)))]
#[post("/members/{id}:restore")]
async fn restore_member(caller: Caller, id: Path<String>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<MemberInput>(caller, id, query).await
}

/// Read a member's history
///
/// Every change, newest first: what was done, by whom, when and why, with the record before and after.
#[utoipa::path(tag = "members", security(("bearer" = ["read_trail"])),
    params(("id" = Uuid, Path, description = "The member's id."), PageQuery),
    responses((status = 200, description = "One page of the changes.", body = History)))]
#[get("/members/{id}/history")]
async fn read_member_history(caller: Caller, id: Path<String>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<MemberInput>(caller, id, query).await
}

/// Redact a text in a member
///
/// For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of the
/// member becomes as many `＊`, in its fields, in all entries of its trail and in answers kept for repeated requests. It gets a
/// new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.
#[utoipa::path(tag = "members", security(("bearer" = ["redact_records"])),
    params(("id" = Uuid, Path, description = "The member's id.")), request_body = RedactionInput,
    responses((status = 200, description = "The member as it is now.", body = Member)))]
#[post("/members/{id}:redact")]
async fn redact_member(caller: Caller, id: Path<String>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<MemberInput>(caller, id, body).await
}
