//! `/clocks`.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::days::{ClockAnswer, CourseQuery};
use super::definition::{ClockDefinition, ClockFilter, ClockList};
use crate::calendar::calendar;
use crate::deadlines::{self, Clock, published_digest};
use crate::digest;
use crate::http::query::{Pairs, Query};
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_clocks).service(read_clock_days).service(read_clock);
}

/// List the clocks
///
/// The statutory time limits of what townships do, and of what others do in the same matters: which law sets each, whose it
/// is, when it starts, how long it runs, and what a rest day, a pause and an extension do to it.
#[utoipa::path(tag = "clocks", security(("bearer" = ["read_records"])),
    params(ClockFilter),
    responses((status = 200, description = "The clocks.", body = ClockList)))]
#[get("/clocks")]
async fn list_clocks(caller: Caller, query: Query<ClockFilter>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let filter = query.parse()?;
            reading.tagged(&tag(query.pairs()), |_| {
                let items = deadlines::all().iter().filter(|clock| filter.lets_through(clock));
                Answer::ok(&ClockList { items: items.map(ClockDefinition::from).collect() })
            })
        })
        .await
}

/// Read a clock
///
/// One clock with its legal basis.
#[utoipa::path(tag = "clocks", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The clock's code.", max_length = 60)),
    responses((status = 200, description = "The clock.", body = ClockDefinition)))]
#[get("/clocks/{code}")]
async fn read_clock(caller: Caller, code: Path<String>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let clock = found(&code)?;
            reading.tagged(&ETag::weak(published_digest()), |_| Answer::ok(&ClockDefinition::from(clock)))
        })
        .await
}

/// Compute the days of a clock
///
/// A calculator: by which day the law wants it done, for a start, extensions and pauses. Nothing of it is stored. An extension
/// counts on from the end that no rest day moved. What the law does not allow is refused with the article.
#[utoipa::path(tag = "clocks", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The clock's code.", max_length = 60), CourseQuery),
    responses((status = 200, description = "The days of the clock.", body = ClockAnswer)))]
#[get("/clocks/{code}/due")]
async fn read_clock_days(caller: Caller, code: Path<String>, query: Query<CourseQuery>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let (clock, query) = (found(&code)?, query.parse()?);
            let answer = ClockAnswer::of(clock, &query, &calendar(reading.conn)?)?;
            let text = serde_json::to_vec(&answer).map_err(ApiError::internal)?;
            reading.tagged(&ETag::weak(digest::short(&text, 8)), |_| Answer::ok(&answer))
        })
        .await
}

fn found(code: &str) -> ApiResult<&'static Clock> {
    deadlines::find(code).ok_or_else(ApiError::not_found)
}

/// The tag of what is computed from the catalogue and the parameters alone.
fn tag(pairs: &Pairs) -> ETag {
    ETag::weak(format!("{}-{}", published_digest(), digest::short(format!("{pairs:?}").as_bytes(), 4)))
}
