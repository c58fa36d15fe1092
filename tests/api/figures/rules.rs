//! Zero, missing and not applicable; levels, matrix, comparison, series, sources, tags.

use serde_json::{Value, json};

use super::{activity, figure, figures, item, mediation, value};
use crate::support::spawn_app;

#[test]
fn nothing_recorded_is_missing_and_a_first_record_makes_the_other_counts_zero() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let before = figures(&app, &clerk, "540526201", "year=2024").body;
    for item in before["items"].as_array().unwrap() {
        assert_eq!((&item["status"], &item["reason"]), (&json!("missing"), &json!("no_records")), "{item}");
        assert_eq!(item["value"], Value::Null);
    }
    activity(&app, &clerk, &json!({}));
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    assert_eq!(read("study_sessions"), 1);
    assert_eq!(read("disputes_accepted"), 0);
    assert_eq!(read("training_person_times"), "not_stated");
    assert_eq!(read("legal_consultations"), "not_stated");
    assert_eq!(read("mediation_success_rate"), "zero_denominator");
    assert_eq!(value(&figure(&app, &clerk, "540526201", 2023, "study_sessions")), "no_records");
}

#[test]
fn a_stated_zero_is_a_zero() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    activity(&app, &clerk, &json!({"kind": "publicity", "consultations": 0}));
    assert_eq!(value(&figure(&app, &clerk, "540526201", 2024, "legal_consultations")), 0);
}

#[test]
fn voided_records_count_no_longer_and_restored_ones_again() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let id = activity(&app, &clerk, &json!({}));
    activity(&app, &clerk, &json!({}));
    let read = || value(&figure(&app, &clerk, "540526201", 2024, "study_sessions"));
    assert_eq!(read(), 2);
    app.delete(&clerk, &format!("/api/v1/activities/{id}")).if_match("\"1\"").send().expect(200);
    assert_eq!(read(), 1);
    app.restore(&clerk, &format!("/api/v1/activities/{id}")).if_match("\"2\"").send().expect(200);
    assert_eq!(read(), 2);
}

/// Two townships of one county: 3 of 4 and 1 of 1 make 4 of 5, which is 80 %, not the average of 75 and 100.
#[test]
fn a_county_rate_is_computed_from_sums() {
    let app = spawn_app();
    let (gudui, zhegu, officer) = (app.clerk("540526201"), app.clerk("540526101"), app.officer("540526"));
    let closed = |outcome: &str| json!({"outcome": outcome, "closed_on": "2024-03-09"});
    for outcome in ["succeeded", "succeeded", "succeeded", "failed"] {
        mediation(&app, &gudui, &closed(outcome));
    }
    let mut elsewhere = closed("succeeded");
    elsewhere["township_code"] = json!("540526101");
    mediation(&app, &zhegu, &elsewhere);
    let matrix = figures(&app, &officer, "540526", "year=2024&by=township").body;
    let cell = |row: usize| item(&matrix["rows"][row]["items"], "mediation_success_rate");
    let codes: Vec<_> =
        matrix["rows"].as_array().unwrap().iter().map(|row| row["region"]["code"].clone()).collect();
    assert_eq!(codes, ["540526100", "540526101", "540526200", "540526201"]);
    assert_eq!(value(&cell(0)), "no_records");
    assert_eq!(value(&cell(1)), "100.00");
    assert_eq!(
        (value(&cell(3)), &cell(3)["numerator"], &cell(3)["denominator"]),
        (json!("75.00"), &json!(3), &json!(4))
    );
    let total = item(&matrix["total"]["items"], "mediation_success_rate");
    assert_eq!(
        (value(&total), &total["numerator"], &total["denominator"]),
        (json!("80.00"), &json!(4), &json!(5))
    );
    assert_eq!(matrix["coverage"], json!({"townships": 4, "reporting": 2}));
    assert_eq!(matrix["columns"][0], matrix["rows"][0]["items"][0]["indicator"]);
}

