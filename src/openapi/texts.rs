//! What a text and a date must look like, written out wherever one is asked for: [`formats`] judges all of them alike,
//! so no field says it by itself.

use serde_json::{Map, Value};

use crate::http::formats;

/// What the names of schemas end in whose values a client sends.
const ENTERED: [&str; 2] = ["Input", "Target"];

/// That a text may have several lines.
const MULTILINE: &str = "x-multiline";

/// Spells it out in every body and query parameter.
pub fn describe(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let entered =
        schemas.into_iter().flatten().filter(|(name, _)| ENTERED.iter().any(|end| name.ends_with(end)));
    entered.for_each(|(_, schema)| spell_out(schema));
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    let parameters = operations
        .flat_map(|item| item.values_mut())
        .filter_map(|operation| operation.get_mut("parameters")?.as_array_mut())
        .flatten();
    parameters.filter(|parameter| parameter["in"] == "query").for_each(spell_out);
}

fn spell_out(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(form) = form_of(fields) {
                fields.insert("pattern".to_owned(), form.into());
                if [formats::TEXT, formats::FILLED_TEXT].contains(&form) {
                    fields.insert(MULTILINE.to_owned(), true.into());
                }
            }
            fields.values_mut().for_each(spell_out);
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out),
        _ => {}
    }
}

/// The form of the text a schema describes; `None` where it is no text, or says more by itself.
fn form_of(schema: &Map<String, Value>) -> Option<&'static str> {
    let is_text = match schema.get("type")? {
        Value::String(name) => name == "string",
        Value::Array(names) => names.iter().any(|name| name == "string"),
        _ => false,
    };
    if !is_text || schema.contains_key("pattern") || schema.contains_key("enum") {
        return None;
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => Some(formats::DATE),
        Some(_) => None,
        None => Some(match (is_one_line(schema), schema.contains_key("minLength")) {
            (true, true) => formats::FILLED_LINE,
            (true, false) => formats::LINE,
            (false, true) => formats::FILLED_TEXT,
            (false, false) => formats::TEXT,
        }),
    }
}

fn is_one_line(schema: &Map<String, Value>) -> bool {
    schema.get("maxLength").and_then(Value::as_u64).is_some_and(|most| most <= formats::LONGEST_LINE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_kind_of_text_says_its_form() {
        for (schema, form) in [
            (json!({"type": "string", "minLength": 1, "maxLength": 9}), Some(formats::FILLED_LINE)),
            (json!({"type": "string", "minLength": 1, "maxLength": 900}), Some(formats::FILLED_TEXT)),
            (json!({"type": "string", "maxLength": 900}), Some(formats::TEXT)),
            (json!({"type": ["string", "null"], "maxLength": 9}), Some(formats::LINE)),
            (json!({"type": "string", "format": "date"}), Some(formats::DATE)),
            (json!({"type": "string", "format": "uuid"}), None),
            (json!({"type": "string", "enum": ["a"]}), None),
            (json!({"type": "string", "pattern": "^a$"}), Some("^a$")),
            (json!({"type": "integer"}), None),
        ] {
            let mut document =
                json!({"components": {"schemas": {"ThingInput": {"properties": {"x": schema}}}}});
            describe(&mut document);
            let found = &document["components"]["schemas"]["ThingInput"]["properties"]["x"]["pattern"];
            assert_eq!(found.as_str(), form, "{schema}");
        }
    }

    #[test]
    fn what_is_only_read_and_headers_are_left_alone() {
        let text = json!({"type": "string", "maxLength": 9});
        let header = json!({"in": "header", "name": "X", "schema": text});
        let query = json!({"in": "query", "name": "q", "schema": text});
        let mut document = json!({"components": {"schemas": {"Thing": text}},
            "paths": {"/things": {"get": {"parameters": [header, query]}}}});
        describe(&mut document);
        assert_eq!(document["components"]["schemas"]["Thing"], text);
        let parameters = &document["paths"]["/things"]["get"]["parameters"];
        assert_eq!(
            (&parameters[0], parameters[1]["schema"]["pattern"].as_str()),
            (&header, Some(formats::LINE))
        );
    }
}
