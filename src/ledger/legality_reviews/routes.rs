//! The operations on legality reviews. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{LegalityReview, LegalityReviewInput};
use super::queries::LegalityReviewFilter;
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

type LegalityReviewPage = RecordPage<LegalityReviewInput>;
type SavedLegalityReview = Saved<'static, LegalityReviewInput>;
type LegalityReviewBatchInput = Many<LegalityReviewInput>;
type LegalityReviewBatch = Batch<'static, LegalityReviewInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_legality_reviews).service(create_legality_review).service(create_legality_reviews);
    cfg.service(restore_legality_review)
        .service(read_legality_review_history)
        .service(redact_legality_review);
    cfg.service(read_legality_review)
        .service(replace_legality_review)
        .service(patch_legality_review)
        .service(void_legality_review);
}

/// The latest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, LegalityReviewFilter),
    responses((status = 200, body = LegalityReviewPage)))]
#[get("/legality-reviews")]
async fn list_legality_reviews(
    caller: Caller,
    listing: Listing<LegalityReviewFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<LegalityReviewInput>(caller, listing, table).await
}

/// One record is one review of one matter: what is reviewed again after it was changed is entered again.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = LegalityReviewInput,
    responses((status = 201, body = SavedLegalityReview)))]
#[post("/legality-reviews")]
async fn create_legality_review(caller: Caller, body: RecordBody<LegalityReviewInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = LegalityReviewBatchInput,
    responses((status = 200, body = LegalityReviewBatch)))]
#[post("/legality-reviews:batch")]
async fn create_legality_reviews(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<LegalityReviewBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = LegalityReview)))]
#[get("/legality-reviews/{id}")]
async fn read_legality_review(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    operations::read::<LegalityReviewInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = LegalityReviewInput,
    responses((status = 200, body = SavedLegalityReview)))]
#[put("/legality-reviews/{id}")]
async fn replace_legality_review(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<LegalityReviewInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = LegalityReviewInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedLegalityReview)))]
#[patch("/legality-reviews/{id}")]
async fn patch_legality_review(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<LegalityReviewInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = LegalityReview)))]
#[delete("/legality-reviews/{id}")]
async fn void_legality_review(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<LegalityReviewInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = LegalityReview)))]
#[post("/legality-reviews/{id}:restore")]
async fn restore_legality_review(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<LegalityReviewInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/legality-reviews/{id}/history")]
async fn read_legality_review_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<LegalityReviewInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = LegalityReview)))]
#[post("/legality-reviews/{id}:redact")]
async fn redact_legality_review(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<LegalityReviewInput>(caller, id, body).await
}
