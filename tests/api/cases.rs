//! What is special to cases: the statutory clock, closure and what was agreed.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/cases";

fn enter(app: &App, clerk: &Token, body: &Value) -> Answer {
    app.post(clerk, LIST, body).send().expect(201)
}

fn item(case: &Answer) -> String {
    format!("{LIST}/{}", case.id())
}

fn event(kind: &str, day: &str) -> Value {
    json!({"kind": kind, "occurred_on": day})
}

fn extended(day: &str, until: &str) -> Value {
    json!({"kind": "extended", "occurred_on": day, "until": until, "approved_by": "乡长"})
}

/// A petition of 1 March 2024 with these events after its acceptance.
fn petition(events: &[Value]) -> Value {
    let mut all = vec![event("accepted", "2024-03-01")];
    all.extend_from_slice(events);
    bodies::with(bodies::petition(), &json!({"events": all}))
}

/// The same of the kind whose clock can be paused (行政复议法 art. 39), by other events.
fn reconsideration(events: &[Value]) -> Value {
    let none = json!({"kind": "reconsideration", "channel": null, "pathway": null, "repeated": null, "backlog": null});
    bodies::with(petition(events), &none)
}

#[test]
fn a_petition_is_due_in_sixty_days_unless_extended() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let pause = [event("paused", "2024-03-11"), event("resumed", "2024-03-21")];
    for (events, due) in [
        (&[][..], json!("2024-04-30")),
        (&[extended("2024-04-20", "2024-05-15")], json!("2024-05-15")),
        // 信访工作条例 art. 34 knows no pause: time runs on, and can be extended meanwhile.
        (&pause, json!("2024-04-30")),
        (&pause[..1], json!("2024-04-30")),
        (&[pause[0].clone(), extended("2024-03-12", "2024-05-15")], json!("2024-05-15")),
    ] {
        let case = enter(&app, &clerk, &petition(events));
        assert_eq!(case.body["due_on"], due, "{events:?}");
        assert_eq!(app.get(&clerk, &item(&case)).send().expect(200).body["due_on"], due);
    }
    for pathway in [json!(1), json!(5), json!(null)] {
        let other = bodies::with(bodies::petition(), &json!({ "pathway": pathway }));
        assert_eq!(enter(&app, &clerk, &other).body["due_on"], json!(null), "{pathway}");
    }
    assert_eq!(enter(&app, &clerk, &bodies::case()).body["due_on"], json!(null), "mediation has no time set");
}

#[test]
fn the_clock_follows_every_change() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let case = enter(&app, &clerk, &reconsideration(&[]));
    let steps = [
        (reconsideration(&[event("paused", "2024-03-11")]), json!(null)),
        (
            reconsideration(&[event("paused", "2024-03-11"), event("resumed", "2024-03-12")]),
            // 1 May and the days up to the 5th are a holiday.
            json!("2024-05-06"),
        ),
        (reconsideration(&[extended("2024-04-30", "2024-05-30")]), json!("2024-05-30")),
    ];
    for (version, (body, due)) in (1..).zip(&steps) {
        let patch = json!({"events": body["events"]});
        let patched = app.patch(&clerk, &item(&case), &patch).if_match(&format!("\"{version}\"")).send();
        assert_eq!(&patched.expect(200).body["due_on"], due);
    }
    let other = app.patch(&clerk, &item(&case), &json!({"kind": "litigation"})).if_match("\"4\"").send();
    let other = other.expect(200);
    assert_eq!(other.body["due_on"], json!(null));
    let set = app.patch(&clerk, &item(&case), &json!({"due_on": "2024-12-31"})).if_match("\"5\"").send();
    assert_eq!(set.expect(422).violations(), [("/due_on".to_owned(), "read_only".to_owned())]);
}

#[test]
fn extensions_together_are_at_most_thirty_days() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let last = [extended("2024-04-20", "2024-05-15"), extended("2024-05-10", "2024-05-30")];
    assert_eq!(enter(&app, &clerk, &petition(&last)).body["due_on"], json!("2024-05-30"));
    for (events, place) in [
        (&[extended("2024-04-20", "2024-05-31")][..], "/events/1/until"),
        (&[extended("2024-04-20", "2024-04-30")], "/events/1/until"),
        (&[extended("2024-04-20", "2024-05-15"), extended("2024-05-10", "2024-05-31")], "/events/2/until"),
    ] {
        let refused = app.post(&clerk, LIST, &petition(events)).send().expect_problem(422, "invalid_body");
        assert!(refused.violates(place), "{place}: {:?}", refused.violations());
    }
    let while_paused =
        reconsideration(&[event("paused", "2024-03-11"), extended("2024-03-12", "2024-05-15")]);
    let refused = app.post(&clerk, LIST, &while_paused).send().expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/events/2/kind".to_owned(), "paused".to_owned())]);
}

