//! What is special to observations: which one counts, for which unit, and what a stated zero is.

use serde_json::{Value, json};

use crate::figures::{figure, figures, item, value};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/observations";

fn observe(app: &App, token: &Token, (indicator, day, number): (&str, &str, &str), patch: &Value) -> String {
    let body = json!({"indicator": indicator, "observed_on": day, "value": number});
    let body = bodies::with(bodies::with(bodies::observation(), &body), patch);
    app.post(token, LIST, &body).send().expect(201).id()
}

/// The figure of 古堆乡 in a year.
fn read(app: &App, year: i32, indicator: &str) -> Value {
    value(&figure(app, &app.officer("540526"), GUDUI, year, indicator))
}

#[test]
fn of_a_stock_the_latest_of_the_year_counts() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    assert_eq!(read(&app, 2024, "mediators"), "no_records");
    observe(&app, &clerk, ("mediators", "2024-01-31", "7"), &json!({}));
    observe(&app, &clerk, ("mediators", "2024-09-30", "9"), &json!({}));
    observe(&app, &clerk, ("mediators", "2024-06-30", "8"), &json!({}));
    assert_eq!(read(&app, 2024, "mediators"), 9);
    assert_eq!(read(&app, 2025, "mediators"), "no_records", "an earlier year's does not carry over");
    let until = |day: &str| {
        let query = format!("year=2024&period_to={day}&indicators=mediators");
        value(&item(&figures(&app, &clerk, GUDUI, &query).body["items"], "mediators"))
    };
    for (day, expected) in [
        ("2024-01-30", json!("no_records")),
        ("2024-01-31", json!(7)),
        ("2024-06-30", json!(8)),
        ("2024-09-29", json!(8)),
    ] {
        assert_eq!(until(day), expected, "{day}");
    }
    // A period that begins in the year before looks no further back than the year.
    observe(&app, &clerk, ("culture_sites", "2023-12-20", "2"), &json!({}));
    let query = "year=2024&period_from=2023-12-01&indicators=culture_sites";
    assert_eq!(
        value(&item(&figures(&app, &clerk, GUDUI, query).body["items"], "culture_sites")),
        "no_records"
    );
    let sources = format!("/api/v1/regions/{GUDUI}/figures/mediators/sources?year=2024");
    let sources = app.get(&clerk, &sources).send().expect(200).body;
    assert_eq!(
        (&sources["items"][0]["date"], &sources["items"][0]["value"]),
        (&json!("2024-09-30"), &json!(9))
    );
    assert_eq!(sources["items"].as_array().unwrap().len(), 1);
    // The county adds its townships up.
    let theirs = json!({"township_code": ZHEGU});
    observe(&app, &app.clerk(ZHEGU), ("mediators", "2024-03-01", "4"), &theirs);
    assert_eq!(value(&figure(&app, &app.officer("540526"), "540526", 2024, "mediators")), 13);
    assert_eq!(value(&figure(&app, &app.officer("54"), "54", 2024, "mediators")), 13);
}

#[test]
fn a_stock_has_no_value_before_its_day() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let today = fazhi::clock::today();
    observe(&app, &clerk, ("legal_advisers", &today.to_string(), "2"), &json!({}));
    let year: i32 = today.to_string()[..4].parse().unwrap();
    let figure = figure(&app, &clerk, GUDUI, year, "legal_advisers");
    if today.to_string().ends_with("-12-31") {
        assert_eq!(figure["value"], 2);
    } else {
        assert_eq!((&figure["status"], &figure["value_today"]), (&json!("not_yet_due"), &json!(2)));
    }
}

#[test]
fn flows_are_added_up_and_a_stated_zero_is_zero() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    observe(&app, &clerk, ("info_disclosed", "2024-06-30", "40"), &json!({"estimated": true}));
    observe(&app, &clerk, ("info_disclosed", "2024-12-31", "60"), &json!({}));
    observe(&app, &clerk, ("rule_of_law_funds", "2024-12-31", "25000.5"), &json!({}));
    observe(&app, &clerk, ("mass_incidents", "2024-12-31", "0"), &json!({}));
    let disclosed = figure(&app, &clerk, GUDUI, 2024, "info_disclosed");
    assert_eq!((&disclosed["value"], &disclosed["estimated_share"]), (&json!(100), &json!("40.00")));
    assert_eq!(read(&app, 2024, "rule_of_law_funds"), "25000.50");
    assert_eq!(read(&app, 2024, "mass_incidents"), 0);
    assert_eq!(read(&app, 2024, "service_items_handled"), "no_records");
    let query = "year=2024&period_from=2024-07-01&indicators=info_disclosed,mass_incidents";
    let later = figures(&app, &clerk, GUDUI, query).body;
    assert_eq!(value(&item(&later["items"], "info_disclosed")), 60);
    let query = "year=2024&period_to=2024-05-31&indicators=info_disclosed";
    assert_eq!(
        value(&item(&figures(&app, &clerk, GUDUI, query).body["items"], "info_disclosed")),
        "no_records"
    );
}

