//! What is special to shortcomings: how they end, and how they go on from year to year.

use serde_json::{Value, json};

use crate::figures::{figure, value};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/shortcomings";

fn shortcoming(patch: &Value) -> Value {
    bodies::with(bodies::shortcoming(), &bodies::with(json!({"due_on": null}), patch))
}

fn enter(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, LIST, &shortcoming(patch)).send().expect(201).id()
}

fn close(app: &App, clerk: &Token, id: &str, day: &str) {
    let closed = json!({"status": "closed", "closed_on": day, "result": "已整改"});
    app.patch(clerk, &format!("{LIST}/{id}"), &closed).if_match("*").send().expect(200);
}

/// Carried in, found, closed, open.
fn course(app: &App, token: &Token, region: &str, year: i32) -> [Value; 4] {
    ["carried_in", "found", "closed", "open"]
        .map(|part| value(&figure(app, token, region, year, &format!("shortcomings_{part}"))))
}

fn numbers(numbers: [i64; 4]) -> [Value; 4] {
    numbers.map(Value::from)
}

/// Two of 2023: one closed in 2024, one carried over into 2024 and 2025, where it was closed; one more of 2024.
#[test]
fn what_is_carried_in_and_found_is_closed_or_open() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let first = enter(&app, &clerk, &json!({"found_on": "2023-11-01"}));
    close(&app, &clerk, &first, "2024-06-30");
    let going_on = enter(&app, &clerk, &json!({"found_on": "2023-11-02"}));
    let in_2024 = enter(&app, &clerk, &json!({"found_on": "2024-12-01", "carried_over_from": going_on}));
    let in_2025 = enter(&app, &clerk, &json!({"found_on": "2025-01-10", "carried_over_from": in_2024}));
    close(&app, &clerk, &in_2025, "2025-10-01");
    enter(&app, &clerk, &json!({"found_on": "2024-12-02"}));
    for (year, expected) in [(2023, [0, 2, 0, 2]), (2024, [2, 1, 1, 2]), (2025, [2, 0, 1, 1])] {
        assert_eq!(course(&app, &clerk, GUDUI, year), numbers(expected), "{year}");
        assert_eq!(course(&app, &app.officer("540526"), "540526", year), numbers(expected), "{year}");
    }
    assert_eq!(course(&app, &clerk, GUDUI, 2022), ["no_records"; 4].map(Value::from));
    // Closed by itself after it was carried over, it changes nothing; closed before, it was found anew.
    close(&app, &clerk, &going_on, "2025-02-01");
    assert_eq!(course(&app, &clerk, GUDUI, 2025), numbers([2, 0, 1, 1]));
    app.patch(&clerk, &format!("{LIST}/{going_on}"), &json!({"closed_on": "2024-05-01"}))
        .if_match("*")
        .send()
        .expect(200);
    assert_eq!(course(&app, &clerk, GUDUI, 2024), numbers([2, 2, 2, 2]));
    // The records behind the number.
    let sources = format!("/api/v1/regions/{GUDUI}/figures/shortcomings_open/sources?year=2024");
    assert_eq!(app.get(&clerk, &sources).send().expect(200).body["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_voided_record_carries_nothing_over() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let going_on = enter(&app, &clerk, &json!({"found_on": "2023-11-02"}));
    let later = enter(&app, &clerk, &json!({"found_on": "2024-12-01", "carried_over_from": going_on}));
    assert_eq!(course(&app, &clerk, GUDUI, 2024), numbers([1, 0, 0, 1]));
    app.delete(&clerk, &format!("{LIST}/{later}")).if_match("*").send().expect(200);
    assert_eq!(course(&app, &clerk, GUDUI, 2024), numbers([1, 0, 0, 1]), "the earlier one is still open");
    // Another record may carry it over now, and then the first one cannot be restored.
    let another = enter(&app, &clerk, &json!({"found_on": "2024-12-05", "carried_over_from": going_on}));
    let refused =
        app.restore(&clerk, &format!("{LIST}/{later}")).if_match("*").send().expect_problem(409, "conflict");
    assert_eq!(refused.body["conflicts_with"]["id"], json!(another));
    app.delete(&clerk, &format!("{LIST}/{going_on}")).if_match("*").send().expect(200);
    assert_eq!(
        course(&app, &clerk, GUDUI, 2024),
        numbers([0, 1, 0, 1]),
        "nothing is left that it carries over"
    );
}

#[test]
fn one_record_of_a_later_year_carries_an_earlier_one_over() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let first = enter(&app, &clerk, &json!({"found_on": "2023-11-02"}));
    let refusal = |patch: &Value| {
        let answer = app.post(&clerk, LIST, &shortcoming(patch)).send();
        (answer.status, answer.violations())
    };
    let at = |code: &str| vec![("/carried_over_from".to_owned(), code.to_owned())];
    let same_year = json!({"found_on": "2023-12-31", "carried_over_from": first});
    assert_eq!(refusal(&same_year), (422, at("not_earlier")));
    let theirs = app.clerk(ZHEGU);
    let theirs = enter(&app, &theirs, &json!({"township_code": ZHEGU, "found_on": "2023-11-02"}));
    assert_eq!(refusal(&json!({"carried_over_from": theirs})), (422, at("unknown_shortcoming")));
    let second = enter(&app, &clerk, &json!({"carried_over_from": first}));
    assert_eq!(refusal(&json!({"carried_over_from": first})), (409, at("taken")));
    let batch = json!([
        shortcoming(&json!({"found_on": "2025-11-02", "carried_over_from": second})),
        shortcoming(&json!({"found_on": "2025-11-03", "carried_over_from": second}))
    ]);
    let answer = app.post(&clerk, &format!("{LIST}:batch?mode=each"), &batch).send().expect(200);
    assert_eq!((&answer.body["created"], &answer.body["refused"]), (&json!(1), &json!(1)));
    // No circle: the first one stays earlier than the second, which it therefore cannot carry over.
    let item = format!("{LIST}/{first}");
    for patch in
        [json!({"found_on": "2025-01-01"}), json!({"found_on": "2025-01-01", "carried_over_from": second})]
    {
        let refused = app.patch(&clerk, &item, &patch).if_match("*").send();
        assert!([409, 422].contains(&refused.status), "{}", refused.body);
    }
    let refused =
        app.patch(&clerk, &item, &json!({"found_on": "2025-01-01"})).if_match("*").send().expect(422);
    assert_eq!(refused.violations(), [("/found_on".to_owned(), "carried_over".to_owned())]);
    app.patch(&clerk, &item, &json!({"found_on": "2023-01-01"})).if_match("*").send().expect(200);
}

