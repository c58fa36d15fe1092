//! What contradicts 重大行政决策程序暂行条例 in the course of a decision.
//!
//! The Decree fixes a partial order only: what the public, experts and the assessment of risks say comes before the legality review
//! (art. 26), the review before the discussion (art. 25), the discussion before the decision (art. 30), the Party committee before the
//! publication (art. 31), and the publication after the decision (art. 32).

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::DecisionInput;
use super::step::{DecisionStep, ParticipationMethod, StepKind, StepState};
use crate::deadlines::{self, Course, WorkingDays};
use crate::text;
use crate::text::Text;

crate::coded_enum! {
    /// What is found about the course of a decision.
    pub enum CourseFindingCode {
        /// A decision was taken without a step that the Decree requires, and without a reason why it was not needed.
        MissingStep = "missing_step", "缺少程序", "step missing";
        /// A step is recorded as not needed that the Decree requires of every decision.
        NotDispensable = "not_dispensable", "不可省略的程序", "step that cannot be left out";
        /// A decision was taken although the last legality review did not pass it.
        NotPassed = "not_passed", "审查未通过", "review not passed";
        /// A step was done before another one that it has to follow.
        OutOfOrder = "out_of_order", "次序不符", "out of order";
        /// Public comment was open for less than 30 days.
        CommentTooShort = "comment_too_short", "征求意见期限不足", "time for comments too short";
        /// The papers of a hearing were served less than 7 days before it.
        PapersTooLate = "papers_too_late", "听证材料送达过晚", "papers served too late";
        /// A legality review was given less than 7 working days.
        ReviewTooShort = "review_too_short", "审查时间不足", "time for the review too short";
    }
}

/// Something that contradicts the Decree.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CourseFinding {
    /// What it is.
    pub code: CourseFindingCode,
    /// The step that it is about.
    pub step: StepKind,
    /// The id of that step; null where it is missing.
    #[schema(required)]
    pub step_id: Option<Uuid>,
    /// The article of 重大行政决策程序暂行条例 that it rests on, with the paragraph in brackets.
    #[schema(max_length = 10, example = "16(3)")]
    pub article: &'static str,
    /// What it is, in Chinese.
    #[schema(max_length = 300, example = "听证会材料应当于召开听证会 7 日前送达，此处相隔 3 日")]
    pub detail_zh: String,
    /// The same in English.
    #[schema(
        max_length = 300,
        example = "the papers must be served 7 days before the hearing; here 3 days lie between"
    )]
    pub detail_en: String,
}

impl CourseFinding {
    fn of_step(step: &DecisionStep, code: CourseFindingCode, article: &'static str, detail: Text) -> Self {
        Self { step_id: Some(step.id), ..Self::of_kind(step.kind, code, article, detail) }
    }

    fn of_kind(step: StepKind, code: CourseFindingCode, article: &'static str, detail: Text) -> Self {
        Self { code, step, step_id: None, article, detail_zh: detail.zh, detail_en: detail.en }
    }
}

/// What contradicts the Decree in a decision that was taken: steps that are missing, and a review that did not pass it.
#[must_use]
pub fn of_decided(decision: &DecisionInput, missing: &[StepKind]) -> Vec<CourseFinding> {
    let is_missing = |kind: &StepKind| {
        let (zh, en) = (kind.label().zh, kind.label().en);
        let detail = text!(
            "已作出决定，没有登记“{zh}”，也没有说明不需要的理由",
            "decided, but neither “{en}” is recorded nor why it was not needed"
        );
        CourseFinding::of_kind(*kind, CourseFindingCode::MissingStep, kind.article(), detail)
    };
    let last = decision.done(StepKind::LegalityReview).max_by_key(|review| review.completed_on);
    let not_passed = last.filter(|review| review.passed == Some(false) && !decision.reform_exploration);
    let not_passed = not_passed.map(|review| {
        let detail = text!(
            "最后一次合法性审查未通过，不得提交讨论、作出决定",
            "the last legality review did not pass it, so it must not be discussed and decided"
        );
        CourseFinding::of_step(review, CourseFindingCode::NotPassed, "25(2)", detail)
    });
    missing.iter().map(is_missing).chain(not_passed).collect()
}

/// What contradicts the Decree in one step.
#[must_use]
pub fn of_step(decision: &DecisionInput, step: &DecisionStep, days: &WorkingDays<'_>) -> Vec<CourseFinding> {
    if step.state == StepState::NotNeeded {
        return not_dispensable(step).into_iter().collect();
    }
    [too_short(decision, step, days), out_of_order(decision, step)].into_iter().flatten().collect()
}

fn not_dispensable(step: &DecisionStep) -> Option<CourseFinding> {
    let zh = step.kind.label().zh;
    let en = step.kind.label().en;
    let detail = text!(
        "“{zh}”是每项决策都必须履行的程序，不能登记为不需要",
        "“{en}” is required of every decision and cannot be left out"
    );
    let found = CourseFinding::of_step(step, CourseFindingCode::NotDispensable, step.kind.article(), detail);
    (!step.kind.is_dispensable()).then_some(found)
}

