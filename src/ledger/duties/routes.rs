//! The operations on duties. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Duty, DutyInput};
use super::queries::DutyFilter;
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

type DutyPage = RecordPage<DutyInput>;
type SavedDuty = Saved<'static, DutyInput>;
type DutyBatchInput = Many<DutyInput>;
type DutyBatch = Batch<'static, DutyInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_duties).service(create_duty).service(create_duties);
    cfg.service(restore_duty).service(read_duty_history).service(redact_duty);
    cfg.service(read_duty).service(replace_duty).service(patch_duty).service(void_duty);
}

/// The newest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, DutyFilter),
    responses((status = 200, body = DutyPage)))]
#[get("/duties")]
async fn list_duties(caller: Caller, listing: Listing<DutyFilter>, table: TableRequest) -> ApiResult<Answer> {
    lists::list::<DutyInput>(caller, listing, table).await
}

/// It is one act of one person. One outside the member's term is refused: whoever acted before or after has a record of his own
/// (`/members`).
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = DutyInput,
    responses((status = 201, body = SavedDuty)))]
#[post("/duties")]
async fn create_duty(caller: Caller, body: RecordBody<DutyInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = DutyBatchInput,
    responses((status = 200, body = DutyBatch)))]
#[post("/duties:batch")]
async fn create_duties(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<DutyBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Duty)))]
#[get("/duties/{id}")]
async fn read_duty(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<DutyInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = DutyInput,
    responses((status = 200, body = SavedDuty)))]
#[put("/duties/{id}")]
async fn replace_duty(caller: Caller, id: Path<RecordId>, body: RecordBody<DutyInput>) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = DutyInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedDuty)))]
#[patch("/duties/{id}")]
async fn patch_duty(caller: Caller, id: Path<RecordId>, body: RecordBody<DutyInput>) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Duty)))]
#[delete("/duties/{id}")]
async fn void_duty(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<DutyInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Duty)))]
#[post("/duties/{id}:restore")]
async fn restore_duty(caller: Caller, id: Path<RecordId>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<DutyInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/duties/{id}/history")]
async fn read_duty_history(caller: Caller, id: Path<RecordId>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<DutyInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Duty)))]
#[post("/duties/{id}:redact")]
async fn redact_duty(caller: Caller, id: Path<RecordId>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<DutyInput>(caller, id, body).await
}
