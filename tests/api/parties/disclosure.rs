//! Names are disclosed to those who read the trail, for a purpose that stands there.

use fazhi::auth::Role;
use serde_json::{Value, json};

use super::{case, masked, read, two};
use crate::support::{GUDUI, ZHEGU, spawn_app};

#[test]
fn names_are_disclosed_for_a_purpose_that_stands_in_the_trail() {
    let app = spawn_app();
    let parties = case(&app);
    app.put(&app.clerk(GUDUI), &parties, &two()).if_match("\"0\"").send().expect(200);
    let reveal = format!("{parties}:reveal");
    let auditor = app.auditor("540526");
    assert_eq!(read(&app, &auditor, &parties).body["items"], masked());
    let purpose = json!({"purpose": "信访复查，核实办理情况"});
    let told = app.post(&auditor, &reveal, &purpose).send().expect(200);
    assert_eq!((&told.body["items"][0], &told.body["masked"]), (&two()["items"][0], &json!(false)));
    assert_eq!((told.header("cache-control"), told.etag().as_str()), (Some("no-store"), "\"1\""));
    let feed = app.get(&auditor, "/api/v1/changes?resource=disclosures").send().expect(200);
    let entry = &feed.body["items"][0];
    let case_id = parties.split('/').nth(4).unwrap();
    assert_eq!(
        (&entry["action"], &entry["version"], &entry["region"]),
        (&json!("disclosed"), &json!(1), &json!(GUDUI))
    );
    assert_eq!((&entry["actor"], &entry["role"]), (&json!("auditor 540526"), &json!("auditor")));
    assert_eq!(
        entry["after"],
        json!({"case_id": case_id, "purpose": "信访复查，核实办理情况", "parties": 2})
    );
    assert_eq!(entry["request_id"].as_str(), told.header("x-request-id"));
    for bad in [
        json!({}),
        json!({"purpose": "核实"}),
        json!({"purpose": "核".repeat(501)}),
        json!({"purpose": "     "}),
        json!({"purpose": "联系当事人，电话13800138000"}),
        json!({"purpose": "核实身份11010519491231002X"}),
    ] {
        let refused = app.post(&auditor, &reveal, &bad).send().expect_problem(422, "invalid_body");
        assert!(refused.violates("/purpose"), "{}", refused.body);
    }
    assert_eq!(
        app.number("SELECT count(*) FROM trail WHERE action = 'disclosed'"),
        1,
        "what is refused tells nothing"
    );
}

#[test]
fn only_those_who_read_the_trail_there_are_told() {
    let app = spawn_app();
    let reveal = format!("{}:reveal", case(&app));
    let purpose = json!({"purpose": "信访复查，核实办理情况"});
    let of = |role: Role, region: &str| app.token(role, region, chrono::TimeDelta::days(1));
    for role in [Role::Clerk, Role::Head, Role::Officer, Role::Auditor] {
        for region in [GUDUI, "540526", "CN"] {
            let told = app.post(&of(role, region), &reveal, &purpose).send().expect(200);
            assert_eq!(told.body["items"], json!([]), "nothing is there, and that it was asked for is noted");
        }
    }
    for role in [Role::Viewer, Role::Admin] {
        app.post(&of(role, GUDUI), &reveal, &purpose).send().expect_problem(403, "forbidden");
    }
    app.post(&app.auditor(ZHEGU), &reveal, &purpose).send().expect_problem(404, "not_found");
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE action = 'disclosed'"), 12);
}

#[test]
fn what_is_disclosed_is_not_kept_for_a_repetition() {
    let app = spawn_app();
    let parties = case(&app);
    app.put(&app.clerk(GUDUI), &parties, &two()).if_match("\"0\"").send().expect(200);
    let auditor = app.auditor("540526");
    let post = || {
        let purpose = json!({"purpose": "信访复查，核实办理情况"});
        app.post(&auditor, &format!("{parties}:reveal"), &purpose).idempotency_key("once").send().expect(200)
    };
    let (first, again) = (post(), post());
    assert_eq!(first.body["items"][0], two()["items"][0]);
    assert_eq!((&again.body["items"], &again.body["masked"]), (&json!([]), &json!(true)));
    assert_eq!((again.header("idempotent-replayed"), again.etag()), (Some("true"), first.etag()));
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE action = 'disclosed'"), 1);
    let kept = "SELECT count(*) FROM idempotency_keys WHERE body::text ~ '张|5678|古堆'";
    assert_eq!((app.number(kept), Value::Null), (0, Value::Null));
}
