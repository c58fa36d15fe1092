//! What a field is where it is left out stands in its description. Generators read `default` as a promise that the field
//! is always there, and then ask for it in requests as well.

use serde_json::Value;

/// Takes the defaults from all fields of bodies. Those of parameters stay: whether these may be left out is said apart.
pub fn leave_to_descriptions(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let schemas = schemas.into_iter().flat_map(|schemas| schemas.values_mut());
    let properties = schemas.filter_map(|schema| schema.get_mut("properties")?.as_object_mut()).flatten();
    for (_, property) in properties {
        property.as_object_mut().and_then(|property| property.remove("default"));
    }
}
