//! From entry to voiding and back, and what the history says of it.

use serde_json::{Value, json};

use super::{RESOURCES, Resource, json};
use crate::support::{Answer, App, GUDUI, Token, spawn_app};

/// Checks that a record says what was entered.
#[track_caller]
fn holds(record: &Value, entered: &Value) {
    for (field, value) in entered.as_object().unwrap() {
        assert_holds(&record[field], value, field);
    }
}

/// What the service derives may stand beside what was entered, also within items.
#[track_caller]
fn assert_holds(stored: &Value, entered: &Value, field: &str) {
    match (stored, entered) {
        (Value::Array(stored), Value::Array(entered)) if entered.iter().all(Value::is_object) => {
            assert_eq!(stored.len(), entered.len(), "{field}");
            stored.iter().zip(entered).for_each(|(stored, entered)| holds(stored, entered));
        }
        _ => assert_eq!(stored, entered, "{field}"),
    }
}

#[test]
fn a_record_is_entered_read_and_listed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let entered = resource.create(&app, &clerk);
        assert_eq!(entered.header("location"), Some(resource.item(&entered.id()).as_str()));
        assert_eq!((entered.etag().as_str(), &entered.body["version"]), ("\"1\"", &json!(1)));
        assert_eq!(entered.body["created_by"], json!("clerk 540526201"));
        holds(&entered.body, &resource.good());
        let read = app.get(&clerk, &resource.item(&entered.id())).send().expect(200);
        assert_eq!((&read.body, read.etag()), (&entered.record(), entered.etag()));
        let page = app.get(&clerk, &format!("{}?count=exact", resource.list())).send().expect(200);
        assert_eq!(
            (&page.body["items"], &page.body["page"]["total"]),
            (&json!([entered.record()]), &json!(1))
        );
    }
}

#[test]
fn a_record_is_replaced_as_a_whole() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let before = resource.create(&app, &clerk);
        let mut next = resource.with(resource.change);
        next.as_object_mut().unwrap().remove(resource.clearable);
        let after = app.put(&clerk, &resource.item(&before.id()), &next).if_match("\"1\"").send().expect(200);
        holds(&after.body, &next);
        assert_eq!(after.etag(), "\"2\"");
        assert_eq!(after.body[resource.clearable], Value::Null, "what is left out is emptied");
        assert_eq!(after.body["created_at"], before.body["created_at"]);
        assert_ne!(after.body["updated_at"], before.body["updated_at"]);
        assert_eq!(app.get(&clerk, &resource.item(&before.id())).send().body, after.record());
    }
}

#[test]
fn a_patch_changes_what_it_names_and_null_clears() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let before = resource.create(&app, &clerk);
        let item = resource.item(&before.id());
        let patched = app.patch(&clerk, &item, &json(resource.change)).if_match("\"1\"").send().expect(200);
        holds(&patched.body, &resource.with(resource.change));
        let clear = json!({ resource.clearable: null });
        let cleared = app.patch(&clerk, &item, &clear).if_match("\"2\"").send().expect(200);
        assert_eq!(cleared.body[resource.clearable], Value::Null);
        let same = |field: &str| {
            field == resource.clearable || ["version", "updated_at"].contains(&field) || {
                cleared.body[field] == patched.body[field]
            }
        };
        assert!(patched.body.as_object().unwrap().keys().all(|field| same(field)));
        app.put(&clerk, &item, &resource.good()).if_match("\"3\"").send().expect(200);
        let plain = app.patch(&clerk, &item, &json!({})).if_match("\"4\"").json(&json!({}));
        plain.send().expect(200);
    }
}

