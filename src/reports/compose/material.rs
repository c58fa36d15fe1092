//! The records that a report is written from, besides its figures.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::clock;
use crate::db::schema::{duties, plan_tasks, plans, regions, shortcomings};
use crate::ledger::duties::model::{DutyKind, DutyOffice};
use crate::ledger::plans::model::{PlanKind, PlanStatus};
use crate::ledger::shortcomings::model::ShortcomingStatus;
use crate::regions::{Code, Level};

/// What a township has recorded of a year, in the order in which it is told.
#[derive(Debug, Default)]
pub struct Material {
    /// The names of the region and of those above it, the highest first: 措美县, 古堆乡.
    pub names: Vec<String>,
    /// The titles of the plans that were adopted in the year.
    pub plans: Vec<String>,
    /// Whether such a plan stands in the annual work plan.
    pub in_annual_work_plan: bool,
    /// Whether such a plan counts in the performance assessment.
    pub in_performance_assessment: bool,
    /// The shortcomings of the year, and those that were carried into it.
    pub shortcomings: Vec<Shortcoming>,
    /// What the first responsible persons did.
    pub duties: Vec<Duty>,
    /// The tasks of next year's arrangements: title and measure.
    pub arrangements: Vec<(String, Option<String>)>,
}

/// A shortcoming, as a report tells it.
#[derive(Debug, Queryable)]
pub struct Shortcoming {
    /// What is lacking.
    pub title: String,
    /// In what it shows.
    pub description: Option<String>,
    /// Why it is so.
    pub cause: Option<String>,
    /// What is to be done.
    pub remedy: Option<String>,
    /// How far it has been put right.
    pub status: ShortcomingStatus,
    /// When it was.
    pub closed_on: Option<NaiveDate>,
    /// What came of it.
    pub result: Option<String>,
    /// Whether a task answers it.
    pub is_answered: bool,
}

/// What a first responsible person did, as a report tells it.
#[derive(Debug, Queryable)]
pub struct Duty {
    /// In which office.
    pub office: DutyOffice,
    /// What kind of thing.
    pub kind: DutyKind,
    /// When.
    pub performed_on: NaiveDate,
    /// What about.
    pub subject: String,
}

impl Material {
    /// What a township, or the own unit of a county, has recorded of a year up to a day.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn load(conn: &mut PgConnection, township: &Code, year: i16, until: NaiveDate) -> QueryResult<Self> {
        let key = (Code::county_of(township.as_str()), township.as_str());
        let adopted = adopted(conn, key, (year, until))?;
        Ok(Self {
            names: names(conn, township)?,
            in_annual_work_plan: adopted.iter().any(|(_, annual, _)| *annual == Some(true)),
            in_performance_assessment: adopted.iter().any(|(_, _, assessed)| *assessed == Some(true)),
            plans: adopted.into_iter().map(|(title, ..)| title).collect(),
            shortcomings: shortcomings_of(conn, key, (year, until))?,
            duties: duties_of(conn, key, (year, until))?,
            arrangements: arrangements(conn, key, year)?,
        })
    }
}

/// County and township.
type Key<'a> = (&'a str, &'a str);

/// A plan's title, and whether it is in the annual work plan and in the performance assessment.
type Adopted = (String, Option<bool>, Option<bool>);

fn adopted(
    conn: &mut PgConnection,
    key: Key<'_>,
    (year, until): (i16, NaiveDate),
) -> QueryResult<Vec<Adopted>> {
    let (from, _) = clock::days_of(year);
    plans::table
        .filter(plans::county_code.eq(key.0).and(plans::township_code.eq(key.1)))
        .filter(plans::voided_at.is_null())
        .filter(plans::kind.eq_any([PlanKind::WorkPlan, PlanKind::AnnualPlan]))
        .filter(plans::status.ne_all([PlanStatus::Draft, PlanStatus::Cancelled]))
        .filter(plans::adopted_on.between(from, until))
        .order((plans::adopted_on, plans::id))
        .select((plans::title, plans::in_annual_work_plan, plans::in_performance_assessment))
        .load(conn)
}

fn shortcomings_of(
    conn: &mut PgConnection,
    key: Key<'_>,
    (year, until): (i16, NaiveDate),
) -> QueryResult<Vec<Shortcoming>> {
    let (from, _) = clock::days_of(year);
    shortcomings::table
        .filter(shortcomings::county_code.eq(key.0).and(shortcomings::township_code.eq(key.1)))
        .filter(shortcomings::voided_at.is_null())
        .filter(shortcomings::found_on.le(until))
        .filter(shortcomings::closed_on.is_null().or(shortcomings::closed_on.ge(from)))
        .order((shortcomings::found_on, shortcomings::id))
        .select((
            shortcomings::title,
            shortcomings::description,
            shortcomings::cause,
            shortcomings::remedy,
            shortcomings::status,
            shortcomings::closed_on,
            shortcomings::result,
            shortcomings::answered_by_task_id.is_not_null(),
        ))
        .load(conn)
}

fn duties_of(
    conn: &mut PgConnection,
    key: Key<'_>,
    (year, until): (i16, NaiveDate),
) -> QueryResult<Vec<Duty>> {
    duties::table
        .filter(duties::county_code.eq(key.0).and(duties::township_code.eq(key.1)))
        .filter(duties::voided_at.is_null())
        .filter(duties::year.eq(year).and(duties::performed_on.le(until)))
        .order((duties::performed_on, duties::id))
        .select((duties::office, duties::kind, duties::performed_on, duties::subject))
        .load(conn)
}

fn arrangements(
    conn: &mut PgConnection,
    key: Key<'_>,
    year: i16,
) -> QueryResult<Vec<(String, Option<String>)>> {
    let (from, to) = clock::days_of(year + 1);
    plan_tasks::table
        .inner_join(
            plans::table
                .on(plans::county_code.eq(plan_tasks::county_code).and(plans::id.eq(plan_tasks::plan_id))),
        )
        .filter(plans::county_code.eq(key.0).and(plans::township_code.eq(key.1)))
        .filter(plans::voided_at.is_null().and(plans::kind.eq(PlanKind::NextYearArrangements)))
        .filter(plans::status.ne(PlanStatus::Cancelled).and(plans::period_from.between(from, to)))
        .order((plans::period_from, plans::id, plan_tasks::position))
        .select((plan_tasks::title, plan_tasks::measure))
        .load(conn)
}

/// The names of a region and of those above it, up to its prefecture.
fn names(conn: &mut PgConnection, region: &Code) -> QueryResult<Vec<String>> {
    let up_to_prefecture = |code: &Code| !matches!(code.level(), Level::Province | Level::Nation);
    let codes: Vec<String> =
        region.with_ancestors().filter(up_to_prefecture).map(|code| code.to_string()).collect();
    regions::table.filter(regions::code.eq_any(codes)).order(regions::code).select(regions::name).load(conn)
}