#[test]
fn overdue_cases_are_found_by_the_day_one_looks() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let open = enter(&app, &clerk, &petition(&[])).id();
    let closed = json!({"closed_on": "2024-05-20", "outcome": "succeeded", "events": []});
    let late = enter(&app, &clerk, &bodies::with(bodies::petition(), &closed)).id();
    let in_time = json!({"closed_on": "2024-04-30", "outcome": "succeeded", "events": []});
    enter(&app, &clerk, &bodies::with(bodies::petition(), &in_time));
    enter(&app, &clerk, &reconsideration(&[event("paused", "2024-03-11")]));
    for (day, expected) in [
        ("2024-04-29", &[][..]),
        ("2024-04-30", &[]),
        ("2024-05-01", &[&open, &late]),
        ("2024-05-19", &[&open, &late]),
        ("2024-05-20", &[&open]),
        ("2100-01-01", &[&open]),
    ] {
        let page = app.get(&clerk, &format!("{LIST}?overdue_on={day}&sort=created_at")).send().expect(200);
        assert_eq!(page.ids().iter().collect::<Vec<_>>(), expected, "{day}");
    }
}

/// A case counts in the year it was accepted in; what was closed in a year is another question.
#[test]
fn cases_are_found_by_the_day_they_were_closed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let next_year = json!({"accepted_on": "2023-12-20", "closed_on": "2024-01-05", "events": []});
    let old = enter(&app, &clerk, &bodies::with(bodies::case(), &next_year));
    assert_eq!(old.body["year"], json!(2023));
    let (old, new) = (old.id(), enter(&app, &clerk, &bodies::case()).id());
    enter(&app, &clerk, &bodies::petition());
    for (query, expected) in [
        ("closed_from=2024-01-05&closed_to=2024-03-20", &[&old, &new][..]),
        ("closed_from=2024-01-06", &[&new]),
        ("closed_to=2024-03-19", &[&old]),
        ("closed_to=2024-01-04", &[]),
        ("closed_from=2024-01-01&closed_to=2024-12-31&year=2024", &[&new]),
        ("closed_from=2024-01-01&closed_to=2024-12-31&year=2023", &[&old]),
        ("closed_from=2024-12-31&closed_to=2024-01-01", &[]),
    ] {
        let page = app.get(&clerk, &format!("{LIST}?{query}&sort=created_at")).send().expect(200);
        assert_eq!(page.ids().iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[test]
fn events_keep_the_order_of_their_days_and_their_ids() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // Several on one day stand as they were sent.
    let day = ["registered", "accepted", "replied", "review_asked"].map(|kind| event(kind, "2024-03-01"));
    let body = bodies::with(bodies::petition(), &json!({ "events": day }));
    let case = enter(&app, &clerk, &body);
    let kinds = |case: &Answer| -> Vec<String> {
        let events = case.body["events"].as_array().unwrap();
        events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&case), ["registered", "accepted", "replied", "review_asked"]);
    let mut events = case.body["events"].clone();
    events.as_array_mut().unwrap().push(event("closed", "2024-04-01"));
    let patch = json!({"events": events, "closed_on": "2024-04-01", "outcome": "succeeded"});
    let closed = app.patch(&clerk, &item(&case), &patch).if_match("\"1\"").send().expect(200);
    for (before, after) in
        case.body["events"].as_array().unwrap().iter().zip(closed.body["events"].as_array().unwrap())
    {
        assert_eq!(before, after);
    }
    assert_eq!(app.get(&clerk, &item(&case)).send().expect(200).body, closed.record());
    // Their ids are the case's own: another case may have the same.
    let other = bodies::with(bodies::petition(), &json!({"events": case.body["events"]}));
    assert_eq!(enter(&app, &clerk, &other).body["events"], case.body["events"]);
}

