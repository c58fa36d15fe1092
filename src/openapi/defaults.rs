//! What a field or a parameter is where it is left out stands in its description. Of `default`, generators make a field that
//! is asked for in requests as well, and a parameter that is always sent, also where it does not fit the others.

use serde_json::{Map, Value};

/// Takes the defaults from all fields of bodies and all parameters.
pub fn leave_to_descriptions(document: &mut Value) {
    members(document.pointer_mut("/components/schemas"))
        .filter_map(|schema| schema.get_mut("properties"))
        .flat_map(|properties| members(Some(properties)))
        .for_each(take_default);
    let operations = members(document.get_mut("paths")).flat_map(|item| members(Some(item)));
    operations
        .filter_map(|operation| operation.get_mut("parameters")?.as_array_mut())
        .flatten()
        .filter_map(|parameter| parameter.get_mut("schema"))
        .for_each(take_default);
}

fn members(object: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    object.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

fn take_default(schema: &mut Value) {
    schema.as_object_mut().and_then(|schema| schema.remove("default"));
}
