//! Rules over several fields of a plan and of its tasks.

use std::collections::HashSet;

use super::model::{PlanInput, PlanStatus};
use super::task::{PlanTask, TaskStatus};
use crate::indicators;
use crate::ledger::rules::Rules;
use crate::problems::Violation;
use crate::text;

/// Every rule a plan breaks.
pub fn broken_by(plan: &PlanInput) -> Vec<Violation> {
    let mut rules = Rules::new(plan);
    let from = plan.period_from;
    rules.require(plan.period_to >= from, "/period_to", || {
        (
            "period",
            text!(
                "不得早于计划期起始日 period_from（{from}）",
                "must not be before period_from, which is {from}"
            ),
        )
    });
    rules.has_come("/adopted_on", plan.adopted_on);
    adoption(plan, &mut rules);
    let mut ids = HashSet::new();
    for (index, task) in plan.tasks.iter().enumerate() {
        let at = format!("/tasks/{index}");
        rules.require(ids.insert(task.id), &format!("{at}/id"), || {
            (
                "duplicate",
                text!(
                    "与前面的任务 id 相同；新任务不必填 id",
                    "an earlier task has the same id; a new task needs none"
                ),
            )
        });
        check_task(plan, task, &at, &mut rules);
    }
    rules.broken()
}

fn adoption(plan: &PlanInput, rules: &mut Rules) {
    let status = plan.status;
    let needed = matches!(status, PlanStatus::InForce | PlanStatus::Completed);
    rules.require(!needed || plan.adopted_on.is_some(), "/adopted_on", || {
        let status = status.as_str();
        (
            "required",
            text!(
                "status 为 {status} 的计划必须填写通过日期",
                "a plan whose status is {status} needs the day it was adopted on"
            ),
        )
    });
}

fn check_task(plan: &PlanInput, task: &PlanTask, at: &str, rules: &mut Rules) {
    let from = plan.period_from;
    rules.require(task.due_on.is_none_or(|due| due >= from), &format!("{at}/due_on"), || {
        (
            "period",
            text!(
                "不得早于计划期起始日 period_from（{from}）",
                "must not be before the plan's period_from, which is {from}"
            ),
        )
    });
    let explained = task.status != TaskStatus::Dropped || task.status_reason.is_some();
    rules.require(explained, &format!("{at}/status_reason"), || {
        (
            "required",
            text!("status 为 dropped 的任务必须说明原因", "a task whose status is dropped needs the reason"),
        )
    });
    let indicator = task.target.as_ref().map(|target| target.indicator.as_str());
    if let Some(code) = indicator {
        rules.require(indicators::find(code).is_some(), &format!("{at}/target/indicator"), || {
            ("unknown_indicator", indicators::unknown(code))
        });
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
