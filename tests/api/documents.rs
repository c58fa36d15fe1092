//! What is special to documents: their course, what is found on a list, and the reviews that refer to them.

use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/documents";

fn enter(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, LIST, &bodies::with(bodies::document(), patch)).send().expect(201).id()
}

/// Nothing but a draft.
fn draft() -> Value {
    json!({"township_code": GUDUI, "kind": "normative_document", "title": "古堆乡水源保护办法", "drafted_on": "2023-11-20",
        "status": "drafting"})
}

#[test]
fn documents_are_found_by_where_their_course_stands() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let whole = &enter(&app, &clerk, &json!({}));
    let unfiled = &enter(
        &app,
        &clerk,
        &json!({"issued_on": "2024-04-29", "filed_on": null, "expires_on": "2026-12-31"}),
    );
    let rule = &enter(
        &app,
        &clerk,
        &json!({"kind": "standing_rule", "issued_on": "2024-04-30", "published_on": null, "filed_on": null, "expires_on": null}),
    );
    let drafted = &app.post(&clerk, LIST, &draft()).send().expect(201).id();
    for (query, expected) in [
        ("", vec![rule, unfiled, whole, drafted]),
        ("sort=issued_on", vec![drafted, whole, unfiled, rule]),
        ("status=drafting", vec![drafted]),
        ("kind=normative_document&filed=false", vec![unfiled, drafted]),
        ("filed=true", vec![whole]),
        ("published=false", vec![rule, drafted]),
        ("expires_until=2026-12-31", vec![unfiled]),
        ("expires_until=2026-12-30", vec![]),
        ("year=2023", vec![drafted]),
        ("q=水源", vec![drafted]),
    ] {
        let found = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

/// From the draft over the issue, which moves it into the next year, to the clean-up that repeals it.
#[test]
fn a_document_goes_through_its_course_by_patches() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let id = app.post(&clerk, LIST, &draft()).send().expect(201).id();
    let item = format!("{LIST}/{id}");
    let patch = |version: u8, patch: Value| {
        app.patch(&clerk, &item, &patch).if_match(&format!("\"{version}\"")).send()
    };
    let early = patch(1, json!({"filed_on": "2024-02-01"}));
    assert!(early.expect_problem(422, "invalid_body").violates("/filed_on"));
    let issued = patch(1, json!({"status": "in_force", "issued_on": "2024-01-31"})).expect(200);
    assert_eq!(issued.body["year"], 2024);
    patch(2, json!({"published_on": "2024-02-02", "filed_on": "2024-02-20"})).expect(200);
    let repealed =
        json!({"status": "repealed", "cleaned_up_on": "2025-10-10", "clean_up_result": "repealed"});
    assert_eq!(patch(3, repealed).expect(200).body["year"], 2024);
}

#[test]
fn a_review_refers_to_a_document_of_its_township() {
    let app = spawn_app();
    let (clerk, neighbour) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let own = enter(&app, &clerk, &json!({}));
    let foreign = enter(&app, &neighbour, &json!({"township_code": ZHEGU}));
    let review = |document: &str| {
        let patch = json!({"subject_kind": "normative_document", "document_id": document});
        app.post(&clerk, "/api/v1/legality-reviews", &bodies::with(bodies::legality_review(), &patch)).send()
    };
    let refused = review(&foreign).expect_problem(422, "invalid_body");
    assert_eq!(refused.body["errors"][0]["code"], "unknown_record");
    let reviewed = review(&own).expect(201);
    app.delete(&clerk, &format!("{LIST}/{own}")).if_match("\"1\"").send().expect(200);
    let voided = review(&own).expect_problem(422, "invalid_body");
    assert_eq!(voided.body["errors"][0]["code"], "voided_record");
    // What was referred to before stays.
    let item = format!("/api/v1/legality-reviews/{}", reviewed.id());
    app.patch(&clerk, &item, &json!({"note": "更正"})).if_match("\"1\"").send().expect(200);
}

/// A document of 2024 that is filed this year changes nothing of 2024: no figure of that year reads the filing.
#[test]
fn what_happens_later_is_no_change_of_the_year_of_the_issue() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", enter(&app, &clerk, &json!({"filed_on": null})));
    let today = json!({"filed_on": fazhi::clock::today()});
    app.patch(&clerk, &item, &today).without_reason().if_match("\"1\"").send().expect(200);
    let last_year = json!({"filed_on": format!("{}-12-31", fazhi::clock::this_year() - 1)});
    let refused = app.patch(&clerk, &item, &last_year).without_reason().if_match("\"2\"").send();
    refused.expect_problem(400, "change_reason_required");
}
