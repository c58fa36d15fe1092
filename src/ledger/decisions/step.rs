//! A step of a decision.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

crate::coded_enum! {
    /// The steps that 重大行政决策程序暂行条例 knows, in their usual order.
    pub enum StepKind {
        /// The public takes part (art. 14 to 18).
        PublicParticipation = "public_participation", "公众参与", "public participation";
        /// A hearing (art. 16 and 17).
        Hearing = "hearing", "听证", "hearing";
        /// Experts argue the case (art. 19 to 21).
        ExpertArgument = "expert_argument", "专家论证", "expert argument";
        /// Risks are assessed (art. 22 to 24).
        RiskAssessment = "risk_assessment", "风险评估", "risk assessment";
        /// The legality of the draft is reviewed (art. 25 to 28).
        LegalityReview = "legality_review", "合法性审查", "legality review";
        /// The leaders discuss it together and decide (art. 29 and 30).
        CollectiveDiscussion = "collective_discussion", "集体讨论决定", "collective discussion";
        /// The Party committee of the same level is asked and told (art. 31).
        PartyCommitteeReport = "party_committee_report", "向同级党委请示报告", "report to the Party committee";
        /// It is published (art. 32).
        Publication = "publication", "决策公布", "publication";
        /// The papers of the procedure are filed (art. 33).
        Filing = "filing", "归档", "filing";
        /// What came of it is evaluated (art. 36).
        PostEvaluation = "post_evaluation", "决策后评估", "post-evaluation";
    }
}

impl StepKind {
    /// All of them, in their usual order.
    pub const ALL: [Self; 10] = [
        Self::PublicParticipation,
        Self::Hearing,
        Self::ExpertArgument,
        Self::RiskAssessment,
        Self::LegalityReview,
        Self::CollectiveDiscussion,
        Self::PartyCommitteeReport,
        Self::Publication,
        Self::Filing,
        Self::PostEvaluation,
    ];

    /// Whether it is done, or a reason recorded why it is not: of every decision. A hearing and a post-evaluation may be held.
    #[must_use]
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::Hearing | Self::PostEvaluation)
    }

    /// Whether there can be a reason for leaving it out.
    #[must_use]
    pub const fn is_dispensable(self) -> bool {
        !matches!(self, Self::LegalityReview | Self::CollectiveDiscussion | Self::Filing)
    }

    /// Whether it comes before the legality review.
    #[must_use]
    pub const fn precedes_review(self) -> bool {
        matches!(
            self,
            Self::PublicParticipation | Self::Hearing | Self::ExpertArgument | Self::RiskAssessment
        )
    }

    /// Whether it comes after the decision.
    #[must_use]
    pub const fn follows_decision(self) -> bool {
        matches!(self, Self::Publication | Self::Filing | Self::PostEvaluation)
    }

    /// The article of the Decree that speaks of it, with the paragraph in brackets.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::PublicParticipation => "14",
            Self::Hearing => "16(1)",
            Self::ExpertArgument => "19(1)",
            Self::RiskAssessment => "22(1)",
            Self::LegalityReview => "25(1)",
            Self::CollectiveDiscussion => "30(1)",
            Self::PartyCommitteeReport => "31",
            Self::Publication => "32",
            Self::Filing => "33",
            Self::PostEvaluation => "36(1)",
        }
    }
}

crate::coded_enum! {
    /// Whether a step was done, or need not be.
    pub enum StepState {
        /// It was done.
        Done = "done", "已履行", "done";
        /// It is not needed, for a reason that is stated.
        NotNeeded = "not_needed", "不需要", "not needed";
    }
}

crate::coded_enum! {
    /// How the public takes part (重大行政决策程序暂行条例 art. 14 para. 2). A hearing is a step of its own.
    pub enum ParticipationMethod {
        /// A meeting with those concerned.
        Forum = "forum", "座谈会", "meeting";
        /// Visits on the spot.
        Visit = "visit", "实地走访", "visits";
        /// Opinions are asked for in writing.
        Written = "written", "书面征求意见", "in writing";
        /// The draft is published for comments (art. 15: generally for 30 days at least).
        PublicComment = "public_comment", "向社会公开征求意见", "public comment";
        /// A questionnaire.
        Questionnaire = "questionnaire", "问卷调查", "questionnaire";
        /// A poll.
        Poll = "poll", "民意调查", "poll";
    }
}

/// A step of a decision: done on its days, or not needed for its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DecisionStepInput)]
pub struct DecisionStep {
    /// Its id; the service assigns one where it is left out.
    #[serde(default = "Uuid::now_v7")]
    #[schema(required = false, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c")]
    pub id: Uuid,
    /// Which step it is. A step that was done more than once stands there as often.
    pub kind: StepKind,
    /// Whether it was done, or need not be.
    pub state: StepState,
    /// Why it is not needed; `not_needed` needs it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = json!(null))]
    pub reason: Option<String>,
    /// How the public took part; for `public_participation` only. Where it is not said, it is taken for `public_comment`.
    pub method: Option<ParticipationMethod>,
    /// The first day, not after today in Beijing. Of public comment the day on which the draft was published, of a hearing the day on
    /// which its papers were served on the participants, of a legality review the day on which it was submitted with all papers.
    #[schema(example = "2024-03-01")]
    pub started_on: Option<NaiveDate>,
    /// The last day, not after today in Beijing: of public comment its end, of a hearing the day on which it was held, of a legality
    /// review the day of its opinion. `done` needs it.
    #[schema(example = "2024-04-01")]
    pub completed_on: Option<NaiveDate>,
    /// Whether a legality review found the draft lawful, also where it asked for changes; a `legality_review` that is done needs it.
    #[schema(example = json!(null))]
    pub passed: Option<bool>,
    /// Persons who took part (人): participants, experts, members of the meeting.
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = 35)]
    pub persons: Option<i32>,
    /// Where the papers that prove it are to be found: minutes, report, opinion.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "2024-决-001/3")]
    pub evidence: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
}

impl DecisionStep {
    /// Whether it is a step of this kind that was done.
    #[must_use]
    pub fn is_done(&self, kind: StepKind) -> bool {
        self.kind == kind && self.state == StepState::Done
    }
}
