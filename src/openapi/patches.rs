//! A merge patch (RFC 7396) is not the whole: in its schema nothing is required, and null empties what may be empty.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value, json};

const MEDIA_TYPE: &str = "application/merge-patch+json";

/// Gives every operation that takes a merge patch a schema for it, made of that of the whole.
pub fn describe(document: &mut Value) {
    let mut patches = Map::new();
    let schemas = document["components"]["schemas"].clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for operation in paths.into_iter().flat_map(|paths| paths.values_mut()) {
        let body = operation.pointer_mut("/patch/requestBody/content");
        let Some(schema) = body.and_then(|content| content.get_mut(MEDIA_TYPE)?.get_mut("schema")) else {
            continue;
        };
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let Some((name, whole)) = name.and_then(|name| Some((name, schemas.get(name)?))) else { continue };
        let patch = name.replace("Input", "Patch");
        *schema = json!({"$ref": format!("#/components/schemas/{patch}")});
        patches.insert(patch, patch_of(whole));
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.append(&mut patches);
    }
}

/// The schema of a patch of what `whole` describes.
fn patch_of(whole: &Value) -> Value {
    let mut patch = whole.clone();
    let Some(fields) = patch.as_object_mut() else { return patch };
    let required = fields.remove("required").unwrap_or_default();
    let stays =
        |name: &String| required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
    fields.insert("description".to_owned(), DESCRIPTION.into());
    fields.insert("example".to_owned(), json!({"note": "人数已按签到表核对", "external_ref": null}));
    let properties = fields.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
    properties
        .filter(|(name, property)| !stays(name) && property["readOnly"] != true)
        .for_each(|(_, property)| allow_null(property));
    patch
}

const DESCRIPTION: &str = "A JSON merge patch (RFC 7396): what is left out stays, null empties a field, a list is \
    replaced whole. The record that results is judged as one that is sent whole.";

/// Lets a property be null, too.
fn allow_null(property: &mut Value) {
    let Some(fields) = property.as_object_mut() else { return };
    match fields.get_mut("type") {
        Some(Value::String(name)) => fields["type"] = json!([name, "null"]),
        Some(_) => {}
        None => allow_null_beside_a_reference(fields),
    }
}

fn allow_null_beside_a_reference(fields: &mut Map<String, Value>) {
    if let Some(reference) = fields.remove("$ref") {
        fields.insert("oneOf".to_owned(), json!([{"$ref": reference}, {"type": "null"}]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_requires_nothing_and_may_empty_what_may_be_empty() {
        let reference = json!({"$ref": "#/components/schemas/Kind"});
        let whole = json!({"type": "object", "required": ["kind"], "additionalProperties": false,
        "properties": {
            "kind": reference,
            "channel": reference,
            "year": {"type": "integer", "minimum": 1949},
            "note": {"type": ["string", "null"]},
            "count": {"type": "integer"},
            "other": {"oneOf": [reference, {"type": "null"}]},
            "due_on": {"type": "string", "readOnly": true},
        }});
        let patch = patch_of(&whole);
        assert_eq!(patch.get("required"), None);
        assert_eq!(patch["additionalProperties"], false);
        let nullable = json!({"oneOf": [reference, {"type": "null"}]});
        assert_eq!(
            patch["properties"],
            json!({
                "kind": reference,
                "channel": nullable,
                "year": {"type": ["integer", "null"], "minimum": 1949},
                "note": {"type": ["string", "null"]},
                "count": {"type": ["integer", "null"]},
                "other": nullable,
                "due_on": {"type": "string", "readOnly": true},
            })
        );
    }
}
