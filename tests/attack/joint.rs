//! A township that writes into the figures of another one, by naming it as a partner of its own activity.

use fazhi::session::trail::verify::{Marks, verify};
use serde_json::{Value, json};

use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, spawn_app};

const ACTIVITIES: &str = "/api/v1/activities";

/// An activity of 古堆乡 of 2024 that names 哲古镇 as its partner.
fn joint(app: &App, clerk: &Token) -> String {
    let body = json!({"township_code": GUDUI, "kind": "training", "held_on": "2024-06-01", "title": "联合培训",
        "sessions": 1000, "persons": 50, "person_times": 50, "joint_townships": [ZHEGU]});
    app.post(clerk, ACTIVITIES, &body).send().expect(201).id()
}

fn figures(app: &App, token: &Token, region: &str) -> Answer {
    let query = "year=2024&indicators=training_sessions,training_person_times";
    app.get(token, &format!("/api/v1/regions/{region}/figures?{query}")).send().expect(200)
}

/// Training sessions and person-times of a region, null where there are none.
fn trainings(app: &App, token: &Token, region: &str) -> [Value; 2] {
    let items = figures(app, token, region).body["items"].clone();
    [items[0]["value"].clone(), items[1]["value"].clone()]
}

fn patched(app: &App, token: &Token, id: &str, patch: &Value) {
    app.patch(token, &format!("{ACTIVITIES}/{id}"), patch).if_match("*").send().expect(200);
}

/// The status of 哲古镇's part in an activity.
fn status(app: &App, token: &Token, id: &str) -> String {
    let partners = app.get(token, &format!("{ACTIVITIES}/{id}/partners")).send().expect(200);
    partners.body["items"][0]["status"].as_str().unwrap_or("none").to_owned()
}

fn waiting(app: &App, token: &Token) -> Value {
    app.get(token, "/api/v1/joint-activities?status=pending&count=exact").send().expect(200).body
}

#[test]
fn a_joint_activity_counts_for_nobody_who_has_not_confirmed_it() {
    let app = spawn_app();
    let (gudui, zhegu, county, nation) =
        (app.clerk(GUDUI), app.clerk(ZHEGU), app.officer("540526"), app.auditor("CN"));
    let before = figures(&app, &zhegu, ZHEGU);
    let id = joint(&app, &gudui);
    let after = figures(&app, &zhegu, ZHEGU);
    assert_eq!(
        (after.etag(), &after.body),
        (before.etag(), &before.body),
        "nothing of the partner's has changed"
    );
    assert_eq!(trainings(&app, &gudui, GUDUI), [json!(1000), json!(50)]);
    assert_eq!(trainings(&app, &county, "540526"), [json!(1000), json!(50)]);
    let reporting = |app: &App| figures(app, &nation, "5405").body["coverage"]["reporting"].clone();
    assert_eq!(reporting(&app), 1);

    let listed = waiting(&app, &zhegu);
    assert_eq!((&listed["items"][0]["activity_id"], &listed["page"]["total"]), (&json!(id), &json!(1)));
    assert_eq!(listed["items"][0]["activity"], app.get(&zhegu, &format!("{ACTIVITIES}/{id}")).send().body);
    app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect(200);
    assert_eq!(waiting(&app, &zhegu)["items"], json!([]));
    assert_eq!(
        trainings(&app, &zhegu, ZHEGU),
        [json!(1000), json!(null)],
        "its quantities stay with the recorder"
    );
    assert_eq!(trainings(&app, &county, "540526"), [json!(1000), json!(50)], "once for the county");
    assert_ne!(figures(&app, &zhegu, ZHEGU).etag(), before.etag());
    assert_eq!(reporting(&app), 1, "who took part has reported nothing of its own");

    app.decide(&zhegu, &id, ZHEGU, "decline").send().expect(200);
    assert_eq!(trainings(&app, &zhegu, ZHEGU), [json!(null), json!(null)]);
    assert_eq!(reporting(&app), 1);
    let partners = app.get(&gudui, &format!("{ACTIVITIES}/{id}/partners")).send().expect(200).body;
    assert_eq!(
        (&partners["items"][0]["status"], &partners["items"][0]["reason"]),
        (&json!("declined"), &json!("更正"))
    );
}

