//! The operations on shortcomings. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Shortcoming, ShortcomingInput};
use super::queries::ShortcomingFilter;
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

type ShortcomingPage = RecordPage<ShortcomingInput>;
type SavedShortcoming = Saved<'static, ShortcomingInput>;
type ShortcomingBatchInput = Many<ShortcomingInput>;
type ShortcomingBatch = Batch<'static, ShortcomingInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_shortcomings).service(create_shortcoming).service(create_shortcomings);
    cfg.service(restore_shortcoming).service(read_shortcoming_history).service(redact_shortcoming);
    cfg.service(read_shortcoming)
        .service(replace_shortcoming)
        .service(patch_shortcoming)
        .service(void_shortcoming);
}

/// The newest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, ShortcomingFilter),
    responses((status = 200, body = ShortcomingPage)))]
#[get("/shortcomings")]
async fn list_shortcomings(
    caller: Caller,
    listing: Listing<ShortcomingFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<ShortcomingInput>(caller, listing, table).await
}

/// One that goes on from an earlier year names the record that it carries over (`carried_over_from`), and does not count as found
/// again.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = ShortcomingInput,
    responses((status = 201, body = SavedShortcoming)))]
#[post("/shortcomings")]
async fn create_shortcoming(caller: Caller, body: RecordBody<ShortcomingInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = ShortcomingBatchInput,
    responses((status = 200, body = ShortcomingBatch)))]
#[post("/shortcomings:batch")]
async fn create_shortcomings(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ShortcomingBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Shortcoming)))]
#[get("/shortcomings/{id}")]
async fn read_shortcoming(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    operations::read::<ShortcomingInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = ShortcomingInput,
    responses((status = 200, body = SavedShortcoming)))]
#[put("/shortcomings/{id}")]
async fn replace_shortcoming(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ShortcomingInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// It is closed by `{"status": "closed", "closed_on": "2025-11-30", "result": "…"}`.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = ShortcomingInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedShortcoming)))]
#[patch("/shortcomings/{id}")]
async fn patch_shortcoming(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ShortcomingInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Shortcoming)))]
#[delete("/shortcomings/{id}")]
async fn void_shortcoming(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<ShortcomingInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Shortcoming)))]
#[post("/shortcomings/{id}:restore")]
async fn restore_shortcoming(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<ShortcomingInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/shortcomings/{id}/history")]
async fn read_shortcoming_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ShortcomingInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Shortcoming)))]
#[post("/shortcomings/{id}:redact")]
async fn redact_shortcoming(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<ShortcomingInput>(caller, id, body).await
}
