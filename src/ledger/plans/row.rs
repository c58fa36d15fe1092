//! A plan and its tasks as rows.

use chrono::NaiveDate;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Plan, PlanInput, PlanKind, PlanStatus};
use super::task::{PlanTask, TaskStatus, TaskTarget};
use crate::db::schema::{plan_tasks, plans};

/// The columns of a plan that a client enters, and `main_date`, which lists are sorted by.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PlanRow {
    pub township_code: String,
    pub year: i16,
    pub external_ref: Option<String>,
    pub note: Option<String>,
    pub kind: PlanKind,
    pub title: String,
    pub document_number: Option<String>,
    pub objective: Option<String>,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    pub adopted_on: Option<NaiveDate>,
    pub main_date: NaiveDate,
    pub in_annual_work_plan: Option<bool>,
    pub in_performance_assessment: Option<bool>,
    pub status: PlanStatus,
}

impl PlanRow {
    /// The columns of a plan, without its tasks.
    pub fn of(plan: &PlanInput) -> Self {
        let main_date = plan.stands_at();
        let plan = plan.clone();
        Self {
            township_code: plan.township_code,
            year: plan.year,
            external_ref: plan.external_ref,
            note: plan.note,
            kind: plan.kind,
            title: plan.title,
            document_number: plan.document_number,
            objective: plan.objective,
            period_from: plan.period_from,
            period_to: plan.period_to,
            adopted_on: plan.adopted_on,
            main_date,
            in_annual_work_plan: plan.in_annual_work_plan,
            in_performance_assessment: plan.in_performance_assessment,
            status: plan.status,
        }
    }

    /// The plan, with its tasks.
    pub fn with(self, tasks: Vec<PlanTask>) -> PlanInput {
        PlanInput {
            township_code: self.township_code,
            year: self.year,
            external_ref: self.external_ref,
            note: self.note,
            kind: self.kind,
            title: self.title,
            document_number: self.document_number,
            objective: self.objective,
            period_from: self.period_from,
            period_to: self.period_to,
            adopted_on: self.adopted_on,
            in_annual_work_plan: self.in_annual_work_plan,
            in_performance_assessment: self.in_performance_assessment,
            status: self.status,
            tasks,
        }
    }
}

/// A task as a row; `position` keeps the order within the plan.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_tasks, treat_none_as_default_value = false)]
pub struct TaskRow {
    pub county_code: String,
    pub id: Uuid,
    pub township_code: String,
    pub plan_id: Uuid,
    pub position: i16,
    pub title: String,
    pub measure: Option<String>,
    pub responsible_member_id: Option<Uuid>,
    pub responsible_office: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub status: TaskStatus,
    pub status_reason: Option<String>,
    pub target_indicator: Option<String>,
    pub target_value: Option<i64>,
}

impl TaskRow {
    /// The rows of a plan's tasks, in their order.
    pub fn all_of(plan: &Plan) -> Vec<Self> {
        let tasks = (0_i16..).zip(&plan.fields.tasks);
        tasks.map(|(position, task)| Self::new(plan, position, task.clone())).collect()
    }

    fn new(plan: &Plan, position: i16, task: PlanTask) -> Self {
        let (target_indicator, target_value) =
            task.target.map(|target| (target.indicator, target.value)).unzip();
        Self {
            county_code: plan.county_code().to_owned(),
            id: task.id,
            township_code: plan.fields.township_code.clone(),
            plan_id: plan.metadata.id,
            position,
            title: task.title,
            measure: task.measure,
            responsible_member_id: task.responsible_member_id,
            responsible_office: task.responsible_office,
            due_on: task.due_on,
            status: task.status,
            status_reason: task.status_reason,
            target_indicator,
            target_value,
        }
    }
}

impl From<TaskRow> for PlanTask {
    fn from(row: TaskRow) -> Self {
        let target = row.target_indicator.zip(row.target_value);
        Self {
            id: row.id,
            title: row.title,
            measure: row.measure,
            responsible_member_id: row.responsible_member_id,
            responsible_office: row.responsible_office,
            due_on: row.due_on,
            status: row.status,
            status_reason: row.status_reason,
            target: target.map(|(indicator, value)| TaskTarget { indicator, value }),
        }
    }
}
