//! An example for every body, put together from the examples of its fields.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value};

use super::enumerations::WORDS;

/// Gives every request and success body without an example one.
pub fn fill_in(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
    for operation in operations {
        if let Some(body) = operation.get_mut("requestBody") {
            fill_in_content(body, &schemas);
        }
        let responses = operation["responses"].as_object_mut().into_iter().flat_map(|r| r.values_mut());
        for response in responses {
            fill_in_content(response, &schemas);
        }
    }
}

fn fill_in_content(owner: &mut Value, schemas: &Value) {
    let Some(content) = owner.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    for media in content.values_mut() {
        if media.get("example").is_none() && media.get("examples").is_none() {
            media["example"] = example_of(&media["schema"], schemas);
        }
    }
}

/// An example of a schema: its own, or one made of its parts.
fn example_of(schema: &Value, schemas: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return example_of(&schemas[name], schemas);
    }
    for choice in ["oneOf", "anyOf"] {
        let choices = schema.get(choice).and_then(Value::as_array).into_iter().flatten();
        // A word that goes with one kind of record only would not suit the rest: where null is a choice, it is one.
        if let Some(first) = choices.min_by_key(|choice| choice["type"] != "null") {
            return example_of(first, schemas);
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let parts = parts.iter().map(|part| example_of(part, schemas));
        return parts.filter_map(|part| part.as_object().cloned()).flatten().collect::<Map<_, _>>().into();
    }
    example_of_type(schema, schemas)
}

fn example_of_type(schema: &Value, schemas: &Value) -> Value {
    let words = schema.get("enum").or_else(|| schema.get(WORDS).filter(|_| schema["type"] == "string"));
    if let Some(first) = words.and_then(|words| words.get(0)) {
        return first.clone();
    }
    match schema.get("type") {
        // Nullable, and nobody gave it an example: null is one.
        Some(Value::Array(_)) => Value::Null,
        Some(Value::String(name)) if name == "null" => Value::Null,
        Some(Value::String(name)) => example_of_plain(name, schema, schemas),
        _ => Value::Object(Map::new()),
    }
}

fn example_of_plain(name: &str, schema: &Value, schemas: &Value) -> Value {
    match name {
        "object" => {
            let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            properties.map(|(name, property)| (name.clone(), example_of(property, schemas))).collect()
        }
        "array" => Value::Array(vec![example_of(&schema["items"], schemas)]),
        "integer" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        "boolean" => Value::Bool(false),
        _ => Value::from(match schema.get("format").and_then(Value::as_str) {
            Some("date") => "2024-12-04",
            Some("date-time") => "2024-12-04T01:30:00Z",
            Some("uuid") => "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
            _ => "…",
        }),
    }
}
