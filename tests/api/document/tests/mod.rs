//! Checks that cannot complain are worthless: each is shown one document that
//! is right, and then the same document with one thing wrong.

mod declarations;
mod sample;

use serde_json::{Value, json};

use self::sample::good;
use super::{operations, prose, schemas};

type Check = fn(&Value) -> Vec<String>;

const THINGS: &str = "/paths/~1api~1v1~1things";
const THING: &str = "/paths/~1api~1v1~1things~1{id}";

/// The good document with one place replaced, or removed.
fn broken(pointer: &str, value: Option<Value>) -> Value {
    let mut document = good();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).expect(pointer);
    let key = key.replace("~1", "/");
    match (parent, value) {
        (Value::Object(members), Some(value)) => drop(members.insert(key, value)),
        (Value::Object(members), None) => drop(members.remove(&key).expect(pointer)),
        (Value::Array(elements), None) => drop(elements.remove(key.parse().unwrap())),
        (Value::Array(elements), Some(value)) => elements[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} has no members"),
    }
    document
}

#[track_caller]
fn complains(check: Check, document: &Value, phrase: &str) {
    let complaints = check(document);
    assert!(complaints.iter().any(|c| c.contains(phrase)), "{phrase:?} not in {complaints:?}");
}

#[track_caller]
fn misses(check: Check, pointer: &str, phrase: &str) {
    complains(check, &broken(pointer, None), phrase);
}

#[track_caller]
fn rejects(check: Check, pointer: &str, value: Value, phrase: &str) {
    complains(check, &broken(pointer, Some(value)), phrase);
}

fn optional(document: &Value) -> Vec<String> {
    schemas::optional_in_answers(document, &[])
}

#[test]
fn no_check_complains_about_a_good_document() {
    let checks: [Check; 17] = [
        schemas::dangling_references,
        schemas::enumerations,
        schemas::defaults,
        schemas::patches,
        schemas::unbounded_inputs,
        optional,
        prose::operations,
        prose::parameters,
        prose::schemas,
        prose::success_examples,
        operations::operation_ids,
        operations::problems,
        operations::security,
        operations::limits,
        operations::changes,
        operations::creations,
        operations::reads,
    ];
    for check in checks {
        assert_eq!(check(&good()), Vec::<String>::new());
    }
}

#[test]
fn dangling_references_are_found() {
    let check = schemas::dangling_references;
    misses(check, "/components/schemas/Kind", "#/components/schemas/Kind leads nowhere");
    let reference = "/components/schemas/Thing/properties/again/$ref";
    rejects(check, reference, json!("other.json"), "other.json leads nowhere");
    let mapping = json!({ "mapping": { "a": "#/components/schemas/None" } });
    rejects(check, "/components/schemas/Thing/discriminator", mapping, "None leads nowhere");
}

#[test]
fn operations_without_prose_are_found() {
    let check = prose::operations;
    misses(check, &format!("{THINGS}/post/summary"), "POST /api/v1/things: no summary");
    rejects(check, &format!("{THINGS}/post/description"), json!(" "), "no description");
    misses(check, &format!("{THINGS}/post/tags"), "0 tags");
    rejects(check, &format!("{THINGS}/post/tags"), json!(["things", "more"]), "2 tags");
    rejects(check, &format!("{THINGS}/post/tags"), json!(["more"]), "\"more\" is not declared");
    misses(check, "/tags/0/description", "\"things\" is not declared");
}

#[test]
fn missing_descriptions_are_found() {
    let own = format!("{THINGS}/post/parameters/0/description");
    misses(prose::parameters, &own, "parameter \"Idempotency-Key\" has no");
    let shared = format!("{THING}/parameters/0/description");
    misses(prose::parameters, &shared, "GET /api/v1/things/{id}: parameter \"id\" has no");
    let schema = "/components/schemas/Kind/description";
    for place in ["Kind", "Thing/properties/kind", "Thing/properties/again"] {
        misses(prose::schemas, schema, &format!("#/components/schemas/{place}: no"));
    }
    let property = "/components/schemas/NewThing/properties/list/description";
    misses(prose::schemas, property, "NewThing/properties/list: no");
    let inline = json!({ "content": { "application/json": { "schema": { "properties": { "x": {} } } } } });
    rejects(prose::schemas, &format!("{THINGS}/post/requestBody"), inline, "schema/properties/x: no");
}

#[test]
fn missing_examples_are_found() {
    let check = prose::success_examples;
    let phrase = "GET /api/v1/things/{id} 200: no example of application/json";
    misses(check, "/components/schemas/Thing/examples", phrase);
    rejects(check, "/components/schemas/Thing/examples", json!([]), phrase);
    let mut document = broken("/components/schemas/Thing/examples", None);
    document["paths"]["/api/v1/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"] =
        json!({});
    assert_eq!(check(&document), Vec::<String>::new());
}

#[test]
fn optional_properties_of_answers_are_found() {
    let required = "/components/schemas/Thing/required/0";
    misses(optional, required, "Thing.name is optional");
    misses(optional, "/components/schemas/Problem/required", "Problem.title is optional");
    let document = broken(required, None);
    let complaints = schemas::optional_in_answers(&document, &["Thing.name"]);
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn closed_answers_open_requests_and_defaults_are_found() {
    let (words, kind) = (json!(["a", "b"]), "/components/schemas/Kind");
    rejects(schemas::enumerations, &format!("{kind}/enum"), words.clone(), "Kind is closed in an answer");
    let open = json!({ "type": "string", "x-extensible-enum": words });
    let count = "/components/schemas/NewThing/properties/count";
    rejects(schemas::enumerations, count, open, "count is open in a request");
    rejects(schemas::defaults, &format!("{count}/default"), json!(1), "count has a default");
    let parameter = format!("{THING}/parameters/0/schema/default");
    rejects(schemas::defaults, &parameter, json!(1), "parameters/0/schema has a default");
}

#[test]
fn unbounded_inputs_are_found() {
    let check = schemas::unbounded_inputs;
    let properties = "/components/schemas/NewThing/properties";
    misses(check, &format!("{properties}/name/maxLength"), "NewThing/properties/name: string");
    misses(check, &format!("{properties}/count/minimum"), "count: integer without");
    misses(check, &format!("{properties}/count/maximum"), "count: integer without");
    misses(check, &format!("{properties}/list/maxItems"), "list: array");
    misses(check, &format!("{properties}/list/items/format"), "list/items: string");
    misses(check, &format!("{THING}/parameters/0/schema/maximum"), "integer without");
    misses(check, &format!("{THINGS}/post/parameters/0/schema/maxLength"), "string");
}
