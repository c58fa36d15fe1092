//! A township that goes on under another code: its records stay where they were entered and are found under both.

use chrono::NaiveDate;
use fazhi::problems::ApiResult;
use fazhi::regions::Code;
use fazhi::regions::reorganise::{self, Outcome, Succession};
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

/// 古堆镇: what 古堆乡 became (撤乡设镇).
const TOWN: &str = "540526102";
const LIST: &str = "/api/v1/activities";

pub fn succeed(app: &App, from: &str, to: &str, on: &str, name: Option<&str>) -> ApiResult<Outcome> {
    let code = |text| Code::parse(text).unwrap();
    let on: NaiveDate = on.parse().unwrap();
    let change = Succession { from: code(from), to: code(to), on, name: name.map(str::to_owned) };
    app.db.write_now(|conn| reorganise::succeed(conn, &change))
}

/// 古堆乡 is 古堆镇 from 1 January 2025.
fn becomes_a_town(app: &App) -> Outcome {
    succeed(app, GUDUI, TOWN, "2025-01-01", Some("古堆镇")).expect("a succession")
}

fn activity(township: &str, day: &str) -> Value {
    let patch = json!({"township_code": township, "held_on": day, "joint_townships": []});
    bodies::with(bodies::activity(), &patch)
}

fn enter(app: &App, token: &Token, township: &str, day: &str) -> Answer {
    app.post(token, LIST, &activity(township, day)).send()
}

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[test]
fn the_directory_tells_what_became_of_a_region() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let read = |path: &str| app.get(&clerk, &format!("/api/v1/regions{path}")).send().expect(200);
    let before = read("/540526/children");
    let done = becomes_a_town(&app);
    assert_eq!((done.added, done.below, done.tokens), (true, 0, 1));
    let old = read("/540526201").body;
    assert_eq!((&old["valid_to"], &old["successor_code"]), (&json!("2024-12-31"), &json!(TOWN)));
    let new = read(&format!("/{TOWN}")).body;
    assert_eq!(
        (&new["valid_from"], &new["full_name"]),
        (&json!("2025-01-01"), &json!("西藏自治区山南市措美县古堆镇"))
    );
    let after = read("/540526/children");
    assert_ne!(after.etag(), before.etag(), "who has the old directory is told of the new one");
    assert_eq!(codes(&after), ["540526000", "540526100", "540526101", TOWN, "540526200", GUDUI]);
    assert_eq!(
        codes(&read("/540526/children?on=2024-12-31")),
        ["540526000", "540526100", "540526101", "540526200", GUDUI]
    );
    let after = read("?parent=540526&on=2025-01-01");
    assert_eq!(codes(&after), ["540526000", "540526100", "540526101", TOWN, "540526200"]);
}

#[test]
fn a_code_is_entered_for_as_long_as_it_was_in_force() {
    let app = spawn_app();
    let clerk = app.clerk("540526");
    becomes_a_town(&app);
    enter(&app, &clerk, GUDUI, "2024-12-31").expect(201);
    enter(&app, &clerk, TOWN, "2025-01-01").expect(201);
    for (township, day) in [(GUDUI, "2025-01-01"), (TOWN, "2024-12-31")] {
        let refused = enter(&app, &clerk, township, day).expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [("/township_code".to_owned(), "unknown_township".to_owned())]);
    }
    let old = enter(&app, &clerk, GUDUI, "2024-12-30").expect(201);
    let later = json!({"held_on": "2025-01-01", "year": 2025});
    let moved = app.patch(&clerk, &format!("{LIST}/{}", old.id()), &later).if_match("\"1\"").send();
    assert!(moved.expect(422).violates("/township_code"), "it cannot be moved past the end either");
}

