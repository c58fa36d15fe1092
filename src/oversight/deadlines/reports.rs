//! The yearly reports that townships owe: no record says so before there is one.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use diesel::pg::PgConnection;
use uuid::Uuid;

use super::queries;
use crate::clock;
use crate::deadlines::codes::Matter;
use crate::deadlines::ends::EndEvent;
use crate::deadlines::{Calendar, Clock, Course};
use crate::figures::{Basis, Period, Units};
use crate::ledger::reports::{ReportState, queries::states};
use crate::ledger::stored_deadlines::StoredDeadline;
use crate::problems::ApiResult;
use crate::regions::{Code, Reach};

/// The resource of reports, as in its path.
pub const PATH: &str = "reports";

/// The deadlines of the reports on the last year that a reach owes by these clocks. One that is not begun has the number of its township
/// for an id.
///
/// # Errors
/// 503 where the database fails.
pub fn owed(
    conn: &mut PgConnection,
    reach: &Reach,
    clocks: &[&'static Clock],
    (today, calendar): (NaiveDate, &Calendar),
) -> ApiResult<Vec<StoredDeadline>> {
    let clocks = clocks.iter().filter(|clock| clock.matters == [Matter::Report] && !clock.met_by.is_empty());
    let clocks: Vec<&'static Clock> = clocks.copied().collect();
    let year = clock::year_of(today) - 1;
    let last_day = clock::days_of(year).1;
    if clocks.is_empty() {
        return Ok(Vec::new());
    }
    let units = Units::load(conn, reach, Basis::Current, &Period::of_year(year, today))?;
    let states = states(conn, reach, year)?.into_iter();
    let states: HashMap<String, (Uuid, ReportState)> =
        states.map(|(code, id, state)| (units.unit_of(&code).to_owned(), (id, state))).collect();
    let then: HashSet<String> = queries::townships(conn, reach, last_day)?.into_iter().collect();
    let mut owed = Vec::new();
    for township in queries::townships(conn, reach, today)? {
        let report = states.get(&township).copied();
        // Who did not exist then owes nothing, unless it took over from one that did.
        if !then.contains(&township) && report.is_none() {
            continue;
        }
        let due = clocks.iter().filter(|clock| !is_met(clock, report.map(|(_, state)| state)));
        let due = due.filter_map(|clock| deadline(clock, (&township, report), last_day, calendar));
        owed.extend(due);
    }
    Ok(owed)
}

/// Whether a report in this state is what the clock is for.
fn is_met(clock: &Clock, state: Option<ReportState>) -> bool {
    let is_published = matches!(state, Some(ReportState::Published | ReportState::Correcting));
    let is_submitted = is_published || matches!(state, Some(ReportState::Submitted | ReportState::Accepted));
    clock.met_by.iter().any(|end| match end {
        EndEvent::Submitted => is_submitted,
        EndEvent::Published => is_published,
        _ => false,
    })
}

fn deadline(
    clock: &'static Clock,
    (township, report): (&str, Option<(Uuid, ReportState)>),
    last_day: NaiveDate,
    calendar: &Calendar,
) -> Option<StoredDeadline> {
    let due = clock.due(&Course::starting(last_day), &calendar.working_days(Some(township))).ok()?;
    Some(StoredDeadline {
        county_code: Code::county_of(township).to_owned(),
        record_id: report.map_or_else(|| stand_in(township), |(id, _)| id),
        clock: clock.code.clone(),
        township_code: township.to_owned(),
        resource: PATH.to_owned(),
        matter: Matter::Report.as_str().to_owned(),
        started_on: last_day,
        due_on: due.due_on,
        act_by: due.act_by,
        runs_out_on: due.act_by.or(due.due_on)?,
    })
}

/// What stands for the id of a report that is not begun. No record has such an id.
fn stand_in(township: &str) -> Uuid {
    Uuid::from_u128(township.parse().unwrap_or_default())
}

/// The id of a record; `None` for what stands for one.
pub fn record_id(id: Uuid) -> Option<Uuid> {
    (id.as_u128() > 999_999_999).then_some(id)
}

/// What the report of a year is called where nobody has begun it.
pub fn title(deadline: &StoredDeadline) -> String {
    format!("{} 年度法治政府建设年度报告", deadline.started_on.year())
}
