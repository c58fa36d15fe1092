//! What a client enters and reads of a decision.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::step::{DecisionStep, StepKind, StepState};
use crate::clock;
use crate::db::schema::decisions;
use crate::ledger::Record;
use crate::ledger::parts::Parts;

/// A decision as it is stored and read.
pub type Decision = Record<DecisionInput>;

crate::coded_enum! {
    /// How far a decision has come.
    pub enum DecisionStatus {
        /// Being prepared: the procedure was started (重大行政决策程序暂行条例 art. 10 and 11).
        InPreparation = "in_preparation", "决策程序中", "in preparation";
        /// Decided (art. 30).
        Decided = "decided", "已决定", "decided";
        /// Given up without a decision.
        Abandoned = "abandoned", "已终止", "abandoned";
    }
}

/// A major administrative decision (重大行政决策) with its steps as a client enters it; sent whole, to create or to replace.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = decisions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "title": "古堆乡人居环境整治三年方案", "in_catalogue": true, "catalogue_year": 2024,
    "handling_unit": "乡村振兴办公室", "started_on": "2024-02-20", "decided_on": "2024-05-10", "status": "decided",
    "steps": [
        {"kind": "public_participation", "state": "done", "method": "public_comment", "started_on": "2024-03-01",
         "completed_on": "2024-04-01", "persons": 35},
        {"kind": "expert_argument", "state": "not_needed", "reason": "不涉及专业性、技术性较强的问题"},
        {"kind": "risk_assessment", "state": "done", "completed_on": "2024-04-10"},
        {"kind": "legality_review", "state": "done", "started_on": "2024-04-15", "completed_on": "2024-04-28", "passed": true},
        {"kind": "collective_discussion", "state": "done", "completed_on": "2024-05-10", "persons": 9}
    ]
}))]
pub struct DecisionInput {
    /// The township, or the county's own unit, that decides (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `decided_on`, for a decision not taken that of `started_on`. May be left out.
    #[serde(default)]
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// Another system's id for this record, unique among the township's records that are not voided.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub external_ref: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
    /// What is to be decided.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "古堆乡人居环境整治三年方案")]
    pub title: String,
    /// Whether it stands in a published catalogue of decisions (决策事项目录; 重大行政决策程序暂行条例 art. 3); left out where nobody
    /// said.
    #[schema(example = true)]
    pub in_catalogue: Option<bool>,
    /// The year of that catalogue; only where `in_catalogue` is `true`.
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub catalogue_year: Option<i16>,
    /// The unit that prepares it (决策承办单位; art. 11).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "乡村振兴办公室")]
    pub handling_unit: Option<String>,
    /// The day on which the procedure was started (启动; art. 11); not after today in Beijing.
    #[schema(example = "2024-02-20")]
    #[serde(serialize_with = "clock::write_day")]
    pub started_on: NaiveDate,
    /// The day of the decision, not after today in Beijing; a decision whose status is `decided` needs it, any other has none.
    #[schema(example = "2024-05-10")]
    pub decided_on: Option<NaiveDate>,
    /// How far it has come.
    pub status: DecisionStatus,
    /// Whether it was so urgent that the time for comments was shortened (art. 15); `false` where nothing is said.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub urgent: bool,
    /// Why it was urgent; `urgent` needs it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = json!(null))]
    pub urgent_reason: Option<String>,
    /// Whether it explores a reform of which the State has no clear rules (探索性改革决策事项; art. 25 para. 2); `false` where nothing is
    /// said. Only such a draft may be discussed without a passed legality review.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub reform_exploration: bool,
    /// Why it is such a matter; `reform_exploration` needs it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = json!(null))]
    pub reform_reason: Option<String>,
    /// The legal risk, as it was stated to those who discussed it; `reform_exploration` needs it.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub legal_risk: Option<String>,
    /// Its steps, at most 40, in whatever order. Replaced as a whole.
    #[serde(default)]
    #[validate(length(max = 40), nested)]
    #[schema(value_type = Vec<DecisionStep>, max_items = 40)]
    pub steps: Parts<DecisionStep>,
}

impl DecisionInput {
    /// The day the decision stands at: when it was taken, else when the procedure was started.
    #[must_use]
    pub fn stands_at(&self) -> NaiveDate {
        self.decided_on.unwrap_or(self.started_on)
    }

    /// The kinds of the steps that are done, in the order of the steps.
    #[must_use]
    pub fn steps_done(&self) -> Vec<&'static str> {
        let done = self.steps.iter().filter(|step| step.state == StepState::Done);
        done.map(|step| step.kind.as_str()).collect()
    }

    /// The steps of a kind that are done.
    pub fn done(&self, kind: StepKind) -> impl Iterator<Item = &DecisionStep> {
        self.steps.iter().filter(move |step| step.is_done(kind))
    }

    /// Whether the last legality review up to a day passed it.
    #[must_use]
    pub fn is_passed(&self, day: NaiveDate) -> bool {
        let reviews = self.done(StepKind::LegalityReview).filter(|review| review.completed_on <= Some(day));
        reviews.max_by_key(|review| review.completed_on).is_some_and(|review| review.passed == Some(true))
    }

    /// Whether the draft may be discussed on a day: a legality review passed it, or it explores a reform and its legal risk is stated
    /// (重大行政决策程序暂行条例 art. 25 para. 2).
    #[must_use]
    pub fn may_be_discussed(&self, day: NaiveDate) -> bool {
        self.reform_exploration || self.is_passed(day)
    }
}