/// A time that the Decree grants, of which there was less. Nothing is said where one of the days is not known, or which days are
/// working days. An urgent decision may have less public comment, with the reason stated.
fn too_short(decision: &DecisionInput, step: &DecisionStep, days: &WorkingDays<'_>) -> Option<CourseFinding> {
    let (from, to) = step.started_on.zip(step.completed_on)?;
    let is_public = step.method.is_none_or(|method| method == ParticipationMethod::PublicComment);
    match step.kind {
        StepKind::PublicParticipation if is_public && !decision.urgent => {
            let (article, least) = granted("dm.comment_30", from, days)?;
            let found = CourseFindingCode::CommentTooShort;
            (to < least).then(|| CourseFinding::of_step(step, found, article, comment_too_short(from, to)))
        }
        StepKind::Hearing => {
            let (article, latest) = granted("dm.papers_7", to, days)?;
            let found = CourseFindingCode::PapersTooLate;
            (from > latest).then(|| CourseFinding::of_step(step, found, article, papers_too_late(from, to)))
        }
        StepKind::LegalityReview => {
            let (article, least) = granted("dm.legality_7wd", from, days)?;
            let found = CourseFindingCode::ReviewTooShort;
            (to < least).then(|| CourseFinding::of_step(step, found, article, review_too_short(to, least)))
        }
        _ => None,
    }
}

/// The article that grants a time, and the day up to which, or before which, it leaves it.
fn granted(clock: &str, start: NaiveDate, days: &WorkingDays<'_>) -> Option<(&'static str, NaiveDate)> {
    let clock = deadlines::find(clock)?;
    let due = clock.due(&Course::starting(start), days).ok()?;
    Some((clock.article.as_deref()?, due.due_on?))
}

fn comment_too_short(from: NaiveDate, to: NaiveDate) -> Text {
    let days = (to - from).num_days();
    text!(
        "公开征求意见的期限一般不少于 30 日，此处为 {days} 日；因情况紧急等原因缩短的，填写 urgent 和 urgent_reason",
        "the time for public comment is generally not less than 30 days; here it is {days}. Where it was shortened since the matter was \
         urgent, fill in urgent and urgent_reason"
    )
}

fn papers_too_late(served: NaiveDate, held: NaiveDate) -> Text {
    let between = ((held - served).num_days() - 1).max(0);
    text!(
        "听证会材料应当于召开听证会 7 日前送达，此处相隔 {between} 日",
        "the papers must be served 7 days before the hearing; here {between} days lie between"
    )
}

fn review_too_short(given: NaiveDate, least: NaiveDate) -> Text {
    text!(
        "合法性审查的时间一般不少于 7 个工作日，第 7 个工作日为 {least}，审查意见于 {given} 作出",
        "the time for the legality review is generally not less than 7 working days; the 7th is {least}, and the opinion is of {given}"
    )
}

/// A step before or after another one, against the order of the Decree.
fn out_of_order(decision: &DecisionInput, step: &DecisionStep) -> Option<CourseFinding> {
    let day = step.completed_on?;
    let (limit, is_late, article, rule) = limit(decision, step.kind)?;
    let is_wrong = if is_late { day > limit } else { day < limit };
    let (zh, en) = (step.kind.label().zh, step.kind.label().en);
    let (rule_zh, rule_en) = rule;
    let detail = text!(
        "“{zh}”于 {day} 完成，{rule_zh}（{limit}）",
        "“{en}” was completed on {day}, {rule_en}, which is {limit}"
    );
    let found = CourseFinding::of_step(step, CourseFindingCode::OutOfOrder, article, detail);
    is_wrong.then_some(found)
}

/// A day that a step must not be after (`true`) or before (`false`), the article, and the rule in both languages.
type Limit = (NaiveDate, bool, &'static str, (&'static str, &'static str));

/// The day that limits a step of a kind; `None` where there is none.
fn limit(decision: &DecisionInput, kind: StepKind) -> Option<Limit> {
    let last = |kind| decision.done(kind).filter_map(|step| step.completed_on).max();
    let first = |kind| decision.done(kind).filter_map(|step| step.completed_on).min();
    Some(match kind {
        kind if kind.precedes_review() => (
            last(StepKind::LegalityReview)?,
            true,
            "26(1)",
            ("晚于合法性审查", "which is after the legality review"),
        ),
        StepKind::CollectiveDiscussion => {
            (decision.decided_on?, true, "30(1)", ("晚于决定日期", "which is after the decision"))
        }
        StepKind::PartyCommitteeReport => {
            (first(StepKind::Publication)?, true, "31", ("晚于决策公布", "which is after the publication"))
        }
        StepKind::Publication => {
            (decision.decided_on?, false, "32", ("早于决定日期", "which is before the decision"))
        }
        StepKind::PostEvaluation => {
            (decision.decided_on?, false, "36(1)", ("早于决定日期", "which is before the decision"))
        }
        _ => return None,
    })
}