#[test]
fn what_counts_waits_again_once_the_recorder_changes_it() {
    let app = spawn_app();
    let (gudui, zhegu) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let id = joint(&app, &gudui);
    let path = format!("{ACTIVITIES}/{id}");
    let confirm = || {
        app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect(200);
        assert_ne!(trainings(&app, &zhegu, ZHEGU)[0], Value::Null);
    };
    confirm();
    for patch in [
        json!({"note": "备注"}),
        json!({"persons": 40}),
        json!({"place": "乡政府"}),
        json!({"external_ref": "7"}),
    ] {
        patched(&app, &gudui, &id, &patch);
        assert_eq!(status(&app, &zhegu, &id), "confirmed", "{patch}");
    }
    for patch in [
        json!({"sessions": 999}),
        json!({"title": "改名"}),
        json!({"held_on": "2024-06-02"}),
        json!({"held_on": "2023-06-02"}),
        json!({"held_on": "2024-06-02", "form": "lecture"}),
        json!({"organising_body": "all_cadres"}),
        json!({"kind": "publicity", "audience": 3, "audience_estimated": true}),
        json!({"kind": "training"}),
    ] {
        patched(&app, &gudui, &id, &patch);
        assert_eq!(status(&app, &zhegu, &id), "pending", "{patch}");
        assert_eq!(trainings(&app, &zhegu, ZHEGU)[0], Value::Null, "{patch}");
        app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect(200);
    }
    app.delete(&gudui, &path).if_match("*").send().expect(200);
    assert_eq!(trainings(&app, &zhegu, ZHEGU)[0], Value::Null, "what is voided counts no longer");
    assert_eq!(waiting(&app, &zhegu)["items"], json!([]));
    app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect_problem(409, "record_voided");
    app.restore(&gudui, &path).if_match("*").send().expect(200);
    assert_eq!(status(&app, &zhegu, &id), "pending", "restored, it waits");
    confirm();
    patched(&app, &gudui, &id, &json!({"joint_townships": []}));
    assert_eq!(trainings(&app, &zhegu, ZHEGU)[0], Value::Null);
    app.get(&zhegu, &path).send().expect_problem(404, "not_found");
    patched(&app, &gudui, &id, &json!({"joint_townships": [ZHEGU]}));
    assert_eq!(
        (status(&app, &zhegu, &id).as_str(), &trainings(&app, &zhegu, ZHEGU)[0]),
        ("pending", &Value::Null)
    );
}

/// What was confirmed is what was seen.
#[test]
fn nobody_confirms_what_was_changed_under_his_hands() {
    let app = spawn_app();
    let (gudui, zhegu) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let id = joint(&app, &gudui);
    let seen = waiting(&app, &zhegu)["items"][0]["etag"].as_str().unwrap().to_owned();
    patched(&app, &gudui, &id, &json!({"sessions": 7}));
    let path = format!("{ACTIVITIES}/{id}/partners/{ZHEGU}:confirm");
    let request = || app.request("POST", &zhegu, &path).reason("属实");
    request().if_match(&seen).send().expect_problem(412, "precondition_failed");
    request().send().expect_problem(428, "precondition_required");
    assert_eq!(status(&app, &zhegu, &id), "pending");
    let now = waiting(&app, &zhegu)["items"][0]["etag"].as_str().unwrap().to_owned();
    let confirmed = request().if_match(&now).idempotency_key("k").send().expect(200);
    assert_eq!(confirmed.body["activity_version"], 2);
    let again = request().if_match(&now).idempotency_key("k").send().expect(200);
    assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &confirmed.body));
}

