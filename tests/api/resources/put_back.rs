//! Read, change, put back: what the service keeps of a record may stand in what is sent, as it was read.

use serde_json::{Value, json};

use super::{RESOURCES, json as parsed};
use crate::parties;
use crate::support::{App, GUDUI, Token, bodies, published, spawn_app};

/// What every answer with a record has besides what was entered.
const KEPT: &[&str] = &[
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "voided_at",
    "voided_by",
    "void_reason",
];

#[test]
fn what_was_read_can_be_changed_and_put_back() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let created = resource.create(&app, &clerk);
        let item = resource.item(&created.id());
        let read = app.get(&clerk, &item).send().expect(200);
        let same = app.put(&clerk, &item, &read.body).if_match(&read.etag()).send().expect(200);
        assert_eq!(
            (same.record(), same.etag()),
            (read.body.clone(), "\"1\"".to_owned()),
            "{}",
            resource.path
        );
        let changed = bodies::with(created.body.clone(), &parsed(resource.change));
        let put = app.put(&clerk, &item, &changed).if_match("\"1\"").send().expect(200);
        for (name, value) in parsed(resource.change).as_object().unwrap() {
            assert_eq!(&put.body[name], value, "{}", resource.path);
        }
        let again = bodies::with(put.body.clone(), &json!({"note": "核对后更正"}));
        let patched = app.patch(&clerk, &item, &again).if_match("\"2\"").send().expect(200);
        assert_eq!((&patched.body["note"], patched.etag()), (&json!("核对后更正"), "\"3\"".to_owned()));
    }
}

#[test]
fn what_differs_is_refused_as_read_only() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let created = resource.create(&app, &clerk);
        let item = resource.item(&created.id());
        let mut other = created.body.clone();
        for name in KEPT {
            other[*name] = json!("x");
        }
        let expected: Vec<_> = KEPT.iter().map(|name| (format!("/{name}"), "read_only".to_owned())).collect();
        let sorted = |mut found: Vec<(String, String)>| {
            found.sort_unstable();
            found
        };
        let put = app.put(&clerk, &item, &other).if_match("\"1\"").send().expect_problem(422, "invalid_body");
        assert_eq!(sorted(put.violations()), sorted(expected.clone()), "{}", resource.path);
        let patch = app.patch(&clerk, &item, &other).if_match("\"1\"").send();
        assert_eq!(sorted(patch.expect_problem(422, "invalid_body").violations()), sorted(expected));
        // Nothing of it is a client's to say of a new record, and what nobody knows stays unknown.
        let posted = app.post(&clerk, &resource.list(), &created.body).send();
        assert!(
            posted
                .expect_problem(422, "invalid_body")
                .violations()
                .contains(&("/id".to_owned(), "read_only".to_owned()))
        );
        let unknown = bodies::with(created.body.clone(), &json!({"no_such_field": 1}));
        let put = app.put(&clerk, &item, &unknown).if_match("\"1\"").send();
        assert_eq!(put.violations(), [("/no_such_field".to_owned(), "unknown_field".to_owned())]);
    }
}

/// A client writes the moments it has read in a form of its own.
#[test]
fn a_moment_is_the_same_in_every_form() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let created = app.post(&clerk, "/api/v1/activities", &bodies::activity()).send().expect(201);
    let text = created.body["created_at"].as_str().unwrap();
    let moment = chrono::DateTime::parse_from_rfc3339(text).unwrap();
    let beijing = moment.with_timezone(&chrono::FixedOffset::east_opt(8 * 3600).unwrap()).to_rfc3339();
    assert_ne!(beijing, text);
    let sent = bodies::with(created.body.clone(), &json!({"created_at": beijing, "title": "讲座"}));
    let item = format!("/api/v1/activities/{}", created.id());
    app.put(&clerk, &item, &sent).if_match("\"1\"").send().expect(200);
}

/// The day by which a case is due follows from what is entered, also where that changes.
#[test]
fn what_is_worked_out_is_worked_out_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let created = app.post(&clerk, "/api/v1/cases", &bodies::petition()).send().expect(201);
    let mut sent = bodies::with(created.body.clone(), &json!({"accepted_on": "2024-03-02"}));
    sent["events"][0]["occurred_on"] = json!("2024-03-02");
    let item = format!("/api/v1/cases/{}", created.id());
    let put = app.put(&clerk, &item, &sent).if_match("\"1\"").send().expect(200);
    assert_ne!(put.body["due_on"], created.body["due_on"]);
    let stale = bodies::with(put.body.clone(), &json!({"due_on": "2030-01-01"}));
    let refused = app.put(&clerk, &item, &stale).if_match("\"2\"").send().expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/due_on".to_owned(), "read_only".to_owned())]);
}

