//! What is special to plans: tasks that stay the same through every change, and whom they may name.

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/plans";
const MEMBERS: &str = "/api/v1/members";
const ID: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c";

fn enter(app: &App, clerk: &Token, patch: &Value) -> Answer {
    app.post(clerk, LIST, &bodies::with(bodies::plan(), patch)).send().expect(201)
}

fn item(plan: &Answer) -> String {
    format!("{LIST}/{}", plan.id())
}

fn task_ids(plan: &Answer) -> Vec<Value> {
    plan.body["tasks"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect()
}

fn task_titles(plan: &Answer) -> Vec<&str> {
    plan.body["tasks"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap()).collect()
}

#[test]
fn tasks_sent_back_stay_the_same_tasks() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let plan = enter(&app, &clerk, &json!({}));
    let ids = task_ids(&plan);
    let mut tasks = plan.body["tasks"].clone();
    tasks[0]["status"] = json!("done");
    tasks.as_array_mut().unwrap().reverse();
    let reversed: Vec<Value> = ids.iter().rev().cloned().collect();
    let patch = json!({"tasks": tasks});
    let patched = app.patch(&clerk, &item(&plan), &patch).if_match("\"1\"").send().expect(200);
    assert_eq!((task_ids(&patched), &patched.body["tasks"]), (reversed.clone(), &tasks));
    let body = bodies::with(bodies::plan(), &patch);
    let replaced = app.put(&clerk, &item(&plan), &body).if_match("\"2\"").send().expect(200);
    assert_eq!((task_ids(&replaced), replaced.etag()), (reversed, patched.etag()), "that changes nothing");
    let other = app.patch(&clerk, &item(&plan), &json!({"title": "改"})).if_match("\"2\"").send().expect(200);
    assert_eq!(other.body["tasks"], tasks, "who does not name the tasks does not touch them");
    assert_eq!(app.get(&clerk, &item(&plan)).send().expect(200).body, other.record());
}

#[test]
fn tasks_are_replaced_as_a_whole() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let plan = enter(&app, &clerk, &json!({}));
    let ids = task_ids(&plan);
    let next = json!({"tasks": [{"title": "新任务"}, {"title": "只留下题目", "id": ids[0]}]});
    let patched = app.patch(&clerk, &item(&plan), &next).if_match("\"1\"").send().expect(200);
    assert_eq!(task_titles(&patched), ["新任务", "只留下题目"]);
    let kept = &patched.body["tasks"][1];
    assert_eq!(kept["id"], ids[0]);
    assert_eq!(
        (&kept["measure"], &kept["target"], &kept["status"]),
        (&json!(null), &json!(null), &json!("pending"))
    );
    assert!(!ids.contains(&patched.body["tasks"][0]["id"]));
    assert_eq!(app.number("SELECT count(*) FROM plan_tasks"), 2, "the task left out is gone");
    for (etag, tasks) in [("\"2\"", json!([])), ("\"3\"", json!(null))] {
        let emptied =
            app.patch(&clerk, &item(&plan), &json!({"tasks": tasks})).if_match(etag).send().expect(200);
        assert_eq!(emptied.body["tasks"], json!([]));
    }
}

/// A client that works offline numbers its tasks itself. The ids are the plan's own: those of another plan, perhaps of a
/// township out of reach, are neither in the way nor to be found out.
#[test]
fn a_tasks_id_is_the_plans_own() {
    let app = spawn_app();
    let (clerk, neighbour) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let tasks = json!({"tasks": [{"title": "甲", "id": ID}]});
    let first = enter(&app, &clerk, &tasks);
    let second = enter(&app, &clerk, &json!({}));
    app.patch(&clerk, &item(&second), &tasks).if_match("\"1\"").send().expect(200);
    let theirs = bodies::with(bodies::with(bodies::plan(), &tasks), &json!({"township_code": ZHEGU}));
    let third = app.post(&neighbour, LIST, &theirs).send().expect(201);
    for (reader, plan) in [(&clerk, &first), (&clerk, &second), (&neighbour, &third)] {
        assert_eq!(task_ids(&app.get(reader, &item(plan)).send().expect(200)), [json!(ID)]);
    }
    let twice = json!({"tasks": [{"title": "甲", "id": ID}, {"title": "乙", "id": ID}]});
    let refused = app.patch(&clerk, &item(&first), &twice).if_match("\"1\"").send().expect(422);
    assert_eq!(refused.violations(), [("/tasks/1/id".to_owned(), "duplicate".to_owned())]);
}

