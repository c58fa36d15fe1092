//! A term is a term of days, and enters the year it begins in.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::http::body;
use crate::ledger::members::MemberInput;
use crate::problems::ApiResult;

fn member(changes: &Value) -> ApiResult<MemberInput> {
    let mut fields = json!({"township_code": "540526201", "person_name": "扎西", "office": "乡长", "group_role": "head",
        "body": "leading_group", "serves_from": "2024-01-15"});
    for (name, value) in changes.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    body::input(fields)
}

fn codes(changes: &Value) -> Vec<String> {
    let error = member(changes).expect_err("is refused");
    error.violations().iter().map(|violation| violation.code.to_string()).collect()
}

#[test]
fn the_year_is_that_of_the_first_day() {
    assert_eq!(member(&json!({})).unwrap().year, 2024);
    assert_eq!(member(&json!({"serves_from": "2023-12-31"})).unwrap().year, 2023);
    assert_eq!(codes(&json!({"year": 2025})), ["year"]);
}

#[test]
fn a_term_may_be_one_day_but_not_less() {
    let one_day = member(&json!({"serves_to": "2024-01-15"})).unwrap();
    assert_eq!(one_day.serves_to, NaiveDate::from_ymd_opt(2024, 1, 15));
    assert_eq!(codes(&json!({"serves_to": "2024-01-14"})), ["period"]);
}
