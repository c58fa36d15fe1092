//! Whoever enters a number of an identity card, a telephone or a bank card has to confirm it, is told so once, and nobody
//! else ever is.

use serde_json::json;

use super::{RESOURCES, Resource};
use crate::support::contract::node::Node;
use crate::support::{Answer, GUDUI, bodies, spawn_app};

/// Made up, with the check character that goes with it.
const NUMBER: &str = "11010519491231002X";

/// Where which kind of number was found.
fn warned(answer: &Answer) -> Vec<(&str, &str)> {
    let warnings = answer.body["warnings"].as_array().expect("warnings");
    warnings
        .iter()
        .map(|warning| (warning["pointer"].as_str().unwrap(), warning["code"].as_str().unwrap()))
        .collect()
}

/// The properties of the resource that people write: texts without form and choice, no matter what they are called. Not those that
/// go with certain values of other fields.
fn texts(resource: &Resource) -> Vec<String> {
    let is_written = |schema: &Node<'_>| {
        let types = [&json!("string"), &json!(["string", "null"])];
        types.contains(&&schema.value["type"])
            && ["enum", "format", "readOnly", "x-when"].iter().all(|rule| schema.at(rule).is_none())
            && !schema.value["pattern"].as_str().unwrap_or_default().starts_with("^[0-9]")
    };
    let properties = resource.input().at("properties").unwrap().members();
    properties.into_iter().filter(|(_, schema)| is_written(schema)).map(|(name, _)| name).collect()
}

#[test]
fn every_text_of_every_resource_is_looked_at() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let coded =
        ["dispute_type", "legal_aid_ground", "form", "organising_body", "venue_class", "key_date", "finding"];
    for resource in RESOURCES.iter() {
        let plain = resource.create(&app, &clerk);
        assert_eq!(warned(&plain), []);
        let item = resource.item(&plain.id());
        let texts: Vec<String> =
            texts(resource).into_iter().filter(|name| !coded.contains(&&**name)).collect();
        assert!(texts.len() >= 2, "{texts:?}");
        for (version, name) in texts.iter().enumerate() {
            let patch = json!({ name: format!("扎西{NUMBER}，{}", version + 1) });
            let etag = format!("\"{}\"", version + 1);
            let answer = app.patch(&clerk, &item, &patch).if_match(&etag).confirmed().send().expect(200);
            let place = format!("/{name}");
            assert!(warned(&answer).contains(&(&place, "identity_number")), "{name}: {}", answer.body);
        }
    }
}

#[test]
fn a_warning_is_for_who_enters_and_nowhere_else() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let note = format!("联系电话13800138000，{NUMBER}");
        let body = bodies::with(resource.good(), &json!({ "note": note }));
        let post = || {
            app.post(&clerk, &resource.list(), &body)
                .confirmed()
                .idempotency_key(resource.path)
                .send()
                .expect(201)
        };
        let entered = post();
        assert_eq!(warned(&entered), [("/note", "identity_number"), ("/note", "telephone_number")]);
        let said = entered.body["warnings"].to_string();
        assert!(!said.contains(NUMBER) && !said.contains("13800138000"), "{said}");
        assert_eq!(post().body, entered.body, "the same answer again");
        let item = resource.item(&entered.id());
        let other = bodies::with(body.clone(), &json!({"external_ref": "另一条"}));
        let english =
            app.put(&clerk, &item, &other).if_match("\"1\"").confirmed().language("en").send().expect(200);
        assert_eq!(warned(&english), warned(&entered));
        assert_ne!(english.body["warnings"], entered.body["warnings"], "in the client's language");
        // What reads or only voids it does not say it again; what is stored is what was sent.
        let read = app.get(&clerk, &item).send().expect(200);
        assert_eq!(read.body["note"], json!(note));
        let history = app.get(&clerk, &format!("{item}/history")).send().expect(200);
        let list = app.get(&clerk, &resource.list()).send().expect(200);
        let voided = app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
        let restored = app.restore(&clerk, &item).if_match("\"3\"").send().expect(200);
        for answer in [read, history, list, voided, restored] {
            assert!(!answer.body.to_string().contains("warnings"), "{}", answer.body);
        }
        assert_eq!(
            app.number("SELECT count(*) FROM trail WHERE coalesce(after, patch)::text LIKE '%warnings%'"),
            0
        );
    }
}

#[test]
fn parts_of_records_are_looked_at_and_refusals_warn_of_nothing() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let events = json!({"events": [{"kind": "accepted", "occurred_on": "2024-03-11"},
        {"kind": "replied", "occurred_on": "2024-03-12", "note": "回访 138 0013 8000"}]});
    let case = app
        .post(&clerk, "/api/v1/cases", &bodies::with(bodies::case(), &events))
        .confirmed()
        .send()
        .expect(201);
    assert_eq!(warned(&case), [("/events/1/note", "telephone_number")]);
    let tasks = json!({"tasks": [{"title": "走访", "measure": NUMBER}]});
    let plan = app
        .post(&clerk, "/api/v1/plans", &bodies::with(bodies::plan(), &tasks))
        .confirmed()
        .send()
        .expect(201);
    assert_eq!(warned(&plan), [("/tasks/0/measure", "identity_number")]);
    for wrong in
        [json!({"kind": NUMBER}), json!({"subject": null, "note": NUMBER}), json!({"dispute_type": NUMBER})]
    {
        let body = bodies::with(bodies::case(), &wrong);
        let refused =
            app.post(&clerk, "/api/v1/cases", &body).confirmed().send().expect_problem(422, "invalid_body");
        assert!(!refused.body.to_string().contains(NUMBER), "{}", refused.body);
    }
}
