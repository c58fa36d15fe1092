//! What the document tells forms of vocabularies and references is what the service refuses.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{App, GUDUI, Token, bodies, published, spawn_app};

/// The name of the schema of one record, the resource and a good body, of each resource.
fn records() -> impl Iterator<Item = (String, &'static str, Value)> {
    bodies::of_resources().map(|(resource, body)| {
        let create = &published()["paths"][format!("/api/v1/{resource}")]["post"];
        let schema = &create["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let entered = schema.as_str().unwrap().rsplit('/').next().unwrap();
        (entered.strip_suffix("Input").unwrap().to_owned(), resource, body)
    })
}

fn properties(schema: &str) -> &'static serde_json::Map<String, Value> {
    published()["components"]["schemas"][schema]["properties"].as_object().unwrap()
}

/// What the service says of a record with this value in this field, and with whatever the field goes with.
fn violations(
    app: &App,
    clerk: &Token,
    resource: &str,
    body: &Value,
    field: &str,
    value: &Value,
) -> Vec<(String, String)> {
    let mut record = body.clone();
    record[field] = value.clone();
    app.post(clerk, &format!("/api/v1/{resource}?validate_only=true"), &record).send().violations()
}

/// The field with what it goes with: a body that breaks no rule but what is tried.
fn fitting(body: &Value, property: &Value) -> Value {
    let mut body = body.clone();
    let when = property["x-when"].as_object().into_iter().flatten();
    let kind = when.filter(|(field, _)| *field == "kind").map(|(_, kinds)| kinds[0].clone()).next();
    if let Some(kind) = kind.filter(|kind| *kind != body["kind"]) {
        let fields = body.as_object_mut().unwrap();
        fields.retain(|name, _| {
            !["mechanism", "dispute_type", "agreement", "performed", "performed_on"].contains(&name.as_str())
        });
        fields.insert("kind".to_owned(), kind);
    }
    body
}

#[test]
fn terms_of_open_vocabularies_are_asked_for_where_the_document_says_so() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let mut tried = 0;
    for (schema, resource, body) in records() {
        let fields = properties(&format!("{schema}Input")).iter().filter(|(_, property)| {
            let is_text = property["type"] == "string" || property["type"][0] == "string";
            is_text && property["readOnly"] != true && property["format"].is_null()
        });
        for (name, property) in fields {
            let body = fitting(&body, property);
            let found = violations(&app, &clerk, resource, &body, name, &json!("no_such_term"));
            let is_asked = found.contains(&(format!("/{name}"), "unknown_term".to_owned()));
            assert_eq!(is_asked, property["x-vocabulary"].is_string(), "{schema}.{name}: {found:?}");
            tried += usize::from(is_asked);
            // The terms are those of the vocabulary that it names.
            if let Some(vocabulary) = property["x-vocabulary"].as_str() {
                let terms = app.get(&clerk, &format!("/api/v1/vocabularies/{vocabulary}")).send().expect(200);
                for term in terms.body["terms"].as_array().unwrap() {
                    let found = violations(&app, &clerk, resource, &body, name, &term["code"]);
                    assert_eq!(found, [], "{schema}.{name}: {term}");
                }
            }
        }
    }
    assert_eq!(tried, 6);
}

/// The reference of a field: what it is to, within what.
fn reference(property: &Value) -> (&str, &str) {
    let reference = &property["x-reference"];
    (reference["resource"].as_str().unwrap_or_default(), reference["within"].as_str().unwrap_or_default())
}

#[test]
fn members_are_those_of_the_township_where_the_document_says_so() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let elsewhere = json!({"township_code": "540526101"});
    let theirs = bodies::with(bodies::member(), &elsewhere);
    let theirs = app.post(&app.clerk("540526101"), "/api/v1/members", &theirs).send().expect(201).id();
    let nobodys = Uuid::now_v7().to_string();
    let mut tried = 0;
    for (schema, part, resource, body) in [
        ("CaseInput", None, "cases", bodies::case()),
        ("CaseEventInput", Some("events"), "cases", bodies::case()),
        ("PlanInput", None, "plans", bodies::plan()),
        ("PlanTaskInput", Some("tasks"), "plans", bodies::plan()),
        ("ActivityInput", None, "activities", bodies::activity()),
        ("DutyInput", None, "duties", bodies::duty()),
        ("MemberInput", None, "members", bodies::member()),
        ("ShortcomingInput", None, "shortcomings", bodies::shortcoming()),
    ] {
        let ids =
            properties(schema).iter().filter(|(_, one)| one["format"] == "uuid" && one["readOnly"] != true);
        for (name, property) in ids {
            let is_member = reference(property) == ("members", "township");
            for id in [&theirs, &nobodys] {
                let mut record = body.clone();
                let place = part.map_or(format!("/{name}"), |part| format!("/{part}/0/{name}"));
                match part {
                    Some(part) => record[part][0][name] = json!(id),
                    None => record[name] = json!(id),
                }
                let path = format!("/api/v1/{resource}?validate_only=true");
                let found = app.post(&clerk, &path, &record).send().violations();
                let is_refused = found.contains(&(place, "unknown_member".to_owned()));
                assert_eq!(is_refused, is_member, "{schema}.{name}: {found:?}");
                tried += usize::from(is_refused);
            }
        }
    }
    assert_eq!(tried, 8);
}

#[test]
fn regions_are_looked_up_where_the_document_says_so() {
    let app = spawn_app();
    let clerk = app.clerk("CN");
    let nowhere = json!("540526999");
    for (schema, resource, body) in records() {
        let property = &properties(&format!("{schema}Input"))["township_code"];
        assert_eq!(reference(property), ("regions", ""));
        let found = violations(&app, &clerk, resource, &body, "township_code", &nowhere);
        assert!(found.iter().any(|(place, _)| place == "/township_code"), "{schema}: {found:?}");
    }
    let joint = &properties("ActivityInput")["joint_townships"];
    assert_eq!(reference(joint), ("regions", "county"));
    for (code, rule) in [("540526999", "unknown_township"), ("540102001", "joint")] {
        let found =
            violations(&app, &clerk, "activities", &bodies::activity(), "joint_townships", &json!([code]));
        assert_eq!(found, [("/joint_townships/0".to_owned(), rule.to_owned())]);
    }
    let target = &properties("TaskTarget")["indicator"];
    assert_eq!(reference(target), ("indicators", ""));
    let tasks = json!([{"title": "甲", "target": {"indicator": "nothing", "value": 1}}]);
    let found = violations(&app, &clerk, "plans", &bodies::plan(), "tasks", &tasks);
    assert_eq!(found, [("/tasks/0/target/indicator".to_owned(), "unknown_indicator".to_owned())]);
}
