//! Enumerations are closed in requests and open in answers: a client that was generated before a word was added reads the
//! answers that have it all the same.
//!
//! In an answer a reference to an enumeration becomes a string with `x-extensible-enum` (Zalando's guidelines, rule 112):
//! of the ways to say it, all generators read this one as text. The words are also in its description.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::languages::set_chinese;
use crate::coded::LABELS;

const SCHEMAS: &str = "#/components/schemas/";

/// What holds the words of an open enumeration.
pub(super) const WORDS: &str = "x-extensible-enum";

/// Opens the enumerations in everything that answers are made of. A schema that requests have as well, and that has
/// enumerations in it, is for requests one of its own, `…Input`.
pub fn open_in_answers(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let answered = reachable(&schemas, responses(document), collect);
    let entered = reachable(&schemas, requests(document), collect_sent);
    let mixed = answered.intersection(&entered).filter(|name| has_enumeration(&schemas, &schemas[*name]));
    let mixed: BTreeSet<String> = mixed.cloned().collect();
    requests(document).for_each(|request| enter(request, &mixed, &schemas));
    responses(document).for_each(|response| open(response, &schemas));
    let Some(all) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    all.extend(mixed.iter().map(|name| (format!("{name}Input"), schemas[name].clone())));
    // Nothing refers any longer to one that only answers have.
    all.retain(|name, schema| {
        schema.get("enum").is_none() || !answered.contains(name) || entered.contains(name)
    });
    for (name, schema) in all {
        if answered.contains(name) { open(schema, &schemas) } else { enter(schema, &mixed, &schemas) }
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    paths.filter_map(|(_, item)| item.as_object_mut()).flatten().map(|(_, operation)| operation)
}

fn parts<'a>(document: &'a mut Value, names: &'static [&str]) -> impl Iterator<Item = &'a mut Value> {
    let members = operations(document).filter_map(Value::as_object_mut).flatten();
    members.filter(|(name, _)| names.contains(&name.as_str())).map(|(_, part)| part)
}

fn requests(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    parts(document, &["parameters", "requestBody"])
}

fn responses(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    parts(document, &["responses"])
}

/// The names of the schemas that these are made of, directly and through others.
fn reachable<'a>(
    schemas: &Value,
    roots: impl Iterator<Item = &'a mut Value>,
    collect: fn(&Value, &Value, &mut BTreeSet<String>),
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    roots.for_each(|root| collect(schemas, root, &mut found));
    found
}

/// Adds the names of the schemas that something sent refers to, directly and through others: but for what is sent back as it was read.
pub(super) fn collect_sent(schemas: &Value, value: &Value, found: &mut BTreeSet<String>) {
    collect_where(schemas, value, found, |value| !is_read_only(value));
}

/// Adds the names of the schemas that a value refers to, directly and through others.
fn collect(schemas: &Value, value: &Value, found: &mut BTreeSet<String>) {
    collect_where(schemas, value, found, |_| true);
}

fn collect_where(schemas: &Value, value: &Value, found: &mut BTreeSet<String>, counts: fn(&Value) -> bool) {
    if !counts(value) {
        return;
    }
    if let Some(name) = referenced(value)
        && found.insert(name.to_owned())
    {
        collect_where(schemas, &schemas[name], found, counts);
    }
    match value {
        Value::Object(fields) => {
            fields.values().for_each(|inner| collect_where(schemas, inner, found, counts));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_where(schemas, inner, found, counts)),
        _ => {}
    }
}

fn is_read_only(schema: &Value) -> bool {
    schema.get("readOnly") == Some(&Value::Bool(true))
}

/// The name of the schema that a reference leads to.
fn referenced(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// The enumeration that a reference leads to.
fn enumeration<'a>(schemas: &'a Value, schema: &Value) -> Option<&'a Value> {
    schemas.get(referenced(schema)?).filter(|schema| schema.get("enum").is_some())
}

/// Whether a schema, which is none itself, has enumerations in it.
fn has_enumeration(schemas: &Value, schema: &Value) -> bool {
    let mut parts = BTreeSet::new();
    collect(schemas, schema, &mut parts);
    parts.iter().any(|name| schemas[name].get("enum").is_some())
}

/// Refers to what requests have of their own. What is sent back as it was read is as in answers.
fn enter(value: &mut Value, mixed: &BTreeSet<String>, schemas: &Value) {
    if is_read_only(value) {
        return open(value, schemas);
    }
    if let Some(name) = referenced(value).filter(|name| mixed.contains(*name)) {
        value["$ref"] = format!("{SCHEMAS}{name}Input").into();
    }
    each(value, |inner| enter(inner, mixed, schemas));
}

