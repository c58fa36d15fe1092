//! How cases ended: for the township where its acts are contested, for those who agreed, and for those who were penalised.

use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, bodies, published, spawn_app};

const LIST: &str = "/api/v1/cases";

fn enter(app: &App, clerk: &Token, body: &Value) -> String {
    app.post(clerk, LIST, body).send().expect(201).id()
}

/// The ids of a list, in the order in which they were entered.
fn found(app: &App, clerk: &Token, query: &str) -> Vec<String> {
    app.get(clerk, &format!("{LIST}?{query}&sort=created_at")).send().expect(200).ids()
}

fn litigation(patch: &Value) -> Value {
    bodies::with(bodies::litigation(), patch)
}

#[test]
fn contested_acts_are_found_by_what_the_township_was_and_got() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let won = enter(&app, &clerk, &litigation(&json!({})));
    let lost = json!({"kind": "reconsideration", "outcome": "succeeded", "township_result": "lost", "leader_appeared": null});
    let lost = enter(&app, &clerk, &litigation(&lost));
    let third =
        json!({"township_role": "third_party", "township_result": "partly_lost", "leader_appeared": null});
    let third = enter(&app, &clerk, &litigation(&third));
    let pending = json!({"closed_on": null, "outcome": "pending", "township_result": null});
    let pending = enter(&app, &clerk, &litigation(&pending));
    enter(&app, &clerk, &bodies::case());
    for (query, expected) in [
        ("township_role=respondent", &[&won, &lost, &pending][..]),
        ("township_role=third_party", &[&third]),
        ("township_result=upheld", &[&won]),
        ("township_result=lost,partly_lost", &[&lost, &third]),
        ("township_result=lost&township_result=settled", &[&lost]),
        ("township_result=lost&kind=litigation", &[]),
    ] {
        assert_eq!(found(&app, &clerk, query).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    let unknown = app.get(&clerk, &format!("{LIST}?township_result=won")).send();
    unknown.expect_problem(400, "invalid_parameter");
}

/// A case that is pending again has no result, and a result that contradicts the outcome is refused with the reason.
#[test]
fn the_result_follows_the_outcome() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", enter(&app, &clerk, &litigation(&json!({}))));
    let change = |patch: &Value| app.patch(&clerk, &item, patch).if_match("\"1\"").send();
    let open = json!({"closed_on": null, "outcome": "pending"});
    let refused = change(&open).expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/township_result".to_owned(), "outcome".to_owned())]);
    let refused = change(&json!({"outcome": "succeeded"})).expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/township_result".to_owned(), "contradiction".to_owned())]);
    assert!(refused.body.to_string().contains("对乡镇而言"), "{}", refused.body);
    let reopened =
        change(&json!({"closed_on": null, "outcome": "pending", "township_result": null})).expect(200);
    assert_eq!(reopened.body["leader_appeared"], json!(true), "the hearing was held");
}

#[test]
fn performance_has_a_day_of_its_own() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let none = json!({"performed": null, "performed_on": null});
    let item = format!("{LIST}/{}", enter(&app, &clerk, &bodies::with(bodies::case(), &none)));
    let change = |patch: &Value| app.patch(&clerk, &item, patch).if_match("\"1\"").send();
    let refused = change(&json!({"performed_on": "2024-04-02"})).expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/performed_on".to_owned(), "performed".to_owned())]);
    change(&json!({"performed": true, "performed_on": "2024-04-02"})).expect(200);
    let read = app.get(&clerk, &item).send().expect(200);
    assert_eq!((&read.body["performed"], &read.body["performed_on"]), (&json!(true), &json!("2024-04-02")));
}

/// Which outcome says that a penalty was imposed (行政处罚法 art. 57), in the contract and in the list.
#[test]
fn a_penalty_that_succeeded_was_imposed() {
    let said = &published()["components"]["schemas"]["CaseInput"]["properties"]["outcome"]["description"];
    assert!(said.as_str().unwrap().contains("行政处罚法第57条"), "{said}");
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let penalty = |more: &Value| {
        let penalty = json!({"township_code": GUDUI, "kind": "penalty", "subject": "占道经营", "accepted_on": "2024-05-06",
            "closed_on": "2024-05-20"});
        enter(&app, &clerk, &bodies::with(penalty, more))
    };
    let imposed = penalty(&json!({"outcome": "succeeded", "amount": "500.00"}));
    let warned = penalty(&json!({"outcome": "succeeded"}));
    let spared = penalty(&json!({"outcome": "failed"}));
    let crime = penalty(&json!({"outcome": "referred"}));
    penalty(&json!({"outcome": "withdrawn"}));
    penalty(&json!({"outcome": "pending", "closed_on": null}));
    assert_eq!(found(&app, &clerk, "kind=penalty&outcome=succeeded"), [imposed, warned]);
    assert_eq!(found(&app, &clerk, "kind=penalty&outcome=failed,referred"), [spared, crime]);
}

/// The figures of a year that is over change with a reason. A case that was pending when it ended had no result then.
#[test]
fn a_result_is_explained_where_it_changes_a_year_that_is_over() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let dispute = format!("{LIST}/{}", enter(&app, &clerk, &bodies::case()));
    let moved = || app.patch(&clerk, &dispute, &json!({"performed_on": "2024-04-03"})).if_match("\"1\"");
    moved().without_reason().send().expect_problem(400, "change_reason_required");
    moved().send().expect(200);
    let accepted_on = format!("{}-12-20", fazhi::clock::this_year() - 1);
    let pending =
        json!({"accepted_on": accepted_on, "closed_on": null, "outcome": "pending", "township_result": null});
    let item = format!("{LIST}/{}", enter(&app, &clerk, &litigation(&pending)));
    let today = fazhi::clock::today().to_string();
    let closing = json!({"closed_on": today, "outcome": "failed", "township_result": "upheld"});
    app.patch(&clerk, &item, &closing).if_match("\"1\"").without_reason().send().expect(200);
    let corrected = json!({"township_result": "partly_lost"});
    app.patch(&clerk, &item, &corrected).if_match("\"2\"").without_reason().send().expect(200);
}
