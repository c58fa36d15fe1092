//! `/calendar`.

use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{CalendarQuery, CalendarYear, HolidayNotice, HolidayNoticeInput};
use super::operations;
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_calendar).service(add_calendar_notice);
}

/// Read the calendar of a year
///
/// Which days differ from Monday to Friday, by notices of the nation and of regions.
#[utoipa::path(tag = "clocks", security(("bearer" = ["read_records"])),
    params(CalendarQuery),
    responses((status = 200, description = "The year.", body = CalendarYear)))]
#[get("/calendar")]
async fn read_calendar(caller: Caller, query: Query<CalendarQuery>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &query.parse()?)).await
}

/// Load a notice of holidays
///
/// For the nation or a region within the caller's reach. Clocks are counted by it from then on. A later notice overrides it day
/// by day.
#[utoipa::path(tag = "clocks", security(("bearer" = ["manage_vocabularies"])),
    request_body = HolidayNoticeInput,
    responses((status = 201, description = "The notice as loaded. Location is the calendar of the year of its issue.", body = HolidayNotice)))]
#[post("/calendar/notices")]
async fn add_calendar_notice(caller: Caller, body: Body<HolidayNoticeInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::add(writing, &body)).await
}
