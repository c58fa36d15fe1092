//! Zero, missing and not applicable; levels, matrix, comparison, series, sources, tags.

use serde_json::{Value, json};

use super::{activity, figure, figures, item, mediation, value};
use crate::support::spawn_app;

/// A record of a kind makes counts of that kind known, and nothing else.
#[test]
fn a_count_is_zero_only_where_there_are_records_of_its_kind() {
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
    assert_eq!(read("pre_meeting_study"), 0, "one study session, not before a meeting");
    for unknown in
        ["disputes_accepted", "penalty_cases", "fines", "leading_group_members", "training_person_times"]
    {
        assert_eq!(read(unknown), "no_records", "{unknown}");
    }
    assert_eq!(read("publicity_materials"), "not_stated", "activities of every kind are asked for materials");
    assert_eq!(read("mediation_success_rate"), "no_records");
    assert_eq!(value(&figure(&app, &clerk, "540526201", 2023, "study_sessions")), "no_records");
    activity(&app, &clerk, &json!({"kind": "training"}));
    assert_eq!(read("training_person_times"), "not_stated");
    let coverage = figures(&app, &clerk, "540526201", "year=2024").body["coverage"].clone();
    assert_eq!(coverage, json!({"townships": 1, "reporting": 1}));
}

/// A case that is only carried in is a record of the year: nothing was closed, and none of one is 0 %.
#[test]
fn a_case_carried_in_makes_the_year_s_figures_known() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    mediation(&app, &clerk, &json!({"accepted_on": "2023-12-20"}));
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    let course =
        ["disputes_carried_in", "disputes_accepted", "disputes_closed", "disputes_pending"].map(read);
    assert_eq!(course, [1, 0, 0, 1].map(Value::from));
    assert_eq!(read("mediation_success_rate"), "0.00", "0 of 1");
    assert_eq!(read("mediation_success_rate_of_accepted"), "zero_denominator");
    assert_eq!(read("disputes_amount"), "0.00", "no dispute was settled");
    let coverage = figures(&app, &clerk, "540526201", "year=2024").body["coverage"].clone();
    assert_eq!(coverage, json!({"townships": 1, "reporting": 1}));
}

/// One of three trainings states its attendance, one of two petitions whether it is repeated, none of two fines its amount.
#[test]
fn a_sum_says_how_many_records_state_it() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for times in [json!(30), Value::Null, Value::Null] {
        activity(&app, &clerk, &json!({"kind": "training", "person_times": times}));
    }
    for repeated in [json!(true), Value::Null] {
        mediation(&app, &clerk, &json!({"kind": "petition", "repeated": repeated}));
    }
    for _ in 0..2 {
        mediation(
            &app,
            &clerk,
            &json!({"kind": "penalty", "outcome": "succeeded", "closed_on": "2024-03-09"}),
        );
    }
    let read = |indicator| figure(&app, &clerk, "540526201", 2024, indicator);
    for (indicator, expected, stated) in [
        ("training_person_times", json!(30), json!({"records": 1, "of": 3})),
        ("petitions_repeated", json!(1), json!({"records": 1, "of": 2})),
        ("petitions_first", json!(0), json!({"records": 1, "of": 2})),
        ("petition_backlog", json!("not_stated"), json!({"records": 0, "of": 2})),
        ("fines", json!("not_stated"), json!({"records": 0, "of": 2})),
        ("training_sessions", json!(3), Value::Null),
    ] {
        let figure = read(indicator);
        assert_eq!((value(&figure), figure["stated"].clone()), (expected, stated), "{indicator}");
    }
}

/// Money is 0 where no case could have any; a rate is not applicable where its denominator is 0, and missing where unknown.
#[test]
fn nothing_to_count_is_not_the_same_as_nothing_stated() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    mediation(&app, &clerk, &json!({"kind": "penalty"}));
    activity(&app, &clerk, &json!({"kind": "law_exam"}));
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    assert_eq!(
        (read("penalty_cases"), read("penalties_imposed"), read("fines")),
        (json!(1), json!(0), json!("0.00"))
    );
    assert_eq!(read("law_exam_attendance_rate"), "not_stated");
    assert_eq!(read("training_attendance_rate"), "no_records");
    mediation(&app, &clerk, &json!({"kind": "petition"}));
    assert_eq!(read("petition_timely_closure_rate"), "zero_denominator", "no petition with a time limit");
}

