//! Each rule, by the field it names.

use serde_json::{Value, json};

use crate::http::body::{self, Input};
use crate::ledger::cases::CaseInput;

/// What a body breaks, as `pointer code`.
pub fn broken(changes: &Value) -> Vec<String> {
    let mut case = json!({"township_code": "540526201", "subject": "草场边界", "kind": "mediation",
        "accepted_on": "2024-03-01", "closed_on": "2024-03-20", "outcome": "succeeded"});
    for (name, value) in changes.as_object().unwrap() {
        case[name] = value.clone();
    }
    let mut case: CaseInput = serde_json::from_value(case).unwrap();
    case.normalise();
    let describe = |violation: crate::problems::Violation| match violation.place {
        crate::problems::Place::Pointer(pointer) => format!("{pointer} {}", violation.code),
        other => panic!("{other:?}"),
    };
    body::violations(&case).into_iter().map(describe).collect()
}

#[test]
fn good_cases_break_nothing() {
    let settled = json!({"agreement": "written", "performed": true, "judicially_confirmed_on": "2024-04-01", "amount": "0"});
    assert_eq!(broken(&settled), [""; 0]);
    assert_eq!(broken(&json!({"closed_on": null, "outcome": "pending"})), [""; 0]);
    assert_eq!(
        broken(&json!({"accepted_on": "2023-12-31", "closed_on": "2024-01-02"})),
        [""; 0],
        "over the year's end"
    );
    let petition =
        json!({"kind": "petition", "channel": "visit", "pathway": 1, "repeated": false, "backlog": true});
    assert_eq!(broken(&petition), [""; 0]);
    assert_eq!(broken(&json!({"kind": "legal_aid", "legal_aid_ground": "other"})), [""; 0]);
    let performed = json!({"agreement": "oral", "performed": true, "performed_on": "2024-03-01"});
    assert_eq!(broken(&performed), [""; 0], "on the day it was accepted");
    let won = json!({"kind": "litigation", "outcome": "failed", "township_role": "respondent", "township_result": "upheld",
        "leader_appeared": false});
    assert_eq!(broken(&won), [""; 0]);
    let pending = json!({"kind": "litigation", "closed_on": null, "outcome": "pending", "township_role": "third_party",
        "leader_appeared": true});
    assert_eq!(broken(&pending), [""; 0]);
}

#[test]
fn closed_and_ended_are_the_same() {
    assert_eq!(broken(&json!({"closed_on": "2024-02-29"})), ["/closed_on period"]);
    assert_eq!(broken(&json!({"outcome": "pending"})), ["/outcome pending"]);
    assert_eq!(broken(&json!({"closed_on": null})), ["/closed_on required"]);
}

#[test]
fn fields_go_with_their_kind() {
    let mediation = json!({"kind": "petition", "mechanism": "joint_mediation", "dispute_type": "debt",
        "agreement": "oral", "performed": false, "performed_on": "2024-03-20", "judicially_confirmed_on": "2024-03-20"});
    let expected = [
        "/mechanism",
        "/dispute_type",
        "/agreement",
        "/performed",
        "/performed_on",
        "/judicially_confirmed_on",
    ];
    assert_eq!(broken(&mediation), expected.map(|pointer| format!("{pointer} not_for_kind")));
    let others = json!({"channel": "phone", "pathway": 6, "repeated": false, "backlog": false, "legal_aid_ground": "other",
        "township_role": "respondent", "township_result": "lost", "leader_appeared": true});
    let expected = [
        "/channel",
        "/pathway",
        "/repeated",
        "/backlog",
        "/legal_aid_ground",
        "/township_role",
        "/township_result",
        "/leader_appeared",
    ];
    assert_eq!(broken(&others), expected.map(|pointer| format!("{pointer} not_for_kind")));
}

#[test]
fn only_a_success_has_an_agreement_and_only_an_agreement_is_performed() {
    assert_eq!(broken(&json!({"outcome": "failed", "agreement": "oral"})), ["/agreement outcome"]);
    assert_eq!(broken(&json!({"performed": false})), ["/performed agreement"]);
    assert_eq!(
        broken(&json!({"judicially_confirmed_on": "2024-03-21"})),
        ["/judicially_confirmed_on agreement"]
    );
    let early = json!({"agreement": "written", "judicially_confirmed_on": "2024-02-29"});
    assert_eq!(broken(&early), ["/judicially_confirmed_on period"]);
}

#[test]
fn a_day_of_performance_is_that_of_an_agreement_that_was_performed() {
    let performed_on = |more: &Value| {
        let mut case = json!({"agreement": "written", "performed": true, "performed_on": "2024-04-01"});
        case.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        broken(&case)
    };
    assert_eq!(performed_on(&json!({})), [""; 0]);
    for performed in [json!(false), json!(null)] {
        assert_eq!(performed_on(&json!({"performed": performed})), ["/performed_on performed"]);
    }
    assert_eq!(performed_on(&json!({"performed_on": "2024-02-29"})), ["/performed_on period"]);
    assert_eq!(performed_on(&json!({"performed_on": "2100-01-01"})), ["/performed_on in_future"]);
    let none = json!({"agreement": null, "performed": null});
    assert_eq!(performed_on(&none), ["/performed_on agreement"]);
}

#[test]
fn only_a_closed_case_has_a_result_for_the_township() {
    for kind in ["reconsideration", "litigation"] {
        let pending =
            json!({"kind": kind, "closed_on": null, "outcome": "pending", "township_result": "settled"});
        assert_eq!(broken(&pending), ["/township_result outcome"]);
    }
    assert_eq!(
        broken(&json!({"kind": "reconsideration", "leader_appeared": true})),
        ["/leader_appeared not_for_kind"]
    );
}

/// The outcome is that of the one who brought it, the result that of the township.
#[test]
fn what_one_side_got_in_full_the_respondent_did_not_keep() {
    let ended = |outcome: &str, role: Value, result: &str| {
        broken(
            &json!({"kind": "litigation", "outcome": outcome, "township_role": role, "township_result": result}),
        )
    };
    let respondent = || json!("respondent");
    assert_eq!(ended("succeeded", respondent(), "upheld"), ["/township_result contradiction"]);
    assert_eq!(ended("failed", respondent(), "lost"), ["/township_result contradiction"]);
    for (outcome, result) in [
        ("succeeded", "lost"),
        ("succeeded", "partly_lost"),
        ("succeeded", "settled"),
        ("failed", "upheld"),
        ("failed", "partly_lost"),
        ("withdrawn", "settled"),
        ("referred", "upheld"),
    ] {
        assert_eq!(ended(outcome, respondent(), result), [""; 0], "{outcome} {result}");
    }
    assert_eq!(ended("succeeded", json!("third_party"), "upheld"), [""; 0], "it stood with the plaintiff");
    assert_eq!(ended("failed", json!(null), "lost"), [""; 0], "its role is not stated");
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(broken(&json!({"kind": "petition", "pathway": 7})), ["/pathway range"]);
    assert_eq!(broken(&json!({"parties": 0})), ["/parties range"]);
    assert_eq!(broken(&json!({"year": 2023})), ["/year year"]);
}
