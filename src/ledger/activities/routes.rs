//! The operations on activities. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::ActivityFilter;
use super::model::{Activity, ActivityInput};
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

type ActivityPage = RecordPage<ActivityInput>;
type SavedActivity = Saved<'static, ActivityInput>;
type ActivityBatchInput = Many<ActivityInput>;
type ActivityBatch = Batch<'static, ActivityInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_activities).service(create_activity).service(create_activities);
    cfg.service(restore_activity).service(read_activity_history).service(redact_activity);
    cfg.service(read_activity).service(replace_activity).service(patch_activity).service(void_activity);
}

/// The latest come first.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, ActivityFilter),
    responses((status = 200, body = ActivityPage)))]
#[get("/activities")]
async fn list_activities(
    caller: Caller,
    listing: Listing<ActivityFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<ActivityInput>(caller, listing, table).await
}

/// What nobody counted is left out: a zero says that it was counted and was none.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = ActivityInput,
    responses((status = 201, body = SavedActivity)))]
#[post("/activities")]
async fn create_activity(caller: Caller, body: RecordBody<ActivityInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = ActivityBatchInput,
    responses((status = 200, body = ActivityBatch)))]
#[post("/activities:batch")]
async fn create_activities(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ActivityBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Activity)))]
#[get("/activities/{id}")]
async fn read_activity(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<ActivityInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = ActivityInput,
    responses((status = 200, body = SavedActivity)))]
#[put("/activities/{id}")]
async fn replace_activity(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ActivityInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = ActivityInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedActivity)))]
#[patch("/activities/{id}")]
async fn patch_activity(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<ActivityInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Activity)))]
#[delete("/activities/{id}")]
async fn void_activity(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<ActivityInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Activity)))]
#[post("/activities/{id}:restore")]
async fn restore_activity(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<ActivityInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/activities/{id}/history")]
async fn read_activity_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ActivityInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Activity)))]
#[post("/activities/{id}:redact")]
async fn redact_activity(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<ActivityInput>(caller, id, body).await
}