/// 18 of 20 in one township; another one states only how many were trained.
#[test]
fn coverage_takes_the_townships_that_state_both() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    assert_eq!(read(&app, 2024, "training_coverage"), "no_records");
    observe(&app, &clerk, ("staff_trained", "2024-11-30", "18"), &json!({}));
    assert_eq!(read(&app, 2024, "training_coverage"), "no_records");
    observe(&app, &clerk, ("staff_due_for_training", "2024-01-10", "20"), &json!({}));
    observe(&app, &app.clerk(ZHEGU), ("staff_trained", "2024-11-30", "30"), &json!({"township_code": ZHEGU}));
    for region in [GUDUI, "540526"] {
        let coverage = figure(&app, &app.officer("540526"), region, 2024, "training_coverage");
        let parts = [&coverage["value"], &coverage["numerator"], &coverage["denominator"]];
        assert_eq!(parts, [&json!("90.00"), &json!(18), &json!(20)], "{region}");
    }
    assert_eq!(value(&figure(&app, &app.officer("540526"), "540526", 2024, "staff_trained")), 48);
    // The number of a past year says nothing of this one.
    observe(&app, &clerk, ("staff_trained", "2025-11-30", "19"), &json!({}));
    assert_eq!(read(&app, 2025, "training_coverage"), "no_records");
}

#[test]
fn one_observation_of_a_township_an_indicator_and_a_day() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let day = "2024-12-31";
    let first = observe(&app, &clerk, ("mediators", day, "9"), &json!({}));
    let again = bodies::with(bodies::observation(), &json!({"indicator": "mediators", "value": "8"}));
    let refused = app.post(&clerk, LIST, &again).send().expect_problem(409, "conflict");
    assert_eq!(refused.violations(), [("/observed_on".to_owned(), "taken".to_owned())]);
    assert_eq!(refused.body["conflicts_with"]["id"], json!(first));
    let other = observe(&app, &clerk, ("mediators", "2024-12-30", "8"), &json!({}));
    let moved = json!({"observed_on": day});
    let refused = app.patch(&clerk, &format!("{LIST}/{other}"), &moved).if_match("*").send();
    refused.expect_problem(409, "conflict");
    app.delete(&clerk, &format!("{LIST}/{first}")).if_match("*").send().expect(200);
    app.patch(&clerk, &format!("{LIST}/{other}"), &moved).if_match("*").send().expect(200);
    app.restore(&clerk, &format!("{LIST}/{first}")).if_match("*").send().expect_problem(409, "conflict");
}

/// What was observed under a code that has ended is no value of the unit that it has become; of the years before, it is.
#[test]
fn a_unit_that_was_renamed_is_observed_anew() {
    use fazhi::regions::Code;
    use fazhi::regions::reorganise::{self, Succession};
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    observe(&app, &clerk, ("mediators", "2023-12-31", "7"), &json!({}));
    observe(&app, &clerk, ("mediators", "2024-03-31", "9"), &json!({}));
    observe(&app, &clerk, ("info_disclosed", "2024-03-31", "10"), &json!({}));
    let code = |text| Code::parse(text).unwrap();
    let change = Succession {
        from: code(GUDUI),
        to: code("540526102"),
        on: chrono::NaiveDate::from_ymd_opt(2024, 7, 1).unwrap(),
        name: Some("古堆镇".to_owned()),
    };
    app.db.write_now(|conn| reorganise::succeed(conn, &change)).unwrap();
    let officer = app.officer("540526");
    let of = |year, indicator| value(&figure(&app, &officer, "540526102", year, indicator));
    assert_eq!((of(2023, "mediators"), of(2024, "mediators")), (json!(7), json!("no_records")));
    assert_eq!(of(2024, "info_disclosed"), 10, "what happened is the unit's, whatever it was called");
    observe(
        &app,
        &app.clerk("540526"),
        ("mediators", "2024-12-31", "8"),
        &json!({"township_code": "540526102"}),
    );
    assert_eq!(of(2024, "mediators"), 8);
    assert_eq!(value(&figure(&app, &officer, "540526", 2024, "mediators")), 8);
}

#[test]
fn observations_are_found_by_indicator_and_estimate() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let exact = observe(&app, &clerk, ("mediators", "2024-12-31", "9"), &json!({}));
    let estimate = observe(&app, &clerk, ("law_literates", "2024-12-31", "30"), &json!({"estimated": true}));
    let ids = |query: &str| app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
    assert_eq!(ids("indicator=mediators"), [&*exact]);
    assert_eq!(ids("estimated=true"), [&*estimate]);
    assert_eq!(ids("estimated=false&year=2024"), [&*exact]);
    let record = app.get(&clerk, &format!("{LIST}/{exact}")).send().expect(200).body;
    assert_eq!((&record["value"], &record["estimated"]), (&json!("9.00"), &json!(false)));
}
