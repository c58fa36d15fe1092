//! What people call the things of the contract, Chinese first: each property has its label as `title`, each parameter and
//! operation as `x-label-zh`, and all of them the English one as `x-label-en`; so forms draw themselves. What is counted
//! or measured says in what, as `x-unit`.
//!
//! Nothing in the document goes without, and nothing stands in the tables that is not in the document: a test sees to it.

mod fields;
mod operations;
mod parameters;
mod schemas;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

/// The Chinese label of what has no `title` in OpenAPI.
pub(super) const ZH: &str = "x-label-zh";
/// The English label.
pub(super) const EN: &str = "x-label-en";
/// In what a quantity is given: 人次, 份, 元 …
const UNIT: &str = "x-unit";

/// The owner of what is said of all.
const ANY: &str = "";

/// What people call a property or a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label {
    /// The schema, the operation or the tag of which alone it is said, or [`ANY`].
    owner: &'static str,
    /// The name in the contract.
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    unit: Option<&'static str>,
}

/// A label wherever the name stands.
const fn any(name: &'static str, zh: &'static str, en: &'static str) -> Label {
    of(ANY, name, zh, en)
}

/// A label of one owner's.
const fn of(owner: &'static str, name: &'static str, zh: &'static str, en: &'static str) -> Label {
    Label { owner, name, zh, en, unit: None }
}

impl Label {
    const fn in_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    fn write(self, thing: &mut Map<String, Value>, zh: &str) {
        thing.insert(zh.to_owned(), self.zh.into());
        thing.insert(EN.to_owned(), self.en.into());
        if let Some(unit) = self.unit {
            thing.insert(UNIT.to_owned(), unit.into());
        }
    }
}

/// The label that the first of these owners has for the name, or else what is said of all.
fn find(tables: &[&'static [Label]], owners: &[&str], name: &str) -> Option<&'static Label> {
    let of = |owner: &str| {
        tables.iter().copied().flatten().find(|label| label.name == name && label.owner == owner)
    };
    owners.iter().copied().chain([ANY]).find_map(of)
}

/// The label of a property of the schema with this name.
fn of_property(schema: &str, name: &str) -> Option<&'static Label> {
    find(&[schemas::OF_SCHEMAS, fields::FIELDS], &[thing(schema)], name)
}

/// The label of a parameter of an operation.
fn of_parameter(operation: &Map<String, Value>, name: &str) -> Option<&'static Label> {
    let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
    let owners: Vec<&str> =
        operation.get("operationId").into_iter().chain(tags).filter_map(Value::as_str).collect();
    find(&[parameters::PARAMETERS], &owners, name)
}

/// What a schema is about, however it is sent: `Activity` of `ActivityInput` and `SavedActivity`.
fn thing(schema: &str) -> &str {
    let name = schema.strip_prefix("Saved").unwrap_or(schema);
    ["Input", "Patch"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Labels the whole document.
pub fn apply(document: &mut Value) {
    for (name, schema) in members(document.pointer_mut("/components/schemas")) {
        label_properties(name, schema);
    }
    for (_, item) in members(document.get_mut("paths")) {
        members(Some(item)).filter_map(|(_, operation)| operation.as_object_mut()).for_each(label_operation);
    }
}

fn members(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

/// Labels the properties of a schema, with those that it adds to another one's.
fn label_properties(schema: &str, value: &mut Value) {
    for (name, property) in members(value.get_mut("properties")) {
        if let Some((label, fields)) = of_property(schema, name).zip(property.as_object_mut()) {
            label.write(fields, "title");
        }
    }
    let parts = value.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(|part| label_properties(schema, part));
}

fn label_operation(operation: &mut Map<String, Value>) {
    label_parameters(operation);
    let zh = operation.get("operationId").and_then(Value::as_str).and_then(operations::label);
    let en = operation.get("summary").and_then(Value::as_str).map(str::to_owned);
    let Some((zh, en)) = zh.zip(en) else { return };
    operation.insert("summary".to_owned(), format!("{zh} {en}").into());
    operation.insert(ZH.to_owned(), zh.into());
    operation.insert(EN.to_owned(), en.into());
}

fn label_parameters(operation: &mut Map<String, Value>) {
    let Some(Value::Array(mut parameters)) = operation.remove("parameters") else { return };
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        let name = parameter.get("name").and_then(Value::as_str);
        if let Some(label) = name.and_then(|name| of_parameter(operation, name)) {
            label.write(parameter, ZH);
        }
    }
    operation.insert("parameters".to_owned(), Value::Array(parameters));
}
