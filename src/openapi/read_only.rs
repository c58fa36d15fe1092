//! What was read may be sent back: properties that only the service sets stand in what is sent to replace a thing, too, as
//! `readOnly`, and a client's types need not be two.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value, json};

/// Adds them to the schema of every body that replaces something.
pub fn describe(document: &mut Value) {
    let paths = document["paths"].as_object().into_iter().flatten();
    let pairs: Vec<(String, String)> = paths.filter_map(|(_, item)| entered_and_read(&item["put"])).collect();
    for (entered, read) in pairs {
        let read = document["components"]["schemas"][&read]["properties"].clone();
        let schema = document.pointer_mut(&format!("/components/schemas/{entered}/properties"));
        if let (Some(properties), Value::Object(read)) = (schema.and_then(Value::as_object_mut), read) {
            add(properties, read);
        }
    }
}

/// The names of the schemas of what is sent and of what is answered.
fn entered_and_read(operation: &Value) -> Option<(String, String)> {
    let json = |owner: &Value| {
        let path = owner.pointer("/content/application~1json/schema/$ref")?.as_str()?;
        path.rsplit('/').next().map(str::to_owned)
    };
    json(&operation["requestBody"]).zip(json(&operation["responses"]["200"]))
}

fn add(properties: &mut Map<String, Value>, read: Map<String, Value>) {
    for (name, mut property) in read {
        if !properties.contains_key(&name) {
            property["readOnly"] = json!(true);
            properties.insert(name, property);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_read_may_be_sent_back() {
        let media = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let mut document = json!({
            "paths": {"/things/{id}": {"put": {"requestBody": media("ThingInput"), "responses": {"200": media("Thing")}},
                "delete": {"responses": {"200": media("Thing")}}}},
            "components": {"schemas": {
                "ThingInput": {"properties": {"name": {"type": "string"}}},
                "Thing": {"properties": {"id": {"type": "string"}, "name": {"type": "integer"}}},
            }},
        });
        describe(&mut document);
        let properties = &document["components"]["schemas"]["ThingInput"]["properties"];
        assert_eq!(
            properties,
            &json!({"name": {"type": "string"}, "id": {"type": "string", "readOnly": true}})
        );
        assert_eq!(document["components"]["schemas"]["Thing"]["properties"]["id"], json!({"type": "string"}));
    }
}
