//! What the service reads off a plan, and fills in.

use std::ops::RangeInclusive;

use serde_json::Value;
use uuid::Uuid;

use super::model::{PlanInput, PlanStatus};
use super::rules;
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;

impl Input for PlanInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        let stands_at = self.stands_at();
        fill_in_year(&mut self.year, stands_at);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for PlanInput {
    const NAMES: Names = Names {
        one: "plan",
        many: "plans",
        zh: "计划",
        about_zh: "工作方案、年度计划及其任务。",
        about_en: "Plans and their tasks.",
    };
    const HAS_PARTS: bool = true;

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.stands_at(),
        }
    }

    fn years(&self) -> RangeInclusive<i16> {
        let tasks = self.tasks.iter().map(|task| self.year_of(task));
        self.year..=tasks.fold(self.year, i16::max)
    }

    /// The plan in its own year, and the tasks in the years they are due.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        let tasks: Vec<_> = self.tasks.iter().filter(|task| self.year_of(task) == year).collect();
        if year != self.year && tasks.is_empty() {
            return Ok(None);
        }
        // A draft's tasks count nowhere.
        let plan = (year == self.year).then(|| Self { tasks: Vec::new(), ..self.clone() });
        serde_json::to_value((plan, tasks, self.status == PlanStatus::Draft)).map(Some)
    }

    fn members(&self) -> Vec<(String, Uuid)> {
        let tasks = self.tasks.iter().enumerate();
        tasks
            .filter_map(|(at, task)| {
                Some((format!("/tasks/{at}/responsible_member_id"), task.responsible_member_id?))
            })
            .collect()
    }
}
