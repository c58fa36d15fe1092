//! The operations on what a region has to see to.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::deadlines::model::DeadlinePage;
use super::deadlines::request::{self as deadlines, DeadlineQuery};
use super::progress::model::ProgressPage;
use super::progress::request::{self as progress, ProgressQuery};
use crate::figures::lane;
use crate::http::Answer;
use crate::http::query::Query;
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;
use crate::tables::{TableQuery, TableRequest};

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_deadlines).service(list_progress);
}

/// List the deadlines of a region
///
/// The open cases whose statutory time runs out or has run out, the first to run out first: with the law that sets it, whose it
/// is, the day due and the last working day that is still in time. A case that is paused has no deadline while it is.
#[utoipa::path(tag = "deadlines", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), DeadlineQuery, TableQuery),
    responses((status = 200, description = "One page of deadlines.", body = DeadlinePage)))]
#[get("/regions/{code}/deadlines")]
async fn list_deadlines(
    caller: Caller,
    code: Path<String>,
    query: Query<DeadlineQuery>,
    table: TableRequest,
) -> ApiResult<Answer> {
    let admitted = caller.admit_to_own_reach().await?.in_lane(lane(&code));
    let answer = admitted.read(move |reading| {
        table.answer(reading, query.pairs(), |reading, pairs| {
            deadlines::answer(reading, &code, &Query::of(pairs))
        })
    });
    answer.await.map_err(ApiError::of_large_query)
}

/// List the progress of a region's townships
///
/// How far each township is with the report of a year: until when it goes up and is published, which indicators have neither a value
/// nor a declaration, which parts of the report would be empty, and when anything was last entered.
#[utoipa::path(tag = "deadlines", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), ProgressQuery, TableQuery),
    responses((status = 200, description = "One page of townships.", body = ProgressPage)))]
#[get("/regions/{code}/progress")]
async fn list_progress(
    caller: Caller,
    code: Path<String>,
    query: Query<ProgressQuery>,
    table: TableRequest,
) -> ApiResult<Answer> {
    let admitted = caller.admit_to_own_reach().await?.in_lane(lane(&code));
    let answer = admitted.read(move |reading| {
        table.answer(reading, query.pairs(), |reading, pairs| {
            progress::answer(reading, &code, &Query::of(pairs))
        })
    });
    answer.await.map_err(ApiError::of_large_query)
}
