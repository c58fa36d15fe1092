//! The operations on cases. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::CaseFilter;
use super::model::{Case, CaseInput};
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

type CasePage = RecordPage<CaseInput>;
type SavedCase = Saved<'static, CaseInput>;
type CaseBatchInput = Many<CaseInput>;
type CaseBatch = Batch<'static, CaseInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_cases).service(create_case).service(create_cases);
    cfg.service(restore_case).service(read_case_history).service(redact_case);
    cfg.service(read_case).service(replace_case).service(patch_case).service(void_case);
}

/// Each has its events. The latest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, CaseFilter),
    responses((status = 200, body = CasePage)))]
#[get("/cases")]
async fn list_cases(caller: Caller, listing: Listing<CaseFilter>, table: TableRequest) -> ApiResult<Answer> {
    lists::list::<CaseInput>(caller, listing, table).await
}

/// Persons are counted, never named. A case accepted in one year and closed in another stays one record: it is accepted in
/// the first year's figures and closed in the second's.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = CaseInput,
    responses((status = 201, body = SavedCase)))]
#[post("/cases")]
async fn create_case(caller: Caller, body: RecordBody<CaseInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = CaseBatchInput,
    responses((status = 200, body = CaseBatch)))]
#[post("/cases:batch")]
async fn create_cases(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<CaseBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Case)))]
#[get("/cases/{id}")]
async fn read_case(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<CaseInput>(caller, id, query).await
}

/// So are its events. `due_on` is computed anew.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = CaseInput,
    responses((status = 200, body = SavedCase)))]
#[put("/cases/{id}")]
async fn replace_case(caller: Caller, id: Path<RecordId>, body: RecordBody<CaseInput>) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// `events` is replaced as a whole: to add one, send all of them, those that stay with their ids. `due_on` is computed anew.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = CaseInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedCase)))]
#[patch("/cases/{id}")]
async fn patch_case(caller: Caller, id: Path<RecordId>, body: RecordBody<CaseInput>) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Case)))]
#[delete("/cases/{id}")]
async fn void_case(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<CaseInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Case)))]
#[post("/cases/{id}:restore")]
async fn restore_case(caller: Caller, id: Path<RecordId>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<CaseInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/cases/{id}/history")]
async fn read_case_history(caller: Caller, id: Path<RecordId>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<CaseInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Case)))]
#[post("/cases/{id}:redact")]
async fn redact_case(caller: Caller, id: Path<RecordId>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<CaseInput>(caller, id, body).await
}
