//! What is special to duties: the member's term, and what is counted by kind and office.

use serde_json::{Value, json};

use crate::figures::{figure, figures, item, value};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/duties";

fn duty(patch: &Value) -> Value {
    bodies::with(bodies::duty(), patch)
}

fn enter(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, LIST, &duty(patch)).send().expect(201).id()
}

fn member(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, "/api/v1/members", &bodies::with(bodies::member(), patch)).send().expect(201).id()
}

/// The mayor served from 15 January to 30 September 2024.
#[test]
fn an_act_outside_the_term_is_refused_and_the_term_named() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let mayor = member(&app, &clerk, &json!({"serves_to": "2024-09-30"}));
    for (day, is_refused) in
        [("2024-01-14", true), ("2024-01-15", false), ("2024-09-30", false), ("2024-10-01", true)]
    {
        let body = duty(&json!({"office": "township_head", "member_id": mayor, "performed_on": day}));
        let answer = app.post(&clerk, LIST, &body).language("en").send();
        if is_refused {
            assert_eq!(answer.violations(), [("/performed_on".to_owned(), "outside_term".to_owned())]);
            let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
            assert!(detail.ends_with("which is from 2024-01-15 to 2024-09-30"), "{detail}");
        } else {
            answer.expect(201);
        }
    }
    // A head who is entered without a last day serves on.
    let secretary = member(&app, &clerk, &json!({"person_name": "次仁", "office": "党委书记"}));
    let early = json!({"member_id": secretary, "performed_on": "2024-01-14"});
    let refused = app.post(&clerk, LIST, &duty(&early)).send().expect(422);
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.ends_with("任期为 2024-01-15 至今"), "{detail}");
    let id = enter(&app, &clerk, &json!({"member_id": secretary, "performed_on": "2025-11-30"}));
    // A patch is held to it, too.
    let into_last_year = json!({"performed_on": "2023-12-31"});
    let refused = app.patch(&clerk, &format!("{LIST}/{id}"), &into_last_year).if_match("\"1\"").send();
    assert!(refused.expect(422).violates("/performed_on"));
}

#[test]
fn the_member_leads_the_group_of_the_same_township() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (role, is_refused) in
        [("head", false), ("executive_deputy_head", false), ("deputy_head", false), ("office_director", true)]
    {
        let id = member(&app, &clerk, &json!({"group_role": role}));
        let answer = app.post(&clerk, LIST, &duty(&json!({"member_id": id}))).send();
        if is_refused {
            assert_eq!(answer.violations(), [("/member_id".to_owned(), "not_leading".to_owned())]);
        } else {
            answer.expect(201);
        }
    }
    let theirs = member(&app, &app.clerk(ZHEGU), &json!({"township_code": ZHEGU}));
    let refused = app.post(&clerk, LIST, &duty(&json!({"member_id": theirs}))).send().expect(422);
    assert_eq!(refused.violations(), [("/member_id".to_owned(), "unknown_member".to_owned())]);
    let voided = member(&app, &clerk, &json!({}));
    app.delete(&clerk, &format!("/api/v1/members/{voided}")).if_match("\"1\"").send().expect(200);
    let refused = app.post(&clerk, LIST, &duty(&json!({"member_id": voided}))).send().expect(422);
    assert_eq!(refused.violations(), [("/member_id".to_owned(), "voided_member".to_owned())]);
}

