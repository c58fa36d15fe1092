//! What schemas must say: answers are complete, inputs are bounded.

use serde_json::Value;

use super::walk;
use crate::support::contract::node::Node;

/// Properties that an answer may leave out, as `Schema.property`. Whoever adds
/// one makes every client ask whether it is there; null is nearly always
/// better.
pub const OPTIONAL: &[&str] = &[];

/// References and everything that looks like one, such as the mapping of a
/// discriminator.
pub fn dangling_references(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut open = vec![Node::root(document)];
    while let Some(node) = open.pop() {
        complaints.extend(dangling(&node));
        open.extend(node.elements());
        open.extend(node.members().into_iter().map(|(_, member)| member));
    }
    complaints
}

fn dangling(node: &Node<'_>) -> Option<String> {
    let text = node.value.as_str()?;
    if !text.starts_with("#/") && !node.pointer.ends_with("/$ref") {
        return None;
    }
    let target = text.strip_prefix('#').and_then(|t| node.pointer(t));
    let complaint = || format!("#{}: {text} leads nowhere", node.pointer);
    target.is_none().then(complaint)
}

/// In an answer a property may be null but not absent.
pub fn optional_in_answers(document: &Value, allowed: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for schema in walk::answers(document) {
        let name = schema.pointer.replace("/components/schemas/", "");
        let properties = schema.at("properties").map(|p| p.members());
        for (property, _) in properties.unwrap_or_default() {
            let place = format!("{name}.{property}");
            if !requires(&schema, &property) && !allowed.contains(&place.as_str()) {
                complaints.push(format!("{place} is optional in an answer"));
            }
        }
    }
    complaints
}

/// Enumerations grow: an answer's is open, or clients of today throw the whole answer away; a request's is closed, or
/// nobody learns what may be sent. One word alone is a constant.
pub fn enumerations(document: &Value) -> Vec<String> {
    let count = |schema: &Node<'_>| schema.value["enum"].as_array().map_or(0, Vec::len);
    let closed = walk::answers(document).into_iter().filter(|schema| count(schema) > 1);
    let closed = closed.map(|schema| format!("#{} is closed in an answer", schema.pointer));
    let open = walk::inputs(document).into_iter().filter(|schema| schema.at("x-extensible-enum").is_some());
    let open = open.map(|schema| format!("#{} is open in a request", schema.pointer));
    closed.chain(open).collect()
}

/// Generators ask for a field that has a default, also where it may be left out, and always send such a parameter.
pub fn defaults(document: &Value) -> Vec<String> {
    let found = walk::schemas(document).into_iter().filter(|schema| schema.at("default").is_some());
    found.map(|schema| format!("#{} has a default", schema.pointer)).collect()
}

fn requires(schema: &Node<'_>, property: &str) -> bool {
    let required = schema.value["required"].as_array();
    required.is_some_and(|names| names.iter().any(|name| name == property))
}

/// A patch is not the whole: nothing is required of it, and what may be left out of the whole may be emptied by it.
pub fn patches(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in walk::operations(document).into_iter().filter(|operation| operation.method == "patch") {
        let body = operation.node.at("requestBody").map(Node::target);
        for (media_type, media) in body.map(|body| walk::media(&body)).unwrap_or_default() {
            let Some(schema) = media.at("schema").map(Node::target) else { continue };
            let name = format!("{} {media_type}", operation.name);
            complaints.extend(
                schema.at("required").map(|_| format!("{name}: requires what a patch may leave out")),
            );
            let whole = schema.pointer.strip_suffix("Patch").map(|name| format!("{name}Input"));
            let Some(whole) = whole.and_then(|pointer| Node::root(document).pointer(&pointer)) else {
                complaints.push(format!("{name}: no schema of its own"));
                continue;
            };
            complaints.extend(
                not_to_be_emptied(&whole, &schema).into_iter().map(|found| format!("{name}: {found}")),
            );
        }
    }
    complaints
}

fn not_to_be_emptied(whole: &Node<'_>, patch: &Node<'_>) -> Vec<String> {
    let properties = patch.at("properties").map(|p| p.members()).unwrap_or_default().into_iter();
    let optional =
        properties.filter(|(name, schema)| !requires(whole, name) && schema.value["readOnly"] != true);
    optional
        .filter(|(_, schema)| !allows_null(schema))
        .map(|(name, _)| format!("{name} cannot be emptied"))
        .collect()
}

fn allows_null(schema: &Node<'_>) -> bool {
    let choices = schema.at("oneOf").map(|choices| choices.elements()).unwrap_or_default();
    types(schema).contains(&"null") || choices.iter().any(allows_null)
}

/// Whatever a client sends has a limit that it can read beforehand.
pub fn unbounded_inputs(document: &Value) -> Vec<String> {
    let schemas = walk::inputs(document);
    let complaints = schemas.iter().flat_map(|schema| {
        let missing = types(schema).into_iter().filter_map(|t| unbounded(schema, t));
        missing.map(|what| format!("#{}: {what}", schema.pointer)).collect::<Vec<String>>()
    });
    complaints.collect()
}

fn types<'a>(schema: &Node<'a>) -> Vec<&'a str> {
    match &schema.value["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn unbounded(schema: &Node<'_>, name: &str) -> Option<&'static str> {
    let any = |keys: &[&str]| keys.iter().any(|key| schema.at(key).is_some());
    if any(&["enum", "const"]) {
        return None;
    }
    let least = any(&["minimum", "exclusiveMinimum"]);
    let most = any(&["maximum", "exclusiveMaximum"]);
    let (bounded, complaint) = match name {
        "string" => (any(&["maxLength", "format", "pattern"]), "string of any length"),
        "integer" => (least && most, "integer without minimum and maximum"),
        "array" => (any(&["maxItems"]), "array of any length"),
        _ => (true, ""),
    };
    (!bounded).then_some(complaint)
}
