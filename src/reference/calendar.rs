//! `/calendar`: notices of holidays, and what they make of a year.

use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::calendar::model::{CalendarQuery, CalendarYear, HolidayNotice, HolidayNoticeInput};
use crate::calendar::operations;
use crate::db::Lane;
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::ledger::renewal;
use crate::problems::ApiResult;
use crate::session::{Caller, Writing};

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
/// For the nation or a region within the caller's reach. The deadlines that run there are counted anew by it. A later notice overrides it
/// day by day.
#[utoipa::path(tag = "clocks", security(("bearer" = ["manage_vocabularies"])),
    request_body = HolidayNoticeInput,
    responses((status = 201, description = "The notice as loaded. Location is the calendar of the year of its issue.", body = HolidayNotice)))]
#[post("/calendar/notices")]
async fn add_calendar_notice(caller: Caller, body: Body<HolidayNoticeInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    let sent = body.bytes();
    let work =
        move |writing: &mut Writing<'_>| operations::answer(renewal::load_notice(writing, body.input()?)?);
    caller.in_lane(Lane::Large).write(&sent, work).await
}
