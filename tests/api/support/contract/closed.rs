//! An enumeration that is open to clients, for words of later releases, is closed to the release at hand: it says no word
//! that its contract does not list.

use serde_json::Value;

/// Makes an enumeration of every `x-extensible-enum`.
pub fn close(schema: &mut Value) {
    if let Some(mut words) = schema.get("x-extensible-enum").and_then(|words| words.as_array().cloned()) {
        let is_nullable = schema["type"].as_array().is_some_and(|types| types.contains(&"null".into()));
        words.extend(is_nullable.then_some(Value::Null));
        schema["enum"] = words.into();
    }
    match schema {
        Value::Object(fields) => fields.values_mut().for_each(close),
        Value::Array(elements) => elements.iter_mut().for_each(close),
        _ => {}
    }
}
