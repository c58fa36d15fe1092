//! A task of a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

crate::coded_enum! {
    /// How far a task has come.
    pub enum TaskStatus {
        /// Not begun.
        Pending = "pending", "未开始", "pending";
        /// Begun.
        InProgress = "in_progress", "进行中", "in progress";
        /// Done.
        Done = "done", "已完成", "done";
        /// Given up; the reason is stated.
        Dropped = "dropped", "不再实施", "dropped";
    }
}

/// A task of a plan: what is to be done, by whom, by when, how far it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanTaskInput)]
pub struct PlanTask {
    /// Its id. Left out, the task is a new one and the service assigns it; sent back as it was read, the task stays
    /// the same one. An id that no other task of the plan has becomes this task's.
    #[serde(default = "Uuid::now_v7")]
    #[schema(required = false, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c")]
    pub id: Uuid,
    /// What is to be done.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "组织党委理论学习中心组集中学习")]
    pub title: String,
    /// How it is to be done (工作措施).
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "每两个月一次")]
    pub measure: Option<String>,
    /// The member who answers for it: the id of a record of `/members` of the same township.
    #[schema(example = json!(null))]
    pub responsible_member_id: Option<Uuid>,
    /// The office or organisation that does it (责任单位).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "党政综合办公室")]
    pub responsible_office: Option<String>,
    /// The day by which it is due; not before the plan begins. It may lie ahead.
    #[schema(example = "2024-12-31")]
    pub due_on: Option<NaiveDate>,
    /// How far it has come; `pending` where it is not said.
    #[serde(default = "pending")]
    #[schema(required = false)]
    pub status: TaskStatus,
    /// Why it has come that far and no further; `dropped` needs it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = json!(null))]
    pub status_reason: Option<String>,
    /// The figure it is to reach.
    #[validate(nested)]
    pub target: Option<TaskTarget>,
}

fn pending() -> TaskStatus {
    TaskStatus::Pending
}

/// A figure that a task is to reach.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"indicator": "study_sessions", "value": 6}))]
pub struct TaskTarget {
    /// The indicator's code.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z][a-z0-9_]*$", example = "study_sessions")]
    pub indicator: String,
    /// The value to reach, in the indicator's unit.
    #[validate(range(min = 0, max = 1_000_000_000_000_i64))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 6)]
    pub value: i64,
}