/// A case that was closed and accepted again is open, and its year stays that of the first acceptance.
#[test]
fn a_closed_case_can_be_opened_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let case = enter(&app, &clerk, &bodies::case());
    let mut events = case.body["events"].clone();
    let open = json!({"closed_on": null, "outcome": "pending", "agreement": null, "performed": null, "performed_on": null});
    let still_closed = app.patch(&clerk, &item(&case), &open).if_match("\"1\"").send().expect(422);
    assert_eq!(still_closed.violations(), [("/closed_on".to_owned(), "required".to_owned())]);
    events.as_array_mut().unwrap().push(event("accepted", "2025-02-01"));
    let reopened = bodies::with(open, &json!({ "events": events }));
    let reopened = app.patch(&clerk, &item(&case), &reopened).if_match("\"1\"").send().expect(200);
    assert_eq!((&reopened.body["year"], &reopened.body["outcome"]), (&json!(2024), &json!("pending")));
}

#[test]
fn amounts_are_exact_text() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (sent, kept) in [
        ("0", "0.00"),
        ("0.1", "0.10"),
        ("12000", "12000.00"),
        ("9007199254.99", "9007199254.99"),
        ("10000000000", "10000000000.00"),
    ] {
        let case = enter(&app, &clerk, &bodies::with(bodies::case(), &json!({ "amount": sent })));
        assert_eq!(case.body["amount"], json!(kept));
        let read = app.get(&clerk, &item(&case)).send().expect(200);
        assert_eq!(read.body["amount"], json!(kept), "as the database tells it");
    }
}

/// What one case cannot be about is a mistake. Records from before there was a bound stay what they are.
#[test]
fn an_amount_is_plausible() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for amount in ["10000000000.01", "999999999999.99"] {
        let refused =
            app.post(&clerk, LIST, &bodies::with(bodies::case(), &json!({ "amount": amount }))).send();
        assert_eq!(refused.expect(422).violations(), [("/amount".to_owned(), "implausible".to_owned())]);
    }
    let case = enter(&app, &clerk, &bodies::case());
    app.connect().batch_execute("UPDATE cases SET amount = 999999999999.99").expect("as it was entered once");
    assert_eq!(app.get(&clerk, &item(&case)).send().expect(200).body["amount"], json!("999999999999.99"));
    assert_eq!(app.get(&clerk, LIST).send().expect(200).body["items"][0]["amount"], json!("999999999999.99"));
    let corrected = app.patch(&clerk, &item(&case), &json!({"amount": "12000"})).if_match("\"1\"").send();
    assert_eq!(corrected.expect(200).body["amount"], json!("12000.00"));
}

#[test]
fn the_leader_in_charge_is_a_member_of_the_township() {
    let app = spawn_app();
    let county = app.clerk("540526");
    let member = |township: &str| {
        let body = bodies::with(bodies::member(), &json!({ "township_code": township }));
        app.post(&county, "/api/v1/members", &body).send().expect(201).id()
    };
    let led_by = |id: &str| bodies::with(bodies::case(), &json!({ "leader_member_id": id }));
    let own = member(GUDUI);
    let case = enter(&app, &county, &led_by(&own));
    assert_eq!(case.body["leader_member_id"], json!(own));
    let refused = app.post(&county, LIST, &led_by(&member(ZHEGU))).send().expect(422);
    assert_eq!(refused.violations(), [("/leader_member_id".to_owned(), "unknown_member".to_owned())]);
    app.delete(&county, &format!("/api/v1/members/{own}")).if_match("\"1\"").send().expect(200);
    app.patch(&county, &item(&case), &json!({"amount": "1"})).if_match("\"1\"").send().expect(200);
    let refused = app.post(&county, LIST, &led_by(&own)).send().expect(422);
    assert_eq!(refused.violations(), [("/leader_member_id".to_owned(), "voided_member".to_owned())]);
}

#[test]
fn cases_are_narrowed_by_what_they_are() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let dispute = enter(&app, &clerk, &bodies::case()).id();
    let petition = enter(&app, &clerk, &bodies::petition()).id();
    for (query, expected) in [
        ("kind=mediation", &[&dispute][..]),
        ("kind=petition,penalty", &[&petition]),
        ("outcome=pending", &[&petition]),
        ("outcome=succeeded,failed", &[&dispute]),
        ("mechanism=peoples_mediation", &[&dispute]),
        ("dispute_type=land_grassland", &[&dispute]),
        ("dispute_type=debt", &[]),
        ("organisation_level=township", &[&dispute]),
        ("channel=visit", &[&petition]),
        ("backlog=true", &[&petition]),
        ("backlog=false", &[]),
        ("q=2024-%E8%B0%83-003", &[&dispute]),
    ] {
        let page = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200);
        assert_eq!(page.ids().iter().collect::<Vec<_>>(), expected, "{query}");
    }
}
