//! What is special to legality reviews: what is found on a list, and the name of the resource.

use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, bodies, spawn_app};

const LIST: &str = "/api/v1/legality-reviews";

fn enter(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, LIST, &bodies::with(bodies::legality_review(), patch)).send().expect(201).id()
}

/// A contract in May, a decision in June, an enforcement decision in July that states no numbers, and a contract of 2023.
fn four(app: &App, clerk: &Token) -> [String; 4] {
    [
        enter(app, clerk, &json!({})),
        enter(
            app,
            clerk,
            &json!({"subject_kind": "decision", "reviewed_on": "2024-06-20", "outcome": "passed", "problems_found": 0,
                "opinions_given": 1, "opinions_adopted": 1, "adviser_consulted": false}),
        ),
        enter(
            app,
            clerk,
            &json!({"subject_kind": "enforcement", "reviewed_on": "2024-07-01", "outcome": "not_passed",
                "problems_found": null, "opinions_given": 4, "opinions_adopted": null, "adviser_consulted": null}),
        ),
        enter(app, clerk, &json!({"submitted_on": null, "reviewed_on": "2023-12-31"})),
    ]
}

#[test]
fn reviews_are_found_by_subject_outcome_and_adviser() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let [contract, decision, enforcement, earlier] = &four(&app, &clerk);
    for (query, expected) in [
        ("", vec![enforcement, decision, contract, earlier]),
        ("sort=reviewed_on", vec![earlier, contract, decision, enforcement]),
        ("year=2024&subject_kind=contract,decision", vec![decision, contract]),
        ("outcome=not_passed", vec![enforcement]),
        ("adviser_consulted=true", vec![contract, earlier]),
        ("adviser_consulted=false", vec![decision]),
        ("from=2024-06-20&to=2024-06-30", vec![decision]),
        ("q=供暖&year=2023", vec![earlier]),
    ] {
        let found = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

/// A resource of two words has a hyphen in its path, and its changes are found by that.
#[test]
fn changes_are_found_by_the_name_in_the_path() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let id = enter(&app, &clerk, &json!({}));
    let changes = app.get(&clerk, "/api/v1/changes?resource=legality-reviews").send().expect(200).body;
    let found: Vec<(&Value, &Value)> = changes["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (&change["resource"], &change["record_id"]))
        .collect();
    assert_eq!(found, [(&json!("legality-reviews"), &json!(id))]);
}
