//! Entered, read and replaced as a whole, with versions of their own.

use fazhi::auth::Role;
use serde_json::{Value, json};

use super::{case, masked, read, two};
use crate::support::{App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

fn of_role(app: &App, role: Role, region: &str) -> Token {
    app.token(role, region, chrono::TimeDelta::days(1))
}

#[test]
fn a_list_has_versions_of_its_own() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    let none = read(&app, &clerk, &parties);
    assert_eq!(
        (none.etag().as_str(), &none.body["version"], &none.body["items"]),
        ("\"0\"", &json!(0), &json!([]))
    );
    assert_eq!((&none.body["updated_at"], &none.body["masked"]), (&Value::Null, &json!(false)));
    let put = |body: &Value| app.put(&clerk, &parties, body);
    put(&two()).send().expect_problem(428, "precondition_required");
    put(&two()).if_match("\"1\"").send().expect_problem(412, "precondition_failed");
    let entered = put(&two()).if_match("\"0\"").send().expect(200);
    assert_eq!((entered.etag().as_str(), &entered.body["items"][0]), ("\"1\"", &two()["items"][0]));
    assert_eq!(entered.header("cache-control"), Some("no-store"));
    let found = read(&app, &clerk, &parties);
    assert_eq!((&found.body, found.etag()), (&entered.body, entered.etag()));
    assert_eq!(found.header("cache-control"), Some("no-store"));
    app.get(&clerk, &parties).if_none_match("\"1\"").send().expect(304);
    let one = json!({"items": [{"name": "卓玛", "role": "other", "note": "代理人"}]});
    let replaced = put(&one).if_match("\"1\"").send().expect(200);
    assert_eq!(replaced.body["items"].as_array().unwrap().len(), 1);
    let emptied = put(&json!({"items": []})).if_match("\"2\"").send().expect(200);
    assert_eq!((emptied.etag().as_str(), &emptied.body["items"]), ("\"3\"", &json!([])), "and not back to 0");
    let record = app.get(&clerk, parties.trim_end_matches("/parties")).send().expect(200);
    assert_eq!(record.etag(), "\"1\"", "the case itself did not change");
}

#[test]
fn the_township_sees_names_in_clear_and_all_others_masked() {
    let app = spawn_app();
    let parties = case(&app);
    app.put(&app.clerk(GUDUI), &parties, &two()).if_match("\"0\"").send().expect(200);
    for token in [app.clerk(GUDUI), of_role(&app, Role::Head, GUDUI)] {
        let list = read(&app, &token, &parties);
        assert_eq!((&list.body["items"][0], &list.body["masked"]), (&two()["items"][0], &json!(false)));
    }
    let others = [
        of_role(&app, Role::Viewer, GUDUI),
        app.auditor(GUDUI),
        app.admin(GUDUI),
        app.officer("540526"),
        app.clerk("540526"),
        app.clerk("CN"),
    ];
    for token in others {
        let list = read(&app, &token, &parties);
        assert_eq!((&list.body["items"], &list.body["masked"]), (&masked(), &json!(true)));
        assert_eq!((list.etag().as_str(), list.header("cache-control")), ("\"1-masked\"", Some("no-store")));
        app.get(&token, &parties).if_none_match("\"1\"").send().expect(200);
    }
    for token in [app.clerk(ZHEGU), app.clerk(ELSEWHERE), app.officer("110101")] {
        app.get(&token, &parties).send().expect_problem(404, "not_found");
        app.put(&token, &parties, &two()).if_match("*").send();
    }
    // Who sees them masked neither overwrites nor empties them, whatever tag is sent; nor enters what he would not see.
    for clerk in [app.clerk("540526"), app.clerk("CN"), of_role(&app, Role::Head, "5405")] {
        let list = read(&app, &clerk, &parties);
        for tag in [list.etag().as_str(), "\"1\"", "*"] {
            for body in [two(), json!({"items": []})] {
                let refused = app.put(&clerk, &parties, &body).if_match(tag).send();
                let refused = refused.expect_problem(403, "forbidden");
                assert!(refused.body["detail"].as_str().unwrap().contains("掩码"), "{}", refused.body);
            }
        }
    }
}

