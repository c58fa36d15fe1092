//! A declaration names indicators of the catalogue, each once, of a year that has begun.

use serde_json::{Value, json};

use crate::clock;
use crate::http::body;
use crate::ledger::Resource;
use crate::ledger::declarations::DeclarationInput;
use crate::problems::{ApiResult, Place};

fn declaration(changes: &Value) -> ApiResult<DeclarationInput> {
    let mut fields =
        json!({"township_code": "540526201", "year": 2024, "says": "none", "indicators": ["penalty_cases"]});
    for (name, value) in changes.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    body::input(fields)
}

/// Places and codes of what is broken.
fn broken(changes: &Value) -> Vec<(String, String)> {
    let error = declaration(changes).expect_err("is refused");
    let place = |place: &Place| if let Place::Pointer(at) = place { at.clone() } else { String::new() };
    error.violations().iter().map(|found| (place(&found.place), found.code.to_string())).collect()
}

fn one(at: &str, code: &str) -> Vec<(String, String)> {
    vec![(at.to_owned(), code.to_owned())]
}

#[test]
fn it_stands_at_the_last_day_of_its_year() {
    let main_date = declaration(&json!({})).unwrap().main_date();
    assert_eq!(main_date.to_string(), "2024-12-31");
}

#[test]
fn the_running_year_can_be_declared_and_the_next_cannot() {
    let this_year = clock::this_year();
    declaration(&json!({"year": this_year})).unwrap();
    assert_eq!(broken(&json!({"year": this_year + 1})), one("/year", "in_future"));
}

#[test]
fn indicators_are_known_and_named_once() {
    let named = |codes: &[&str]| json!({ "indicators": codes });
    declaration(&named(&["penalty_cases", "fines"])).unwrap();
    assert_eq!(broken(&named(&["fines", "penalty_case"])), one("/indicators/1", "unknown_indicator"));
    assert_eq!(broken(&named(&["fines", "petitions", "fines"])), one("/indicators/2", "repeated"));
}

#[test]
fn there_is_no_zero_of_a_rate() {
    let rate = |says: &str| json!({"says": says, "indicators": ["fines", "mediation_success_rate"]});
    assert_eq!(broken(&rate("none")), one("/indicators/1", "rate"));
    declaration(&rate("without_figure")).unwrap();
}