#[test]
fn the_successors_clerk_goes_on_with_the_old_records() {
    let app = spawn_app();
    let old_clerk = app.clerk(GUDUI);
    let old = enter(&app, &old_clerk, GUDUI, "2024-05-20").expect(201).id();
    becomes_a_town(&app);
    let clerk = app.clerk(TOWN);
    let new = enter(&app, &clerk, TOWN, "2025-05-20").expect(201).id();
    let item = format!("{LIST}/{old}");
    assert_eq!(app.get(&clerk, &item).send().expect(200).body["township_code"], json!(GUDUI));
    app.get(&clerk, &format!("{item}/history")).send().expect(200);
    app.patch(&clerk, &item, &json!({"title": "更正"})).if_match("\"1\"").send().expect(200);
    enter(&app, &clerk, GUDUI, "2024-06-20").expect_problem(403, "forbidden");
    enter(&app, &app.clerk("540526"), GUDUI, "2024-06-20").expect(201);
    let ids = |query: &str, token: &Token| {
        app.get(token, &format!("{LIST}?sort=created_at{query}")).send().expect(200).ids()
    };
    assert_eq!(ids("&to=2024-05-31", &clerk), [old.as_str()]);
    assert_eq!(ids("", &clerk).len(), 3);
    assert_eq!(ids(&format!("&township={TOWN}"), &clerk).len(), 3, "the town with what it was");
    assert_eq!(ids(&format!("&township={GUDUI}"), &clerk).len(), 2, "what it was alone");
    assert_eq!(ids("", &old_clerk).len(), 2, "an old token reaches what was");
    app.get(&old_clerk, &format!("{LIST}/{new}")).send().expect_problem(404, "not_found");
    enter(&app, &old_clerk, TOWN, "2025-05-20").expect_problem(404, "not_found");
    app.get(&app.clerk(ZHEGU), &item).send().expect_problem(404, "not_found");
    assert_eq!(ids("", &app.officer("540526")).len(), 3);
}

/// The value of `training_sessions` and that of the year before.
fn trainings(figures: &Value) -> (Value, Value) {
    let figure = figures.as_array().unwrap().iter().find(|f| f["indicator"] == "training_sessions").unwrap();
    (figure["value"].clone(), figure["previous"]["value"].clone())
}

fn figures(app: &App, token: &Token, region: &str, query: &str) -> Answer {
    let path = format!("/api/v1/regions/{region}/figures?indicators=training_sessions&{query}");
    app.get(token, &path).send().expect(200)
}

/// Three trainings in 2024 as a township, two in 2025 as a town.
fn three_then_two(app: &App) {
    let county = app.clerk("540526");
    for day in ["2024-03-01", "2024-05-20", "2024-12-31"] {
        enter(app, &county, GUDUI, day).expect(201);
    }
    becomes_a_town(app);
    for day in ["2025-01-01", "2025-05-20"] {
        enter(app, &county, TOWN, day).expect(201);
    }
}

#[test]
fn figures_compare_with_what_the_region_was() {
    let app = spawn_app();
    three_then_two(&app);
    let clerk = app.clerk(TOWN);
    let compared = figures(&app, &clerk, TOWN, "year=2025&compare=previous_year");
    assert_eq!(trainings(&compared.body["items"]), (json!(2), json!(3)));
    assert_eq!(compared.body["coverage"], json!({"townships": 1, "reporting": 1}));
    let series = figures(&app, &clerk, TOWN, "from=2024&to=2025&compare=previous_year");
    assert_eq!(trainings(&series.body["years"][0]["items"]).0, json!(3));
    assert_eq!(trainings(&series.body["years"][1]["items"]), (json!(2), json!(3)));
    let old = figures(&app, &clerk, GUDUI, "year=2024&basis=as_it_was");
    assert_eq!(trainings(&old.body["items"]).0, json!(3), "what it was can still be asked for");
    let ended = figures(&app, &clerk, GUDUI, "year=2024");
    assert_eq!(ended.body["items"][0]["reason"], "not_in_force", "today its records are the town's");
}

#[test]
fn a_row_of_the_matrix_compares_with_what_the_region_was() {
    let app = spawn_app();
    three_then_two(&app);
    let officer = app.officer("540526");
    let matrix = figures(&app, &officer, "540526", "year=2025&by=township&compare=previous_year");
    let rows = matrix.body["rows"].as_array().unwrap();
    let listed: Vec<&str> = rows.iter().map(|row| row["region"]["code"].as_str().unwrap()).collect();
    assert_eq!(
        listed,
        ["540526000", "540526100", ZHEGU, TOWN, "540526200"],
        "the townships there were in 2025"
    );
    assert_eq!(trainings(&rows[3]["items"]), (json!(2), json!(3)));
    assert_eq!(trainings(&rows[2]["items"]), (json!(null), json!(null)));
    assert_eq!(trainings(&matrix.body["total"]["items"]), (json!(2), json!(3)));
    let before = figures(&app, &officer, "540526", "year=2024&by=township&basis=as_it_was");
    assert_eq!(before.body["rows"][4]["region"]["code"], json!(GUDUI));
    let restated = figures(&app, &officer, "540526", "year=2024&by=township");
    assert_eq!(restated.body["rows"][3]["region"]["code"], json!(TOWN));
    assert_eq!(trainings(&restated.body["rows"][3]["items"]).0, json!(3));
}

