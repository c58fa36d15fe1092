//! What is only validated gets the same refusals and warnings, and changes nothing.

use serde_json::{Value, json};

use super::{RESOURCES, json};
use crate::support::{App, GUDUI, ZHEGU, spawn_app};

/// Everything that a write leaves: entries, counters, kept answers.
fn traces(app: &App) -> [i64; 3] {
    [
        "SELECT count(*) FROM trail WHERE resource <> 'accounts'",
        "SELECT coalesce(sum(version), 0)::bigint FROM township_years",
        "SELECT count(*) FROM idempotency_keys",
    ]
    .map(|sql| app.number(sql))
}

/// A record or an answer without what is made up each time.
fn lasting(record: &Value) -> Value {
    let mut record = record.clone();
    for made_up in ["id", "created_at", "updated_at", "events", "steps", "tasks"] {
        record.as_object_mut().unwrap().remove(made_up);
    }
    record
}

#[test]
fn a_validated_record_is_answered_and_not_entered() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let before = traces(&app);
        let path = format!("{}?validate_only=true", resource.list());
        let validated =
            app.post(&clerk, &path, &resource.good()).idempotency_key(resource.path).send().expect(200);
        assert_eq!(
            (validated.header("location"), validated.header("etag")),
            (None, None),
            "{}",
            resource.path
        );
        assert_eq!(traces(&app), before, "{}", resource.path);
        let list = app.get(&clerk, &resource.list()).send().expect(200);
        assert_eq!(list.body["items"], json!([]), "{}", resource.path);
        // The key was not used, so that the same request may be sent in earnest.
        let entered = app
            .post(&clerk, &resource.list(), &resource.good())
            .idempotency_key(resource.path)
            .send()
            .expect(201);
        assert_eq!(lasting(&entered.body), lasting(&validated.body), "{}", resource.path);
    }
}

#[test]
fn a_validated_change_is_answered_and_not_made() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        let (before, was) = (traces(&app), app.get(&clerk, &item).send().expect(200));
        let path = format!("{item}?validate_only=true");
        let changed = resource.with(resource.change);
        for request in [app.put(&clerk, &path, &changed), app.patch(&clerk, &path, &json(resource.change))] {
            let validated = request.if_match("\"1\"").send().expect(200);
            assert_eq!(validated.body["version"], json!(2), "{}", resource.path);
        }
        app.patch(&clerk, &path, &json(resource.change))
            .if_match("\"7\"")
            .send()
            .expect_problem(412, "precondition_failed");
        assert_eq!(traces(&app), before, "{}", resource.path);
        let is = app.get(&clerk, &item).send().expect(200);
        assert_eq!((&is.body, is.etag()), (&was.body, was.etag()), "{}", resource.path);
    }
}

#[test]
fn what_is_refused_in_earnest_is_refused_when_validated() {
    let app = spawn_app();
    let (clerk, other) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    for resource in RESOURCES.iter() {
        let path = format!("{}?validate_only=true", resource.list());
        for (bad, pointer) in resource.bad {
            let in_earnest = app.post(&clerk, &resource.list(), &resource.with(bad)).send();
            let validated = app.post(&clerk, &path, &resource.with(bad)).send();
            assert_eq!(validated.status, in_earnest.status, "{} {bad}", resource.path);
            assert!(validated.violates(pointer), "{} {bad}: {}", resource.path, validated.body);
        }
        app.post(&other, &path, &resource.good()).send().expect_problem(404, "not_found");
        let unclear = format!("{}?validate_only=yes", resource.list());
        app.post(&clerk, &unclear, &resource.good()).send().expect_problem(400, "invalid_parameter");
    }
    assert_eq!(traces(&app), [0, 0, 0]);
}

#[test]
fn a_batch_can_be_validated() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let bad = resource.with(resource.bad[0].0);
        let path = format!("{}:batch?mode=each&validate_only=true", resource.list());
        let answer = app.post(&clerk, &path, &json!([resource.good(), bad])).send().expect(200);
        assert_eq!(
            (&answer.body["created"], &answer.body["refused"]),
            (&json!(1), &json!(1)),
            "{}",
            resource.path
        );
    }
    assert_eq!(traces(&app), [0, 0, 0]);
}