#[test]
fn what_is_masked_is_not_taken_for_what_is_entered() {
    let app = spawn_app();
    let parties = case(&app);
    app.put(&app.clerk(GUDUI), &parties, &two()).if_match("\"0\"").send().expect(200);
    let clerk = app.clerk(GUDUI);
    let back = json!({"items": masked()});
    let refused =
        app.put(&clerk, &parties, &back).if_match("\"1\"").send().expect_problem(422, "invalid_body");
    let at = |field: &str, index: u8| (format!("/items/{index}/{field}"), "masked".to_owned());
    assert_eq!(
        refused.violations(),
        [
            at("name", 0),
            at("identity_number", 0),
            at("telephone", 0),
            at("address", 0),
            at("note", 0),
            at("name", 1)
        ]
    );
    let list = read(&app, &clerk, &parties);
    assert_eq!(
        (&list.body["items"][0], list.etag().as_str()),
        (&two()["items"][0], "\"1\""),
        "all of it is there"
    );
}

#[test]
fn what_breaks_a_rule_is_not_repeated() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    let long = "扎西德勒".repeat(30);
    for (party, place) in [
        (json!({"name": long, "role": "other"}), "/items/0/name"),
        (json!({"name": "扎西德勒", "role": "扎西德勒"}), "/items/0/role"),
        (json!({"name": "甲", "role": "other", "telephone": "扎西德勒".repeat(10)}), "/items/0/telephone"),
        (json!({"name": "甲", "role": "other", "address": ["扎西德勒"]}), "/items/0/address"),
        (json!({"name": "扎西德勒"}), "/items/0/role"),
        (json!("扎西德勒"), "/items/0"),
    ] {
        let refused = app.put(&clerk, &parties, &json!({"items": [party]})).if_match("\"0\"").send();
        let refused = refused.expect_problem(422, "invalid_body");
        assert!(refused.violates(place) && !refused.body.to_string().contains("扎西"), "{}", refused.body);
    }
    let many: Vec<Value> = (0..51).map(|_| json!({"name": "扎西", "role": "other"})).collect();
    app.put(&clerk, &parties, &json!({"items": many}))
        .if_match("\"0\"")
        .send()
        .expect_problem(422, "invalid_body");
    let broken =
        app.put(&clerk, &parties, &json!(null)).if_match("\"0\"").body("application/json", "{\"扎西德勒");
    let broken = broken.send().expect_problem(400, "malformed_json");
    assert!(!broken.body.to_string().contains("扎西"), "{}", broken.body);
}

#[test]
fn the_parties_of_a_voided_case_can_be_read_and_not_changed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    app.put(&clerk, &parties, &two()).if_match("\"0\"").send().expect(200);
    let item = parties.trim_end_matches("/parties");
    app.delete(&clerk, item).if_match("\"1\"").send().expect(200);
    assert_eq!(read(&app, &clerk, &parties).body["items"][0], two()["items"][0]);
    app.put(&clerk, &parties, &json!({"items": []}))
        .if_match("\"1\"")
        .send()
        .expect_problem(409, "record_voided");
    app.restore(&clerk, item).if_match("\"2\"").send().expect(200);
    app.put(&clerk, &parties, &json!({"items": []})).if_match("\"1\"").send().expect(200);
}

#[test]
fn of_two_who_replace_a_list_one_wins() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    let statuses = std::thread::scope(|scope| {
        let put = || app.put(&clerk, &parties, &two()).if_match("\"0\"").send().status;
        let both = [scope.spawn(put), scope.spawn(put)];
        both.map(|one| one.join().unwrap())
    });
    assert!(statuses == [200, 412] || statuses == [412, 200], "{statuses:?}");
    app.get(&clerk, "/api/v1/cases/no-uuid/parties").send().expect_problem(404, "not_found");
    let other = bodies::with(bodies::case(), &json!({"reference_number": "古调〔2024〕4号"}));
    let id = app.post(&clerk, "/api/v1/cases", &other).send().expect(201).id();
    assert_eq!(read(&app, &clerk, &format!("/api/v1/cases/{id}/parties")).body["items"], json!([]));
}
