//! The feed as dashboards follow it: which records and figures changed, and not who changed them or why.

use std::io::{BufRead, BufReader};

use chrono::TimeDelta;
use fazhi::auth::Role;
use serde_json::{Value, json};

use crate::resources::RESOURCES;
use crate::support::{App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

const BRIEF: &str = "/api/v1/changes/brief";
const ACTIVITIES: &str = "/api/v1/activities";

fn viewer(app: &App, region: &str) -> Token {
    app.token(Role::Viewer, region, TimeDelta::days(1))
}

fn told(app: &App, token: &Token, query: &str) -> Vec<Value> {
    let page = app.get(token, &format!("{BRIEF}?limit=200{query}")).send().expect(200);
    page.body["items"].as_array().unwrap().clone()
}

#[test]
fn it_says_which_figures_changed_and_not_who_changed_them() {
    let app = spawn_app();
    let (clerk, reader) = (app.clerk(GUDUI), viewer(&app, "540526"));
    let created = app.post(&clerk, ACTIVITIES, &bodies::activity()).reason("补录").send().expect(201);
    let item = format!("{ACTIVITIES}/{}", created.id());
    let moved = json!({"held_on": "2023-05-20"});
    app.patch(&clerk, &item, &moved).if_match("\"1\"").reason("日期有误").send().expect(200);
    app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
    let changes = told(&app, &reader, "");
    let facts: Vec<_> = changes
        .iter()
        .map(|change| (change["action"].clone(), change["year"].clone(), change["tombstone"].clone()))
        .collect();
    let expected = [
        (json!("created"), json!(2024), json!(false)),
        // It was one of 2024 and is one of 2023: figures of both may differ.
        (json!("patched"), Value::Null, json!(false)),
        (json!("voided"), json!(2023), json!(true)),
    ];
    assert_eq!(facts, expected);
    let known = ["action", "at", "cursor", "record_id", "region", "resource", "tombstone", "version", "year"];
    for change in &changes {
        assert!(change.as_object().unwrap().keys().eq(known.iter()), "{change}");
        assert_eq!((&change["record_id"], &change["region"]), (&created.body["id"], &json!(GUDUI)));
    }
    // A cursor is a place in the one feed, whoever reads it.
    let cursor = changes[0]["cursor"].as_str().unwrap();
    assert_eq!(told(&app, &reader, &format!("&after={cursor}")).len(), 2);
    let full = app.get(&app.officer("540526"), &format!("/api/v1/changes?after={cursor}")).send().expect(200);
    assert_eq!(full.body["items"].as_array().unwrap().len(), 2);
}

#[test]
fn it_keeps_to_the_readers_reach_and_to_what_readers_see() {
    let app = spawn_app();
    for township in [GUDUI, ZHEGU, ELSEWHERE] {
        for resource in RESOURCES.iter() {
            let body = bodies::with(resource.good(), &json!({"township_code": township}));
            let body = if resource.path == "activities" {
                bodies::with(body, &json!({"joint_townships": null}))
            } else {
                body
            };
            app.post(&app.clerk(township), &resource.list(), &body).send().expect(201);
        }
    }
    let regions = |token: &Token, query: &str| -> Vec<String> {
        let mut regions: Vec<_> = told(&app, token, query)
            .iter()
            .map(|change| change["region"].as_str().unwrap().to_owned())
            .collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    };
    assert_eq!(regions(&viewer(&app, "540526"), ""), [ZHEGU, GUDUI]);
    assert_eq!(regions(&viewer(&app, GUDUI), ""), [GUDUI]);
    assert_eq!(regions(&viewer(&app, "540526"), &format!("&region={ZHEGU}")), [ZHEGU]);
    let county = viewer(&app, "540526");
    for region in [ELSEWHERE, "CN"] {
        app.get(&county, &format!("{BRIEF}?region={region}")).send().expect_problem(404, "not_found");
    }
    // Accounts, tokens and decisions are in the trail, and not for readers of records.
    let kinds: Vec<Value> = told(&app, &county, "").iter().map(|change| change["resource"].clone()).collect();
    assert_eq!(kinds.len(), 2 * RESOURCES.len(), "{kinds:?}");
    assert_eq!(told(&app, &county, "&resource=accounts"), [] as [Value; 0]);
    app.get(&county, &format!("{BRIEF}?account=x")).send().expect_problem(400, "invalid_parameter");
    for full in ["/api/v1/changes", "/api/v1/changes/stream?seconds=0"] {
        app.get(&county, full).send().expect_problem(403, "forbidden");
    }
    app.get(&Token::nobody(), BRIEF).send().expect_problem(401, "unauthenticated");
}

/// What a partner confirms changes its figures.
#[test]
fn a_confirmation_is_told_to_the_partner() {
    let app = spawn_app();
    let (clerk, partner) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let joint = bodies::with(bodies::activity(), &json!({"joint_townships": [ZHEGU]}));
    let id = app.post(&clerk, ACTIVITIES, &joint).send().expect(201).id();
    app.decide(&partner, &id, ZHEGU, "confirm").send().expect(200);
    let changes = told(&app, &viewer(&app, ZHEGU), "");
    let facts: Vec<_> = changes.iter().map(|change| (&change["resource"], &change["action"])).collect();
    assert_eq!(facts, [(&json!("partners"), &json!("confirmed"))]);
}

#[test]
fn a_dashboard_streams_it_with_fetch() {
    let app = spawn_app();
    let (clerk, reader) = (app.clerk(GUDUI), viewer(&app, "540526"));
    let created = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    let url = format!("http://{}{BRIEF}/stream?seconds=0", app.address);
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let stream = client.get(url).bearer_auth(reader.text.as_deref().unwrap()).send().unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let lines: Vec<String> = BufReader::new(stream).lines().map_while(Result::ok).collect();
    let data = lines.iter().find_map(|line| line.strip_prefix("data: ")).expect("an event");
    let change: Value = serde_json::from_str(data).unwrap();
    assert_eq!((&change["record_id"], change.get("actor")), (&created.body["id"], None));
}
