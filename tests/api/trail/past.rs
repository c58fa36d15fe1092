//! What a record was, and making it that again.

use serde_json::{Value, json};

use crate::resources::{RESOURCES, Resource, json as patch};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const UNKNOWN: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

/// A record in three versions: entered, changed, voided.
fn three_versions(app: &App, clerk: &Token, resource: &Resource) -> [Answer; 3] {
    let entered = resource.create(app, clerk);
    let item = resource.item(&entered.id());
    let changed = app.patch(clerk, &item, &patch(resource.change)).if_match("\"1\"").send().expect(200);
    let voided = app.delete(clerk, &item).if_match("\"2\"").send().expect(200);
    [entered, changed, voided]
}

#[test]
fn a_record_is_read_as_it_was() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let versions = three_versions(&app, &clerk, resource);
        let item = resource.item(&versions[0].id());
        for version in &versions {
            let at = version.body["updated_at"].as_str().unwrap();
            let past = app.get(&clerk, &format!("{item}?as_of={at}")).send().expect(200);
            assert_eq!((&past.body, past.etag()), (&version.record(), version.etag()));
            let path = format!("{item}?as_of={at}");
            app.get(&clerk, &path).if_none_match(&version.etag()).send().expect(304);
        }
        let now = app.get(&clerk, &format!("{item}?as_of=2099-01-01T00:00:00Z")).send().expect(200);
        assert_eq!(now.body, versions[2].record());
        app.get(&clerk, &format!("{item}?as_of=2020-01-01T00:00:00Z"))
            .send()
            .expect_problem(404, "not_found");
        app.get(&clerk, &format!("{item}?as_of=2024")).send().expect_problem(400, "invalid_parameter");
        app.get(&clerk, &format!("{item}?as-of=2024")).send().expect_problem(400, "invalid_parameter");
        let at = versions[0].body["updated_at"].as_str().unwrap();
        for id in [versions[0].id().as_str(), UNKNOWN] {
            let path = format!("{}?as_of={at}", resource.item(id));
            app.get(&app.clerk(ZHEGU), &path).send().expect_problem(404, "not_found");
        }
    }
}

/// What a client enters, of an answer.
fn entered(answer: &Value, resource: &Resource) -> Value {
    let mut entered = resource.good();
    for (name, value) in entered.as_object_mut().unwrap() {
        *value = answer[name].clone();
    }
    entered
}

#[test]
fn a_record_becomes_what_it_was_in_a_new_version() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let [first, changed, _] = three_versions(&app, &clerk, resource);
        let item = resource.item(&first.id());
        let restore = |version: i32, etag: &str| {
            let path = format!("{item}:restore?version={version}");
            app.request("POST", &clerk, &path).reason("改错了").if_match(etag).send()
        };
        // Voided or not.
        let again = restore(2, "\"3\"").expect(200);
        assert_eq!((again.etag().as_str(), &again.body["voided_at"]), ("\"4\"", &Value::Null));
        assert_eq!(entered(&again.body, resource), entered(&changed.body, resource));
        let at_first = restore(1, "\"4\"").expect(200);
        assert_eq!(entered(&at_first.body, resource), entered(&first.body, resource));
        for none in [5, 6, 99] {
            assert!(restore(none, "\"5\"").expect_problem(400, "invalid_parameter").violates("version"));
        }
        restore(1, "\"4\"").expect_problem(412, "precondition_failed");
        let history = app.get(&clerk, &format!("{item}/history")).send().expect(200).body;
        assert_eq!(
            (&history["items"][0]["action"], &history["items"][0]["reason"]),
            (&json!("restored"), &json!("改错了"))
        );
        assert_eq!(history["items"].as_array().unwrap().len(), 5);
    }
}

