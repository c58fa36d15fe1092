//! The operations on activities.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::ActivityFilter;
use super::model::{Activity, ActivityBatch, ActivityBatchInput, ActivityInput, ActivityPage, SavedActivity};
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
    cfg.service(list_activities).service(create_activity).service(create_activities);
    cfg.service(restore_activity).service(read_activity_history).service(redact_activity);
    cfg.service(read_activity).service(replace_activity).service(patch_activity).service(void_activity);
}

/// List activities
///
/// The activities within the caller's reach, latest first. Filters narrow them; a filter that is not known is
/// refused, not ignored.
#[utoipa::path(tag = "activities", security(("bearer" = ["read_records"])),
    params(PageQuery, RecordFilter, ActivityFilter),
    responses((status = 200, description = "One page of activities.", body = ActivityPage)))]
#[get("/activities")]
async fn list_activities(caller: Caller, listing: Listing<ActivityFilter>) -> ApiResult<Answer> {
    lists::list::<ActivityInput>(caller, listing).await
}

/// Record an activity
///
/// Enters an activity of a township. What nobody counted is left out: a zero says that it was counted and was none.
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(WriteQuery), request_body = ActivityInput,
    responses(
        (status = 201, description = "The activity as recorded.", body = SavedActivity),
        (status = 200, description = "What `validate_only` would have entered.", body = SavedActivity)))]
#[post("/activities")]
async fn create_activity(
    caller: Caller,
    query: Query<WriteQuery>,
    body: Body<ActivityInput>,
) -> ApiResult<Answer> {
    entry::create(caller, query, body).await
}

/// Record many activities
///
/// Enters up to 1,000 activities at once, each as if it were sent alone: by the same rules, with an entry of its own in the trail. All
/// of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the confirmation of personal
/// numbers hold for all of them.
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(BatchQuery), request_body = ActivityBatchInput,
    responses((status = 200, description = "What became of each.", body = ActivityBatch)))]
#[post("/activities:batch")]
async fn create_activities(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<ActivityBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

/// Read an activity
///
/// One activity, voided or not; with `as_of`, as it was at that instant.
#[utoipa::path(tag = "activities", security(("bearer" = ["read_records"])),
    params(("id" = Uuid, Path, description = "The activity's id."), RecordQuery),
    responses((status = 200, description = "The activity.", body = Activity)))]
#[get("/activities/{id}")]
async fn read_activity(caller: Caller, id: Path<String>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<ActivityInput>(caller, id, query).await
}

/// Replace an activity
///
/// Replaces all that was entered: what is left out is emptied.
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The activity's id."), WriteQuery),
    request_body = ActivityInput, responses((status = 200, description = "The activity as it is now.", body = SavedActivity)))]
#[put("/activities/{id}")]
async fn replace_activity(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<ActivityInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, query, body).await
}

/// Change parts of an activity
///
/// A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field.
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The activity's id."), WriteQuery),
    request_body(content = ActivityInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The activity as it is now.", body = SavedActivity)))]
#[patch("/activities/{id}")]
async fn patch_activity(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<ActivityInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, query, body).await
}

/// Void an activity
///
/// The activity counts no longer. It stays readable, keeps its history and can be restored.
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The activity's id.")),
    responses((status = 200, description = "The voided activity.", body = Activity)))]
#[delete("/activities/{id}")]
async fn void_activity(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    operations::void::<ActivityInput>(caller, id).await
}

/// Restore an activity
///
/// A voided activity counts again. With `version`, the activity gets again what was entered in that version, as its next version,
/// whether it is voided or not; what the rules of today do not allow is refused (422).
#[utoipa::path(tag = "activities", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The activity's id."), RestoreQuery),
    responses((status = 200, description = "The activity as it is now.", body = Activity)))]
#[post("/activities/{id}:restore")]
async fn restore_activity(caller: Caller, id: Path<String>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<ActivityInput>(caller, id, query).await
}

/// Read an activity's history
///
/// Every change, newest first: what was done, by whom, when and why, with the record before and after.
#[utoipa::path(tag = "activities", security(("bearer" = ["read_trail"])),
    params(("id" = Uuid, Path, description = "The activity's id."), PageQuery),
    responses((status = 200, description = "One page of the changes.", body = History)))]
#[get("/activities/{id}/history")]
async fn read_activity_history(
    caller: Caller,
    id: Path<String>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<ActivityInput>(caller, id, query).await
}

/// Redact a text in an activity
///
/// For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of the
/// activity becomes as many `＊`, in its fields, in all entries of its trail and in answers kept for repeated requests. It gets a
/// new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.
#[utoipa::path(tag = "activities", security(("bearer" = ["redact_records"])),
    params(("id" = Uuid, Path, description = "The activity's id.")), request_body = RedactionInput,
    responses((status = 200, description = "The activity as it is now.", body = Activity)))]
#[post("/activities/{id}:redact")]
async fn redact_activity(caller: Caller, id: Path<String>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<ActivityInput>(caller, id, body).await
}