#[test]
fn every_level_above_adds_up_and_what_is_kept_follows_each_change() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("540526201"), app.admin("CN"));
    let id = activity(&app, &clerk, &json!({"kind": "training", "person_times": 30}));
    let read = |region: &str| value(&figure(&app, &admin, region, 2024, "training_person_times"));
    // Twice: computed from records, then read from what was kept.
    for _ in 0..2 {
        for region in ["540526201", "540526", "5405", "54", "CN"] {
            assert_eq!(read(region), 30, "{region}");
        }
    }
    assert_eq!(app.number("SELECT count(*) FROM county_figures"), 1);
    app.patch(&clerk, &format!("/api/v1/activities/{id}"), &json!({"person_times": 31}))
        .if_match("\"1\"")
        .send()
        .expect(200);
    for region in ["CN", "54", "5405", "540526"] {
        assert_eq!(read(region), 31, "{region}");
    }
    let rows = figures(&app, &admin, "CN", "year=2024&by=province&indicators=training_person_times").body;
    assert_eq!(rows["rows"].as_array().unwrap().len(), 31);
    let tibet =
        rows["rows"].as_array().unwrap().iter().find(|row| row["region"]["code"] == "54").unwrap().clone();
    assert_eq!(value(&tibet["items"][0]), 31);
    assert_eq!(value(&rows["total"]["items"][0]), 31);
    assert_eq!(rows["coverage"], json!({"townships": 41351, "reporting": 1}));
}

#[test]
fn comparison_and_series() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for (year, count) in [(2022, 1), (2023, 2), (2024, 3)] {
        for _ in 0..count {
            activity(&app, &clerk, &json!({"held_on": format!("{year}-06-01")}));
        }
    }
    let answer =
        figures(&app, &clerk, "540526201", "year=2024&compare=previous_year&indicators=study_sessions").body;
    assert_eq!(answer["items"][0]["value"], 3);
    assert_eq!(answer["items"][0]["previous"], json!({"value": 2, "status": "computed"}));
    let series = figures(&app, &clerk, "540526201", "from=2021&to=2024&indicators=study_sessions").body;
    let values: Vec<_> =
        series["years"].as_array().unwrap().iter().map(|year| value(&year["items"][0])).collect();
    assert_eq!(values, [json!("no_records"), json!(1), json!(2), json!(3)]);
}

#[test]
fn a_breakdown_adds_up_to_the_figure() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for body in ["party_committee_study_group", "party_committee_study_group", "leadership_team"] {
        activity(&app, &clerk, &json!({"organising_body": body}));
    }
    activity(&app, &clerk, &json!({}));
    let query = "year=2024&breakdown=organising_body&indicators=study_sessions,disputes_accepted";
    let items = figures(&app, &clerk, "540526201", query).body["items"].clone();
    assert_eq!(items[0]["value"], 4);
    let parts = json!([{"term": null, "value": 1}, {"term": "leadership_team", "value": 1},
        {"term": "party_committee_study_group", "value": 2}]);
    assert_eq!(items[0]["parts"], parts);
    assert_eq!(items[1]["parts"], Value::Null);
}

#[test]
fn the_sources_of_a_figure_are_its_records_and_add_up_to_it() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let ids: Vec<String> = (1..=5)
        .map(|n| {
            activity(
                &app,
                &clerk,
                &json!({"kind": "training", "held_on": format!("2024-0{n}-01"), "person_times": 10 * n}),
            )
        })
        .collect();
    activity(&app, &clerk, &json!({"kind": "training"}));
    let total = figure(&app, &clerk, "540526201", 2024, "training_person_times");
    assert_eq!(total["value"], 150);
    let mut path = format!("{}&limit=2", total["sources"].as_str().unwrap());
    let (mut found, mut sum) = (Vec::new(), 0);
    loop {
        let page = app.get(&clerk, &path).send().expect(200);
        found.extend(page.ids());
        sum += page.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["value"].as_i64().unwrap())
            .sum::<i64>();
        let Some(cursor) = page.next_cursor() else { break };
        path = format!("{}&limit=2&cursor={cursor}", total["sources"].as_str().unwrap());
    }
    assert_eq!((found, sum), (ids, 150));
}

