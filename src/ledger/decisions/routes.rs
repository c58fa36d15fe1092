//! The operations on decisions. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::course::{self, DecisionCourse};
use super::model::{Decision, DecisionInput};
use super::queries::DecisionFilter;
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

type DecisionPage = RecordPage<DecisionInput>;
type SavedDecision = Saved<'static, DecisionInput>;
type DecisionBatchInput = Many<DecisionInput>;
type DecisionBatch = Batch<'static, DecisionInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_decisions).service(create_decision).service(create_decisions);
    cfg.service(restore_decision).service(read_decision_history).service(redact_decision);
    cfg.service(read_decision).service(replace_decision).service(patch_decision).service(void_decision);
    cfg.service(read_decision_course);
}

/// Each has its steps. The latest come first. One that is not decided stands at `started_on`; `year`, as for all records, is that of
/// the main date.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, DecisionFilter),
    responses((status = 200, body = DecisionPage)))]
#[get("/decisions")]
async fn list_decisions(
    caller: Caller,
    listing: Listing<DecisionFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<DecisionInput>(caller, listing, table).await
}

/// What contradicts 重大行政决策程序暂行条例 (State Council Decree No. 713), which townships apply by reference (art. 42), is a finding of
/// `/course` and no refusal, but for a collective discussion without a passed legality review before it (art. 25).
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = DecisionInput,
    responses((status = 201, body = SavedDecision)))]
#[post("/decisions")]
async fn create_decision(caller: Caller, body: RecordBody<DecisionInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = DecisionBatchInput,
    responses((status = 200, body = DecisionBatch)))]
#[post("/decisions:batch")]
async fn create_decisions(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<DecisionBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Decision)))]
#[get("/decisions/{id}")]
async fn read_decision(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<DecisionInput>(caller, id, query).await
}

/// So are its steps.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = DecisionInput,
    responses((status = 200, body = SavedDecision)))]
#[put("/decisions/{id}")]
async fn replace_decision(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DecisionInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// `steps` is replaced as a whole: to add one, send all of them, those that stay with their ids.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = DecisionInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedDecision)))]
#[patch("/decisions/{id}")]
async fn patch_decision(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DecisionInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// A decision that is given up is not voided: its status becomes `abandoned`.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Decision)))]
#[delete("/decisions/{id}")]
async fn void_decision(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<DecisionInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Decision)))]
#[post("/decisions/{id}:restore")]
async fn restore_decision(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<DecisionInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/decisions/{id}/history")]
async fn read_decision_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<DecisionInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Decision)))]
#[post("/decisions/{id}:redact")]
async fn redact_decision(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<DecisionInput>(caller, id, body).await
}

/// Read a decision's course
///
/// What 重大行政决策程序暂行条例 (State Council Decree No. 713), which townships apply by reference (art. 42), says of the decision: the
/// steps that are missing, each contradiction with its article, and the steps that may be done next. Working days are those of the
/// township by the notices of holidays.
#[utoipa::path(tag = "decisions", security(("bearer" = ["read_records"])), params(RecordId),
    responses((status = 200, description = "The course.", body = DecisionCourse)))]
#[get("/decisions/{id}/course")]
async fn read_decision_course(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| course::read(reading, &id)).await
}
