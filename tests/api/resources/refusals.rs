//! What is not allowed is refused at its place, and names what is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{RESOURCES, Resource, json};
use crate::support::contract::node::Node;
use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

/// The answers to a body that is the good one with a merge patch, by POST, PUT and PATCH.
fn tried(app: &App, clerk: &Token, resource: &Resource, item: &str, patch: &Value) -> [Answer; 3] {
    let body = bodies::with(resource.good(), patch);
    [
        app.post(clerk, &resource.list(), &body).send(),
        app.put(clerk, item, &body).if_match("\"1\"").send(),
        app.patch(clerk, item, patch).if_match("\"1\"").send(),
    ]
}

#[test]
fn bodies_that_break_a_rule_are_refused_at_its_place() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        for (patch, pointer) in resource.bad {
            for answer in tried(&app, &clerk, resource, &item, &json(patch)) {
                let answer = answer.expect_problem(422, "invalid_body");
                assert!(answer.violates(pointer), "{patch}: {:?}", answer.violations());
            }
        }
        assert_eq!(app.get(&clerk, &item).send().etag(), "\"1\"", "nothing of it was stored");
    }
}

#[test]
fn unknown_fields_are_refused_with_the_nearest_name() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        let properties = resource.input().at("properties").unwrap().members().into_iter();
        let writable = properties.filter(|(_, property)| property.value["readOnly"] != true);
        for field in writable.map(|(name, _)| name) {
            let misspelt = format!("{field}s");
            for answer in tried(&app, &clerk, resource, &item, &json!({ &misspelt: 1 })) {
                let answer = answer.expect_problem(422, "invalid_body");
                let errors = answer.body["errors"].as_array().unwrap();
                let error = errors.iter().find(|e| e["pointer"] == json!(format!("/{misspelt}"))).unwrap();
                assert_eq!(error["code"], "unknown_field");
                assert!(error["detail"].as_str().unwrap().contains(&format!("是不是 {field}？")), "{error}");
            }
        }
    }
}

#[test]
fn unknown_parameters_are_refused_with_the_nearest_name() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        for (given, nearest) in
            [("townships", "township"), ("yaer", "year"), ("Sort", "sort"), ("curser", "cursor")]
        {
            let path = format!("{}?{given}=1", resource.list());
            let answer = app.get(&clerk, &path).send().expect_problem(400, "invalid_parameter");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["parameter"], &error["code"]), (&json!(given), &json!("unknown_parameter")));
            assert!(error["detail"].as_str().unwrap().contains(nearest), "{error}");
        }
    }
}

/// What stands in a record and not in its input, and what the input only shows.
fn server_owned(resource: &Resource) -> BTreeSet<String> {
    let names = |schema: &Node<'_>| -> BTreeSet<String> {
        schema.at("properties").unwrap().members().into_iter().map(|(name, _)| name).collect()
    };
    let (record, input) = (resource.record(), resource.input());
    let shown = input.at("properties").unwrap().members().into_iter();
    let shown = shown.filter(|(_, property)| property.value["readOnly"] == true).map(|(name, _)| name);
    names(&record).difference(&names(&input)).cloned().chain(shown).collect()
}

#[test]
fn fields_of_the_service_cannot_be_set() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let record = resource.create(&app, &clerk);
        let item = resource.item(&record.id());
        let owned = server_owned(resource);
        for field in ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "voided_at"] {
            assert!(owned.contains(field), "{field}");
        }
        for field in owned {
            // As it is stored, it may be sent back: see `put_back`.
            let value =
                if record.body[&field].is_null() { json!("2024-05-20T00:00:00Z") } else { json!("x") };
            for answer in tried(&app, &clerk, resource, &item, &json!({ &field: value })) {
                let answer = answer.expect_problem(422, "invalid_body");
                assert!(answer.violates(&format!("/{field}")), "{field}: {:?}", answer.violations());
            }
        }
    }
}

#[test]
fn a_record_stays_with_its_township() {
    let app = spawn_app();
    let officer = app.clerk("540526");
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &officer).id());
        let elsewhere = json!({"township_code": "540526101", "joint_townships": null});
        let joint = resource.input().at("properties").unwrap().at("joint_townships").is_some();
        let elsewhere = if joint { elsewhere } else { json!({"township_code": "540526101"}) };
        let answer = app.patch(&officer, &item, &elsewhere).if_match("\"1\"").send().expect(422);
        assert_eq!(answer.violations(), [("/township_code".to_owned(), "immutable".to_owned())]);
    }
}

#[test]
fn another_systems_id_is_unique_within_the_township() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let [first, second] = [0, 1].map(|n| resource.nth_with(n, r#"{"external_ref": "OA-2024-0001"}"#));
        app.post(&clerk, &resource.list(), &first).send().expect(201);
        let answer = app.post(&clerk, &resource.list(), &second).send().expect_problem(409, "conflict");
        assert_eq!(answer.violations(), [("/external_ref".to_owned(), "taken".to_owned())]);
        let found = app.get(&clerk, &format!("{}?external_ref=OA-2024-0001", resource.list())).send();
        assert_eq!(found.ids().len(), 1);
    }
}
