//! A row against its last entry, field by field.

use chrono::DateTime;
use serde_json::Value;

use super::fault::FaultKind;
use crate::session::audit::AuditedRow;
use crate::session::trail::LastState;

/// Lists whose order says nothing.
const SETS: [&str; 1] = ["roles"];

/// What is wrong with a row, where anything is.
pub fn fault(row: &AuditedRow, last: &LastState) -> Option<FaultKind> {
    let mut fields = Vec::new();
    let written = row.state.to_string();
    // Nearly always it is the same text, which need not be taken apart.
    if written != last.state.as_str() {
        let Ok(state) = last.state.value() else { return Some(FaultKind::Unreadable) };
        fields = differing(&state, &row.state);
    }
    if row.township_code != last.township_code {
        fields.push("township_code".to_owned());
    }
    fields.dedup();
    if fields.is_empty() { None } else { Some(FaultKind::Differs(fields)) }
}

/// The fields of a row that are others than an entry says.
fn differing(state: &Value, row: &Value) -> Vec<String> {
    let fields = row.as_object().into_iter().flatten();
    let differs = |(field, is): &(&String, &Value)| match state.get(field.as_str()) {
        None => !is_empty(is),
        Some(said) if SETS.contains(&field.as_str()) => sorted(said) != sorted(is),
        Some(said) => !is_same(said, is),
    };
    fields.filter(differs).map(|(field, _)| field.clone()).collect()
}

/// What a field that a later release added is in records that were last changed before.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The same value, or the same instant: releases may write one in different ways.
fn is_same(said: &Value, is: &Value) -> bool {
    let instant = |value: &Value| DateTime::parse_from_rfc3339(value.as_str()?).ok();
    said == is || instant(said).is_some_and(|said| instant(is) == Some(said))
}

fn sorted(list: &Value) -> Vec<String> {
    let mut items: Vec<String> = list.as_array().into_iter().flatten().map(ToString::to_string).collect();
    items.sort_unstable();
    items
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_differ_are_named() {
        let said = json!({"a": 1, "b": "2024-01-01T00:00:00Z", "roles": [{"r": 1}, {"r": 2}], "gone": 1, "list": [1, 2]});
        let same = json!({"a": 1, "b": "2024-01-01T08:00:00.000000+08:00", "roles": [{"r": 2}, {"r": 1}],
            "new": null, "newer": [], "list": [1, 2]});
        assert_eq!(differing(&said, &same), Vec::<String>::new());
        let other = json!({"a": "1", "b": "2024-01-01T00:00:00.000001Z", "roles": [{"r": 1}], "new": 0, "list": [2, 1]});
        assert_eq!(differing(&said, &other), ["a", "b", "list", "new", "roles"]);
    }
}
