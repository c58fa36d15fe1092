//! Every rule of a plan, broken and kept.

use serde_json::{Value, json};

use crate::http::body;
use crate::ledger::Resource;
use crate::ledger::plans::PlanInput;
use crate::problems::{ApiResult, Place};

const TASK: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c";
const MEMBER: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d";

fn plan(changes: &Value) -> ApiResult<PlanInput> {
    let mut fields = json!({"township_code": "540526201", "kind": "work_plan", "title": "工作方案",
        "period_from": "2024-01-01", "period_to": "2025-12-31", "status": "draft"});
    for (name, value) in changes.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    body::input(fields)
}

fn violations(changes: &Value) -> Vec<(String, String)> {
    let error = plan(changes).expect_err("is refused");
    let place = |place: &Place| match place {
        Place::Pointer(pointer) => pointer.clone(),
        other => panic!("{other:?}"),
    };
    error.violations().iter().map(|violation| (place(&violation.place), violation.code.to_string())).collect()
}

fn pair(at: &str, code: &str) -> (String, String) {
    (at.to_owned(), code.to_owned())
}

#[test]
fn a_plan_stands_at_its_adoption_else_at_its_beginning() {
    assert_eq!(plan(&json!({"period_from": "2025-01-01"})).unwrap().year, 2025);
    assert_eq!(plan(&json!({"period_from": "2025-01-01", "adopted_on": "2024-12-20"})).unwrap().year, 2024);
    assert_eq!(violations(&json!({"year": 2025})), [pair("/year", "year")]);
}

#[test]
fn the_period_may_be_one_day_but_not_less() {
    assert!(plan(&json!({"period_to": "2024-01-01"})).is_ok());
    assert_eq!(violations(&json!({"period_to": "2023-12-31"})), [pair("/period_to", "period")]);
}

#[test]
fn only_a_plan_that_was_adopted_is_in_force_or_completed() {
    for (status, needs_adoption) in
        [("draft", false), ("in_force", true), ("completed", true), ("cancelled", false)]
    {
        assert_eq!(plan(&json!({"status": status})).is_err(), needs_adoption, "{status}");
        assert!(plan(&json!({"status": status, "adopted_on": "2024-02-20"})).is_ok(), "{status}");
    }
    assert_eq!(violations(&json!({"status": "in_force"})), [pair("/adopted_on", "required")]);
}

#[test]
fn tasks_are_held_to_the_plan_and_named_by_their_place() {
    let good = json!({"title": "集中学习", "due_on": "2024-01-01", "status": "dropped", "status_reason": "并入其他任务"});
    assert!(plan(&json!({"tasks": [good]})).is_ok());
    let early = json!({"title": "早", "due_on": "2023-12-31"});
    let dropped = json!({"title": "放弃", "status": "dropped"});
    let odd = json!({"title": "指标", "target": {"indicator": "study_session", "value": 6}});
    let expected = [
        pair("/tasks/1/due_on", "period"),
        pair("/tasks/2/status_reason", "required"),
        pair("/tasks/3/target/indicator", "unknown_indicator"),
    ];
    assert_eq!(violations(&json!({"tasks": [good, early, dropped, odd]})), expected);
}

#[test]
fn a_task_without_id_is_given_one_and_none_is_used_twice() {
    let tasks = plan(&json!({"tasks": [{"title": "甲"}, {"title": "乙"}, {"title": "丙", "id": TASK}]}))
        .unwrap()
        .tasks;
    assert_ne!(tasks[0].id, tasks[1].id);
    assert_eq!(tasks[2].id.to_string(), TASK);
    let twice = json!({"tasks": [{"title": "甲", "id": TASK}, {"title": "乙", "id": TASK}]});
    assert_eq!(violations(&twice), [pair("/tasks/1/id", "duplicate")]);
}

#[test]
fn members_are_referred_to_by_the_place_of_their_task() {
    let plan =
        plan(&json!({"tasks": [{"title": "甲"}, {"title": "乙", "responsible_member_id": MEMBER}]})).unwrap();
    assert_eq!(plan.members(), [("/tasks/1/responsible_member_id".to_owned(), MEMBER.parse().unwrap())]);
}