/// No record changes with the tree, and still what is read off both is another answer.
#[test]
fn figures_read_before_are_not_taken_for_current() {
    let app = spawn_app();
    let officer = app.officer("540526");
    enter(&app, &app.clerk(GUDUI), GUDUI, "2024-05-20").expect(201);
    let path = "/api/v1/regions/540526/figures?year=2025&by=township";
    let before = app.get(&officer, path).send().expect(200);
    app.get(&officer, path).if_none_match(&before.etag()).send().expect(304);
    becomes_a_town(&app);
    let after = app.get(&officer, path).if_none_match(&before.etag()).send().expect(200);
    assert_eq!(after.body["rows"][3]["region"], json!({"code": TOWN, "name": "古堆镇"}));
}

#[test]
fn a_township_merged_into_another_brings_its_records() {
    let app = spawn_app();
    enter(&app, &app.clerk(GUDUI), GUDUI, "2024-05-20").expect(201);
    enter(&app, &app.clerk(ZHEGU), ZHEGU, "2024-05-21").expect(201);
    let done = succeed(&app, GUDUI, ZHEGU, "2025-01-01", None).expect("撤乡并镇");
    assert!(!done.added);
    let clerk = app.clerk(ZHEGU);
    assert_eq!(app.get(&clerk, LIST).send().expect(200).ids().len(), 2);
    let compared = figures(&app, &clerk, ZHEGU, "year=2025&compare=previous_year");
    assert_eq!(trainings(&compared.body["items"]).1, json!(2), "both of them, the year before");
}

/// What two townships held jointly is one activity of the township they became, whoever of them recorded it.
#[test]
fn what_was_held_jointly_counts_once_for_what_both_became() {
    let app = spawn_app();
    let county = app.clerk("540526");
    let joint = |township: &str, with: &[&str]| {
        let body = bodies::with(activity(township, "2024-05-20"), &json!({ "joint_townships": with }));
        let id = app.post(&county, LIST, &body).send().expect(201).id();
        for partner in with {
            app.decide(&county, &id, partner, "confirm").send().expect(200);
        }
    };
    joint(GUDUI, &[ZHEGU]);
    joint("540526100", &[GUDUI, ZHEGU]);
    succeed(&app, GUDUI, ZHEGU, "2025-01-01", None).expect("撤乡并镇");
    let merged = figures(&app, &county, ZHEGU, "year=2024&breakdown=form");
    assert_eq!(trainings(&merged.body["items"]).0, json!(2));
    assert_eq!(merged.body["items"][0]["parts"], json!([{"term": "lecture", "value": 2}]));
    let sources = format!("/api/v1/regions/{ZHEGU}/figures/training_sessions/sources?year=2024");
    let sources = app.get(&county, &sources).send().expect(200);
    assert_eq!(sources.ids().len(), 2, "the records that add up to it");
    let compared = figures(&app, &county, "540526", "year=2025&by=township&compare=previous_year");
    assert_eq!(trainings(&compared.body["rows"][2]["items"]).1, json!(2));
    assert_eq!(trainings(&compared.body["total"]["items"]).1, json!(2), "the county's, each once");
    let alone = figures(&app, &county, GUDUI, "year=2024&basis=as_it_was");
    assert_eq!(trainings(&alone.body["items"]).0, json!(2), "its own and the one it took part in");
}

#[test]
fn a_succession_that_cannot_be_is_refused() {
    let app = spawn_app();
    let refused = |from: &str, to: &str, on: &str, name: Option<&str>| {
        let error = succeed(&app, from, to, on, name).err().expect("it is refused");
        assert_eq!(error.code().as_str(), "conflict", "{from} {to} {on}");
    };
    refused(GUDUI, GUDUI, "2025-01-01", None);
    refused(GUDUI, "540527", "2025-01-01", Some("某县"));
    refused("540526999", TOWN, "2025-01-01", Some("古堆镇"));
    refused(GUDUI, TOWN, "2025-01-01", None);
    refused(GUDUI, "549926102", "2025-01-01", Some("古堆镇"));
    refused(GUDUI, ZHEGU, "2025-01-01", Some("古堆镇"));
    becomes_a_town(&app);
    refused(GUDUI, ZHEGU, "2025-01-01", None);
    refused(TOWN, GUDUI, "2026-01-01", None);
    refused(ZHEGU, GUDUI, "2026-01-01", None);
    refused(ZHEGU, TOWN, "2024-06-01", None);
    assert_eq!(app.number("SELECT count(*) FROM regions WHERE successor_code IS NOT NULL"), 1);
}
