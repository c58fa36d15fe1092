//! Nothing in the document goes without a label, and no label without something in the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::*;
use crate::app;

/// A property of a schema, with those of the schemas that it takes in.
fn properties<'a>(document: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let own = schema["properties"].as_object().into_iter().flatten();
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let target = |part: &'a Value| {
        let path = part["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
        path.map_or(Some(part), |path| document.pointer(path))
    };
    own.chain(parts.filter_map(target).flat_map(|part| properties(document, part))).collect()
}

fn schemas(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document["components"]["schemas"].as_object().into_iter().flatten()
}

fn operations(document: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let items = document["paths"].as_object().into_iter().flatten();
    let operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    operations.filter_map(|(_, operation)| operation.as_object())
}

fn parameters(operation: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    operation.get("parameters").and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(thing: &'a Value, word: &str) -> &'a str {
    thing[word].as_str().unwrap_or_default()
}

/// The things of the document without a label in one of the languages, by name.
fn unlabelled(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |name: String, thing: &Value, zh: &str| {
        if text(thing, zh).is_empty() || text(thing, EN).is_empty() {
            found.push(name);
        }
    };
    for (schema, value) in schemas(document) {
        for (name, property) in properties(document, value) {
            look(format!("{schema}.{name}"), property, "title");
        }
    }
    for operation in operations(document) {
        let whole = Value::Object(operation.clone());
        let id = text(&whole, "operationId").to_owned();
        parameters(operation).for_each(|one| look(format!("{id}({})", text(one, "name")), one, ZH));
        look(id, &whole, ZH);
    }
    found
}

/// The entries of the tables that nothing in the document has, by owner and name.
fn idle(document: &Value) -> Vec<String> {
    let key = |label: &Label| format!("{}.{}", label.owner, label.name);
    let mut used = BTreeSet::new();
    for (schema, value) in schemas(document) {
        let all = properties(document, value).into_iter();
        used.extend(all.filter_map(|(name, _)| of_property(schema, name)).map(key));
    }
    let mut idle: Vec<String> = all_fields().map(key).filter(|key| !used.contains(key)).collect();
    let used: BTreeSet<String> = operations(document)
        .flat_map(|one| parameters(one).filter_map(|parameter| of_parameter(one, text(parameter, "name"))))
        .map(key)
        .collect();
    idle.extend(parameters::PARAMETERS.iter().map(key).filter(|key| !used.contains(key)));
    let ids: BTreeSet<&str> =
        operations(document).filter_map(|one| one.get("operationId")?.as_str()).collect();
    idle.extend(operations::all().map(|(id, _)| id).filter(|id| !ids.contains(id.as_str())));
    idle
}

fn all_fields() -> impl Iterator<Item = &'static Label> {
    schemas::OF_SCHEMAS.iter().chain(fields::FIELDS)
}

/// Labels that stand twice in one schema.
fn shared(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (schema, value) in schemas(document) {
        for word in ["title", EN] {
            let mut names = BTreeMap::new();
            for (name, property) in properties(document, value) {
                if let Some(other) = names.insert(text(property, word), name) {
                    found.push(format!("{schema}.{other} and {name}: {}", text(property, word)));
                }
            }
        }
    }
    found
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Names that are the same word in both languages.
const UNTRANSLATED: &[&str] = &["ID"];

fn is_good(zh: &str, en: &str) -> bool {
    let trimmed = |text: &str| !text.is_empty() && text.trim() == text;
    trimmed(zh)
        && trimmed(en)
        && (zh.chars().any(is_han) || UNTRANSLATED.contains(&zh))
        && !en.chars().any(is_han)
}

#[test]
fn everything_has_a_label_and_no_label_is_idle() {
    let document = app::document();
    assert!(operations(&document).count() > 70 && schemas(&document).count() > 80);
    assert_eq!(unlabelled(&document), [""; 0], "without a label in src/openapi/labels");
    assert_eq!(idle(&document), [""; 0], "not in the document");
}

#[test]
fn labels_are_chinese_and_english_and_tell_properties_apart() {
    let document = app::document();
    let bad = all_fields().chain(parameters::PARAMETERS).filter(|label| !is_good(label.zh, label.en));
    assert_eq!(bad.collect::<Vec<_>>(), [] as [&Label; 0]);
    let bad = operations(&document).filter(|one| {
        let word = |name| one.get(name).and_then(Value::as_str).unwrap_or_default();
        !is_good(word(ZH), word(EN)) || word("summary") != format!("{} {}", word(ZH), word(EN))
    });
    assert_eq!(bad.map(|one| &one["operationId"]).collect::<Vec<_>>(), [] as [&Value; 0]);
    assert_eq!(shared(&document), [""; 0]);
}

/// One label of one owner for one name: the second would never be found.
#[test]
fn nothing_is_labelled_twice() {
    for table in [all_fields().collect::<Vec<_>>(), parameters::PARAMETERS.iter().collect()] {
        let mut seen = BTreeSet::new();
        let twice = table.into_iter().filter(|label| !seen.insert((label.owner, label.name)));
        assert_eq!(twice.collect::<Vec<_>>(), [] as [&Label; 0]);
    }
    let mut seen = BTreeSet::new();
    let twice = operations::all().filter(|(id, _)| !seen.insert(id.clone()));
    assert_eq!(twice.collect::<Vec<_>>(), []);
}

/// A description that says a unit in brackets, `(人次)`, and the table agree.
#[test]
fn units_are_those_of_the_descriptions() {
    let document = app::document();
    let units: BTreeSet<&str> = all_fields().filter_map(|label| label.unit).collect();
    for (schema, value) in schemas(&document) {
        for (name, property) in properties(&document, value) {
            let told = units.iter().find(|unit| text(property, "description").contains(&format!("({unit})")));
            assert!(told.is_none_or(|unit| property[UNIT] == **unit), "{schema}.{name}: {told:?}");
        }
    }
}

#[test]
fn what_is_new_or_gone_is_named() {
    let mut document = app::document();
    document["components"]["schemas"]["Plan"]["properties"]["brand_new"] = json!({"type": "string"});
    let operation = &mut document["paths"]["/api/v1/plans"]["get"];
    operation["parameters"] = json!([{"name": "brand_new", "in": "query"}]);
    operation["operationId"] = "list_brand_new".into();
    operation[ZH].take();
    assert_eq!(unlabelled(&document), ["Plan.brand_new", "list_brand_new(brand_new)", "list_brand_new"]);
    let idle = idle(&document);
    assert!(idle.contains(&".covers".to_owned()) && idle.contains(&"list_plans".to_owned()), "{idle:?}");
}

#[test]
fn a_label_of_its_own_goes_first_and_stands_beside_a_reference() {
    let reference = json!({"$ref": "#/components/schemas/Kind"});
    let parameter = json!({"name": "id", "in": "path"});
    let mut document = json!({
        "paths": {"/plans/{id}": {"get": {"operationId": "read_plan", "summary": "Read a plan", "tags": ["plans"],
            "parameters": [parameter]}}},
        "components": {"schemas": {"SavedActivity": {"properties": {"kind": reference, "persons": {}}}}}});
    apply(&mut document);
    let properties = &document["components"]["schemas"]["SavedActivity"]["properties"];
    let kind = json!({"$ref": "#/components/schemas/Kind", "title": "活动类型", EN: "Kind of activity"});
    let persons = json!({"title": "参加人数", EN: "Persons who took part", UNIT: "人"});
    assert_eq!((&properties["kind"], &properties["persons"]), (&kind, &persons));
    let operation = &document["paths"]["/plans/{id}"]["get"];
    assert_eq!(operation["summary"], "查看计划 Read a plan");
    assert_eq!(operation["parameters"][0][ZH], "计划编号");
}
