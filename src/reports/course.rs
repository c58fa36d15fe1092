//! Taking a report through its course.

use diesel::pg::PgConnection;

use super::model::{ReportActions, ReportStepRequest};
use super::{document, editions, operations as reports};
use crate::auth::{Actor, Permission};
use crate::checks::{self, CheckCode};
use crate::http::{Answer, ETag, body};
use crate::ledger::reports::course::{Standing, allowed};
use crate::ledger::reports::{Report, ReportAction, ReportInput, ReportPart, ReportState, ReportStep};
use crate::ledger::request::RecordId;
use crate::ledger::resource::Lock;
use crate::ledger::{Record, operations};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::render::Document;
use crate::render::pdf::Printer;
use crate::session::trail::Action;
use crate::session::{Reading, Writing};
use crate::text;

/// The most steps that a course has: then it has gone around often enough.
const MOST_STEPS: usize = 200;

/// What a step needs of who takes it.
#[must_use]
pub const fn permission(action: ReportAction) -> Permission {
    match action {
        ReportAction::Submit | ReportAction::Publish => Permission::SubmitReports,
        ReportAction::ReviewSecrecy => Permission::WriteRecords,
        ReportAction::Return | ReportAction::Accept | ReportAction::Reopen => Permission::ReviewReports,
    }
}

/// `GET /reports/{id}/actions`.
///
/// # Errors
/// 404 where the report is out of reach.
pub fn actions(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let report = id.find::<ReportInput>(reading.conn, reading.actor, Lock::None)?;
    let township = report.township()?;
    let permitted = |action| reading.actor.role_for(permission(action), &township).is_some();
    let is_open = report.metadata.voided_at.is_none();
    let standing = standing(&report.fields, reading.actor);
    let allowed_actions: Vec<_> = allowed(&standing, permitted).filter(|_| is_open).collect();
    let etag = ETag::digest(format!("{} {allowed_actions:?}", report.etag()).as_bytes());
    reading.tagged(&etag, |_| Answer::ok(&ReportActions { allowed_actions }))
}

fn standing<'a>(report: &'a ReportInput, actor: &'a Actor) -> Standing<'a> {
    Standing { state: report.state, course: &report.course, account: &actor.account }
}

/// `POST /reports/{id}:submit` and the other steps, but for [`publish`].
///
/// # Errors
/// 404, 403, 428 and 412 as for any change; 400 where a reason is needed and none is given; 409 where the step may not be taken now;
/// 422 for what is sent with it.
pub fn take(
    writing: &mut Writing<'_>,
    id: &RecordId,
    action: ReportAction,
    request: &ReportStepRequest,
) -> ApiResult<Answer> {
    let (current, fields) = begun(writing, id, action, request)?;
    if action == ReportAction::Submit {
        let errors = errors(writing.conn, &fields)?;
        complete(writing.conn, &fields, errors)?;
    }
    done(writing, &current, fields, step(writing, action, request, None))
}

/// `POST /reports/{id}:publish`.
///
/// # Errors
/// As [`take`].
pub fn publish(
    writing: &mut Writing<'_>,
    id: &RecordId,
    request: &ReportStepRequest,
    printer: &Printer,
) -> ApiResult<Answer> {
    let (current, mut fields) = begun(writing, id, ReportAction::Publish, request)?;
    fields.edition += 1;
    let document = complete(writing.conn, &fields, Vec::new())?;
    let digest = editions::publish(writing, current.metadata.id, &fields, (&document, printer))?;
    done(writing, &current, fields, step(writing, ReportAction::Publish, request, Some(digest)))
}

/// A report to which a step may be done now, and its fields in the state that follows.
fn begun(
    writing: &mut Writing<'_>,
    id: &RecordId,
    action: ReportAction,
    request: &ReportStepRequest,
) -> ApiResult<(Report, ReportInput)> {
    let current = operations::current::<ReportInput>(writing, id)?;
    operations::ensure_not_voided(&current)?;
    let next = action.leads_to(&standing(&current.fields, &writing.actor));
    if current.fields.course.len() >= MOST_STEPS {
        let detail = text!(
            "办理过程已有 {MOST_STEPS} 步，不能再增加",
            "The course has {MOST_STEPS} steps, and takes no more"
        );
        return Err(ApiError::new(Problem::Conflict, detail));
    }
    let state = next.ok_or_else(|| not_now(&current, action, &writing.actor))?;
    must_be_stated(writing, &current.fields, action, request)?;
    let fields = ReportInput { state, ..current.fields.clone() };
    Ok((current, fields))
}

/// Stores a report with a step that was taken.
fn done(
    writing: &mut Writing<'_>,
    current: &Report,
    mut fields: ReportInput,
    step: ReportStep,
) -> ApiResult<Answer> {
    let action = trail_action(step.action);
    fields.course.push(step);
    let taken = Record { metadata: writing.next(current.metadata.clone()), fields };
    operations::save(writing, action, current, &taken)?;
    Ok(Answer::ok(&taken)?.tagged(&taken.etag()))
}

