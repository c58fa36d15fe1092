//! The operations on cases.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::CaseFilter;
use super::model::{Case, CaseBatch, CaseBatchInput, CaseInput, CasePage, SavedCase};
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
    cfg.service(list_cases).service(create_case).service(create_cases);
    cfg.service(restore_case).service(read_case_history).service(redact_case);
    cfg.service(read_case).service(replace_case).service(patch_case).service(void_case);
}

/// List cases
///
/// The cases within the caller's reach, each with its events, latest first. Filters narrow them; a filter that is not known is
/// refused, not ignored.
#[utoipa::path(tag = "cases", security(("bearer" = ["read_records"])),
    params(PageQuery, RecordFilter, CaseFilter),
    responses((status = 200, description = "One page of cases.", body = CasePage)))]
#[get("/cases")]
async fn list_cases(caller: Caller, listing: Listing<CaseFilter>) -> ApiResult<Answer> {
    lists::list::<CaseInput>(caller, listing).await
}

/// Record a case
///
/// Enters a case of a township. Persons are counted, never named. A case accepted in one year and closed in another
/// stays one record: it is accepted in the first year's figures and closed in the second's.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(WriteQuery), request_body = CaseInput,
    responses(
        (status = 201, description = "The case as recorded.", body = SavedCase),
        (status = 200, description = "What `validate_only` would have entered.", body = SavedCase)))]
#[post("/cases")]
async fn create_case(caller: Caller, query: Query<WriteQuery>, body: Body<CaseInput>) -> ApiResult<Answer> {
    entry::create(caller, query, body).await
}

/// Record many cases
///
/// Enters up to 1,000 cases at once, each as if it were sent alone: by the same rules, with an entry of its own in the trail. All
/// of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the confirmation of personal
/// numbers hold for all of them.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(BatchQuery), request_body = CaseBatchInput,
    responses((status = 200, description = "What became of each.", body = CaseBatch)))]
#[post("/cases:batch")]
async fn create_cases(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<CaseBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

/// Read a case
///
/// One case, voided or not; with `as_of`, as it was at that instant.
#[utoipa::path(tag = "cases", security(("bearer" = ["read_records"])),
    params(("id" = Uuid, Path, description = "The case's id."), RecordQuery),
    responses((status = 200, description = "The case.", body = Case)))]
#[get("/cases/{id}")]
async fn read_case(caller: Caller, id: Path<String>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<CaseInput>(caller, id, query).await
}

/// Replace a case
///
/// Replaces all that was entered, events included: what is left out is emptied. `due_on` is computed anew.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The case's id."), WriteQuery),
    request_body = CaseInput, responses((status = 200, description = "The case as it is now.", body = SavedCase)))]
#[put("/cases/{id}")]
async fn replace_case(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<CaseInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, query, body).await
}

/// Change parts of a case
///
/// A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field. `events` is
/// replaced as a whole: to add one, send all of them, those that stay with their ids. `due_on` is computed anew.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The case's id."), WriteQuery),
    request_body(content = CaseInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The case as it is now.", body = SavedCase)))]
#[patch("/cases/{id}")]
async fn patch_case(
    caller: Caller,
    id: Path<String>,
    query: Query<WriteQuery>,
    body: Body<CaseInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, query, body).await
}

/// Void a case
///
/// The case counts no longer. It stays readable, keeps its history and can be restored.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The case's id.")),
    responses((status = 200, description = "The voided case.", body = Case)))]
#[delete("/cases/{id}")]
async fn void_case(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    operations::void::<CaseInput>(caller, id).await
}

/// Restore a case
///
/// A voided case counts again. With `version`, the case gets again what was entered in that version, as its next version,
/// whether it is voided or not; what the rules of today do not allow is refused (422).
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(("id" = Uuid, Path, description = "The case's id."), RestoreQuery),
    responses((status = 200, description = "The case as it is now.", body = Case)))]
#[post("/cases/{id}:restore")]
async fn restore_case(caller: Caller, id: Path<String>, query: Query<RestoreQuery>) -> ApiResult<Answer> {
    operations::restore::<CaseInput>(caller, id, query).await
}

/// Read a case's history
///
/// Every change, newest first: what was done, by whom, when and why, with the record before and after.
#[utoipa::path(tag = "cases", security(("bearer" = ["read_trail"])),
    params(("id" = Uuid, Path, description = "The case's id."), PageQuery),
    responses((status = 200, description = "One page of the changes.", body = History)))]
#[get("/cases/{id}/history")]
async fn read_case_history(caller: Caller, id: Path<String>, query: Query<PageQuery>) -> ApiResult<Answer> {
    versions::history::<CaseInput>(caller, id, query).await
}

/// Redact a text in a case
///
/// For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of the
/// case becomes as many `＊`, in its fields, in all entries of its trail and in answers kept for repeated requests. It gets a
/// new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.
#[utoipa::path(tag = "cases", security(("bearer" = ["redact_records"])),
    params(("id" = Uuid, Path, description = "The case's id.")), request_body = RedactionInput,
    responses((status = 200, description = "The case as it is now.", body = Case)))]
#[post("/cases/{id}:redact")]
async fn redact_case(caller: Caller, id: Path<String>, body: Body<RedactionInput>) -> ApiResult<Answer> {
    redaction::redact::<CaseInput>(caller, id, body).await
}