#[test]
fn nobody_else_decides_for_a_partner() {
    let app = spawn_app();
    let (gudui, zhegu) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let id = joint(&app, &gudui);
    for decision in ["confirm", "decline"] {
        let path = format!("{ACTIVITIES}/{id}/partners/{ZHEGU}:{decision}");
        let by = |token: &Token| app.request("POST", token, &path).reason("代为确认").if_match("*").send();
        for foreign in [&gudui, &app.clerk("540526200"), &app.clerk(ELSEWHERE), &app.officer("110101")] {
            by(foreign).expect_problem(404, "not_found");
        }
        by(&app.auditor("540526")).expect_problem(403, "forbidden");
        by(&app.admin(ZHEGU)).expect_problem(403, "forbidden");
        for township in [GUDUI, "540526200", "540526999", "540526", "x"] {
            let path = format!("{ACTIVITIES}/{id}/partners/{township}:{decision}");
            let request = app.request("POST", &app.officer("540526"), &path).reason("代为确认").if_match("*");
            request.send().expect_problem(404, "not_found");
        }
        // The year is over, so its figures change for a reason only; a refusal always has one.
        let unexplained = app.decide(&zhegu, &id, ZHEGU, decision).without_reason().send();
        unexplained.expect_problem(400, "change_reason_required");
    }
    assert_eq!(status(&app, &zhegu, &id), "pending");
    app.decide(&app.officer("540526"), &id, ZHEGU, "confirm").send().expect(200);
    assert_eq!(trainings(&app, &zhegu, ZHEGU)[0], 1000);
}

/// Whoever sees a source of a figure can open it, and no more than that.
#[test]
fn a_partner_opens_what_counts_for_it_and_changes_nothing_there() {
    let app = spawn_app();
    let (gudui, zhegu, viewer) = (app.clerk(GUDUI), app.clerk(ZHEGU), app.auditor(ZHEGU));
    let id = joint(&app, &gudui);
    app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect(200);
    let sources = format!("/api/v1/regions/{ZHEGU}/figures/training_sessions/sources?year=2024");
    for token in [&zhegu, &viewer] {
        let source = app.get(token, &sources).send().expect(200).body["items"][0].clone();
        assert_eq!((&source["id"], &source["value"]), (&json!(id), &json!(1000)));
        let path = format!("/api/v1/{}/{id}", source["resource"].as_str().unwrap());
        assert_eq!(app.get(token, &path).send().expect(200).body["title"], source["title"]);
        app.get(token, &format!("{path}/history")).send().expect_problem(404, "not_found");
        app.get(token, &format!("{path}?as_of=2030-01-01T00:00:00Z")).send().expect_problem(404, "not_found");
    }
    let path = format!("{ACTIVITIES}/{id}");
    app.patch(&zhegu, &path, &json!({"sessions": 1})).if_match("*").send().expect_problem(404, "not_found");
    app.delete(&zhegu, &path).if_match("*").send().expect_problem(404, "not_found");
    assert_eq!(app.get(&zhegu, ACTIVITIES).send().ids(), [""; 0], "it is no record of the partner's");
    for stranger in [app.clerk("540526200"), app.clerk(ELSEWHERE)] {
        app.get(&stranger, &path).send().expect_problem(404, "not_found");
        app.get(&stranger, &format!("{path}/partners")).send().expect_problem(404, "not_found");
        assert_eq!(
            app.get(&stranger, "/api/v1/joint-activities").send().expect(200).body["items"],
            json!([])
        );
    }
}

#[test]
fn what_partners_decide_stands_in_their_own_chains() {
    let app = spawn_app();
    let (gudui, zhegu, ours) = (app.clerk(GUDUI), app.clerk(ZHEGU), app.auditor(ZHEGU));
    let entries =
        || app.get(&ours, "/api/v1/changes?resource=partners").send().expect(200).body["items"].clone();
    let id = joint(&app, &gudui);
    assert_eq!(entries(), json!([]), "a township that is named has done nothing");
    app.decide(&zhegu, &id, ZHEGU, "confirm").send().expect(200);
    patched(&app, &gudui, &id, &json!({"sessions": 2}));
    app.decide(&zhegu, &id, ZHEGU, "decline").send().expect(200);
    patched(&app, &gudui, &id, &json!({"joint_townships": []}));
    let told = entries();
    let told: Vec<(&str, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["actor"].as_str().unwrap()))
        .collect();
    let (ours, theirs) = ("clerk 540526101", "clerk 540526201");
    assert_eq!(told, [("confirmed", ours), ("reopened", theirs), ("declined", ours), ("withdrawn", theirs)]);
    let key = &app.secrets.keys.trail;
    let verified = app.db.read_now(|conn| Ok(verify(conn, key, &Marks::new())?)).unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
}
