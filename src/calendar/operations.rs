//! Loading a notice, and reading a year.

use chrono::Datelike;
use uuid::Uuid;

use super::model::{CalendarQuery, CalendarYear, HolidayNotice, HolidayNoticeInput};
use super::queries::{self, LoadedNotice};
use crate::deadlines::calendar::Calendar;
use crate::digest;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::Code;
use crate::session::trail::Action;
use crate::session::{Reading, Writing};
use crate::text;

/// The answer to `POST /calendar/notices`.
///
/// # Errors
/// None that is known.
pub fn answer(notice: LoadedNotice) -> ApiResult<Answer> {
    let shown = HolidayNotice::from(&notice.into());
    let year = shown.issued_on.year();
    let address = format!("/api/v1/calendar?year={year}&region={}", shown.region_code);
    Ok(Answer::created(&shown, &address)?.tagged(&tag(&shown)?))
}

/// Stores a notice that keeps the rules.
///
/// # Errors
/// 404 for a region out of reach, 403 where the caller may not do it there; 409 where the region has a notice of this number.
pub fn load(writing: &mut Writing<'_>, input: HolidayNoticeInput) -> ApiResult<LoadedNotice> {
    let region = Code::parse(&input.region_code).ok_or_else(ApiError::not_found)?;
    if writing.actor.place_within(writing.conn, &region)?.is_none() {
        let detail = text!(
            "没有这个区划，或者它不在您的权限范围内",
            "There is no such region, or it is out of your reach"
        );
        let violation = Violation::at("/region_code", "out_of_reach", detail);
        return Err(ApiError::not_found().with_violations(vec![violation]));
    }
    writing.must_at(&region, "/region_code")?;
    must_be_new(writing, &input)?;
    let days = serde_json::to_value(&input.days).map_err(ApiError::internal)?;
    let HolidayNoticeInput { region_code, number, issued_on, .. } = input;
    let notice = LoadedNotice { id: Uuid::now_v7(), region_code, number, issued_on, days };
    queries::insert(writing.conn, &notice, writing.now, &writing.actor.name)?;
    writing.audit(Action::Created, None, &notice)?;
    Ok(notice)
}

fn must_be_new(writing: &mut Writing<'_>, input: &HolidayNoticeInput) -> ApiResult<()> {
    let calendar = queries::calendar(writing.conn)?;
    let number = &input.number;
    let is_it = |notice: &HolidayNotice| notice.region_code == input.region_code && notice.number == *number;
    if !calendar.notices().iter().map(HolidayNotice::from).any(|notice| is_it(&notice)) {
        return Ok(());
    }
    let taken = text!("该区划已有通知 {number}", "The region has the notice {number} already");
    let violation = Violation::at("/number", "taken", taken.clone());
    Err(ApiError::new(Problem::Conflict, taken).with_violations(vec![violation]))
}

/// `GET /calendar`.
///
/// # Errors
/// 400 for the parameters; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, query: &CalendarQuery) -> ApiResult<Answer> {
    let year = year(&queries::calendar(reading.conn)?, query);
    reading.tagged(&tag(&year)?, |_| Answer::ok(&year))
}

fn year(calendar: &Calendar, query: &CalendarQuery) -> CalendarYear {
    let days = calendar.working_days(query.region.as_ref().map(Code::as_str));
    let of_year = days.notices().map(HolidayNotice::from).filter_map(|mut notice| {
        notice.days.retain(|day| day.date.year() == query.year);
        Some(notice).filter(|notice| !notice.days.is_empty())
    });
    CalendarYear { year: query.year, known: days.knows(query.year), notices: of_year.collect() }
}

fn tag(answer: &impl serde::Serialize) -> ApiResult<ETag> {
    let text = serde_json::to_vec(answer).map_err(ApiError::internal)?;
    Ok(ETag::weak(digest::short(&text, 8)))
}
