//! A property that is one of the contract's own types or null says what it is by itself, not inside one of its choices.

use serde_json::{Map, Value};

/// Lifts the descriptions of such properties to where readers and tools look for them.
pub fn describe(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            lift_description(fields);
            fields.values_mut().for_each(describe);
        }
        Value::Array(items) => items.iter_mut().for_each(describe),
        _ => {}
    }
}

fn lift_description(schema: &mut Map<String, Value>) {
    if schema.contains_key("description") {
        return;
    }
    let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    let described =
        choices.iter_mut().filter_map(Value::as_object_mut).find_map(|choice| choice.remove("description"));
    if let Some(description) = described {
        schema.insert("description".to_owned(), description);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_description_moves_out_of_the_choice() {
        let choice = json!({"$ref": "#/components/schemas/Channel"});
        let mut described = choice.clone();
        described["description"] = "How it was brought.".into();
        let mut document = json!({"properties": {"channel": {"oneOf": [described, {"type": "null"}]}}});
        describe(&mut document);
        let channel = json!({"description": "How it was brought.", "oneOf": [choice, {"type": "null"}]});
        assert_eq!(document, json!({"properties": {"channel": channel}}));
    }
}