/// A version names what has gone since: it cannot come back like this.
#[test]
fn what_is_allowed_no_longer_is_not_restored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let member = app.post(&clerk, "/api/v1/members", &bodies::member()).send().expect(201).id();
    let body = bodies::with(bodies::case(), &json!({"leader_member_id": member}));
    let case = app.post(&clerk, "/api/v1/cases", &body).send().expect(201).id();
    let item = format!("/api/v1/cases/{case}");
    app.patch(&clerk, &item, &json!({"leader_member_id": null})).if_match("\"1\"").send().expect(200);
    app.delete(&clerk, &format!("/api/v1/members/{member}")).if_match("\"1\"").send().expect(200);
    let path = format!("{item}:restore?version=1");
    let refused = app.request("POST", &clerk, &path).reason("改错了").if_match("\"2\"").send();
    assert!(refused.expect_problem(422, "invalid_body").violates("/leader_member_id"));
    assert_eq!(app.get(&clerk, &item).send().etag(), "\"2\"");
}

#[test]
fn a_restore_is_repeated_with_its_version() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let [first, ..] = three_versions(&app, &clerk, &RESOURCES[0]);
    let item = RESOURCES[0].item(&first.id());
    let restore = |query: &str| {
        let request = app.request("POST", &clerk, &format!("{item}:restore{query}")).reason("改错了");
        request.if_match("\"3\"").idempotency_key("k").send()
    };
    let done = restore("?version=1").expect(200);
    assert_eq!(restore("?version=1").expect(200).body, done.body);
    restore("?version=2").expect_problem(422, "idempotency_key_reused");
    restore("").expect_problem(422, "idempotency_key_reused");
}

/// Voiding, restoring and whatever changes a year that is over have to be explained; this year's changes need not.
#[test]
fn some_changes_need_a_reason() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let this_year = fazhi::clock::this_year();
    for (year, status) in [(2024, 400), (this_year - 1, 400), (this_year, 200)] {
        let body = json!({"township_code": GUDUI, "kind": "training", "title": "甲", "held_on": format!("{year}-01-01")});
        let request = app.post(&clerk, "/api/v1/activities", &body).send().expect(201);
        let item = format!("/api/v1/activities/{}", request.id());
        let change = |etag: &str| app.patch(&clerk, &item, &json!({"title": "乙"})).if_match(etag);
        let tried = change("\"1\"").without_reason().send();
        assert_eq!(tried.status, status, "{year}: {}", tried.body);
        if status == 400 {
            assert_eq!(tried.problem_code(), "change_reason_required");
            assert!(tried.violates("X-Change-Reason"));
            change("\"1\"").send().expect(200);
        }
        for changing in [
            app.delete(&clerk, &item).if_match("\"2\"").without_reason(),
            app.put(&clerk, &item, &bodies::with(body, &json!({"held_on": "2024-02-01"})))
                .if_match("\"2\"")
                .without_reason(),
        ] {
            changing.send().expect_problem(400, "change_reason_required");
        }
        app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
        app.restore(&clerk, &item)
            .if_match("\"3\"")
            .without_reason()
            .send()
            .expect_problem(400, "change_reason_required");
        app.restore(&clerk, &item).if_match("\"3\"").send().expect(200);
    }
}

/// What stands in the trail stays there, so a personal number does not get into it.
#[test]
fn a_reason_holds_no_personal_number() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let record = app.post(&clerk, "/api/v1/activities", &bodies::activity()).send().expect(201);
    let item = format!("/api/v1/activities/{}", record.id());
    for number in ["13800138000", "11010519491231002X"] {
        let reason = format!("%E9%87%8D%E5%A4%8D {number}");
        let change = app.delete(&clerk, &item).if_match("\"1\"").without_reason();
        let refused =
            change.header("x-change-reason", reason.as_str()).send().expect_problem(400, "invalid_header");
        assert_eq!(refused.violations(), [("X-Change-Reason".to_owned(), "personal_number".to_owned())]);
        assert!(!refused.body.to_string().contains(number), "{}", refused.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'activities'"), 1);
    let change = app.delete(&clerk, &item).if_match("\"1\"").without_reason();
    change.header("x-change-reason", "2024-05-20 540526201").send().expect(200);
}
