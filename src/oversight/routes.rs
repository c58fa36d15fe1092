//! The operations on what a region has to see to.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::deadlines::model::DeadlinePage;
use super::deadlines::request::{self as deadlines, DeadlineFilter, DeadlineQuery};
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
    cfg.service(list_deadlines).service(subscribe_to_deadlines).service(list_progress);
}

/// List the deadlines of a region
///
/// The statutory time limits that run out or have run out, the first to run out first: of cases, documents, decisions and shortcomings
/// by what happened to them, and of the yearly reports. Each with the law that sets it, whose it is, the day due and the last working
/// day that is still in time. A case that is paused has none by which it has to be closed.
#[utoipa::path(tag = "deadlines", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), DeadlineFilter, DeadlineQuery, TableQuery),
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

/// Subscribe to the deadlines of a region
///
/// The same deadlines as a calendar (RFC 5545), each on the last working day that is still in time, with alarms before it: up to 1,000,
/// the first to run out first. Programs that subscribe to calendars can send the token as the password of `Basic`, with
/// any user name.
#[utoipa::path(tag = "deadlines", security(("bearer" = ["read_records"]), ("password" = [])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), DeadlineFilter),
    responses((status = 200, description = "The calendar.", body = String, content_type = "text/calendar")))]
#[get("/regions/{code}/deadlines.ics")]
async fn subscribe_to_deadlines(
    caller: Caller,
    code: Path<String>,
    query: Query<DeadlineFilter>,
) -> ApiResult<Answer> {
    let admitted = caller.admit_to_own_reach().await?.in_lane(lane(&code));
    let answer = admitted.read(move |reading| deadlines::subscription(reading, &code, &query));
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
