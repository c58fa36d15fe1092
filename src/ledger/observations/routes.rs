//! The operations on observations. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Observation, ObservationInput};
use super::queries::ObservationFilter;
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

type ObservationPage = RecordPage<ObservationInput>;
type SavedObservation = Saved<'static, ObservationInput>;
type ObservationBatchInput = Many<ObservationInput>;
type ObservationBatch = Batch<'static, ObservationInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_observations).service(create_observation).service(create_observations);
    cfg.service(restore_observation).service(read_observation_history).service(redact_observation);
    cfg.service(read_observation)
        .service(replace_observation)
        .service(patch_observation)
        .service(void_observation);
}

/// The newest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, ObservationFilter),
    responses((status = 200, body = ObservationPage)))]
#[get("/observations")]
async fn list_observations(
    caller: Caller,
    listing: Listing<ObservationFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<ObservationInput>(caller, listing, table).await
}

/// It is the value of one indicator as of one day. Another one of the same day is refused (409). A figure takes the latest of
/// the year where it is a stock, and adds them up where it is a flow.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = ObservationInput,
    responses((status = 201, body = SavedObservation)))]
#[post("/observations")]
async fn create_observation(caller: Caller, body: RecordBody<ObservationInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = ObservationBatchInput,
    responses((status = 200, body = ObservationBatch)))]
#[post("/observations:batch")]
async fn create_observations(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ObservationBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Observation)))]
#[get("/observations/{id}")]
async fn read_observation(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    operations::read::<ObservationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = ObservationInput,
    responses((status = 200, body = SavedObservation)))]
#[put("/observations/{id}")]
async fn replace_observation(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ObservationInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = ObservationInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedObservation)))]
#[patch("/observations/{id}")]
async fn patch_observation(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ObservationInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Observation)))]
#[delete("/observations/{id}")]
async fn void_observation(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<ObservationInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Observation)))]
#[post("/observations/{id}:restore")]
async fn restore_observation(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<ObservationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/observations/{id}/history")]
async fn read_observation_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ObservationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Observation)))]
#[post("/observations/{id}:redact")]
async fn redact_observation(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<ObservationInput>(caller, id, body).await
}
