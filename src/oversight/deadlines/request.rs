//! Requests for the deadlines of a region.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use diesel::pg::PgConnection;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::icalendar;
use super::model::{Deadline, DeadlinePage, ObligedScope};
use super::queries::{self, Wanted};
use super::reports;
use crate::calendar::calendar;
use crate::clock;
use crate::deadlines::codes::{Boundary, Matter, ObligedParty};
use crate::deadlines::{self, Calendar, Clock, Length};
use crate::http::accept::MediaType;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::Query;
use crate::http::{Answer, ETag};
use crate::ledger::RESOURCES;
use crate::ledger::stored_deadlines::StoredDeadline;
use crate::problems::{ApiError, ApiResult};
use crate::regions::model::Region;
use crate::regions::{self, Code, Level, Reach, RegionName};
use crate::session::Reading;
use crate::tables::TableQuery;

/// Days ahead, where the client does not say.
const WITHIN: u16 = 14;

/// Deadlines that a calendar has at most.
const MOST_SUBSCRIBED: i64 = 1000;

/// Which deadlines are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadlineFilter {
    /// Only what has to be done within so many days, 0 to 366; 14 where it is not said. What is overdue is always listed.
    #[param(minimum = 0, maximum = 366, default = 14)]
    pub within: Option<u16>,
    /// Whose deadlines; `own` where it is not said.
    #[param(inline)]
    pub obliged: Option<ObligedScope>,
    /// Only those of these clocks, by their codes; several are separated by commas, or the parameter is repeated.
    #[param(style = Form, explode = true, max_items = 100)]
    pub clock: Option<Vec<String>>,
    /// Only those of records of these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 20)]
    pub kind: Option<Vec<Matter>>,
    /// Only those of the record with this id.
    pub record: Option<Uuid>,
}

/// Which page of them is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadlineQuery {
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

