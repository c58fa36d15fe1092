//! Figures of a year that was reported on, changed in silence; and days that have not come.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, bodies, spawn_app};

/// The day it is in Beijing.
fn today() -> NaiveDate {
    (Utc::now() + TimeDelta::hours(8)).date_naive()
}

/// Whether a change of a record goes through without a reason.
fn is_free(app: &App, token: &Token, path: &str, change: &Value) -> bool {
    let answer = app.patch(token, path, change).if_match("*").without_reason().send();
    match answer.status {
        200 => true,
        _ => answer.expect_problem(400, "change_reason_required").status == 200,
    }
}

fn enter(app: &App, token: &Token, resource: &str, body: &Value) -> String {
    format!(
        "/api/v1/{resource}/{}",
        app.post(token, &format!("/api/v1/{resource}"), body).send().expect(201).id()
    )
}

#[test]
fn entering_a_record_of_a_past_year_needs_a_reason() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // No figure reads a report.
    for (resource, body) in bodies::of_resources().filter(|(resource, _)| *resource != "reports") {
        let path = format!("/api/v1/{resource}");
        let silent = app.post(&clerk, &path, &body).without_reason().send();
        silent.expect_problem(400, "change_reason_required");
        assert_eq!(app.get(&clerk, &path).send().ids(), [""; 0], "{resource}");
        app.post(&clerk, &path, &body).reason("补录").send().expect(201);
    }
    let now = bodies::with(bodies::activity(), &json!({"held_on": format!("{}-01-01", today().year())}));
    app.post(&clerk, "/api/v1/activities", &now).without_reason().send().expect(201);
}

/// The rule follows the years whose figures change, not the year a record is of.
#[test]
fn what_changes_no_figure_of_a_past_year_needs_no_reason() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let year = today().year();
    let (first, past) = (format!("{year}-01-01"), format!("{}-12-31", year - 1));
    let pending = json!({"township_code": GUDUI, "kind": "mediation", "subject": "草场纠纷", "accepted_on": "2024-03-11"});
    let case = enter(&app, &clerk, "cases", &pending);
    let closed = json!({"closed_on": first, "outcome": "succeeded", "agreement": "oral", "amount": "5.00"});
    assert!(is_free(&app, &clerk, &case, &closed), "closed now, it counts in this year's figures");
    assert!(
        !is_free(&app, &clerk, &case, &json!({"closed_on": past})),
        "closed in a past year, in that one's"
    );
    assert!(
        !is_free(&app, &clerk, &case, &json!({"kind": "petition", "agreement": null})),
        "it was accepted in 2024"
    );
    let member = enter(&app, &clerk, "members", &bodies::member());
    assert!(
        is_free(&app, &clerk, &member, &json!({"serves_to": first})),
        "who served served all of the past years"
    );
    assert!(!is_free(&app, &clerk, &member, &json!({"serves_to": past})));
    let tasks = json!([{"title": "甲", "due_on": "2024-12-31"}, {"title": "乙", "due_on": first}]);
    let path = enter(&app, &clerk, "plans", &bodies::with(bodies::plan(), &json!({ "tasks": tasks })));
    let mut tasks = app.get(&clerk, &path).send().expect(200).body["tasks"].clone();
    tasks[1]["status"] = json!("done");
    assert!(is_free(&app, &clerk, &path, &json!({ "tasks": tasks })), "the task is this year's");
    tasks[0]["status"] = json!("done");
    assert!(!is_free(&app, &clerk, &path, &json!({ "tasks": tasks })));
    let now = bodies::with(bodies::activity(), &json!({"held_on": first}));
    let activity = enter(&app, &clerk, "activities", &now);
    assert!(is_free(&app, &clerk, &activity, &json!({"sessions": 2})));
    assert!(!is_free(&app, &clerk, &activity, &json!({"held_on": past})), "into a past year");
    app.patch(&clerk, &activity, &json!({"held_on": past})).if_match("*").reason("更正").send().expect(200);
    assert!(!is_free(&app, &clerk, &activity, &json!({"held_on": first})), "and out of it");
}

#[test]
fn what_has_happened_does_not_lie_ahead() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let (now, tomorrow) = (today().to_string(), (today() + Days::new(2)).to_string());
    let event = json!([{"kind": "replied", "occurred_on": tomorrow}]);
    for (resource, body, patch, place) in [
        ("activities", bodies::activity(), json!({"held_on": tomorrow}), "/held_on"),
        ("cases", bodies::petition(), json!({"accepted_on": tomorrow, "events": []}), "/accepted_on"),
        ("cases", bodies::petition(), json!({"closed_on": tomorrow, "outcome": "succeeded"}), "/closed_on"),
        ("cases", bodies::case(), json!({"judicially_confirmed_on": tomorrow}), "/judicially_confirmed_on"),
        ("cases", bodies::petition(), json!({ "events": event }), "/events/0/occurred_on"),
        ("plans", bodies::plan(), json!({"adopted_on": tomorrow}), "/adopted_on"),
        ("members", bodies::member(), json!({"serves_from": tomorrow}), "/serves_from"),
    ] {
        let body = bodies::with(body, &patch);
        let refused = app
            .post(&clerk, &format!("/api/v1/{resource}"), &body)
            .send()
            .expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [(place.to_owned(), "in_future".to_owned())], "{}", refused.body);
        let today = body.to_string().replace(&tomorrow, &now);
        let today: Value = serde_json::from_str(&today).unwrap();
        app.post(&clerk, &format!("/api/v1/{resource}"), &today).send().expect(201);
    }
    let ahead = json!({"period_from": "2098-01-01", "period_to": "2099-12-31", "adopted_on": null, "status": "draft",
        "tasks": [{"title": "甲", "due_on": "2099-12-31"}]});
    enter(&app, &clerk, "plans", &bodies::with(bodies::plan(), &ahead));
    enter(&app, &clerk, "members", &bodies::with(bodies::member(), &json!({"serves_to": "2099-12-31"})));
    enter(
        &app,
        &clerk,
        "activities",
        &bodies::with(bodies::activity(), &json!({"held_on": now, "ends_on": "2099-12-31"})),
    );
}

/// A record of before the rule can be read and voided; what is changed in it, or restored, is put right.
#[test]
fn a_day_ahead_that_was_entered_before_is_put_right_with_the_next_change() {
    use diesel::connection::SimpleConnection;
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let path = enter(&app, &clerk, "activities", &bodies::activity());
    app.connect().batch_execute("UPDATE activities SET held_on = '2099-05-20', year = 2099").unwrap();
    app.get(&clerk, &path).send().expect(200);
    let changed = app.patch(&clerk, &path, &json!({"sessions": 2})).if_match("*").send();
    assert_eq!(changed.expect_problem(422, "invalid_body").violations()[0].1, "in_future");
    app.delete(&clerk, &path).if_match("*").send().expect(200);
    let restored = app.restore(&clerk, &path).if_match("*").send();
    assert_eq!(restored.expect_problem(422, "invalid_body").violations()[0].1, "in_future");
}
