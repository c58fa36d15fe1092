//! Requests for the progress of a region's townships.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{DueDay, ProgressPage, TownshipProgress};
use super::queries::{Entered, entered};
use crate::calendar::calendar;
use crate::clock;
use crate::deadlines::{self, Calendar, Course};
use crate::figures::{Basis, Figure, FigureStatus, Period, TownshipFigures, Units};
use crate::http::Answer;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::Query;
use crate::indicators;
use crate::ledger::reports::{self, ReportPart, ReportState};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Level, Reach, RegionName};
use crate::session::Reading;
use crate::tables::TableQuery;

/// Whose progress is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProgressQuery {
    /// The year that is reported on.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: i16,
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

/// Answers with one page of the progress of a region's townships.
///
/// # Errors
/// 404 for a region out of reach, 400 for parameters, 503 where the database fails.
pub fn answer(reading: &mut Reading<'_>, region: &str, query: &Query<ProgressQuery>) -> ApiResult<Answer> {
    let ((wanted, _), pairs) = (query.parse_beside::<TableQuery>()?, query.pairs());
    let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let (today, calendar) = (clock::today(), calendar(reading.conn)?);
    let path = format!("/api/v1/regions/{region}/progress");
    let catalogues = format!("{} {}", indicators::catalogue_digest(), deadlines::published_digest());
    let name = format!("{path} {today} {catalogues} {} {pairs:?}", calendar.notices().len());
    let etag = reading.tag_of(&reach, None, name.as_bytes())?;
    reading.tagged(&etag, |reading| {
        let page = PageQuery { limit: wanted.limit, cursor: wanted.cursor.clone(), count: None };
        let page = KeyedPage::open((&path, pairs), &page, reading.signer, "")?;
        let figures = TownshipFigures::of_year(reading.conn, &reach, &region, (wanted.year, today), false)?;
        let progress = Progress::load(reading.conn, &reach, (wanted.year, today), &calendar)?;
        let rows =
            figures.rows().filter(|(township, _)| owes_a_report(township) && township.code > page.after);
        let items = rows.take(usize::from(page.limit) + 1);
        let items = items.map(|(township, figures)| progress.of(township, &figures)).collect();
        let key = |progress: &TownshipProgress| progress.township.code.clone();
        let (region, year) = (figures.region().clone(), wanted.year);
        page.answer(items, None, key, |items, page| ProgressPage { region, year, today, items, page })
    })
}

/// The own unit of a county does not.
fn owes_a_report(region: &RegionName) -> bool {
    Code::parse(&region.code).is_some_and(|code| code.level() == Level::Township)
}

/// What the progress of a township is read off, besides its figures.
struct Progress<'a> {
    entered: HashMap<String, Entered>,
    /// The reports of the year, by township.
    reports: HashMap<String, (Uuid, ReportState)>,
    year: i16,
    today: NaiveDate,
    calendar: &'a Calendar,
}

impl<'a> Progress<'a> {
    fn load(
        conn: &mut PgConnection,
        reach: &Reach,
        (year, today): (i16, NaiveDate),
        calendar: &'a Calendar,
    ) -> ApiResult<Self> {
        let units = Units::load(conn, reach, Basis::Current, &Period::of_year(year, today))?;
        let mut by_unit: HashMap<String, Entered> = HashMap::new();
        for row in entered(conn, reach, year)? {
            let unit = units.unit_of(&row.township_code).to_owned();
            match by_unit.get_mut(&unit) {
                None => drop(by_unit.insert(unit, row)),
                Some(known) => known.add(&row),
            }
        }
        let reports = reports::queries::states(conn, reach, year)?.into_iter();
        let reports =
            reports.map(|(code, id, state)| (units.unit_of(&code).to_owned(), (id, state))).collect();
        Ok(Self { entered: by_unit, reports, year, today, calendar })
    }

    fn of(&self, township: RegionName, figures: &[Figure]) -> TownshipProgress {
        let entered = self.entered.get(&township.code);
        let (report_id, report) = self.reports.get(&township.code).copied().unzip();
        let missing: Vec<&'static str> = figures
            .iter()
            .filter(|figure| figure.status == FigureStatus::Missing && figure.declared.is_none())
            .filter_map(|figure| Some(indicators::find(&figure.indicator)?.code))
            .collect();
        TownshipProgress {
            report,
            report_id,
            submit: self.due_day("rp.submit", &township),
            publish: self.due_day("rp.publish", &township),
            indicators_known: figures.len() - missing.len(),
            indicators_missing: missing,
            empty_parts: empty_parts(figures, entered),
            last_change_at: entered.and_then(|entered| entered.last_change_at),
            township,
        }
    }

    /// The day before which the report of the year is due by this clock; `None` for years before there was such a day.
    fn due_day(&self, code: &'static str, township: &RegionName) -> Option<DueDay> {
        let course = Course::starting(clock::days_of(self.year).1);
        let days = self.calendar.working_days(Some(&township.code));
        let due = deadlines::find(code)?.due(&course, &days).ok()?;
        Some(DueDay {
            clock: code,
            before: due.due_on?,
            act_by: due.act_by,
            days_left: due.act_by.map(|day| (day - self.today).num_days()),
            unknown: due.unknown.iter().map(ToString::to_string).collect(),
        })
    }
}

impl Entered {
    /// Takes in what the same township entered under another code.
    fn add(&mut self, other: &Self) {
        self.last_change_at = self.last_change_at.max(other.last_change_at);
        self.shortcomings |= other.shortcomings;
        self.duties |= other.duties;
        self.arrangements |= other.arrangements;
    }
}

/// The parts of the report for which there is nothing.
fn empty_parts(figures: &[Figure], entered: Option<&Entered>) -> Vec<ReportPart> {
    let has_measures = figures.iter().any(|figure| figure.status == FigureStatus::Computed);
    let has = |part: fn(&Entered) -> bool| entered.is_some_and(part);
    let parts = [
        (ReportPart::Measures, has_measures),
        (ReportPart::Shortcomings, has(|entered| entered.shortcomings)),
        (ReportPart::Duties, has(|entered| entered.duties)),
        (ReportPart::Arrangements, has(|entered| entered.arrangements)),
    ];
    parts.into_iter().filter(|(_, has)| !has).map(|(part, _)| part).collect()
}