impl DeadlineFilter {
    /// The clocks that are followed and wanted.
    fn clocks(&self, level: Level) -> Vec<&'static Clock> {
        let followed = deadlines::all().iter().filter(|clock| !clock.met_by.is_empty());
        followed.filter(|clock| self.wants(clock, level)).collect()
    }

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

    fn wants_kind(&self, kind: Matter) -> bool {
        self.kind.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// Answers with one page of the deadlines of a region.
///
/// # Errors
/// 404 for a region out of reach, 400 for parameters, 503 where the database fails.
pub fn answer(reading: &mut Reading<'_>, region: &str, query: &Query<DeadlineQuery>) -> ApiResult<Answer> {
    let pairs = query.pairs();
    let (wanted, filter, _) = query.parse_with::<DeadlineFilter, TableQuery>()?;
    let search = Search::begin(reading, region, filter)?;
    let path = format!("/api/v1/regions/{region}/deadlines");
    let etag = search.tag(reading, &format!("{path} {pairs:?}"))?;
    reading.tagged(&etag, |reading| {
        let page = PageQuery { limit: wanted.limit, cursor: wanted.cursor.clone(), count: None };
        let page = KeyedPage::open((&path, pairs), &page, reading.signer, "")?;
        let items = search.deadlines(reading.conn, &page.after, page.rows())?;
        page.answer(
            items,
            None,
            |(key, _)| key.clone(),
            |items, page| {
                let items = items.into_iter().map(|(_, deadline)| deadline).collect();
                DeadlinePage { today: search.today, items, page }
            },
        )
    })
}

/// Answers with the deadlines of a region as a calendar.
///
/// # Errors
/// As [`answer`].
pub fn subscription(
    reading: &mut Reading<'_>,
    region: &str,
    query: &Query<DeadlineFilter>,
) -> ApiResult<Answer> {
    let search = Search::begin(reading, region, query.parse()?)?;
    let language = reading.context.language;
    let etag = search.tag(reading, &format!("ics {region} {} {:?}", language.tag(), query.pairs()))?;
    reading.tagged(&etag, |reading| {
        let items = search.deadlines(reading.conn, "", MOST_SUBSCRIBED)?;
        let deadlines: Vec<Deadline> = items.into_iter().map(|(_, deadline)| deadline).collect();
        let region = regions::queries::find(reading.conn, &search.region)?.ok_or_else(ApiError::not_found)?;
        let calendar = icalendar::calendar(&icalendar::name(&region.name), &deadlines, language);
        Ok(Answer::written(calendar).in_media_type(MediaType::Calendar))
    })
}

/// A search for deadlines.
struct Search {
    filter: DeadlineFilter,
    region: Code,
    reach: Arc<Reach>,
    today: NaiveDate,
    calendar: Calendar,
}

impl Search {
    fn begin(reading: &mut Reading<'_>, region: &str, filter: DeadlineFilter) -> ApiResult<Self> {
        let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
        let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
        let (today, calendar) = (clock::today(), calendar(reading.conn)?);
        Ok(Self { filter, region, reach, today, calendar })
    }

    fn tag(&self, reading: &mut Reading<'_>, what: &str) -> ApiResult<ETag> {
        let (catalogue, notices) = (deadlines::published_digest(), self.calendar.notices().len());
        let name = format!("{what} {} {catalogue} {notices}", self.today);
        reading.tag_of(&self.reach, None, name.as_bytes())
    }

    /// The deadlines after a key, as clients read them, each with its key.
    fn deadlines(
        &self,
        conn: &mut PgConnection,
        after: &str,
        most: i64,
    ) -> ApiResult<Vec<(String, Deadline)>> {
        let rows = self.rows(conn, after, most)?;
        let (names, titles) = (names(conn, &rows)?, titles(conn, &rows)?);
        let told = |row: StoredDeadline| {
            let township = names.get(&row.township_code)?.clone();
            let title = titles.get(&row.record_id).cloned().unwrap_or_else(|| reports::title(&row));
            Some((key(&row), self.deadline(&row, township, title)?))
        };
        Ok(rows.into_iter().filter_map(told).collect())
    }

    /// Those of records and of reports together.
    fn rows(&self, conn: &mut PgConnection, after: &str, most: i64) -> ApiResult<Vec<StoredDeadline>> {
        let (clocks, until) = (self.filter.clocks(self.region.level()), self.filter.until(self.today));
        let codes: Vec<&str> = clocks.iter().map(|clock| clock.code.as_str()).collect();
        let kinds = self.filter.kind.as_ref();
        let kinds: Option<Vec<&str>> = kinds.map(|kinds| kinds.iter().map(|kind| kind.as_str()).collect());
        let (matters, record) = (kinds.as_deref(), self.filter.record);
        let of = Wanted { reach: &self.reach, clocks: &codes, matters, record, until, after, rows: most };
        let mut rows = queries::stored(conn, &of)?;
        if self.filter.wants_kind(Matter::Report) {
            let mut owed = reports::owed(conn, &self.reach, &clocks, (self.today, &self.calendar))?;
            let is_record = |owed: &StoredDeadline| record.is_none_or(|id| owed.record_id == id);
            owed.retain(|owed| owed.runs_out_on <= until && is_record(owed) && *key(owed) > *after);
            rows.append(&mut owed);
            rows.sort_by_cached_key(key);
            rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        }
        Ok(rows)
    }

    /// `None` for a clock that this release does not know, until what an older one stored has been counted anew.
    fn deadline(&self, row: &StoredDeadline, township: RegionName, title: String) -> Option<Deadline> {
        let clock = deadlines::find(&row.clock)?;
        let resource = RESOURCES.iter().find(|resource| resource.path == row.resource)?.path;
        let boundary = clock.boundary();
        let last = row
            .due_on
            .map(|day| if boundary == Boundary::Before { day.pred_opt().unwrap_or(day) } else { day });
        let (status, unknown) = self.unknown(clock, row);
        Some(Deadline {
            clock: &clock.code,
            name_zh: &clock.name.zh,
            name_en: &clock.name.en,
            law: &clock.law,
            article: clock.article.as_deref(),
            obliged: clock.obliged,
            township,
            resource,
            kind: Matter::parse(&row.matter)?,
            id: reports::record_id(row.record_id),
            title,
            started_on: row.started_on,
            due_on: row.due_on,
            boundary,
            act_by: row.act_by,
            days_left: (last.unwrap_or(row.runs_out_on) - self.today).num_days(),
            status,
            unknown,
        })
    }

    /// Whether it could be counted, and what would have to be known for what could not.
    fn unknown(&self, clock: &Clock, row: &StoredDeadline) -> (String, Vec<String>) {
        if row.act_by.is_some() {
            return ("ok".to_owned(), Vec::new());
        }
        let days = self.calendar.working_days(Some(&row.township_code));
        let from = row.due_on.filter(|_| !matches!(clock.length, Length::WorkingDays(_)));
        let first = from.unwrap_or(row.started_on).year();
        // No clock runs for more than some years.
        let year = (first..=first + 10).find(|year| !days.knows(*year)).unwrap_or(first);
        let status = if row.due_on.is_some() { "ok".to_owned() } else { format!("calendar_missing_{year}") };
        (status, vec![format!("rest_days_{year}")])
    }
}

/// What orders deadlines, and tells each from all others.
fn key(row: &StoredDeadline) -> String {
    format!("{} {} {}", row.runs_out_on, row.record_id, row.clock)
}

/// The names of the townships whose records they are.
fn names(conn: &mut PgConnection, rows: &[StoredDeadline]) -> ApiResult<HashMap<String, RegionName>> {
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.township_code.as_str()).collect();
    let codes: Vec<Code> = codes.into_iter().filter_map(Code::parse).collect();
    let regions = regions::queries::with_codes(conn, &codes)?.into_iter();
    Ok(regions.map(|Region { code, name, .. }| (code.clone(), RegionName { code, name })).collect())
}

/// What the records are called, by their ids. A report is called by its year.
fn titles(conn: &mut PgConnection, rows: &[StoredDeadline]) -> ApiResult<HashMap<Uuid, String>> {
    let mut by_resource: HashMap<&str, Vec<(&str, Uuid)>> = HashMap::new();
    for row in rows.iter().filter(|row| row.resource != reports::PATH) {
        by_resource.entry(&row.resource).or_default().push((&row.county_code, row.record_id));
    }
    let mut titles = HashMap::new();
    for (resource, keys) in by_resource {
        titles.extend(queries::titles(conn, resource, &keys)?);
    }
    Ok(titles)
}
