//! The operations on members. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::MemberFilter;
use super::model::{Member, MemberInput};
use crate::http::many::Many;
use crate::http::query::Query;
use crate::http::{Answer, Body, Listing};
use crate::ledger::batch::{self, Batch};
use crate::ledger::batch_mode::BatchQuery;
use crate::ledger::lists::{self, PageQuery, RecordFilter};
use crate::ledger::redaction::{self, RedactionInput};
use crate::ledger::request::{RecordBody, RecordId, WriteQuery};
use crate::ledger::versions::{self, RecordQuery, RestoreQuery};
use crate::ledger::{RecordPage, Saved, entry, operations};
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;
use crate::tables::{TableQuery, TableRequest};

type MemberPage = RecordPage<MemberInput>;
type SavedMember = Saved<'static, MemberInput>;
type MemberBatchInput = Many<MemberInput>;
type MemberBatch = Batch<'static, MemberInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_members).service(create_member).service(create_members);
    cfg.service(restore_member).service(read_member_history).service(redact_member);
    cfg.service(read_member).service(replace_member).service(patch_member).service(void_member);
}

/// The longest-serving come first. `on` asks who served on a day; `year`, as for all records, is that of the main date: the
/// year a term began, not each year it ran.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, MemberFilter),
    responses((status = 200, body = MemberPage)))]
#[get("/members")]
async fn list_members(
    caller: Caller,
    listing: Listing<MemberFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<MemberInput>(caller, listing, table).await
}

/// It is one person's term in one body. Several heads at a time are normal (双组长). A person who leaves gets `serves_to`; one
/// who changes role is entered again with a new term.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = MemberInput,
    responses((status = 201, body = SavedMember)))]
#[post("/members")]
async fn create_member(caller: Caller, body: RecordBody<MemberInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = MemberBatchInput,
    responses((status = 200, body = MemberBatch)))]
#[post("/members:batch")]
async fn create_members(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<MemberBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Member)))]
#[get("/members/{id}")]
async fn read_member(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<MemberInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = MemberInput,
    responses((status = 200, body = SavedMember)))]
#[put("/members/{id}")]
async fn replace_member(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<MemberInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// A term ends by `{"serves_to": "2024-09-30"}`.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = MemberInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedMember)))]
#[patch("/members/{id}")]
async fn patch_member(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<MemberInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// A person who leaves gets `serves_to` instead.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Member)))]
#[delete("/members/{id}")]
async fn void_member(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<MemberInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Member)))]
#[post("/members/{id}:restore")]
async fn restore_member(caller: Caller, id: Path<RecordId>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<MemberInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/members/{id}/history")]
async fn read_member_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<MemberInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Member)))]
#[post("/members/{id}:redact")]
async fn redact_member(caller: Caller, id: Path<RecordId>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<MemberInput>(caller, id, body).await
}
