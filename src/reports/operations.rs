//! What is done with reports besides what is done with all records: composing them, and reading them laid out.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::pg::PgConnection;

use super::compose::{Composed, Figures, Material, ReportGap, Words, compose};
use super::document;
use super::model::{ReportComposition, SectionChange};
use crate::clock;
use crate::figures;
use crate::http::{Answer, Received};
use crate::ledger::reports::{ReportInput, ReportSection};
use crate::ledger::request::RecordId;
use crate::ledger::resource::{Lock, Resource};
use crate::ledger::{ended, entry, operations};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Level, Reach};
use crate::render::Document;
use crate::session::trail::Action;
use crate::session::{Reading, Writing};

/// `POST /reports`: enters a report; where it has no sections, they are composed.
///
/// # Errors
/// Those of [`entry::create_record`].
pub fn create(writing: &mut Writing<'_>, body: &Received<ReportInput>) -> ApiResult<Answer> {
    let mut report = body.input()?;
    if report.sections.is_empty() {
        ended::must_be_enterable(writing, &report)?;
        let composed = composed(writing.conn, &report)?;
        fill_in(&mut report, composed);
    }
    entry::create_record(writing, report)
}

/// What the client has not entered.
fn fill_in(report: &mut ReportInput, composed: Composed) {
    if report.title.is_empty() {
        report.title = composed.title;
    }
    if report.signatories.is_empty() {
        report.signatories = composed.signatories;
    }
    *report.sections = composed.sections;
    let addressee = report.addressee.take();
    report.addressee = addressee.or(composed.addressee);
}

/// A report composed from the ledger and laid out, and what the ledger does not tell; nothing is stored.
///
/// # Errors
/// 503 where the database fails.
pub fn draft(conn: &mut PgConnection, mut report: ReportInput) -> ApiResult<(Document, Vec<ReportGap>)> {
    let mut composed = composed(conn, &report)?;
    let gaps = std::mem::take(&mut composed.gaps);
    fill_in(&mut report, composed);
    Ok((laid_out(conn, &report)?, gaps))
}

/// `POST /reports/{id}:recompose`: the sections as the ledger gives them now.
///
/// # Errors
/// 404, 403, 428 and 412 as for any change; 409 where the text may not be changed.
pub fn recompose(writing: &mut Writing<'_>, id: &RecordId) -> ApiResult<Answer> {
    let current = operations::current::<ReportInput>(writing, id)?;
    let mut report = current.fields.clone();
    *report.sections = composed(writing.conn, &report)?.sections;
    operations::revise(writing, &current, report, Action::Replaced)
}

/// `GET /reports/{id}/composition`: what that would change.
///
/// # Errors
/// 404 where the report is out of reach.
pub fn composition(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let current = id.find::<ReportInput>(reading.conn, reading.actor, Lock::None)?;
    let (report, (_, reach)) = (&current.fields, subject(&current.fields.township_code)?);
    let name = format!("composition of {} {} {}", current.address(), current.etag(), clock::today());
    let etag = reading.tag_of(&reach, None, name.as_bytes())?;
    reading.tagged(&etag, |reading| changes(reading.conn, report))
}

fn changes(conn: &mut PgConnection, report: &ReportInput) -> ApiResult<Answer> {
    let Composed { template_version, sections, gaps, .. } = composed(conn, report)?;
    let change = |section: ReportSection| {
        let current = report.sections.iter().find(|known| known.part == section.part);
        let current = current.map(|known| known.text.clone());
        let is_changed = current.as_ref() != Some(&section.text);
        is_changed.then_some(SectionChange { part: section.part, current, composed: section.text })
    };
    let changes = sections.into_iter().filter_map(change).collect();
    Answer::ok(&ReportComposition { template_version, changes, gaps })
}

/// The text of a report, as the ledger gives it now.
fn composed(conn: &mut PgConnection, report: &ReportInput) -> ApiResult<Composed> {
    let township = township(&report.township_code)?;
    let material = Material::load(conn, &township, report.year, report.main_date())?;
    let words = Words::of(&material, report.year, township.level() == Level::OwnUnit);
    compose(&words, &material, &figures_of(conn, &report.township_code, (report.year, report.period_to))?)
}

/// A report as it is laid out now.
///
/// # Errors
/// 503 where the database fails.
pub fn laid_out(conn: &mut PgConnection, report: &ReportInput) -> ApiResult<Document> {
    let figures = figures_of(conn, &report.township_code, (report.year, report.period_to))?;
    document::lay_out(report, &figures).map_err(ApiError::invalid_body)
}

/// The figures of the region that a report is about, in a year up to a day of it: the township, or the whole county.
///
/// # Errors
/// 503 where the database fails.
pub fn figures_of(
    conn: &mut PgConnection,
    township_code: &str,
    (year, period_to): (i16, Option<NaiveDate>),
) -> ApiResult<Figures> {
    let (region, reach) = subject(township_code)?;
    let period = (year, period_to, clock::today());
    let figures = figures::of_region(conn, &reach, &region, period)?;
    Ok(figures.items.into_iter().map(|figure| (figure.indicator.clone(), figure)).collect())
}

/// The region that a report is about, and its records.
///
/// # Errors
/// None that is known.
pub fn subject(township_code: &str) -> ApiResult<(Code, Arc<Reach>)> {
    let township = township(township_code)?;
    if township.level() != Level::OwnUnit {
        let reach = Reach::townships(vec![township.to_string()]);
        return Ok((township, Arc::new(reach)));
    }
    let county = Code::parse(Code::county_of(township.as_str()));
    let county = county.ok_or_else(|| ApiError::internal("a report of no county"))?;
    let reach = Reach::counties(vec![county.to_string()]);
    Ok((county, Arc::new(reach)))
}

fn township(code: &str) -> ApiResult<Code> {
    Code::parse(code).ok_or_else(|| ApiError::internal("a report of no township"))
}
