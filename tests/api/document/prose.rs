//! What a reader must find: descriptions, tags and examples.

use serde_json::Value;

use super::walk::{self, Operation, media};
use crate::support::contract::node::Node;

/// Summary, description and the one chapter that every operation belongs to.
pub fn operations(document: &Value) -> Vec<String> {
    let operations = walk::operations(document);
    let complaints = operations.iter().flat_map(|operation| {
        let missing = ["summary", "description"]
            .into_iter()
            .filter(|key| !has_text(&operation.node, key))
            .map(|key| format!("{}: no {key}", operation.name));
        missing.chain(tag(document, operation)).collect::<Vec<String>>()
    });
    complaints.collect()
}

fn tag(document: &Value, operation: &Operation<'_>) -> Option<String> {
    let name = &operation.name;
    let tags = operation.node.at("tags").map(|t| t.elements());
    let tags = tags.unwrap_or_default();
    let [Node { value: tag, .. }] = tags.as_slice() else {
        return Some(format!("{name}: {} tags instead of one", tags.len()));
    };
    let complaint = || format!("{name}: tag {tag} is not declared with a description");
    (!is_declared(document, tag)).then(complaint)
}

fn is_declared(document: &Value, tag: &Value) -> bool {
    let declared = Node::root(document).at("tags").map(|t| t.elements());
    let declared = declared.unwrap_or_default();
    let is = |d: &Node<'_>| d.value["name"] == *tag && has_text(d, "description");
    declared.iter().any(is)
}

pub fn parameters(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in walk::operations(document) {
        let mute = operation.parameters().into_iter();
        let mute = mute.filter(|p| !has_text(p, "description"));
        complaints.extend(mute.map(|p| {
            let name = &p.value["name"];
            format!("{}: parameter {name} has no description", operation.name)
        }));
    }
    complaints
}

/// Every named schema and every property, wherever it is.
pub fn schemas(document: &Value) -> Vec<String> {
    let named = Node::root(document).pointer("/components/schemas");
    let mut places = named.map(|n| n.members()).unwrap_or_default();
    for schema in walk::schemas(document) {
        places.extend(schema.at("properties").iter().flat_map(Node::members));
    }
    let mute = places.iter().filter(|(_, place)| !described(place));
    mute.map(|(_, place)| format!("#{}: no description", place.pointer))
        .collect()
}

/// By itself, by what it refers to, or by one of its alternatives: an optional
/// value is `oneOf` a described schema and null.
fn described(schema: &Node<'_>) -> bool {
    let branches = ["allOf", "oneOf", "anyOf"];
    let mut branches = branches
        .iter()
        .filter_map(|key| schema.at(key))
        .flat_map(|list| list.elements());
    has_text(schema, "description")
        || schema.reference().is_some_and(|target| described(&target))
        || branches.any(|branch| described(&branch))
}

/// Every content of a success has an example, its own or its schema's.
pub fn success_examples(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in walk::operations(document) {
        let responses = operation.responses().into_iter();
        for (status, response) in responses.filter(|(s, _)| s.starts_with('2')) {
            let bare = media(&response).into_iter();
            let bare = bare.filter(|(_, m)| !has_example(m) && !schema_has_example(m));
            let name = format!("{} {status}", operation.name);
            complaints.extend(bare.map(|(media_type, _)| format!("{name}: no example of {media_type}")));
        }
    }
    complaints
}

fn schema_has_example(media: &Node<'_>) -> bool {
    let schema = media.at("schema").map(Node::target);
    schema.is_some_and(|schema| has_example(&schema))
}

pub fn has_example(node: &Node<'_>) -> bool {
    let several = match &node.value["examples"] {
        Value::Array(examples) => !examples.is_empty(),
        Value::Object(examples) => !examples.is_empty(),
        _ => false,
    };
    several || node.at("example").is_some()
}

fn has_text(node: &Node<'_>, key: &str) -> bool {
    let text = node.value[key].as_str().unwrap_or_default();
    !text.trim().is_empty()
}
