//! Days counted by hand on a calendar.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::due_on;
use crate::ledger::cases::CaseInput;

fn due(kind: &str, accepted_on: &str, more: &Value) -> Option<String> {
    let mut case = json!({"township_code": "540526201", "subject": "草场边界", "kind": kind, "accepted_on": accepted_on});
    for (name, value) in more.as_object().unwrap() {
        case[name] = value.clone();
    }
    let case: CaseInput = serde_json::from_value(case).unwrap();
    due_on(&case).map(|day: NaiveDate| day.to_string())
}

fn petition(accepted_on: &str, events: &Value) -> Option<String> {
    due("petition", accepted_on, &json!({"pathway": 6, "events": events}))
}

fn day(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn each_kind_has_the_time_its_law_gives() {
    let none = json!({});
    assert_eq!(
        due("petition", "2024-03-01", &json!({"pathway": 6})),
        day("2024-04-30"),
        "30 days of March, 30 of April"
    );
    assert_eq!(due("penalty", "2024-03-01", &none), day("2024-05-30"), "30 + 30 + 30");
    assert_eq!(due("reconsideration", "2024-03-01", &none), day("2024-04-30"));
    assert_eq!(due("legal_aid", "2024-03-01", &none), day("2024-03-08"));
    assert_eq!(due("mediation", "2024-03-01", &none), None);
    assert_eq!(due("litigation", "2024-03-01", &none), None);
}

#[test]
fn only_the_sixth_pathway_has_the_petition_clock() {
    assert_eq!(due("petition", "2024-03-01", &json!({})), None);
    for pathway in 1..=5 {
        assert_eq!(due("petition", "2024-03-01", &json!({"pathway": pathway})), None);
    }
}

#[test]
fn the_29th_of_february_is_a_day() {
    assert_eq!(due("petition", "2024-01-01", &json!({"pathway": 6})), day("2024-03-01"), "30 + 29 + 1");
    assert_eq!(due("petition", "2023-01-01", &json!({"pathway": 6})), day("2023-03-02"), "30 + 28 + 2");
    assert_eq!(due("legal_aid", "2024-02-22", &json!({})), day("2024-02-29"));
    assert_eq!(due("penalty", "2024-02-29", &json!({})), day("2024-05-29"), "31 + 30 + 29");
}

#[test]
fn a_clock_runs_on_over_the_end_of_the_year() {
    assert_eq!(due("petition", "2023-12-15", &json!({"pathway": 6})), day("2024-02-13"), "16 + 31 + 13");
    assert_eq!(due("penalty", "2023-12-31", &json!({})), day("2024-03-30"), "31 + 29 + 30");
    assert_eq!(due("legal_aid", "2024-12-31", &json!({})), day("2025-01-07"));
}

fn event(kind: &str, occurred_on: &str) -> Value {
    json!({"kind": kind, "occurred_on": occurred_on})
}

fn extended(occurred_on: &str, until: &str) -> Value {
    json!({"kind": "extended", "occurred_on": occurred_on, "until": until, "approved_by": "乡长"})
}

#[test]
fn the_last_extension_sets_the_day() {
    let once = json!([extended("2024-04-20", "2024-05-15")]);
    assert_eq!(petition("2024-03-01", &once), day("2024-05-15"));
    let twice = json!([extended("2024-04-20", "2024-05-15"), extended("2024-05-10", "2024-05-30")]);
    assert_eq!(petition("2024-03-01", &twice), day("2024-05-30"));
    assert_eq!(due("mediation", "2024-03-01", &json!({"events": once})), None, "there is no time to extend");
}

#[test]
fn days_paused_are_added() {
    let ten_days = json!([event("paused", "2024-03-11"), event("resumed", "2024-03-21")]);
    assert_eq!(petition("2024-03-01", &ten_days), day("2024-05-10"), "30 April + 10");
    let same_day = json!([event("paused", "2024-03-11"), event("resumed", "2024-03-11")]);
    assert_eq!(petition("2024-03-01", &same_day), day("2024-04-30"));
    let twice = json!([
        event("paused", "2024-03-11"),
        event("resumed", "2024-03-21"),
        event("paused", "2024-04-01"),
        event("resumed", "2024-04-06")
    ]);
    assert_eq!(petition("2024-03-01", &twice), day("2024-05-15"), "30 April + 10 + 5");
    let over_new_year = json!([event("paused", "2023-12-20"), event("resumed", "2024-01-10")]);
    assert_eq!(petition("2023-12-15", &over_new_year), day("2024-03-05"), "13 February + 21");
    let over_leap_day = json!([event("paused", "2024-02-28"), event("resumed", "2024-03-01")]);
    assert_eq!(petition("2024-02-01", &over_leap_day), day("2024-04-03"), "1 April + 2");
}

#[test]
fn a_pause_counts_on_top_of_an_earlier_extension_only() {
    let pause_last = json!([
        extended("2024-04-20", "2024-05-15"),
        event("paused", "2024-05-01"),
        event("resumed", "2024-05-04")
    ]);
    assert_eq!(petition("2024-03-01", &pause_last), day("2024-05-18"));
    let pause_first = json!([
        event("paused", "2024-03-11"),
        event("resumed", "2024-03-21"),
        extended("2024-05-01", "2024-06-01")
    ]);
    assert_eq!(petition("2024-03-01", &pause_first), day("2024-06-01"), "whoever extended knew of the pause");
}

#[test]
fn nothing_is_due_while_the_clock_stands_still() {
    let paused = json!([event("paused", "2024-03-11")]);
    assert_eq!(petition("2024-03-01", &paused), None);
    let closed = json!({"pathway": 6, "events": paused, "closed_on": "2024-03-31", "outcome": "withdrawn"});
    assert_eq!(
        due("petition", "2024-03-01", &closed),
        day("2024-05-20"),
        "30 April + 20 until it was closed"
    );
}

#[test]
fn a_clock_that_has_run_out_is_not_stopped() {
    let on_the_last_day = json!([event("paused", "2024-04-30"), event("resumed", "2024-05-02")]);
    assert_eq!(petition("2024-03-01", &on_the_last_day), day("2024-05-02"));
    let a_day_late = json!([event("paused", "2024-05-01"), event("resumed", "2024-05-20")]);
    assert_eq!(petition("2024-03-01", &a_day_late), day("2024-04-30"));
    assert_eq!(petition("2024-03-01", &json!([event("paused", "2024-05-01")])), day("2024-04-30"));
}

#[test]
fn an_impossible_course_is_no_panic() {
    let backwards = json!([
        event("resumed", "2024-03-02"),
        event("paused", "2024-03-20"),
        event("resumed", "2024-03-10")
    ]);
    assert_eq!(petition("2024-03-01", &backwards), day("2024-04-30"));
    assert_eq!(due("penalty", "2100-12-31", &json!({})), day("2101-03-31"), "31 + 28 + 31");
}
