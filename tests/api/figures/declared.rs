//! What townships declare of figures for which they have no records.

use serde_json::{Value, json};

use super::{activity, figure, figures, item, mediation, value};
use crate::support::{App, Token, spawn_app};

fn declare(app: &App, token: &Token, township: &str, says: &str, indicators: &[&str]) -> String {
    let body = json!({"township_code": township, "year": 2024, "indicators": indicators, "says": says});
    app.post(token, "/api/v1/declarations", &body).send().expect(201).id()
}

#[test]
fn a_declaration_of_none_makes_a_count_zero_and_withdrawing_it_unknown() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk("540526201"), app.officer("540526"));
    let read = |indicator| figure(&app, &clerk, "540526201", 2024, indicator);
    let etag = figures(&app, &officer, "540526", "year=2024").etag();
    let id = declare(
        &app,
        &clerk,
        "540526201",
        "none",
        &["penalty_cases", "disputes_accepted", "legal_consultations"],
    );
    for (indicator, expected) in [
        ("penalty_cases", json!(0)),
        ("penalties_imposed", json!(0)),
        ("fines", json!("0.00")),
        ("disputes_accepted", json!(0)),
        ("disputes_pending", json!(0)),
        ("mediation_success_rate", json!("zero_denominator")),
        ("legal_consultations", json!(0)),
        ("publicity_activities", json!("no_records")),
        ("petitions", json!("no_records")),
    ] {
        assert_eq!(value(&read(indicator)), expected, "{indicator}");
    }
    assert_eq!(read("penalty_cases")["declared"], json!({"none": 1, "without_figure": 0}));
    let county = figures(&app, &officer, "540526", "year=2024&by=township");
    assert_ne!(county.etag(), etag);
    assert_eq!(county.body["coverage"], json!({"townships": 4, "reporting": 1}), "a declaration is a report");
    let filed: Vec<Value> = county.body["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| item(&row["items"], "penalty_cases")["declared"].clone())
        .collect();
    assert_eq!(
        filed,
        [Value::Null, Value::Null, Value::Null, Value::Null, json!({"none": 1, "without_figure": 0})]
    );
    app.delete(&clerk, &format!("/api/v1/declarations/{id}")).if_match("\"1\"").send().expect(200);
    assert_eq!(value(&read("penalty_cases")), "no_records");
}

/// 定期召开: the report says so, and no number was kept.
#[test]
fn what_is_declared_without_a_figure_is_no_zero() {
    let app = spawn_app();
    let (clerk, nation) = (app.clerk("540526201"), app.admin("CN"));
    declare(&app, &clerk, "540526201", "without_figure", &["leading_group_meetings", "legal_consultations"]);
    // Twice: computed from records, then read from what was stored.
    for region in ["540526201", "540526", "5405", "CN", "CN"] {
        let meetings = figure(&app, &nation, region, 2024, "leading_group_meetings");
        assert_eq!(
            (&meetings["status"], value(&meetings)),
            (&json!("missing"), json!("declared_without_figure")),
            "{region}"
        );
        assert_eq!(meetings["declared"], json!({"none": 0, "without_figure": 1}), "{region}");
    }
    assert_eq!(value(&figure(&app, &clerk, "540526201", 2024, "key_problems_solved")), "no_records");
}

/// An activity leaves materials and consultations open; the township says that there were none, and that nobody counted them.
#[test]
fn a_declaration_tells_what_records_leave_open() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    activity(&app, &clerk, &json!({}));
    declare(&app, &clerk, "540526201", "none", &["publicity_materials"]);
    declare(&app, &clerk, "540526201", "without_figure", &["legal_consultations"]);
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    assert_eq!(read("publicity_materials"), 0);
    assert_eq!(read("legal_consultations"), "declared_without_figure");
    activity(&app, &clerk, &json!({"materials": 7, "consultations": 3}));
    assert_eq!(
        (read("publicity_materials"), read("legal_consultations")),
        (json!(7), json!(3)),
        "records win"
    );
}

#[test]
fn records_win_over_a_declaration_and_the_contradiction_is_a_finding() {
    let app = spawn_app();
    let (clerk, nation) = (app.clerk("540526201"), app.admin("CN"));
    declare(&app, &clerk, "540526201", "none", &["disputes_accepted", "petitions"]);
    mediation(&app, &clerk, &json!({}));
    for region in ["540526201", "540526", "5405", "CN", "CN"] {
        let disputes = figure(&app, &nation, region, 2024, "disputes_accepted");
        assert_eq!(value(&disputes), 1, "{region}");
        assert_eq!(disputes["findings"], json!(["records_contradict_declaration"]), "{region}");
        assert_eq!(figure(&app, &nation, region, 2024, "petitions")["findings"], json!([]), "{region}");
    }
}