#[test]
fn a_task_of_a_plan_of_the_township_answers_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let plan = app.post(&clerk, "/api/v1/plans", &bodies::plan()).send().expect(201);
    let task = plan.body["tasks"][1]["id"].clone();
    enter(&app, &clerk, &json!({"answered_by_task_id": task}));
    let theirs = shortcoming(&json!({"township_code": ZHEGU, "answered_by_task_id": task}));
    let refused = app.post(&app.clerk(ZHEGU), LIST, &theirs).send().expect(422);
    assert_eq!(refused.violations(), [("/answered_by_task_id".to_owned(), "unknown_task".to_owned())]);
    app.delete(&clerk, &format!("/api/v1/plans/{}", plan.id())).if_match("*").send().expect(200);
    let refused = app.post(&clerk, LIST, &shortcoming(&json!({"answered_by_task_id": task}))).send();
    assert!(refused.expect(422).violates("/answered_by_task_id"));
}

#[test]
fn open_on_lists_what_was_open_on_a_day() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let closed = enter(&app, &clerk, &json!({"found_on": "2024-03-01", "found_by": "audit"}));
    close(&app, &clerk, &closed, "2024-06-30");
    let open = enter(&app, &clerk, &json!({"found_on": "2024-05-01", "status": "in_progress"}));
    let ids = |query: &str| app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
    for (day, expected) in [
        ("2024-02-29", vec![]),
        ("2024-03-01", vec![&*closed]),
        ("2024-06-29", vec![&*open, &closed]),
        ("2024-06-30", vec![&*open]),
        ("2026-01-01", vec![&*open]),
    ] {
        assert_eq!(ids(&format!("open_on={day}")), expected, "{day}");
    }
    assert_eq!(ids("status=open,in_progress"), [&*open]);
    assert_eq!(ids("found_by=audit,appraisal"), [&*closed]);
    let later = enter(&app, &clerk, &json!({"found_on": "2025-05-01", "carried_over_from": open}));
    assert_eq!(ids(&format!("carried_over_from={open}")), [&*later]);
}

/// Closing it is this year's, and changes no figure of the years before; entering it for a past year does.
#[test]
fn closing_it_now_needs_no_reason() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let today = fazhi::clock::today();
    let id = enter(&app, &clerk, &json!({"found_on": "2024-12-10"}));
    let closed = json!({"status": "closed", "closed_on": today, "result": "已整改"});
    let item = format!("{LIST}/{id}");
    app.patch(&clerk, &item, &closed).if_match("*").without_reason().send().expect(200);
    let before = json!({"closed_on": "2025-03-01"});
    let silent = app.patch(&clerk, &item, &before).if_match("*").without_reason().send();
    silent.expect_problem(400, "change_reason_required");
}

/// 二、不足和原因: four of them, all with a cause.
#[test]
fn the_demo_has_the_four_shortcomings_of_the_report() {
    let app = spawn_app();
    app.load_demo();
    let clerk = app.clerk(GUDUI);
    let list = app.get(&clerk, &format!("{LIST}?year=2024&sort=created_at")).send().expect(200).body;
    let items = list["items"].as_array().unwrap();
    let titles: Vec<&str> = items.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "法治意识有待提高",
            "普法效果不明显",
            "法治政府工作队伍建设有待进一步增强",
            "法治宣传教育效果有待提升"
        ]
    );
    assert!(items.iter().all(|item| item["cause"].is_string()));
    assert_eq!(course(&app, &clerk, GUDUI, 2024), numbers([0, 4, 0, 4]));
}