fn member(app: &App, clerk: &Token, township: &str) -> String {
    let body = bodies::with(bodies::member(), &json!({"township_code": township}));
    app.post(clerk, MEMBERS, &body).send().expect(201).id()
}

#[test]
fn tasks_name_members_of_the_own_township_only() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.clerk("540526"));
    let (own, other) = (member(&app, &clerk, GUDUI), member(&app, &officer, ZHEGU));
    let tasks = |id: &str| json!({"tasks": [{"title": "甲"}, {"title": "乙", "responsible_member_id": id}]});
    let plan = enter(&app, &clerk, &tasks(&own));
    assert_eq!(plan.body["tasks"][1]["responsible_member_id"], json!(own));
    for id in [other.as_str(), ID] {
        let body = bodies::with(bodies::plan(), &tasks(id));
        for answer in [
            app.post(&officer, LIST, &body).send(),
            app.put(&officer, &item(&plan), &body).if_match("\"1\"").send(),
            app.patch(&officer, &item(&plan), &tasks(id)).if_match("\"1\"").send(),
        ] {
            let place = "/tasks/1/responsible_member_id".to_owned();
            let answer = answer.expect_problem(422, "invalid_body");
            assert_eq!(answer.violations(), [(place, "unknown_member".to_owned())]);
        }
    }
}

#[test]
fn a_member_voided_later_stays_where_it_is_and_goes_nowhere_else() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let id = member(&app, &clerk, GUDUI);
    let tasks = json!({"tasks": [{"title": "甲", "responsible_member_id": id}]});
    let plan = enter(&app, &clerk, &tasks);
    app.delete(&clerk, &format!("{MEMBERS}/{id}")).if_match("\"1\"").send().expect(200);
    assert_eq!(app.get(&clerk, &item(&plan)).send().expect(200).body, plan.record());
    let body = bodies::with(bodies::plan(), &tasks);
    app.patch(&clerk, &item(&plan), &json!({"title": "改"})).if_match("\"1\"").send().expect(200);
    app.put(&clerk, &item(&plan), &body).if_match("\"2\"").send().expect(200);
    let refused = app.post(&clerk, LIST, &body).send().expect_problem(422, "invalid_body");
    let place = "/tasks/0/responsible_member_id".to_owned();
    assert_eq!(refused.violations(), [(place, "voided_member".to_owned())]);
    app.patch(&clerk, &item(&plan), &json!({"tasks": []})).if_match("\"3\"").send().expect(200);
    app.patch(&clerk, &item(&plan), &tasks).if_match("\"4\"").send().expect_problem(422, "invalid_body");
}

#[test]
fn a_plan_not_adopted_stands_at_its_beginning() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let next_year = json!({"kind": "annual_plan", "status": "draft", "adopted_on": null,
        "period_from": "2025-01-01", "period_to": "2025-12-31", "tasks": []});
    let plan = enter(&app, &clerk, &next_year);
    assert_eq!(plan.body["year"], json!(2025));
    let adopted = json!({"adopted_on": "2024-12-20", "status": "in_force", "year": null});
    let adopted = app.patch(&clerk, &item(&plan), &adopted).if_match("\"1\"").send().expect(200);
    assert_eq!(adopted.body["year"], json!(2024), "adopted in December for the year after");
}

#[test]
fn plans_are_found_by_kind_status_day_and_their_tasks() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let long = enter(&app, &clerk, &json!({})).id();
    let short = enter(
        &app,
        &clerk,
        &json!({"kind": "rectification_plan", "title": "整改方案", "status": "completed", "objective": null,
            "period_from": "2024-03-01", "period_to": "2024-03-31", "adopted_on": "2024-03-01",
            "tasks": [{"title": "补建台账"}]}),
    )
    .id();
    let both = [short.clone(), long.clone()];
    for (query, expected) in [
        ("", &both[..]),
        ("covers=2023-12-31", &[]),
        ("covers=2024-01-01", &both[1..]),
        ("covers=2024-03-01", &both),
        ("covers=2024-03-31", &both),
        ("covers=2024-04-01", &both[1..]),
        ("covers=2025-12-31", &both[1..]),
        ("covers=2026-01-01", &[]),
        ("kind=rectification_plan", &both[..1]),
        ("kind=rectification_plan,work_plan", &both),
        ("status=in_force", &both[1..]),
        ("status=draft,cancelled", &[]),
        ("q=%E8%A1%A5%E5%BB%BA", &both[..1]),
    ] {
        let page = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200);
        assert_eq!(page.ids(), expected, "{query}");
    }
}
