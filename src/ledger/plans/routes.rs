//! The operations on plans. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::PlanFilter;
use super::model::{Plan, PlanInput};
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

type PlanPage = RecordPage<PlanInput>;
type SavedPlan = Saved<'static, PlanInput>;
type PlanBatchInput = Many<PlanInput>;
type PlanBatch = Batch<'static, PlanInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_plans).service(create_plan).service(create_plans);
    cfg.service(restore_plan).service(read_plan_history).service(redact_plan);
    cfg.service(read_plan).service(replace_plan).service(patch_plan).service(void_plan);
}

/// Each has its tasks. The latest adopted come first; a plan that is not adopted stands at the first day of its period.
/// `covers` asks for the plans made for a day; `year`, as for all records, is that of the main date: the year a plan was
/// adopted (or, not adopted, begins), not each year it covers.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, PlanFilter),
    responses((status = 200, body = PlanPage)))]
#[get("/plans")]
async fn list_plans(caller: Caller, listing: Listing<PlanFilter>, table: TableRequest) -> ApiResult<Answer> {
    lists::list::<PlanInput>(caller, listing, table).await
}

/// Each of its tasks is given an id, by which it is known from then on.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = PlanInput,
    responses((status = 201, body = SavedPlan)))]
#[post("/plans")]
async fn create_plan(caller: Caller, body: RecordBody<PlanInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = PlanBatchInput,
    responses((status = 200, body = PlanBatch)))]
#[post("/plans:batch")]
async fn create_plans(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<PlanBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Plan)))]
#[get("/plans/{id}")]
async fn read_plan(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<PlanInput>(caller, id, query).await
}

/// So are its tasks. A task sent with its `id` stays the same task.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = PlanInput,
    responses((status = 200, body = SavedPlan)))]
#[put("/plans/{id}")]
async fn replace_plan(caller: Caller, id: Path<RecordId>, body: RecordBody<PlanInput>) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// `tasks` is an array and so replaced as a whole: send all tasks, those that stay with their `id`.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = PlanInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedPlan)))]
#[patch("/plans/{id}")]
async fn patch_plan(caller: Caller, id: Path<RecordId>, body: RecordBody<PlanInput>) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// A plan that was given up is `cancelled` instead.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Plan)))]
#[delete("/plans/{id}")]
async fn void_plan(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<PlanInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Plan)))]
#[post("/plans/{id}:restore")]
async fn restore_plan(caller: Caller, id: Path<RecordId>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<PlanInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/plans/{id}/history")]
async fn read_plan_history(caller: Caller, id: Path<RecordId>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<PlanInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Plan)))]
#[post("/plans/{id}:redact")]
async fn redact_plan(caller: Caller, id: Path<RecordId>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<PlanInput>(caller, id, body).await
}
