//! The operations on reports. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Report, ReportInput};
use super::queries::ReportFilter;
use crate::http::many::Many;
use crate::http::query::Query;
use crate::http::{Answer, Body, Listing};
use crate::ledger::batch::{self, Batch};
use crate::ledger::batch_mode::BatchQuery;
use crate::ledger::lists::{self, PageQuery, RecordFilter};
use crate::ledger::redaction::{self, RedactionInput};
use crate::ledger::request::{RecordBody, RecordId, WriteQuery};
use crate::ledger::versions::{self, RecordQuery, RestoreQuery};
use crate::ledger::{RecordPage, Saved, operations};
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;
use crate::tables::{TableQuery, TableRequest};

type ReportPage = RecordPage<ReportInput>;
type SavedReport = Saved<'static, ReportInput>;
type ReportBatchInput = Many<ReportInput>;
type ReportBatch = Batch<'static, ReportInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_reports).service(create_reports);
    cfg.service(restore_report).service(read_report_history).service(redact_report);
    cfg.service(read_report).service(replace_report).service(patch_report).service(void_report);
}

/// The latest years come first. The main date, which `from` and `to` ask for, is the last day that is covered.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, ReportFilter),
    responses((status = 200, body = ReportPage)))]
#[get("/reports")]
async fn list_reports(
    caller: Caller,
    listing: Listing<ReportFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<ReportInput>(caller, listing, table).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = ReportBatchInput,
    responses((status = 200, body = ReportBatch)))]
#[post("/reports:batch")]
async fn create_reports(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ReportBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Report)))]
#[get("/reports/{id}")]
async fn read_report(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<ReportInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = ReportInput,
    responses((status = 200, body = SavedReport)))]
#[put("/reports/{id}")]
async fn replace_report(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ReportInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = ReportInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedReport)))]
#[patch("/reports/{id}")]
async fn patch_report(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ReportInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// Only one that was never submitted can be voided.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Report)))]
#[delete("/reports/{id}")]
async fn void_report(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<ReportInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Report)))]
#[post("/reports/{id}:restore")]
async fn restore_report(caller: Caller, id: Path<RecordId>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<ReportInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/reports/{id}/history")]
async fn read_report_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ReportInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Report)))]
#[post("/reports/{id}:redact")]
async fn redact_report(caller: Caller, id: Path<RecordId>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<ReportInput>(caller, id, body).await
}