/// What there will be on 31 December is not known before it.
#[test]
fn a_stock_has_no_value_before_its_day() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let (today, next_year) = (fazhi::clock::today(), fazhi::clock::this_year() + 1);
    mediation(&app, &clerk, &json!({"accepted_on": today}));
    let read = |indicator| figure(&app, &clerk, "540526201", i32::from(next_year), indicator);
    let pending = read("disputes_pending");
    assert_eq!((&pending["status"], value(&pending)), (&json!("not_yet_due"), json!("not_yet_due")));
    assert_eq!(pending["value_today"], 1);
    let carried = read("disputes_carried_in");
    assert_eq!((value(&carried), carried["value_today"].clone()), (json!("not_yet_due"), Value::Null));
    let over = figure(&app, &clerk, "540526201", i32::from(next_year) - 2, "disputes_pending");
    assert_eq!((value(&over), over["value_today"].clone()), (json!("no_records"), Value::Null));
}

/// A report is written before the year is over: what happens after its cut-off is in the next one, never between two.
#[test]
fn a_period_ends_at_the_cut_off_and_the_next_goes_on() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for (accepted, closed) in
        [("2024-02-01", Some("2024-12-10")), ("2024-12-10", Some("2024-12-11")), ("2024-12-11", None)]
    {
        let outcome = if closed.is_some() { "succeeded" } else { "pending" };
        mediation(&app, &clerk, &json!({"accepted_on": accepted, "closed_on": closed, "outcome": outcome}));
    }
    let names = ["disputes_carried_in", "disputes_accepted", "disputes_closed", "disputes_pending"];
    let read = |query: &str| {
        let body = figures(&app, &clerk, "540526201", query).body;
        names.map(|name| value(&item(&body["items"], name)))
    };
    assert_eq!(read("year=2024"), [0, 3, 2, 1].map(Value::from));
    assert_eq!(read("year=2024&period_to=2024-12-10"), [0, 2, 1, 1].map(Value::from));
    assert_eq!(read("year=2025&period_from=2024-12-11&period_to=2025-12-10"), [1, 1, 1, 1].map(Value::from));
    assert_eq!(read("year=2025"), [1, 0, 0, 1].map(Value::from));
    let body =
        figures(&app, &clerk, "540526201", "year=2024&period_to=2024-12-10&indicators=disputes_closed").body;
    assert_eq!((&body["period_from"], &body["period_to"]), (&json!("2024-01-01"), &json!("2024-12-10")));
    let sources = body["items"][0]["sources"].as_str().unwrap();
    assert_eq!(app.get(&clerk, sources).send().expect(200).ids().len(), 1);
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
    assert_eq!(codes, ["540526000", "540526100", "540526101", "540526200", "540526201"]);
    assert_eq!(value(&cell(1)), "no_records");
    assert_eq!(value(&cell(2)), "100.00");
    assert_eq!(
        (value(&cell(4)), &cell(4)["numerator"], &cell(4)["denominator"]),
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
    assert_eq!(parts, [(json!(1), json!(1)), (json!(0), json!(1))]);
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
        let etag = app
            .get(&officer, &path)
            .header("accept", "application/pdf;q=0.5, */*;q=0.1")
            .send()
            .expect(200)
            .etag();
        for accept in ["application/pdf", "*/*;q=0"] {
            // A condition is not evaluated for a request that is refused without it (RFC 9110 §13.2.1).
            let request = app.get(&officer, &path).header("accept", accept).if_none_match(&etag);
            let refused =
                request.header("accept-language", "en").send().expect_problem(406, "not_acceptable");
            let offered = "The service answers in application/json, text/csv, \
                application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            assert_eq!(refused.body["detail"], offered);
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
        ("year=2024&basis=then", "basis"),
        ("year=2024&period_to=2025-01-01", "period_to"),
        ("year=2024&period_to=2023-12-31", "period_to"),
        ("year=2024&period_from=2022-12-31", "period_from"),
        ("year=2024&period_from=2024-12-11&period_to=2024-12-10", "period_from"),
        ("from=2020&to=2021&period_to=2021-12-10", "period_to"),
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
