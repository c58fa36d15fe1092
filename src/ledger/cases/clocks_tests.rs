//! Which clock a case has, and what its events do to it.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::due_on;
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{self, Length};
use crate::ledger::cases::{CaseInput, CaseKind};

fn due(kind: &str, more: &Value) -> Option<NaiveDate> {
    let mut case = json!({"township_code": "540526201", "subject": "草场边界", "kind": kind, "accepted_on": "2024-03-01"});
    for (name, value) in more.as_object().unwrap() {
        case[name] = value.clone();
    }
    let case: CaseInput = serde_json::from_value(case).unwrap();
    due_on(&case, deadlines::shipped())
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn schema_of(property: &str) -> Value {
    serde_json::to_value(CaseInput::schema()).unwrap()["properties"][property].clone()
}

/// Every pathway that the contract allows, and none.
fn pathways() -> Vec<Option<i16>> {
    let schema = schema_of("pathway");
    let bound = |name: &str| i16::try_from(schema[name].as_i64().unwrap()).unwrap();
    let all = bound("minimum")..=bound("maximum");
    all.map(Some).chain([None]).collect()
}

/// The catalogue says of every kind and pathway which clock it has, or why it has none.
#[test]
fn every_kind_and_pathway_has_a_clock_or_a_reason_for_none() {
    let mut used = HashSet::new();
    for kind in CaseKind::LABELS.iter().map(|label| label.code) {
        for pathway in pathways() {
            let clocks = deadlines::closing().filter(|clock| clock.closes(kind, pathway));
            let unlimited = deadlines::unlimited().iter().filter(|one| one.covers(kind, pathway));
            let found: Vec<&str> =
                clocks.map(|clock| clock.code.as_str()).chain(unlimited.map(|one| one.reason.1)).collect();
            assert_eq!(found.len(), 1, "{kind} of pathway {pathway:?}: {found:?}");
            used.extend(found);
        }
    }
    assert_eq!(used.len(), deadlines::closing().count() + deadlines::unlimited().len(), "one is of no case");
}

/// `accepted_on` is the day of what these clocks start with.
#[test]
fn the_clock_of_a_case_starts_with_its_acceptance() {
    for clock in deadlines::closing() {
        let starts = [StartEvent::Accepted, StartEvent::Filed, StartEvent::Applied];
        assert!(starts.contains(&clock.start), "{}", clock.code);
    }
}

/// The contract says of `due_on` what the catalogue says.
#[test]
fn the_contract_names_every_clock() {
    let description = schema_of("due_on")["description"].as_str().unwrap().replace('\n', " ");
    for clock in deadlines::closing() {
        let (Length::Days(days) | Length::WorkingDays(days)) = clock.length else { panic!("{clock:?}") };
        let article = clock.article.as_deref().unwrap().split('(').next().unwrap();
        let named = format!("{} art. {article}", clock.law);
        let (before, _) =
            description.split_once(&named).unwrap_or_else(|| panic!("no {named}: {description}"));
        let number = before.split(|c: char| !c.is_ascii_digit()).rfind(|word| !word.is_empty());
        assert_eq!(number, Some(days.to_string().as_str()), "{named}: {description}");
        let pause = clock.pause.as_ref().map(|pause| format!("{} art. {}", clock.law, pause.article));
        assert!(pause.is_none_or(|pause| description.contains(&pause)), "{named}: {description}");
    }
}

#[test]
fn each_kind_has_the_time_its_law_gives() {
    let none = json!({});
    assert_eq!(due("petition", &json!({"pathway": 6})), day("2024-04-30"), "30 days of March, 30 of April");
    assert_eq!(due("penalty", &none), day("2024-05-30"), "30 + 30 + 30");
    assert_eq!(due("reconsideration", &none), day("2024-04-30"));
    assert_eq!(due("legal_aid", &none), day("2024-03-08"));
    assert_eq!(due("mediation", &none), None);
    assert_eq!(due("litigation", &none), None);
    // March 2024 has 20 working days from the 4th to the 29th.
    assert_eq!(due("permit", &none), day("2024-03-29"));
    assert_eq!(due("disclosure_request", &none), day("2024-03-29"));
}

#[test]
fn only_the_sixth_pathway_has_the_petition_clock() {
    assert_eq!(due("petition", &json!({})), None);
    for pathway in 1..=5 {
        assert_eq!(due("petition", &json!({"pathway": pathway})), None);
    }
}

#[test]
fn extensions_pauses_and_closure_reach_the_clock() {
    let event = |kind: &str, day: &str| json!({"kind": kind, "occurred_on": day});
    let extended = |until: &str| json!({"kind": "extended", "occurred_on": "2024-04-20", "until": until, "approved_by": "乡长"});
    let petition = |more: &Value| due("petition", &json!({"pathway": 6, "events": more}));
    assert_eq!(petition(&json!([extended("2024-05-15")])), day("2024-05-15"));
    let pause = json!([event("paused", "2024-03-11"), event("resumed", "2024-03-21")]);
    let reconsideration = |more: &Value| due("reconsideration", &json!({"events": more}));
    assert_eq!(reconsideration(&pause), day("2024-05-10"), "30 April + 10");
    let both = json!([pause[0], event("replied", "2024-03-12"), pause[1], extended("2024-06-01")]);
    assert_eq!(reconsideration(&both), day("2024-06-03"), "1 June is a Saturday");
    assert_eq!(reconsideration(&json!([pause[0]])), None);
    let closed = json!({"events": [pause[0]], "closed_on": "2024-03-31", "outcome": "withdrawn"});
    assert_eq!(due("reconsideration", &closed), day("2024-05-20"), "30 April + 20 until it was closed");
    assert_eq!(petition(&pause), day("2024-04-30"), "信访工作条例 knows no pause");
    assert_eq!(petition(&json!([pause[0]])), day("2024-04-30"));
    let idle = json!([event("registered", "2024-02-20"), event("accepted", "2024-03-01"), event("review_asked", "2024-03-05"),
        event("closed", "2024-03-09"), {"kind": "extended", "occurred_on": "2024-03-10"}]);
    assert_eq!(petition(&idle), day("2024-04-30"));
    assert_eq!(
        due("mediation", &json!({"events": [extended("2024-05-15")]})),
        None,
        "there is no time to extend"
    );
}

/// 行政复议法 art. 88 moves a last day that is a rest day, by the calendar of the township.
#[test]
fn a_rest_day_moves_the_day_of_reconsideration() {
    let accepted = |kind: &str, on: &str| due(kind, &json!({"accepted_on": on, "pathway": 6}));
    assert_eq!(accepted("reconsideration", "2023-12-12"), day("2024-02-18"), "10 February: spring festival");
    assert_eq!(accepted("petition", "2023-12-12"), day("2024-02-10"), "信访工作条例 is silent");
    assert_eq!(accepted("reconsideration", "2024-12-30"), day("2025-03-05"), "28 February: Losar");
    assert_eq!(accepted("reconsideration", "2026-11-24"), day("2027-01-23"), "nothing is known of 2027");
}