#[test]
fn duties_are_found_by_office_member_and_kind() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let mayor = member(&app, &clerk, &json!({}));
    let deployed = enter(&app, &clerk, &json!({}));
    let lectured = json!({"office": "township_head", "member_id": mayor, "kind": "lectured", "performed_on": "2024-06-03"});
    let lectured = enter(&app, &clerk, &lectured);
    let reported = enter(&app, &clerk, &json!({"kind": "reported", "performed_on": "2024-12-20"}));
    let ids = |query: &str| app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
    assert_eq!(ids(""), [&*reported, &lectured, &deployed], "the newest first");
    assert_eq!(ids("office=township_head,other"), [&*lectured]);
    assert_eq!(ids(&format!("member_id={mayor}")), [&*lectured]);
    assert_eq!(ids("kind=reported,deployed&sort=performed_on"), [&*deployed, &reported]);
    assert_eq!(
        ids("q=%E5%85%9A%E5%A7%94%E4%BC%9A%E8%AE%AE&from=2024-06-01"),
        [&*reported, &lectured],
        "党委会议"
    );
    app.get(&clerk, &format!("{LIST}?member_id=1")).send().expect_problem(400, "invalid_parameter");
}

/// Four acts in person, of which two by each head; one of the year before; one voided.
#[test]
fn acts_are_counted_by_kind_and_office() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let read = |indicator| value(&figure(&app, &clerk, GUDUI, 2024, indicator));
    assert_eq!(read("leader_research"), "no_records");
    for (office, kind, day) in [
        ("party_secretary", "deployed", "2024-01-05"),
        ("party_secretary", "inquired", "2024-12-31"),
        ("township_head", "deployed", "2024-05-05"),
        ("township_head", "supervised", "2024-05-06"),
        ("township_head", "coordinated", "2023-12-31"),
        ("party_secretary", "reported", "2024-12-20"),
        ("township_head", "reported", "2024-12-20"),
        ("party_secretary", "heard_advice", "2024-03-01"),
        ("other", "lectured", "2024-03-02"),
    ] {
        enter(&app, &clerk, &json!({"office": office, "kind": kind, "performed_on": day}));
    }
    let voided = enter(&app, &clerk, &json!({"kind": "coordinated"}));
    app.delete(&clerk, &format!("{LIST}/{voided}")).if_match("\"1\"").send().expect(200);
    let counts = ["leader_research", "duty_reports_made", "leader_hearings", "leader_law_lectures"].map(read);
    assert_eq!(counts, [4, 2, 1, 1].map(Value::from));
    assert_eq!(read("leader_law_studies"), "no_records", "no law study was recorded, and none declared");
    assert_eq!(value(&figure(&app, &clerk, GUDUI, 2023, "leader_research")), 1);
    for (dimension, parts) in [
        ("kind", json!([["deployed", 2], ["inquired", 1], ["supervised", 1]])),
        ("office", json!([["party_secretary", 2], ["township_head", 2]])),
    ] {
        let broken = figures(&app, &clerk, GUDUI, &format!("year=2024&breakdown={dimension}"));
        let found = item(&broken.body["items"], "leader_research")["parts"].as_array().unwrap().clone();
        let found: Vec<Value> = found.iter().map(|part| json!([part["term"], part["value"]])).collect();
        assert_eq!(json!(found), parts, "{dimension}");
    }
    let sources = format!("/api/v1/regions/{GUDUI}/figures/leader_research/sources?year=2024");
    let sources = app.get(&clerk, &sources).send().expect(200);
    let days: Vec<&str> = sources.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["date"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2024-01-05", "2024-05-05", "2024-05-06", "2024-12-31"]);
}

#[test]
fn the_demo_has_both_heads_duties_within_their_terms() {
    let app = spawn_app();
    app.load_demo();
    let (clerk, year) = (app.clerk(GUDUI), "year=2024");
    let list = app.get(&clerk, &format!("{LIST}?{year}")).send().expect(200).body;
    let duties = list["items"].as_array().unwrap();
    assert_eq!(duties.len(), 6);
    for office in ["party_secretary", "township_head"] {
        let of_office: Vec<&Value> = duties.iter().filter(|duty| duty["office"] == office).collect();
        assert_eq!(of_office.len(), 3, "{office}");
        assert!(of_office.iter().all(|duty| duty["member_id"] == of_office[0]["member_id"]), "{office}");
        assert!(of_office[0]["member_id"].is_string());
    }
}
