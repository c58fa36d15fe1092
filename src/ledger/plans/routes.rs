//! The operations on plans.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::PlanFilter;
use super::model::{Plan, PlanBatch, PlanBatchInput, PlanInput, PlanPage, SavedPlan};
use crate::http::query::Query;
use crate::http::{Answer, Body, Listing};
use crate::ledger::batch;
use crate::ledger::batch_mode::BatchQuery;
use crate::ledger::entry;
use crate::ledger::lists::{self, PageQuery, RecordFilter};
use crate::ledger::operations;
use crate::ledger::redaction::{self, RedactionInput};
use crate::ledger::versions::{self, RecordQuery, RestoreQuery};
use crate::ledger::write_query::WriteQuery;
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_plans).service(create_plan).service(create_plans);
    cfg.service(restore_plan).service(read_plan_history).service(redact_plan);
    cfg.service(read_plan).service(replace_plan).service(patch_plan).service(void_plan);
}

/// List plans
///
/// The plans within the caller's reach with their tasks, the latest adopted first; a plan that is not adopted stands
/// at the first day of its period. `covers` asks for the plans made for a day; `year`, as for all records, is that of
/// the main date: the year a plan was adopted (or, not adopted, begins), not each year it covers.
#[utoipa::path(tag = "plans", security(("bearer" = ["read_records"])),
    params(PageQuery, RecordFilter, PlanFilter),
    responses((status = 200, description = "One page of plans.", body = PlanPage)))]
#[get("/plans")]
async fn list_plans(caller: Caller, listing: Listing<PlanFilter>) -> ApiResult<Answer> {
    lists::list::<PlanInput>(caller, listing).await
}

/// Record a plan
///
/// Enters a plan of a township with its tasks. Each task is given an id, by which it is known from then on.
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(WriteQuery), request_body = PlanInput,
    responses(
        (status = 201, description = "The plan as recorded.", body = SavedPlan),
        (status = 200, description = "What `validate_only` would have entered.", body = SavedPlan)))]
#[post("/plans")]
async fn create_plan(caller: Caller, query: Query<WriteQuery>, body: Body<PlanInput>) -> ApiResult<Answer> {
    entry::create(caller, query, body).await
}

/// Record many plans
///
/// Enters up to 1,000 plans at once, each as if it were sent alone: by the same rules, with an entry of its own in the trail. All
/// of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the confirmation of personal
/// numbers hold for all of them.
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(BatchQuery), request_body = PlanBatchInput,
    responses((status = 200, description = "What became of each.", body = PlanBatch)))]
#[post("/plans:batch")]
async fn create_plans(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<PlanBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

/// Read a plan
///
/// One plan, voided or not; with `as_of`, as it was at that instant.
#[utoipa::path(tag = "plans", security(("bearer" = ["read_records"])),
    params(("id" = Uuid, Path, description = "The plan's id."), RecordQuery),
    responses((status = 200, description = "The plan.", body = Plan)))]
#[get("/plans/{id}")]
async fn read_plan(caller: Caller, id: Path<String>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<PlanInput>(caller, id, query).await
}

/// Replace a plan
///
/// Replaces all that was entered, the tasks included: what is left out is emptied. A task sent with its `id` stays
/// the same task.
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The plan's id."), WriteQuery),
    request_body = PlanInput, responses((status = 200, description = "The plan as it is now.", body = SavedPlan)))]
#[put("/plans/{id}")]
async fn replace_plan(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<PlanInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, query, body).await
}

/// Change parts of a plan
///
/// A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field. `tasks` is an array and so
/// replaced as a whole: send all tasks, those that stay with their `id`.
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The plan's id."), WriteQuery),
    request_body(content = PlanInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The plan as it is now.", body = SavedPlan)))]
#[patch("/plans/{id}")]
async fn patch_plan(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<PlanInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, query, body).await
}

/// Void a plan
///
/// For what was entered by mistake: the plan counts no longer. A plan that was given up is `cancelled` instead. A
/// voided plan stays readable, keeps its history and can be restored.
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The plan's id.")),
    responses((status = 200, description = "The voided plan.", body = Plan)))]
#[delete("/plans/{id}")]
async fn void_plan(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    operations::void::<PlanInput>(caller, id).await
}

/// Restore a plan
///
/// A voided plan counts again. With `version`, the plan gets again what was entered in that version, as its next version,
/// whether it is voided or not; what the rules of today do not allow is refused (422).
#[utoipa::path(tag = "plans", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The plan's id."), RestoreQuery),
    responses((status = 200, description = "The plan as it is now.", body = Plan)))]
#[post("/plans/{id}:restore")]
async fn restore_plan(caller: Caller, id: Path<String>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<PlanInput>(caller, id, query).await
}

/// Read a plan's history
///
/// Every change, newest first: what was done, by whom, when and why, with the record before and after.
#[utoipa::path(tag = "plans", security(("bearer" = ["read_trail"])),
    params(("id" = Uuid, Path, description = "The plan's id."), PageQuery),
    responses((status = 200, description = "One page of the changes.", body = History)))]
#[get("/plans/{id}/history")]
async fn read_plan_history(caller: Caller, id: Path<String>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<PlanInput>(caller, id, query).await
}

/// Redact a text in a plan
///
/// For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of the
/// plan becomes as many `＊`, in its fields, in all entries of its trail and in answers kept for repeated requests. It gets a
/// new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.
#[utoipa::path(tag = "plans", security(("bearer" = ["redact_records"])),
    params(("id" = Uuid, Path, description = "The plan's id.")), request_body = RedactionInput,
    responses((status = 200, description = "The plan as it is now.", body = Plan)))]
#[post("/plans/{id}:redact")]
async fn redact_plan(caller: Caller, id: Path<String>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<PlanInput>(caller, id, body).await
}