#[test]
fn a_voided_record_stays_readable_and_can_be_restored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let id = resource.create(&app, &clerk).id();
        let item = resource.item(&id);
        let voided = app.delete(&clerk, &item).if_match("\"1\"").reason("重复登记").send().expect(200);
        assert_eq!((&voided.body["void_reason"], voided.etag().as_str()), (&json!("重复登记"), "\"2\""));
        assert_ne!(voided.body["voided_at"], Value::Null);
        let ids =
            |query: &str| app.get(&clerk, &format!("{}?{query}", resource.list())).send().expect(200).ids();
        assert_eq!(ids(""), [""; 0]);
        assert_eq!((ids("voided=only"), ids("voided=include")), (vec![id.clone()], vec![id.clone()]));
        assert_eq!(app.get(&clerk, &item).send().expect(200).body, voided.body);
        refuses_changes(&app, &clerk, resource, &item);
        let restored = restore(&app, &clerk, &item, "\"2\"").expect(200);
        assert_eq!(restored.body["voided_at"], Value::Null);
        assert_eq!(restored.body["void_reason"], Value::Null);
        assert_eq!((ids(""), ids("voided=only")), (vec![id], vec![]));
        restore(&app, &clerk, &item, "\"3\"").expect_problem(409, "record_not_voided");
    }
}

fn restore(app: &App, token: &Token, item: &str, etag: &str) -> Answer {
    app.restore(token, item).if_match(etag).send()
}

fn refuses_changes(app: &App, clerk: &Token, resource: &Resource, item: &str) {
    let etag = "\"2\"";
    app.put(clerk, item, &resource.good()).if_match(etag).send().expect_problem(409, "record_voided");
    app.patch(clerk, item, &json(resource.change)).if_match(etag).send().expect_problem(409, "record_voided");
    app.delete(clerk, item).if_match(etag).send().expect_problem(409, "record_voided");
}

/// The changes of a record: how each is made, and what it is called.
fn change_in_five_ways(app: &App, clerk: &Token, resource: &Resource) -> (String, Vec<Answer>) {
    let entered = resource.create(app, clerk);
    let item = resource.item(&entered.id());
    let next = resource.with(resource.change);
    let replaced = app.put(clerk, &item, &next).if_match("\"1\"").reason("更正").send().expect(200);
    let cleared = json!({ resource.clearable: null });
    let patched = app.patch(clerk, &item, &cleared).if_match("\"2\"").send().expect(200);
    // Not percent-encoded: browsers cannot send it, scripts do.
    let voided = app.delete(clerk, &item).if_match("\"3\"").without_reason();
    let voided = voided.header("x-change-reason", "登记错了，作废");
    let voided = voided.send().expect(200);
    let restored = restore(app, clerk, &item, "\"4\"").expect(200);
    (item, vec![entered, replaced, patched, voided, restored])
}

/// The fields that differ, by name, with what they were and became; but for those that every change sets.
fn differences<'a>(before: &Value, after: &'a Value) -> Vec<(&'a str, Value, Value)> {
    let Some(before) = before.as_object() else { return Vec::new() };
    let fields = after.as_object().unwrap().iter();
    let fields = fields.filter(|(name, _)| !["version", "updated_at", "updated_by"].contains(&name.as_str()));
    let differ = fields.filter(|(name, after)| before[name.as_str()] != **after);
    differ.map(|(name, after)| (name.as_str(), before[name].clone(), after.clone())).collect()
}

#[test]
fn the_history_has_one_entry_per_change() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let (item, answers) = change_in_five_ways(&app, &clerk, resource);
        let history = app.get(&clerk, &format!("{item}/history")).send().expect(200);
        let entries: Vec<&Value> = history.body["items"].as_array().unwrap().iter().rev().collect();
        let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["created", "replaced", "patched", "voided", "restored"]);
        let reasons: Vec<&Value> = entries.iter().map(|entry| &entry["reason"]).collect();
        let (none, why, void) = (json!(null), json!("更正"), json!("登记错了，作废"));
        assert_eq!(reasons, [&why, &why, &why, &void, &why]);
        let mut before = none.clone();
        for (entry, answer) in entries.into_iter().zip(&answers) {
            assert_eq!((&entry["before"], &entry["after"]), (&before, &answer.record()));
            let told = entry["changes"].as_array().unwrap().iter().map(|change| {
                (change["field"].as_str().unwrap(), change["before"].clone(), change["after"].clone())
            });
            assert_eq!(told.collect::<Vec<_>>(), differences(&before, &entry["after"]));
            assert_eq!(entry["version"], answer.body["version"]);
            assert_eq!(entry["token_id"], json!(clerk.id));
            assert_eq!(entry["request_id"].as_str(), answer.header("x-request-id"));
            before = answer.record();
        }
    }
}
