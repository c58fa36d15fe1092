//! The traps of the field: person-times and persons, sessions, joint activities, the year's end, estimates.

use serde_json::{Value, json};

use super::{activity, figure, figures, item, mediation, value};
use crate::support::spawn_app;

#[test]
fn a_three_day_course_is_one_course_and_six_sessions() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    activity(
        &app,
        &clerk,
        &json!({"kind": "training", "held_on": "2024-05-20", "ends_on": "2024-05-22", "sessions": 6}),
    );
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    assert_eq!((read("training_courses"), read("training_sessions")), (json!(1), json!(6)));
}

/// Twelve persons at one training and ten of them again at another are 22 person-times, and twelve persons at least.
#[test]
fn person_times_are_not_persons() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for persons in [12, 10] {
        activity(
            &app,
            &clerk,
            &json!({"kind": "training", "persons": persons, "person_times": persons, "staff_due": 16}),
        );
    }
    let read = |indicator| value(&figure(&app, &clerk, "540526201", 2024, indicator));
    assert_eq!((read("training_person_times"), read("training_persons")), (json!(22), json!(12)));
    // 22 of 32.
    assert_eq!(read("training_attendance_rate"), "68.75");
    assert_eq!(
        read("training_coverage"),
        "no_records",
        "attendance is no coverage: the same persons may have come twice"
    );
    let path = "/api/v1/regions/540526201/figures/training_persons/sources?year=2024";
    let sources = app.get(&clerk, path).send().expect(200).body["items"].clone();
    assert_eq!(
        (sources.as_array().unwrap().len(), &sources[0]["value"]),
        (1, &json!(12)),
        "one record makes the figure"
    );
}

/// One event of two townships: each took part in one, the county held one; the leaflets are counted where recorded.
#[test]
fn a_joint_activity_counts_for_each_township_and_once_above() {
    let app = spawn_app();
    let (gudui, zhegu, officer) = (app.clerk("540526201"), app.clerk("540526101"), app.officer("540526"));
    let id = activity(
        &app,
        &gudui,
        &json!({"kind": "publicity", "joint_townships": ["540526101"], "materials": 100}),
    );
    app.decide(&zhegu, &id, "540526101", "confirm").send().expect(200);
    for (region, token) in [("540526201", &gudui), ("540526101", &zhegu), ("540526", &officer)] {
        assert_eq!(value(&figure(&app, token, region, 2024, "publicity_activities")), 1, "{region}");
    }
    assert_eq!(value(&figure(&app, &zhegu, "540526101", 2024, "publicity_materials")), "not_stated");
    assert_eq!(value(&figure(&app, &officer, "540526", 2024, "publicity_materials")), 100);
    let path = "/api/v1/regions/540526101/figures/publicity_activities/sources?year=2024";
    let sources = app.get(&zhegu, path).send().expect(200);
    assert_eq!(sources.body["items"][0]["township_code"], "540526201");
    let matrix =
        figures(&app, &officer, "540526", "year=2024&by=township&indicators=publicity_activities").body;
    let cells: Vec<Value> =
        matrix["rows"].as_array().unwrap().iter().map(|row| value(&row["items"][0])).collect();
    assert_eq!(cells, [json!("no_records"), json!("no_records"), json!(1), json!("no_records"), json!(1)]);
    assert_eq!(value(&matrix["total"]["items"][0]), 1);
    assert_eq!(
        matrix["coverage"],
        json!({"townships": 4, "reporting": 1}),
        "a partner has reported nothing of its own"
    );
    let prefecture = figures(&app, &app.admin("CN"), "5405", "year=2024").body;
    assert_eq!(prefecture["coverage"]["reporting"], 1);
}

#[test]
fn a_joint_activity_changes_the_tag_of_every_township_in_it() {
    let app = spawn_app();
    let (gudui, zhegu) = (app.clerk("540526201"), app.clerk("540526101"));
    let id = activity(&app, &gudui, &json!({"kind": "publicity", "joint_townships": ["540526101"]}));
    app.decide(&zhegu, &id, "540526101", "confirm").send().expect(200);
    let etag = figures(&app, &zhegu, "540526101", "year=2024").etag();
    let path = format!("/api/v1/activities/{id}");
    app.patch(&gudui, &path, &json!({"joint_townships": []})).if_match("\"1\"").send().expect(200);
    let after = figures(&app, &zhegu, "540526101", "year=2024");
    assert_ne!(after.etag(), etag);
    assert_eq!(value(&item(&after.body["items"], "publicity_activities")), "no_records");
}

