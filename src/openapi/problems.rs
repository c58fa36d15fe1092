//! The problem answers each operation can give, with an example each.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value, json};

use crate::problems::{ApiError, Code, Violation};
use crate::text;
use crate::text::Language;

/// One response per status, with an example for every code of that status.
pub fn responses(codes: &[Code], instance: &str) -> Map<String, Value> {
    let mut responses = Map::new();
    for code in codes {
        let status = code.status().as_str().to_owned();
        let entry = responses.entry(status).or_insert_with(|| json!({"description": "", "content": {}}));
        describe(entry, *code);
        entry["content"]["application/problem+json"]["schema"] =
            json!({"$ref": "#/components/schemas/Problem"});
        entry["content"]["application/problem+json"]["examples"][code.as_str()] =
            json!({"summary": code.title().zh, "value": example(*code, instance)});
    }
    responses
}

fn describe(response: &mut Value, code: Code) {
    let known = response["description"].as_str().unwrap_or_default();
    let line = format!("`{}`: {}", code.as_str(), code.description().en);
    let text = if known.is_empty() { line } else { format!("{known}\n{line}") };
    response["description"] = Value::String(text);
}

fn example(code: Code, instance: &str) -> Value {
    let error = ApiError::of(code).with_violations(violations(code));
    let problem = error.problem(Language::Zh, instance, "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b");
    serde_json::to_value(problem).unwrap_or_default()
}

fn violations(code: Code) -> Vec<Violation> {
    match code {
        Code::InvalidBody => {
            vec![Violation::at("/year", "range", text!("应在 1949 到 2100 之间", "must be 1949 to 2100"))]
        }
        Code::InvalidParameter => vec![Violation::parameter(
            "kind",
            "unknown_value",
            text!(
                "不认识 “trainings”，是不是 training？",
                "“trainings” is not known, did you mean training?"
            ),
        )],
        _ => vec![],
    }
}