fn step(
    writing: &Writing<'_>,
    action: ReportAction,
    request: &ReportStepRequest,
    digest: Option<String>,
) -> ReportStep {
    ReportStep {
        action,
        at: writing.now,
        by: writing.actor.name.to_string(),
        account: writing.actor.account.to_string(),
        reason: writing.reason.clone(),
        remarks: request.remarks.clone(),
        digest,
    }
}

const fn trail_action(action: ReportAction) -> Action {
    match action {
        ReportAction::Submit => Action::Submitted,
        ReportAction::Return => Action::Returned,
        ReportAction::Accept => Action::Accepted,
        ReportAction::ReviewSecrecy => Action::SecrecyReviewed,
        ReportAction::Publish => Action::Published,
        ReportAction::Reopen => Action::Reopened,
    }
}

/// Why a step may not be taken.
fn not_now(report: &Report, action: ReportAction, actor: &Actor) -> ApiError {
    let (is, step) = (report.fields.state.label(), action.label());
    let ((state_zh, state_en), (zh, en)) = ((is.zh, is.en), (step.zh, step.en));
    let anyone = Standing { account: "", ..standing(&report.fields, actor) };
    let detail = if action.leads_to(&anyone).is_some() {
        text!(
            "{zh}须由另一人办理：报送与审核、公布与更正不能是同一人",
            "Somebody else has to {en} the report: nobody reviews or reopens what he submitted or published himself"
        )
    } else if action == ReportAction::Publish && report.fields.state == ReportState::Accepted {
        text!(
            "公布前须由公布人以外的人登记保密审查（保守国家秘密法第三十五条）：POST /reports/{{id}}:review-secrecy",
            "Before it is published, somebody else records its secrecy review (保守国家秘密法 art. 35): POST /reports/{{id}}:review-secrecy"
        )
    } else {
        text!("报告{state_zh}，现在不能{zh}", "The report is {state_en}: it is not the time to {en} it")
    };
    ApiError::new(Problem::Conflict, detail)
}

/// What has to be said with a step: remarks where a report is returned, each at words that stand there; a reason where it is reviewed for
/// secrets or reopened.
fn must_be_stated(
    writing: &Writing<'_>,
    report: &ReportInput,
    action: ReportAction,
    request: &ReportStepRequest,
) -> ApiResult<()> {
    if matches!(action, ReportAction::ReviewSecrecy | ReportAction::Reopen) {
        writing.require_reason()?;
    }
    let mut broken = Vec::new();
    if action == ReportAction::Return && request.remarks.is_empty() {
        let detail = text!("退回须至少指明一处", "name at least one place that is to be changed");
        broken.push(Violation::at("/remarks", "required", detail));
    }
    for (at, remark) in request.remarks.iter().enumerate() {
        let section = report.sections.iter().find(|section| section.part == remark.part);
        let stands = |quote: &String| section.is_some_and(|section| section.text.contains(quote.as_str()));
        if section.is_none() || !remark.quote.as_ref().is_none_or(stands) {
            let detail = text!("报告中没有这一处", "the report has no such place");
            broken.push(Violation::at(format!("/remarks/{at}/quote"), "unknown_place", detail));
        }
    }
    body::refuse(broken)
}

/// The errors in the data that is reported, as far as checks find them and the township has not explained them.
fn errors(conn: &mut PgConnection, report: &ReportInput) -> ApiResult<Vec<Violation>> {
    let (region, reach) = reports::subject(&report.township_code)?;
    let found = checks::errors(conn, (&region, &reach), &report.township_code, report.year)?;
    let violation = |check: CheckCode| {
        let (zh, en) = (check.label().zh, check.label().en);
        let detail = text!(
            "数据检查有错误：{zh}；请更正，或作情况说明（/explanations）",
            "a check found an error in the data: {en}; correct it, or explain it (/explanations)"
        );
        Violation::at("/year", "finding", detail)
    };
    Ok(found.into_iter().map(violation).collect())
}

/// A report laid out, which to be submitted or published has every part that the law prescribes, and a value for each figure that it refers
/// to. `broken` is what else is wrong with it.
fn complete(
    conn: &mut PgConnection,
    report: &ReportInput,
    mut broken: Vec<Violation>,
) -> ApiResult<Document> {
    for part in ReportPart::REQUIRED {
        let is_there =
            report.sections.iter().any(|known| known.part == part && !known.text.trim().is_empty());
        if !is_there {
            let (zh, en) = (part.label().zh, part.label().en);
            let detail = text!("缺少法定内容：{zh}", "a part that the law prescribes is missing: {en}");
            broken.push(Violation::at("/sections", "missing_part", detail));
        }
    }
    let document = reports::laid_out(conn, report)?;
    let gaps = document::gaps(&document);
    if !gaps.is_empty() {
        let names = document::said_of(&gaps);
        let (zh, en) = (names.zh, names.en);
        let detail = text!("正文引用的指标没有数：{zh}", "the text refers to figures without a value: {en}");
        broken.push(Violation::at("/sections", "gap", detail));
    }
    if broken.is_empty() {
        return Ok(document);
    }
    let detail = text!(
        "报告不完整，不能报送或公布",
        "The report is not complete and cannot be submitted or published"
    );
    Err(ApiError::new(Problem::Conflict, detail).with_violations(broken))
}