/// Accepted in November and settled in January: carried in + accepted = closed + pending, in both years.
#[test]
fn a_case_over_the_year_s_end_is_carried_and_lost_in_neither_year() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    mediation(
        &app,
        &clerk,
        &json!({"accepted_on": "2023-11-20", "closed_on": "2024-01-15", "outcome": "succeeded"}),
    );
    mediation(
        &app,
        &clerk,
        &json!({"accepted_on": "2024-02-01", "closed_on": "2024-02-09", "outcome": "failed"}),
    );
    mediation(&app, &clerk, &json!({"accepted_on": "2024-12-31"}));
    let names = [
        "disputes_carried_in",
        "disputes_accepted",
        "disputes_closed",
        "disputes_pending",
        "disputes_resolved",
    ];
    let read = |year| names.map(|name| value(&figure(&app, &clerk, "540526201", year, name)));
    assert_eq!(read(2023), [0, 1, 0, 1, 0].map(Value::from));
    assert_eq!(read(2024), [1, 2, 2, 1, 1].map(Value::from));
    let rate = figure(&app, &clerk, "540526201", 2024, "mediation_success_rate");
    assert_eq!(
        (value(&rate), &rate["numerator"], &rate["denominator"]),
        (json!("33.33"), &json!(1), &json!(3))
    );
    // The case that is carried into 2025 is a record of that year.
    assert_eq!(read(2025), [1, 0, 0, 1, 0].map(Value::from));
}

#[test]
fn estimates_are_marked() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    activity(&app, &clerk, &json!({"kind": "publicity", "audience": 40}));
    let read = || figure(&app, &clerk, "540526201", 2024, "publicity_audience");
    assert_eq!((read()["value"].clone(), read()["estimated"].clone()), (json!(40), json!(false)));
    activity(&app, &clerk, &json!({"kind": "publicity", "audience": 60, "audience_estimated": true}));
    assert_eq!((read()["value"].clone(), read()["estimated"].clone()), (json!(100), json!(true)));
    assert_eq!(read()["estimated_share"], "60.00");
    // What another township estimated is no estimate of a partner's.
    let body = json!({"kind": "publicity", "township_code": "540526101", "joint_townships": ["540526201"], "audience": 1000,
        "audience_estimated": true});
    let zhegu = app.clerk("540526101");
    let joint = activity(&app, &zhegu, &body);
    app.decide(&clerk, &joint, "540526201", "confirm").send().expect(200);
    assert_eq!((read()["value"].clone(), read()["estimated_share"].clone()), (json!(100), json!("60.00")));
    let county = figure(&app, &app.officer("540526"), "540526", 2024, "publicity_audience");
    // 1,060 of 1,100.
    assert_eq!((county["value"].clone(), county["estimated_share"].clone()), (json!(1100), json!("96.36")));
}

/// Two heads, one of whom is also office director; one member whose term ended the day before, one on the day itself.
#[test]
fn members_are_persons_on_31_december_and_not_added_up() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk("540526201"), app.officer("540526"));
    let member = |name: &str, body: &str, role: &str, from: &str, to: Value| {
        let body = json!({"township_code": "540526201", "person_name": name, "office": "乡长", "group_role": role,
            "body": body, "serves_from": from, "serves_to": to});
        app.post(&clerk, "/api/v1/members", &body).send().expect(201);
    };
    let read = |region, token, indicator| value(&figure(&app, token, region, 2024, indicator));
    member("甲", "committee", "head", "2022-01-01", Value::Null);
    member("乙", "committee", "member", "2022-01-01", Value::Null);
    let counts =
        || ["leading_group_members", "leading_group_heads"].map(|code| read("540526201", &clerk, code));
    assert_eq!(counts(), [2, 1].map(Value::from), "the committee stands for the group");
    member("丙", "leading_group", "head", "2022-01-01", Value::Null);
    member("丁", "leading_group", "head", "2024-03-01", Value::Null);
    member("丁", "leading_group", "office_director", "2024-03-01", Value::Null);
    member("戊", "leading_group", "member", "2023-01-01", json!("2024-12-30"));
    member("己", "leading_group", "member", "2023-01-01", json!("2024-12-31"));
    assert_eq!(counts(), [3, 2].map(Value::from), "丙, 丁 and 己; heads 丙 and 丁");
    let path = "/api/v1/regions/540526201/figures/leading_group_members/sources?year=2024";
    assert_eq!(app.get(&clerk, path).send().expect(200).ids().len(), 3, "a record for each person");
    let heads = figure(&app, &officer, "540526", 2024, "leading_group_heads");
    assert_eq!((value(&heads), &heads["sources"]), (json!("not_additive"), &Value::Null));
    let query = "year=2024&breakdown=body&indicators=leading_group_members";
    assert_eq!(figures(&app, &officer, "540526", query).body["items"][0]["parts"], Value::Null);
}

#[test]
fn money_is_exact() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for amount in ["0.10", "0.20", "9999999999.05"] {
        mediation(
            &app,
            &clerk,
            &json!({"closed_on": "2024-03-09", "outcome": "succeeded", "amount": amount}),
        );
    }
    assert_eq!(value(&figure(&app, &clerk, "540526201", 2024, "disputes_amount")), "9999999999.35");
}
