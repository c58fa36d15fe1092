//! The limits the contract states are the limits that hold: one beyond is refused at its place, by the service and not
//! by the database, and what is just within is never refused for its size.

use serde_json::{Value, json};

use super::RESOURCES;
use crate::support::contract::node::Node;
use crate::support::{GUDUI, spawn_app};

/// A value to be put at a place of the good body.
struct Probe {
    pointer: String,
    value: Value,
    /// Whether it keeps the limits.
    within: bool,
}

/// All probes of a schema; `good` is the valid value at this place.
fn probes(schema: Node<'_>, good: Option<&Value>, pointer: &str) -> Vec<Probe> {
    let schema = not_null(schema);
    let types = match &schema.value["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    };
    let mut found: Vec<Probe> = match types {
        Some("object") => return of_object(&schema, good, pointer),
        Some("array") => return of_array(&schema, good, pointer),
        Some("string") => of_string(&schema),
        Some("integer") => of_integer(&schema),
        Some("boolean") => vec![beyond(json!("true")), beyond(json!(1))],
        other => panic!("{pointer} has type {other:?}"),
    };
    found.push(beyond(json!({})));
    found.push(beyond(json!([])));
    for probe in &mut found {
        pointer.clone_into(&mut probe.pointer);
    }
    found
}

/// What a schema that is "this or null", or a reference, means by "this".
fn not_null(schema: Node<'_>) -> Node<'_> {
    let schema = schema.target();
    let choices = schema.at("oneOf").map(|choices| choices.elements()).unwrap_or_default();
    choices.into_iter().find(|choice| choice.value["type"] != "null").map_or(schema, Node::target)
}

fn beyond(value: Value) -> Probe {
    Probe { pointer: String::new(), value, within: false }
}

fn within(value: Value) -> Probe {
    Probe { pointer: String::new(), value, within: true }
}

fn of_object(schema: &Node<'_>, good: Option<&Value>, pointer: &str) -> Vec<Probe> {
    let properties = schema.at("properties").map(|properties| properties.members()).unwrap_or_default();
    let writable = properties.into_iter().filter(|(_, property)| property.value["readOnly"] != true);
    writable
        .flat_map(|(name, property)| {
            let good = good.and_then(|good| good.get(&name));
            probes(property, good, &format!("{pointer}/{name}"))
        })
        .collect()
}

fn of_array(schema: &Node<'_>, good: Option<&Value>, pointer: &str) -> Vec<Probe> {
    let first = good.and_then(|items| items.get(0));
    let first = first.unwrap_or_else(|| panic!("the good body has no item at {pointer}"));
    let most = usize::try_from(schema.value["maxItems"].as_u64().expect("maxItems")).unwrap();
    let items = schema.at("items").expect("items");
    let mut found = probes(items, Some(first), &format!("{pointer}/0"));
    for value in [json!(vec![first; most + 1]), json!({}), json!("x")] {
        found.push(Probe { pointer: pointer.to_owned(), value, within: false });
    }
    found
}

fn of_string(schema: &Node<'_>) -> Vec<Probe> {
    let limit = |name: &str| schema.value[name].as_u64().map(|n| usize::try_from(n).unwrap());
    let mut found = vec![beyond(json!(5)), beyond(json!(true))];
    if let Some(most) = limit("maxLength") {
        found.extend([beyond(json!("字".repeat(most + 1))), within(json!("字".repeat(most)))]);
    }
    if let Some(least @ 1..) = limit("minLength") {
        found.extend([beyond(json!("字".repeat(least - 1))), beyond(json!(" ".repeat(least)))]);
    }
    if schema.value["enum"].is_array() {
        found.push(beyond(json!("no_such_value")));
    }
    match schema.value["format"].as_str() {
        Some("date") => {
            let odd = ["2024-13-01", "24-05-20", "1948-12-31", "2101-01-01", "2024-05-20T00:00:00Z", ""];
            found.extend(odd.map(|text| beyond(json!(text))));
        }
        Some("uuid") => found.extend(["", "0193a2b4"].map(|text| beyond(json!(text)))),
        _ => {}
    }
    found
}

fn of_integer(schema: &Node<'_>) -> Vec<Probe> {
    let limit = |name: &str| schema.value[name].as_f64().unwrap_or_else(|| panic!("no {name}"));
    #[expect(clippy::cast_possible_truncation, reason = "limits are whole numbers below 2^53")]
    let (least, most) = (limit("minimum") as i64, limit("maximum") as i64);
    let odd = [
        json!(least - 1),
        json!(most + 1),
        json!(1.5),
        json!("1"),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
    ];
    odd.map(beyond).into_iter().chain([within(json!(least)), within(json!(most))]).collect()
}

/// Puts a value at a place, whose parents are there.
fn placed(mut body: Value, probe: &Probe) -> Value {
    let (parent, last) = probe.pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(fields) => drop(fields.insert(last.to_owned(), probe.value.clone())),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = probe.value.clone(),
        other => panic!("{} cannot stand in {other}", probe.pointer),
    }
    body
}

/// Codes of refusals for size, and those of the database: neither is for a value within the limits.
fn is_about_size(code: &str) -> bool {
    ["max_length", "min_length", "length", "range", "type", "max_items"].contains(&code)
        || code.ends_with("_check")
}

#[test]
fn the_limits_of_the_contract_are_kept() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let good = resource.good();
        let probes = probes(resource.input(), Some(&good), "");
        assert!(probes.iter().any(|probe| probe.within), "{} has no limits", resource.path);
        for probe in probes {
            // What is stored is rolled back, so that the next may say the same.
            let path = format!("{}?validate_only=true", resource.list());
            let answer = app.post(&clerk, &path, &placed(good.clone(), &probe)).send();
            let name = format!("{}{} {:.60}", resource.path, probe.pointer, probe.value.to_string());
            let violations = answer.violations();
            if probe.within {
                assert!([200, 422].contains(&answer.status), "{name}: {}", answer.body);
                let bad = violations.iter().any(|(at, code)| *at == probe.pointer && is_about_size(code));
                assert!(!bad, "{name}: {violations:?}");
            } else {
                assert_eq!(answer.status, 422, "{name}: {}", answer.body);
                let at = |(at, code): &(String, String)| *at == probe.pointer && !code.ends_with("_check");
                assert!(violations.iter().any(at), "{name}: {violations:?}");
            }
        }
    }
}

#[test]
fn what_is_required_cannot_be_left_out_or_cleared() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        let required = resource.input().at("required").unwrap();
        for field in required.elements().iter().map(|field| field.value.as_str().unwrap()) {
            let mut body = resource.good();
            body.as_object_mut().unwrap().remove(field);
            let missing = app.post(&clerk, &resource.list(), &body).send().expect(422);
            assert_eq!(missing.violations(), [(format!("/{field}"), "required".to_owned())]);
            let clear = json!({ field: null });
            let cleared = app.patch(&clerk, &item, &clear).if_match("\"1\"").send().expect(422);
            assert_eq!(cleared.violations(), [(format!("/{field}"), "required".to_owned())]);
        }
    }
}
