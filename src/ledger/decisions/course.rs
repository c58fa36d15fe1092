//! The course of a decision: which steps are missing, what contradicts the Decree, what may be done next.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::finding::{self, CourseFinding};
use super::model::{DecisionInput, DecisionStatus};
use super::step::StepKind;
use crate::calendar::calendar;
use crate::deadlines::WorkingDays;
use crate::http::{Answer, ETag};
use crate::ledger::request::RecordId;
use crate::ledger::resource::Lock;
use crate::problems::{ApiError, ApiResult};
use crate::session::Reading;

/// What 重大行政决策程序暂行条例 says of a decision's course.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionCourse {
    /// The steps that the Decree requires and of which it is recorded neither that they were done nor why they are not needed; none for
    /// a decision that was abandoned.
    #[schema(max_items = 10)]
    pub missing: Vec<StepKind>,
    /// What contradicts the Decree. Townships apply it by reference (art. 42): none of it keeps the record from being entered.
    #[schema(max_items = 200)]
    pub findings: Vec<CourseFinding>,
    /// The steps that may be done next, in their usual order.
    #[schema(max_items = 10)]
    pub next: Vec<StepKind>,
}

/// `GET /decisions/{id}/course`.
///
/// # Errors
/// 404 where the decision is unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let decision = id.find::<DecisionInput>(reading.conn, reading.actor, Lock::None)?;
    let calendar = calendar(reading.conn)?;
    let days = calendar.working_days(Some(&decision.fields.township_code));
    let course = DecisionCourse::of(&decision.fields, &days);
    let etag = ETag::digest(&serde_json::to_vec(&course).map_err(ApiError::internal)?);
    reading.tagged(&etag, |_| Answer::ok(&course))
}

impl DecisionCourse {
    /// Reads it off a decision; `days` are the working days of its township.
    #[must_use]
    pub fn of(decision: &DecisionInput, days: &WorkingDays<'_>) -> Self {
        let missing = missing(decision);
        let decided = decision.status == DecisionStatus::Decided;
        let mut findings = if decided { finding::of_decided(decision, &missing) } else { Vec::new() };
        findings.extend(decision.steps.iter().flat_map(|step| finding::of_step(decision, step, days)));
        Self { missing, findings, next: next(decision) }
    }
}

/// Whether it is recorded that a step was done, or why it is not needed.
fn is_settled(decision: &DecisionInput, kind: StepKind) -> bool {
    decision.steps.iter().any(|step| step.kind == kind)
}

fn missing(decision: &DecisionInput) -> Vec<StepKind> {
    if decision.status == DecisionStatus::Abandoned {
        return Vec::new();
    }
    let required = StepKind::ALL.into_iter().filter(|kind| kind.is_required());
    required.filter(|kind| !is_settled(decision, *kind)).collect()
}

fn next(decision: &DecisionInput) -> Vec<StepKind> {
    StepKind::ALL.into_iter().filter(|kind| may_follow(decision, *kind)).collect()
}

/// Whether a step may be done next: what it has to follow is settled, and it is not settled itself.
fn may_follow(decision: &DecisionInput, kind: StepKind) -> bool {
    let is_settled = |kind| is_settled(decision, kind);
    let in_preparation = decision.status == DecisionStatus::InPreparation;
    let is_decided = decision.status == DecisionStatus::Decided;
    let is_discussed = decision.done(StepKind::CollectiveDiscussion).next().is_some();
    match kind {
        StepKind::LegalityReview => {
            let is_prepared = StepKind::ALL
                .into_iter()
                .filter(|kind| kind.precedes_review() && kind.is_required())
                .all(is_settled);
            in_preparation && is_prepared && !decision.is_passed(NaiveDate::MAX) && !is_discussed
        }
        StepKind::CollectiveDiscussion => {
            in_preparation && decision.may_be_discussed(NaiveDate::MAX) && !is_settled(kind)
        }
        StepKind::PartyCommitteeReport => {
            let is_published = decision.done(StepKind::Publication).next().is_some();
            (is_decided || in_preparation && is_discussed) && !is_published && !is_settled(kind)
        }
        StepKind::Publication => {
            is_decided && is_settled(StepKind::PartyCommitteeReport) && !is_settled(kind)
        }
        StepKind::Filing | StepKind::PostEvaluation => is_decided && !is_settled(kind),
        _ => in_preparation && !is_discussed && !is_settled(kind),
    }
}
