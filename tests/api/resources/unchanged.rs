//! What changes nothing changes nothing.

use serde_json::{Value, json};

use super::{RESOURCES, Resource};
use crate::parties;
use crate::support::{Answer, App, GUDUI, bodies, spawn_app};

/// All that a write leaves behind.
fn traces(app: &App) -> (i64, i64) {
    (
        app.number("SELECT count(*) FROM trail"),
        app.number("SELECT coalesce(sum(version), 0) FROM township_years"),
    )
}

/// What a client would send to get the record it has read.
fn as_entered(resource: &Resource, read: &Answer) -> Value {
    let fields = resource.with(resource.change).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    json!(
        fields
            .into_iter()
            .map(|name| (name.clone(), read.body[&name].clone()))
            .collect::<serde_json::Map<_, _>>()
    )
}

#[test]
fn a_record_that_is_as_asked_for_stays_as_it_is() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let entered = resource.create(&app, &clerk);
        let item = resource.item(&entered.id());
        let change =
            app.patch(&clerk, &item, &super::json(resource.change)).if_match("\"1\"").send().expect(200);
        let before = traces(&app);
        let whole = as_entered(resource, &change);
        let name = resource.clearable;
        let path = format!("{item}:restore?version=1");
        for (answer, what) in [
            (app.put(&clerk, &item, &whole).if_match("\"2\"").without_reason().send(), "PUT"),
            (app.patch(&clerk, &item, &json!({})).if_match("\"2\"").without_reason().send(), "empty PATCH"),
            (app.patch(&clerk, &item, &json!({name: change.body[name]})).if_match("\"2\"").send(), "PATCH"),
        ] {
            let answer = answer.expect(200);
            assert_eq!((&answer.body, answer.etag()), (&change.body, change.etag()), "{what}");
        }
        assert_eq!(traces(&app), before, "{}", resource.path);
        let odd = app
            .put(&clerk, &item, &whole)
            .if_match("\"2\"")
            .header("x-confirm-personal-numbers", "{}")
            .send();
        odd.expect_problem(400, "invalid_header");
        app.put(&clerk, &item, &whole).if_match("\"1\"").send().expect_problem(412, "precondition_failed");
        // Back to the first version is a change; once more is none.
        app.request("POST", &clerk, &path).reason("改错了").if_match("\"2\"").send().expect(200);
        let before = traces(&app);
        let again = app.request("POST", &clerk, &path).reason("改错了").if_match("\"3\"").send().expect(200);
        assert_eq!((again.etag().as_str(), traces(&app)), ("\"3\"", before));
    }
}

#[test]
fn so_do_accounts_decisions_and_parties() {
    let app = spawn_app();
    let (admin, officer, clerk) = (app.admin("CN"), app.officer("540526"), app.clerk(GUDUI));
    let roles = json!([{"role": "clerk", "region": GUDUI}, {"role": "viewer", "region": "540526"}]);
    let account =
        app.post(&admin, "/api/v1/accounts", &json!({"name": "甲", "roles": roles})).send().expect(201);
    parties::switch(&app, true);
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201).id();
    let list = format!("/api/v1/cases/{case}/parties");
    let named = app.put(&clerk, &list, &parties::two()).if_match("*").send().expect(200);
    let before = traces(&app);
    let reversed = json!([roles[1], roles[0]]);
    let path = format!("/api/v1/accounts/{}", account.id());
    let same = app
        .put(&admin, &path, &json!({"name": "甲", "roles": reversed}))
        .if_match("\"1\"")
        .send()
        .expect(200);
    assert_eq!((&same.body["version"], same.etag()), (&json!(1), account.etag()));
    assert_eq!(same.body["updated_at"], account.body["updated_at"]);
    let decided = app.get(&officer, parties::COUNTY).send().expect(200);
    let same = app
        .put(&officer, parties::COUNTY, &json!({"party_names": true}))
        .if_match(&decided.etag())
        .send()
        .expect(200);
    assert_eq!((&same.body, same.etag()), (&decided.body, decided.etag()));
    let same = app.put(&clerk, &list, &parties::two()).if_match(&named.etag()).send().expect(200);
    assert_eq!((&same.body, same.etag()), (&named.body, named.etag()));
    assert_eq!(traces(&app), before);
}