#[test]
fn the_sources_of_a_rate_tell_numerator_from_denominator() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    mediation(&app, &clerk, &json!({"outcome": "succeeded", "closed_on": "2024-03-09"}));
    mediation(&app, &clerk, &json!({"accepted_on": "2024-04-01"}));
    let path = "/api/v1/regions/540526201/figures/mediation_success_rate/sources?year=2024";
    let items = app.get(&clerk, path).send().expect(200).body["items"].clone();
    let parts: Vec<_> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["numerator"].clone(), i["denominator"].clone()))
        .collect();
    assert_eq!(parts, [(json!(1), json!(1)), (Value::Null, json!(1))]);
}

#[test]
fn unchanged_figures_are_304_and_any_write_changes_the_tag() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk("540526201"), app.officer("540526"));
    activity(&app, &clerk, &json!({}));
    for query in
        ["year=2024", "year=2024&by=township", "from=2023&to=2024", "year=2024&compare=previous_year"]
    {
        let path = format!("/api/v1/regions/540526/figures?{query}");
        let etag = app.get(&officer, &path).send().expect(200).etag();
        let again = app.get(&officer, &path).if_none_match(&etag).send().expect(304);
        assert_eq!(again.etag(), etag);
        let id = activity(&app, &clerk, &json!({}));
        let changed = app.get(&officer, &path).if_none_match(&etag).send().expect(200).etag();
        assert_ne!(changed, etag, "{query}");
        app.delete(&clerk, &format!("/api/v1/activities/{id}")).if_match("\"1\"").send().expect(200);
        assert_ne!(app.get(&officer, &path).send().expect(200).etag(), changed, "{query}");
    }
    // A later year's record does not touch an earlier year's figures.
    let etag = figures(&app, &officer, "540526", "year=2024").etag();
    activity(&app, &clerk, &json!({"held_on": "2025-01-01"}));
    assert_eq!(figures(&app, &officer, "540526", "year=2024").etag(), etag);
}

#[test]
fn figures_in_a_media_type_that_is_not_offered_are_refused() {
    let app = spawn_app();
    let officer = app.officer("540526");
    for query in ["year=2024", "year=2024&by=township", "from=2023&to=2024"] {
        let path = format!("/api/v1/regions/540526/figures?{query}");
        let etag =
            app.get(&officer, &path).header("accept", "text/csv;q=0.5, */*;q=0.1").send().expect(200).etag();
        for accept in ["text/csv", "application/json;q=0, */*"] {
            // A condition is not evaluated for a request that is refused without it (RFC 9110 §13.2.1).
            let request = app.get(&officer, &path).header("accept", accept).if_none_match(&etag);
            let refused =
                request.header("accept-language", "en").send().expect_problem(406, "not_acceptable");
            assert_eq!(refused.body["detail"], "The service answers in application/json");
        }
    }
}

#[test]
fn a_clerk_sees_no_figures_beyond_the_township() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for region in ["540526", "540526101", "5405", "CN", "110101001", "999999", "540526299"] {
        let path = format!("/api/v1/regions/{region}/figures?year=2024");
        app.get(&clerk, &path).send().expect_problem(404, "not_found");
        let path = format!("/api/v1/regions/{region}/figures/seminars/sources?year=2024");
        app.get(&clerk, &path).send().expect_problem(404, "not_found");
    }
    app.get(&clerk, "/api/v1/regions/540526201/figures/nothing/sources?year=2024").send().expect(404);
}

#[test]
fn parameters_that_make_no_sense_are_refused_by_name() {
    let app = spawn_app();
    let officer = app.officer("540526");
    for (query, parameter) in [
        ("", "year"),
        ("year=24", "year"),
        ("from=2020", "year"),
        ("from=2024&to=2020", "to"),
        ("from=1990&to=2020", "to"),
        ("year=2024&from=2020&to=2021", "year"),
        ("year=2024&by=county", "by"),
        ("year=2024&by=village", "by"),
        ("year=2024&indicators=study_session", "indicators"),
        ("year=2024&breakdown=colour", "breakdown"),
        ("year=2024&compare=last_year", "compare"),
        ("year=2024&yaer=2024", "yaer"),
    ] {
        let answer = app.get(&officer, &format!("/api/v1/regions/540526/figures?{query}")).send();
        let answer = answer.expect_problem(400, "invalid_parameter");
        assert!(answer.violates(parameter), "{query}: {}", answer.body);
    }
}
