//! The operations on explanations. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Explanation, ExplanationInput};
use super::queries::ExplanationFilter;
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

type ExplanationPage = RecordPage<ExplanationInput>;
type SavedExplanation = Saved<'static, ExplanationInput>;
type ExplanationBatchInput = Many<ExplanationInput>;
type ExplanationBatch = Batch<'static, ExplanationInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_explanations).service(create_explanation).service(create_explanations);
    cfg.service(restore_explanation).service(read_explanation_history).service(redact_explanation);
    cfg.service(read_explanation)
        .service(replace_explanation)
        .service(patch_explanation)
        .service(void_explanation);
}

/// The latest years come first. The main date, which `from` and `to` ask for, is the last day of the year.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, ExplanationFilter),
    responses((status = 200, body = ExplanationPage)))]
#[get("/explanations")]
async fn list_explanations(
    caller: Caller,
    listing: Listing<ExplanationFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<ExplanationInput>(caller, listing, table).await
}

/// It names a finding by its `key`, as the findings of a region have it (`/regions/{code}/checks`), and says why the data are as they
/// are.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = ExplanationInput,
    responses((status = 201, body = SavedExplanation)))]
#[post("/explanations")]
async fn create_explanation(caller: Caller, body: RecordBody<ExplanationInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = ExplanationBatchInput,
    responses((status = 200, body = ExplanationBatch)))]
#[post("/explanations:batch")]
async fn create_explanations(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ExplanationBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Explanation)))]
#[get("/explanations/{id}")]
async fn read_explanation(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    operations::read::<ExplanationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = ExplanationInput,
    responses((status = 200, body = SavedExplanation)))]
#[put("/explanations/{id}")]
async fn replace_explanation(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ExplanationInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = ExplanationInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedExplanation)))]
#[patch("/explanations/{id}")]
async fn patch_explanation(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ExplanationInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// The finding is without an explanation again.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Explanation)))]
#[delete("/explanations/{id}")]
async fn void_explanation(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<ExplanationInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Explanation)))]
#[post("/explanations/{id}:restore")]
async fn restore_explanation(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<ExplanationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/explanations/{id}/history")]
async fn read_explanation_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ExplanationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Explanation)))]
#[post("/explanations/{id}:redact")]
async fn redact_explanation(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<ExplanationInput>(caller, id, body).await
}
