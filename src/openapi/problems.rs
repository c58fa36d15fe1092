//! The problem answers each operation can give, with an example each.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value, json};

use super::languages::CHINESE;
use crate::problems::{ApiError, Code, Violation};
use crate::text;
use crate::text::Language;

/// One response per status, with an example for every code of that status.
pub fn responses(codes: &[Code], instance: &str) -> Map<String, Value> {
    let mut responses = Map::new();
    for code in codes {
        let status = code.status().as_str().to_owned();
        let entry = responses.entry(status).or_insert_with(|| json!({"content": {}}));
        describe(entry, *code);
        entry["content"]["application/problem+json"]["schema"] =
            json!({"$ref": "#/components/schemas/Problem"});
        entry["content"]["application/problem+json"]["examples"][code.as_str()] = example(*code, instance);
    }
    responses
}

/// A line for each code of the status.
fn describe(response: &mut Value, code: Code) {
    let line = |known: &Value, text: String| match known.as_str() {
        Some(known) => format!("{known}\n`{}`: {text}", code.as_str()),
        None => format!("`{}`: {text}", code.as_str()),
    };
    let text = code.description();
    response[CHINESE]["description"] = line(&response[CHINESE]["description"], text.zh).into();
    response["description"] = line(&response["description"], text.en).into();
}

fn example(code: Code, instance: &str) -> Value {
    let error = ApiError::of(code).with_violations(violations(code));
    let title = code.title();
    let value = |language| error.problem(language, instance, "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b");
    json!({"summary": title.en, "value": value(Language::En),
        CHINESE: {"summary": title.zh, "value": value(Language::Zh)}})
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
