//! Figures of decisions, documents and legality reviews, against numbers counted by hand.

use serde_json::{Value, json};

use super::{enter, figures, item, value};
use crate::support::{App, GUDUI, Token, bodies, spawn_app};

fn review(app: &App, clerk: &Token, fields: &Value) {
    enter(app, clerk, "legality-reviews", &bodies::legality_review(), fields);
}

/// Of the three reviews of 2024: problems 2 + 0, opinions 3 + 1 + 4; adopted 2 + 1 of the 3 + 1 of which it is stated, 75 %.
#[test]
fn reviews_and_their_opinions_are_counted() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    review(&app, &clerk, &json!({}));
    review(
        &app,
        &clerk,
        &json!({"subject_kind": "decision", "reviewed_on": "2024-06-20", "problems_found": 0, "opinions_given": 1,
            "opinions_adopted": 1, "adviser_consulted": false}),
    );
    review(
        &app,
        &clerk,
        &json!({"subject_kind": "enforcement", "reviewed_on": "2024-07-01", "problems_found": null, "opinions_given": 4,
            "opinions_adopted": null, "adviser_consulted": null}),
    );
    review(&app, &clerk, &json!({"submitted_on": null, "reviewed_on": "2023-12-31"}));
    let items = figures(&app, &clerk, GUDUI, "year=2024&breakdown=subject_kind").body["items"].clone();
    let reviews = item(&items, "legality_reviews");
    assert_eq!(value(&reviews), 3);
    let part = |term: &str| json!({"term": term, "value": 1});
    assert_eq!(reviews["parts"], json!([part("contract"), part("decision"), part("enforcement")]));
    for (code, sum, stated) in
        [("review_problems", 2, 2), ("review_opinions", 8, 3), ("adviser_participation", 1, 2)]
    {
        let figure = item(&items, code);
        assert_eq!(
            (value(&figure), &figure["stated"]),
            (json!(sum), &json!({"records": stated, "of": 3})),
            "{code}"
        );
    }
    let rate = item(&items, "opinion_adoption_rate");
    let parts = ["value", "numerator", "denominator"].map(|part| rate[part].clone());
    assert_eq!(parts, [json!("75.00"), json!(3), json!(4)]);
    let path = format!("/api/v1/regions/{GUDUI}/figures/review_opinions/sources?year=2024");
    let sources = app.get(&clerk, &path).send().expect(200).body["items"].clone();
    let added = sources.as_array().unwrap().iter().map(|source| source["value"].as_i64().unwrap());
    assert_eq!(added.collect::<Vec<_>>(), [3, 1, 4], "by date");
    assert_eq!(sources[0]["resource"], "legality-reviews");
    let before = figures(&app, &clerk, GUDUI, "year=2023&indicators=legality_reviews,review_opinions").body;
    assert_eq!((value(&before["items"][0]), value(&before["items"][1])), (json!(1), json!(3)));
    let silent = figures(&app, &clerk, GUDUI, "year=2022&indicators=legality_reviews").body;
    assert_eq!(value(&silent["items"][0]), "no_records", "silence is no zero");
}

/// Issued in 2024: one filed in the year, one filed in 2025, one never. Of 2023: one that was published and filed in 2024, one that
/// was repealed in it.
#[test]
fn documents_count_by_each_day_of_their_course() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let document = |fields: Value| enter(&app, &clerk, "documents", &bodies::document(), &fields);
    document(json!({}));
    document(json!({"filed_on": "2025-01-10"}));
    document(json!({"filed_on": null, "published_on": null}));
    let earlier = json!({"drafted_on": "2023-10-01", "comments_from": null, "comments_to": null, "legality_reviewed_on": null,
        "decided_on": null, "issued_on": "2023-12-20"});
    document(bodies::with(earlier.clone(), &json!({"published_on": "2024-01-02", "filed_on": "2024-01-05"})));
    let repealed = json!({"published_on": "2023-12-21", "filed_on": "2023-12-22", "status": "repealed", "cleaned_up_on": "2024-11-01",
        "clean_up_result": "repealed"});
    document(bodies::with(earlier, &repealed));
    document(json!({"kind": "standing_rule", "filed_on": null}));
    let codes = "normative_documents_issued,normative_documents_published,normative_documents_filed,documents_cleaned_up,\
        documents_repealed,standing_rules_made,filing_rate";
    for (year, expected) in [
        (2023, [json!(2), json!(1), json!(1), json!(0), json!(0), json!("no_records"), json!("50.00")]),
        (2024, [json!(3), json!(3), json!(2), json!(1), json!(1), json!(1), json!("33.33")]),
        (
            2025,
            [
                json!(0),
                json!(0),
                json!(1),
                json!(0),
                json!(0),
                json!("no_records"),
                json!("zero_denominator"),
            ],
        ),
    ] {
        let items =
            figures(&app, &clerk, GUDUI, &format!("year={year}&indicators={codes}")).body["items"].clone();
        let found: Vec<Value> = codes.split(',').map(|code| value(&item(&items, code))).collect();
        assert_eq!(found, expected, "{year}");
    }
}

/// Decided in 2024: one with the five steps, one with a review alone. One is in preparation since 2024, one was decided in 2025.
#[test]
fn decisions_count_in_the_year_in_which_they_were_taken() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let decision = |fields: Value| enter(&app, &clerk, "decisions", &bodies::decision(), &fields);
    decision(json!({}));
    let review = json!([{"kind": "legality_review", "state": "done", "completed_on": "2024-06-01", "passed": true},
        {"kind": "risk_assessment", "state": "not_needed", "reason": "不涉及稳定"}]);
    decision(
        json!({"steps": review, "in_catalogue": null, "catalogue_year": null, "decided_on": "2024-06-03"}),
    );
    decision(json!({"status": "in_preparation", "decided_on": null}));
    decision(json!({"decided_on": "2025-01-02", "in_catalogue": false, "catalogue_year": null, "steps": []}));
    let codes = "major_decisions,decisions_in_catalogue,decisions_with_public_participation,decisions_with_expert_argument,\
        decisions_with_risk_assessment,decisions_with_legality_review,decisions_with_collective_discussion";
    for (year, expected) in [(2024, [2, 1, 1, 1, 1, 2, 1]), (2025, [1, 0, 0, 0, 0, 0, 0])] {
        let items =
            figures(&app, &clerk, GUDUI, &format!("year={year}&indicators={codes}")).body["items"].clone();
        let found: Vec<Value> = codes.split(',').map(|code| value(&item(&items, code))).collect();
        assert_eq!(found, expected, "{year}");
    }
    let listed =
        figures(&app, &clerk, GUDUI, "year=2024&indicators=decisions_in_catalogue").body["items"][0].clone();
    assert_eq!(listed["stated"], json!({"records": 1, "of": 2}));
}
