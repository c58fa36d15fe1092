//! What a client enters and reads of a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::task::PlanTask;
use crate::clock;
use crate::ledger::Record;

/// A plan as it is stored and read.
pub type Plan = Record<PlanInput>;

crate::coded_enum! {
    /// What kind of plan it is.
    pub enum PlanKind {
        /// A work plan (工作方案), which may span several years.
        WorkPlan = "work_plan", "工作方案", "work plan";
        /// The plan of one year (年度工作计划、工作要点).
        AnnualPlan = "annual_plan", "年度工作计划", "annual plan";
        /// Next year's arrangements (下一年度主要安排), as the annual report states them.
        NextYearArrangements = "next_year_arrangements", "下一年度主要安排", "next year's arrangements";
        /// A plan that puts right what an inspection found (整改方案).
        RectificationPlan = "rectification_plan", "整改方案", "rectification plan";
    }
}

crate::coded_enum! {
    /// How far a plan has come.
    pub enum PlanStatus {
        /// Being drawn up.
        Draft = "draft", "起草中", "draft";
        /// Adopted and being carried out.
        InForce = "in_force", "执行中", "in force";
        /// Carried out.
        Completed = "completed", "已完成", "completed";
        /// Given up.
        Cancelled = "cancelled", "已取消", "cancelled";
    }
}

/// A plan with its tasks as a client enters it; sent whole, to create or to replace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "kind": "work_plan", "title": "古堆乡法治政府建设工作方案（2024-2025年）",
    "objective": "依法行政能力明显提高，矛盾纠纷化解在基层", "period_from": "2024-01-01", "period_to": "2025-12-31",
    "adopted_on": "2024-02-20", "in_annual_work_plan": true, "in_performance_assessment": true, "status": "in_force",
    "tasks": [
        {"title": "组织党委理论学习中心组集中学习", "measure": "每两个月一次", "responsible_office": "党政综合办公室",
         "due_on": "2024-12-31", "status": "in_progress", "target": {"indicator": "study_sessions", "value": 6}},
        {"title": "开展法治宣传", "responsible_office": "司法所", "due_on": "2024-12-31"}
    ]
}))]
pub struct PlanInput {
    /// The township, or the county's own unit, whose plan it is (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `adopted_on`, for a plan not adopted that of `period_from`. May be left out.
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
    /// What kind of plan it is.
    pub kind: PlanKind,
    /// Its title.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "古堆乡法治政府建设工作方案（2024-2025年）")]
    pub title: String,
    /// The number of the document it was issued by (发文字号).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub document_number: Option<String>,
    /// What it is to achieve (总体目标).
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "依法行政能力明显提高，矛盾纠纷化解在基层")]
    pub objective: Option<String>,
    /// The first day it is made for; it may lie ahead, as all that is planned.
    #[schema(example = "2024-01-01")]
    #[serde(serialize_with = "clock::write_day")]
    pub period_from: NaiveDate,
    /// The last day it is made for.
    #[schema(example = "2025-12-31")]
    #[serde(serialize_with = "clock::write_day")]
    pub period_to: NaiveDate,
    /// The day it was adopted or issued, not after today in Beijing; a plan in force or completed needs it.
    #[schema(example = "2024-02-20")]
    pub adopted_on: Option<NaiveDate>,
    /// Whether building a government under the rule of law is part of the township's annual work plan
    /// (纳入年度工作计划); left out where nobody said.
    #[schema(example = true)]
    pub in_annual_work_plan: Option<bool>,
    /// Whether it is part of the performance assessment (纳入绩效考核); left out where nobody said.
    #[schema(example = true)]
    pub in_performance_assessment: Option<bool>,
    /// How far the plan has come.
    pub status: PlanStatus,
    /// Its tasks in their order, at most 200. A change sends all of them: those left out are removed, those with their
    /// `id` stay the same tasks.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub tasks: Vec<PlanTask>,
}

impl PlanInput {
    /// The day the plan stands at: when it was adopted, else when it begins.
    #[must_use]
    pub fn stands_at(&self) -> NaiveDate {
        self.adopted_on.unwrap_or(self.period_from)
    }

    /// The year in which a task counts: that in which it is due, but none before the plan's own.
    pub(super) fn year_of(&self, task: &PlanTask) -> i16 {
        task.due_on.map_or(self.year, clock::year_of).max(self.year)
    }
}
