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
        "agreement": "oral", "performed": false, "judicially_confirmed_on": "2024-03-20"});
    let expected = ["/mechanism", "/dispute_type", "/agreement", "/performed", "/judicially_confirmed_on"];
    assert_eq!(broken(&mediation), expected.map(|pointer| format!("{pointer} not_for_kind")));
    let others = json!({"channel": "phone", "pathway": 6, "repeated": false, "backlog": false, "legal_aid_ground": "other"});
    let expected = ["/channel", "/pathway", "/repeated", "/backlog", "/legal_aid_ground"];
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
fn numbers_have_bounds() {
    assert_eq!(broken(&json!({"kind": "petition", "pathway": 7})), ["/pathway range"]);
    assert_eq!(broken(&json!({"parties": 0})), ["/parties range"]);
    assert_eq!(broken(&json!({"year": 2023})), ["/year year"]);
}
