//! Courses that cannot have happened.

use serde_json::{Value, json};

use crate::ledger::cases::rules::tests::broken;

const NONE: [&str; 0] = [];

/// What the events of a pending petition accepted on 1 March 2024, due on 30 April, break.
fn course(events: &Value) -> Vec<String> {
    broken(
        &json!({"kind": "petition", "pathway": 6, "closed_on": null, "outcome": "pending", "events": events}),
    )
}

/// The same of a reconsideration, whose clock can be paused.
fn reconsideration(events: &Value) -> Vec<String> {
    broken(&json!({"kind": "reconsideration", "closed_on": null, "outcome": "pending", "events": events}))
}

fn event(kind: &str, occurred_on: &str) -> Value {
    json!({"kind": kind, "occurred_on": occurred_on})
}

fn extended(until: &str) -> Value {
    json!({"kind": "extended", "occurred_on": "2024-04-20", "until": until, "approved_by": "乡长"})
}

#[test]
fn a_full_course_is_good() {
    let events = json!([
        event("registered", "2024-02-20"),
        event("accepted", "2024-03-01"),
        event("paused", "2024-03-05"),
        event("resumed", "2024-03-10"),
        extended("2024-05-20"),
        event("replied", "2024-05-18"),
        event("closed", "2024-05-18"),
        event("review_asked", "2024-06-01")
    ]);
    let closed = json!({"kind": "petition", "pathway": 6, "closed_on": "2024-05-18", "outcome": "failed", "events": events});
    assert_eq!(broken(&closed), NONE);
}

#[test]
fn events_stand_in_the_order_of_their_days() {
    let events = json!([
        event("accepted", "2024-03-01"),
        event("replied", "2024-03-09"),
        event("replied", "2024-03-08")
    ]);
    assert_eq!(course(&events), ["/events/2/occurred_on order"]);
}

#[test]
fn ids_differ() {
    let id = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";
    let twice = json!({"id": id, "kind": "replied", "occurred_on": "2024-03-09"});
    assert_eq!(course(&json!([twice, twice])), ["/events/1/id duplicate"]);
}

#[test]
fn acceptance_is_that_of_the_case() {
    assert_eq!(course(&json!([event("accepted", "2024-03-02")])), ["/events/0/occurred_on accepted_on"]);
    assert_eq!(course(&json!([event("replied", "2024-02-29")])), ["/events/0/occurred_on period"]);
    assert_eq!(course(&json!([event("registered", "2024-02-20")])), NONE);
}

#[test]
fn closure_is_that_of_the_case() {
    let close = json!([event("closed", "2024-03-19")]);
    assert_eq!(
        broken(&json!({"events": close})),
        ["/events/0/occurred_on closed_on"],
        "the case was closed on the 20th"
    );
    assert_eq!(course(&close), ["/closed_on required"]);
    let reopened = json!([
        event("accepted", "2024-03-01"),
        event("closed", "2024-03-19"),
        event("accepted", "2024-03-25")
    ]);
    assert_eq!(course(&reopened), NONE);
    let closed_again = json!([
        event("closed", "2024-03-10"),
        event("accepted", "2024-03-15"),
        event("closed", "2024-03-20")
    ]);
    assert_eq!(
        broken(&json!({"accepted_on": "2024-03-15", "events": closed_again})),
        ["/events/0/occurred_on period"]
    );
    let closed_again = json!([
        event("accepted", "2024-03-01"),
        event("closed", "2024-03-10"),
        event("accepted", "2024-03-15"),
        event("closed", "2024-03-20")
    ]);
    assert_eq!(broken(&json!({"events": closed_again})), NONE);
}

#[test]
fn pauses_and_resumptions_alternate() {
    assert_eq!(course(&json!([event("resumed", "2024-03-09")])), ["/events/0/kind paused"]);
    assert_eq!(
        course(&json!([event("paused", "2024-03-09"), event("paused", "2024-03-10")])),
        ["/events/1/kind paused"]
    );
    let extended_meanwhile =
        json!([event("paused", "2024-03-09"), extended("2024-05-20"), event("resumed", "2024-05-01")]);
    assert_eq!(reconsideration(&extended_meanwhile), ["/events/1/kind paused"]);
    assert_eq!(course(&extended_meanwhile), NONE, "信访工作条例 knows no pause: time runs on");
    let between = json!([
        event("paused", "2024-03-09"),
        event("replied", "2024-03-10"),
        event("resumed", "2024-03-11")
    ]);
    assert_eq!(course(&between), NONE, "other events may lie between");
    let both =
        [event("paused", "2024-03-09"), event("resumed", "2024-03-10"), event("resumed", "2024-03-11")];
    assert_eq!(course(&json!(both)), ["/events/2/kind paused"]);
}

#[test]
fn nothing_stops_or_extends_a_closed_case() {
    assert_eq!(broken(&json!({"events": [event("paused", "2024-03-21")]})), ["/events/0/occurred_on period"]);
    assert_eq!(broken(&json!({"events": [event("review_asked", "2024-03-21")]})), NONE);
}

#[test]
fn an_extension_says_until_when_and_who_approved() {
    assert_eq!(
        course(&json!([event("extended", "2024-04-20")])),
        ["/events/0/until required", "/events/0/approved_by required"]
    );
    let until = json!([{"kind": "replied", "occurred_on": "2024-04-20", "until": "2024-05-01"}]);
    assert_eq!(course(&until), ["/events/0/until not_for_kind"]);
}

#[test]
fn petitions_are_extended_by_30_days_at_most() {
    assert_eq!(course(&json!([extended("2024-05-30")])), NONE, "30 April + 30");
    assert_eq!(course(&json!([extended("2024-05-31")])), ["/events/0/until extension"]);
    assert_eq!(
        course(&json!([extended("2024-04-30")])),
        ["/events/0/until extension"],
        "no later than before"
    );
    assert_eq!(
        course(&json!([extended("2024-05-20"), extended("2024-06-10")])),
        ["/events/1/until extension"],
        "together"
    );
    assert_eq!(
        course(&json!([extended("2024-05-20"), extended("2024-05-10")])),
        ["/events/1/until extension"],
        "backwards"
    );
    let after_pause =
        json!([event("paused", "2024-03-11"), event("resumed", "2024-03-21"), extended("2024-06-09")]);
    assert_eq!(course(&after_pause), ["/events/2/until extension"], "its clock knows no pause");
    assert_eq!(reconsideration(&after_pause), NONE, "10 May + 30");
}

#[test]
fn other_kinds_have_their_own_limits() {
    let of = |kind: &str, until: &str| {
        broken(&json!({"kind": kind, "closed_on": null, "outcome": "pending", "events": [extended(until)]}))
    };
    assert_eq!(of("reconsideration", "2024-05-31"), ["/events/0/until extension"]);
    assert_eq!(of("penalty", "2024-09-30"), NONE, "行政处罚法 art. 60 leaves it to other rules");
    assert_eq!(of("penalty", "2024-05-30"), ["/events/0/until extension"], "due on that day anyway");
    assert_eq!(of("mediation", "2024-04-21"), NONE);
    assert_eq!(of("mediation", "2024-04-20"), ["/events/0/until extension"], "the day it was granted");
}
