//! Requests for the deadlines of a region.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use diesel::pg::PgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::{Deadline, DeadlinePage, ObligedScope};
use super::queries::{OpenCase, Wanted, open_cases};
use crate::calendar::calendar;
use crate::clock;
use crate::deadlines::codes::ObligedParty;
use crate::deadlines::{self, Calendar, Clock};
use crate::http::Answer;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::Query;
use crate::problems::{ApiError, ApiResult};
use crate::regions::model::Region;
use crate::regions::{self, Code, Level, RegionName};
use crate::session::Reading;
use crate::tables::TableQuery;

/// Days ahead, where the client does not say.
const WITHIN: u16 = 14;

/// Which deadlines are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadlineQuery {
    /// Only what is due in so many days, 0 to 366; 14 where it is not said. What is overdue is always listed.
    #[param(minimum = 0, maximum = 366, default = 14)]
    pub within: Option<u16>,
    /// Whose deadlines; `own` where it is not said.
    #[param(inline)]
    pub obliged: Option<ObligedScope>,
    /// Only those of these clocks, by their codes; several are separated by commas, or the parameter is repeated.
    #[param(style = Form, explode = true, max_items = 100)]
    pub clock: Option<Vec<String>>,
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

impl DeadlineQuery {
    fn wants(&self, clock: &Clock, level: Level) -> bool {
        let is_asked_for = self.clock.as_ref().is_none_or(|codes| codes.contains(&clock.code));
        let is_own = match clock.obliged {
            ObligedParty::Township => true,
            ObligedParty::County => level != Level::Township,
            _ => false,
        };
        is_asked_for && (is_own || self.obliged == Some(ObligedScope::All))
    }

    fn until(&self, today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(self.within.unwrap_or(WITHIN).into())).unwrap_or(NaiveDate::MAX)
    }
}

/// Answers with one page of the deadlines of a region.
///
/// # Errors
/// 404 for a region out of reach, 400 for parameters, 503 where the database fails.
pub fn answer(reading: &mut Reading<'_>, region: &str, query: &Query<DeadlineQuery>) -> ApiResult<Answer> {
    let ((wanted, _), pairs) = (query.parse_beside::<TableQuery>()?, query.pairs());
    let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let (today, calendar) = (clock::today(), calendar(reading.conn)?);
    let (path, catalogue) = (format!("/api/v1/regions/{region}/deadlines"), deadlines::published_digest());
    let name = format!("{path} {today} {catalogue} {} {pairs:?}", calendar.notices().len());
    let etag = reading.tag_of(&reach, None, name.as_bytes())?;
    reading.tagged(&etag, |reading| {
        let page = PageQuery { limit: wanted.limit, cursor: wanted.cursor.clone(), count: None };
        let page = KeyedPage::open((&path, pairs), &page, reading.signer, "")?;
        let clocks = || deadlines::closing().filter(|clock| wanted.wants(clock, region.level()));
        let kinds: Vec<&str> =
            clocks().flat_map(|clock| clock.matters.iter().map(|matter| matter.as_str())).collect();
        let of = Wanted {
            reach: &reach,
            kinds: &kinds,
            until: wanted.until(today),
            after: page.after.split_once(' '),
            rows: page.rows(),
        };
        let cases = open_cases(reading.conn, &of)?;
        let names = names(reading.conn, &cases)?;
        let items = cases.into_iter().filter_map(|case| deadline(case, &names, (today, &calendar))).collect();
        let key = |deadline: &Deadline| format!("{} {}", deadline.due_on, deadline.id);
        page.answer(items, None, key, |items, page| DeadlinePage { today, items, page })
    })
}

/// The names of the townships that handle these cases.
fn names(conn: &mut PgConnection, cases: &[OpenCase]) -> ApiResult<HashMap<String, RegionName>> {
    let codes: BTreeSet<&str> = cases.iter().map(|case| case.township_code.as_str()).collect();
    let codes: Vec<Code> = codes.into_iter().filter_map(Code::parse).collect();
    let regions = regions::queries::with_codes(conn, &codes)?.into_iter();
    Ok(regions.map(|Region { code, name, .. }| (code.clone(), RegionName { code, name })).collect())
}

fn deadline(
    case: OpenCase,
    names: &HashMap<String, RegionName>,
    (today, calendar): (NaiveDate, &Calendar),
) -> Option<Deadline> {
    let clock = deadlines::of_case(&case.kind, case.pathway)?;
    let act_by = calendar.working_days(Some(&case.township_code)).last_until(case.due_on);
    Some(Deadline {
        clock: &clock.code,
        name_zh: &clock.name.zh,
        name_en: &clock.name.en,
        law: &clock.law,
        article: clock.article.as_deref(),
        obliged: clock.obliged,
        township: names.get(&case.township_code)?.clone(),
        resource: "cases",
        id: case.id,
        title: case.subject,
        due_on: case.due_on,
        act_by: act_by.ok(),
        days_left: (case.due_on - today).num_days(),
        unknown: act_by.err().map(|year| year.to_string()).into_iter().collect(),
    })
}