#[test]
fn accounts_parties_and_decisions_can_be_put_back() {
    let app = spawn_app();
    let (admin, officer, clerk) = (app.admin("CN"), app.officer("540526"), app.clerk(GUDUI));
    parties::switch(&app, true);
    let account = json!({"name": "古堆乡司法所", "roles": [{"role": "clerk", "region": GUDUI}]});
    let account = app.post(&admin, "/api/v1/accounts", &account).send().expect(201);
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201).id();
    let put_back = |token: &Token, path: &str, own: &str| {
        let read = app.get(token, path).send().expect(200);
        app.put(token, path, &read.body).if_match(&read.etag()).send().expect(200);
        let other = bodies::with(read.body.clone(), &json!({own: 99}));
        let refused = app.put(token, path, &other).if_match(&read.etag()).send();
        let pointer = (format!("/{own}"), "read_only".to_owned());
        assert_eq!(refused.expect_problem(422, "invalid_body").violations(), [pointer]);
    };
    put_back(&admin, &format!("/api/v1/accounts/{}", account.id()), "version");
    put_back(&officer, "/api/v1/regions/540526/personal-data", "version");
    let list = format!("/api/v1/cases/{case}/parties");
    let parties = json!({"items": [{"name": "扎西", "role": "applicant"}]});
    app.put(&clerk, &list, &parties).if_match("*").send().expect(200);
    put_back(&clerk, &list, "version");
}

/// Types that clients generate have what is read in what is sent, and say that it is not theirs to set.
#[test]
fn the_contract_says_what_is_read_only() {
    for resource in RESOURCES.iter() {
        let (input, record) = (resource.input(), resource.record());
        let read = record.at("properties").unwrap();
        for (name, _) in read.members() {
            let entered = input.at("properties").unwrap().at(&name);
            let entered = entered.unwrap_or_else(|| panic!("{}: {name}", resource.path));
            // The law sets the day due of a case, and a township that of a remedy.
            let is_computed = matches!(
                (resource.path, name.as_str()),
                (_, "warnings") | ("cases", "due_on") | ("reports", "state" | "course" | "edition")
            );
            let is_kept = KEPT.contains(&name.as_str()) || is_computed;
            assert_eq!(entered.value["readOnly"] == json!(true), is_kept, "{}: {name}", resource.path);
        }
    }
    let schemas = &published()["components"]["schemas"];
    for name in ["AccountInput", "PartyListInput", "PersonalDataInput", "ActivityPatch"] {
        assert_eq!(schemas[name]["properties"]["version"]["readOnly"], json!(true), "{name}");
    }
}

/// Two records of a township never count with the same id of another system.
fn taken(app: &App, token: &Token, path: &str, body: &Value) -> (String, String) {
    let refused = app.post(token, path, body).send().expect_problem(409, "conflict");
    assert_eq!(refused.violations(), [("/external_ref".to_owned(), "taken".to_owned())]);
    let holder = &refused.body["conflicts_with"];
    let text = |name: &str| holder[name].as_str().unwrap().to_owned();
    assert!(refused.body["detail"].as_str().unwrap().contains(&text("address")));
    (text("id"), text("address"))
}

#[test]
fn a_voided_record_does_not_hold_its_external_ref() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let [body, another] = [0, 1].map(|n| resource.nth_with(n, r#"{"external_ref": "oa-1"}"#));
        let create = || app.post(&clerk, &resource.list(), &body).send();
        let first = create().expect(201).id();
        let item = resource.item(&first);
        assert_eq!(taken(&app, &clerk, &resource.list(), &another), (first.clone(), item.clone()));
        app.delete(&clerk, &item).if_match("\"1\"").send().expect(200);
        let second = create().expect(201).id();
        // The first one cannot count again while the second does.
        let restore = || app.restore(&clerk, &item).if_match("\"2\"").send();
        let refused = restore().expect_problem(409, "conflict");
        assert_eq!(refused.body["conflicts_with"]["id"], json!(second), "{}", resource.path);
        let listed = app.get(&clerk, &format!("{}?external_ref=oa-1&voided=include", resource.list())).send();
        assert_eq!(listed.expect(200).ids().len(), 2);
        app.delete(&clerk, &resource.item(&second)).if_match("\"1\"").send().expect(200);
        restore().expect(200);
        // Nor may another one take it by a change.
        let other = resource.create_nth(&app, &clerk, 1).id();
        let patch = json!({"external_ref": "oa-1"});
        let refused = app.patch(&clerk, &resource.item(&other), &patch).if_match("\"1\"").send();
        assert_eq!(refused.expect_problem(409, "conflict").body["conflicts_with"]["id"], json!(first));
    }
}

#[test]
fn a_term_that_is_there_is_named() {
    let app = spawn_app();
    let officer = app.officer("540526");
    let terms = "/api/v1/vocabularies/venue_classes/terms";
    let term = json!({"county_code": "540526", "code": "own_class", "name_zh": "自定"});
    app.post(&officer, terms, &term).send().expect(201);
    let refused = app.post(&officer, terms, &term).send().expect_problem(409, "conflict");
    let address = "/api/v1/vocabularies/venue_classes";
    assert_eq!(
        refused.body["conflicts_with"],
        json!({"resource": "terms", "id": "own_class", "address": address})
    );
    app.get(&officer, address).send().expect(200);
}