/// Lets any string stand where an enumeration is asked for, or one of it or null.
fn open(value: &mut Value, schemas: &Value) {
    let alone = enumeration(schemas, value).map(|words| (words, json!("string")));
    let mut choices = value.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let nullable = choices.find_map(|choice| enumeration(schemas, choice));
    let nullable = nullable.map(|words| (words, json!(["string", "null"])));
    match (alone.or(nullable), value.as_object_mut()) {
        (Some((words, kind)), Some(fields)) => open_one(fields, words, kind),
        _ => each(value, |inner| open(inner, schemas)),
    }
}

fn open_one(fields: &mut Map<String, Value>, enumeration: &Value, kind: Value) {
    let description = fields.get("description").unwrap_or(&enumeration["description"]);
    let words = enumeration["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let words = words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let description =
        format!("{}\nToday {words}; others may come.", description.as_str().unwrap_or_default());
    fields.retain(|name, _| name != "$ref" && name != "oneOf");
    let words_zh = words.replace(", ", "、");
    fields.insert("description".to_owned(), description.into());
    set_chinese(fields, "description", &format!("现有 {words_zh}；以后可能增加。"));
    fields.insert("type".to_owned(), kind);
    fields.insert(WORDS.to_owned(), enumeration["enum"].clone());
    if let Some(labels) = enumeration.get(LABELS) {
        fields.insert(LABELS.to_owned(), labels.clone());
    }
}

fn each(value: &mut Value, action: impl FnMut(&mut Value)) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(action),
        Value::Array(items) => items.iter_mut().for_each(action),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::languages::CHINESE;

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("{SCHEMAS}{name}")})
    }

    fn object(properties: &Value) -> Value {
        json!({"type": "object", "properties": properties})
    }

    /// Things with a kind, entered and answered; `Part` is in both, `Plain` as well but has no enumeration.
    fn document() -> Value {
        let content = |name: &str| json!({"content": {"application/json": {"schema": reference(name)}}});
        let fields = json!({"parts": {"type": "array", "items": reference("Part")}, "kind": reference("Kind"),
            "other": {"description": "Another.", "oneOf": [{"type": "null"}, reference("Kind")]}, "plain": reference("Plain")});
        let parameter = json!({"name": "kind", "in": "query", "schema": reference("Kind")});
        json!({
            "paths": {"/things": {"post": {"parameters": [parameter], "requestBody": content("ThingInput"),
                "responses": {"201": content("Thing")}}}},
            "components": {"schemas": {
                "Kind": {"type": "string", "enum": ["a", "b"], "description": "A kind."},
                "Plain": object(&json!({"name": {"type": "string"}})),
                "Part": object(&json!({"kind": reference("Kind")})),
                "Thing": object(&fields),
                "ThingInput": object(&fields),
            }},
        })
    }

    #[test]
    fn answers_are_open_and_requests_stay_closed() {
        let (before, mut after) = (document(), document());
        open_in_answers(&mut after);
        let open = |description: &str, kind: Value| {
            json!({"description": format!("{description}\nToday `a`, `b`; others may come."), "type": kind, WORDS: ["a", "b"],
            CHINESE: {"description": "现有 `a`、`b`；以后可能增加。"}})
        };
        let schemas = &after["components"]["schemas"];
        let thing = &schemas["Thing"]["properties"];
        assert_eq!(thing["kind"], open("A kind.", json!("string")));
        assert_eq!(thing["other"], open("Another.", json!(["string", "null"])));
        assert_eq!(thing["parts"]["items"], reference("Part"));
        assert_eq!(schemas["Part"]["properties"]["kind"], open("A kind.", json!("string")));
        assert_eq!(schemas["PartInput"], before["components"]["schemas"]["Part"]);
        let mut input = before["components"]["schemas"]["ThingInput"].clone();
        input["properties"]["parts"]["items"] = reference("PartInput");
        assert_eq!(schemas["ThingInput"], input);
        for unchanged in ["Kind", "Plain"] {
            assert_eq!(schemas[unchanged], before["components"]["schemas"][unchanged]);
        }
        let operation = "/paths/~1things/post";
        assert_eq!(after.pointer(operation), before.pointer(operation));
    }

    #[test]
    fn what_only_answers_enumerate_has_no_type_of_its_own() {
        let mut document = document();
        document["paths"]["/things"]["post"]["parameters"] = json!([]);
        document["paths"]["/things"]["post"]["requestBody"] = json!({});
        document["components"]["schemas"].as_object_mut().unwrap().remove("ThingInput");
        open_in_answers(&mut document);
        let names: Vec<&String> = document["components"]["schemas"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["Part", "Plain", "Thing"]);
    }
}
