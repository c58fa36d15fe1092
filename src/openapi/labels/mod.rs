//! What people call the things of the contract, what these are in Chinese, and what a program needs to draw a form.
//!
//! Each property has its label as `title`; properties, parameters and operations have it in both languages as `x-label-zh`
//! and `x-label-en`. The English descriptions come from the code, the Chinese ones from the tables here: `fields.toml` for
//! schemas and properties, `operations.toml` for the rest. Nothing in the document goes without, and nothing stands in the
//! tables that is not in the document: a test sees to it.

mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use self::tables::{ANY, Entry, Owned, TABLES};
use super::languages::{CHINESE, append_chinese, set_chinese};
use super::records;

/// The Chinese label.
pub(super) const ZH: &str = "x-label-zh";
/// The English label.
pub(super) const EN: &str = "x-label-en";
/// In what a quantity is given: 人次, 份, 元 …
const UNIT: &str = "x-unit";
/// The group of fields in which a form shows it.
const GROUP: &str = "x-group";
/// The vocabulary whose terms it holds.
const VOCABULARY: &str = "x-vocabulary";
/// What it refers to.
const REFERENCE: &str = "x-reference";
/// What it goes with.
const WHEN: &str = "x-when";
/// That personal numbers are looked for in it.
pub(super) const SCREENED: &str = "x-screened";

/// The ids of records in paths, by the tag of their resource.
static RECORD_IDS: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
    let labels = records::id_labels();
    labels
        .map(|(tag, label, text)| {
            let entry =
                Entry { zh: Some(label.zh), en: Some(label.en), text: Some(text), ..Entry::default() };
            (tag.to_owned(), entry)
        })
        .collect()
});

/// Members that hold values or codes, and no descriptions.
const VALUES: [&str; 6] = ["example", "value", "enum", "x-extensible-enum", "x-enum-labels", CHINESE];

/// The entries that speak of a thing, the nearest first.
struct Entries(Vec<&'static Entry>);

impl Entries {
    /// Those of these owners for the name, then that of all.
    fn of(table: &'static Owned, owners: &[&str], name: &str) -> Self {
        let owners = owners.iter().copied().chain([ANY]);
        Self(owners.filter_map(|owner| table.get(owner)?.get(name)).collect())
    }

    fn find<T: ?Sized>(&self, said: impl Fn(&'static Entry) -> Option<&'static T>) -> Option<&'static T> {
        self.0.iter().find_map(|entry| said(entry))
    }

    /// Writes what they say on a property or a parameter.
    fn write(&self, thing: &mut Map<String, Value>) {
        let labels =
            [(ZH, self.find(|entry| entry.zh.as_deref())), (EN, self.find(|entry| entry.en.as_deref()))];
        let words = [
            (UNIT, self.find(|entry| entry.unit.as_deref())),
            (VOCABULARY, self.find(|entry| entry.vocabulary.as_deref())),
        ];
        for (word, text) in labels.into_iter().chain(words) {
            thing.extend(text.map(|text| (word.to_owned(), text.into())));
        }
        let values = [
            (REFERENCE, self.find(|entry| entry.reference.as_ref()).cloned()),
            (WHEN, self.find(|entry| entry.when.as_ref()).cloned()),
            (SCREENED, self.find(|entry| entry.screened.as_ref()).map(|screened| json!(screened))),
            (GROUP, self.find(|entry| entry.group.as_deref()).and_then(group)),
        ];
        thing.extend(values.into_iter().filter_map(|(word, value)| Some((word.to_owned(), value?))));
        if thing.contains_key("description") {
            self.describe(thing);
        }
    }

    /// What only repeats its label in English has none but its label in Chinese.
    fn describe(&self, thing: &mut Map<String, Value>) {
        let label = || self.find(|entry| entry.zh.as_deref()).map(|label| format!("{label}。"));
        if let Some(text) = self.find(|entry| entry.text.as_deref()).map(str::to_owned).or_else(label) {
            let code =
                thing.get("description").and_then(Value::as_str).and_then(first_code).unwrap_or_default();
            let text = text.replace("{default}", code);
            set_chinese(thing, "description", &text);
        }
    }
}

/// The first word of the contract in a text, with its backticks: what `{default}` stands for in the Chinese one of a parameter.
fn first_code(text: &str) -> Option<&str> {
    let start = text.find('`')?;
    let end = start + 1 + text.get(start + 1..)?.find('`')?;
    text.get(start..=end)
}

fn group(code: &str) -> Option<Value> {
    TABLES.fields.groups.iter().find(|group| group.code == code).map(|group| json!(group))
}

/// The place of a property's group among all groups; what has none comes last.
pub(super) fn place_of_group(property: &Value) -> usize {
    let groups = &TABLES.fields.groups;
    let code = property.pointer("/x-group/code").and_then(Value::as_str);
    groups.iter().position(|group| code == Some(&group.code)).unwrap_or(groups.len())
}

/// What is said of a property of the schema with this name.
fn of_property(schema: &str, name: &str) -> Entries {
    Entries::of(&TABLES.fields.fields, &[schema, thing(schema)], name)
}

/// What is said of a parameter of an operation.
fn of_parameter(operation: &Map<String, Value>, name: &str) -> Entries {
    let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
    let id = operation.get("operationId").and_then(Value::as_str);
    let owners: Vec<&str> =
        id.into_iter().chain(id.and_then(records::form)).chain(tags.filter_map(Value::as_str)).collect();
    let mut entries = Entries::of(&TABLES.operations.parameters, &owners, name);
    if name == "id" {
        entries.0.extend(owners.iter().find_map(|owner| RECORD_IDS.get(*owner)));
    }
    entries
}

/// The key of what is said of a schema.
fn schema_key(name: &str) -> Option<String> {
    let of_all =
        records::schemas().find_map(|record| name.strip_prefix(&record)).map(|end| format!("*{end}"));
    let mut keys = [name.to_owned()].into_iter().chain(of_all).chain([thing(name).to_owned()]);
    keys.find(|key| TABLES.fields.schemas.contains_key(key))
}

/// What a schema is about, however it is sent: `Activity` of `ActivityInput` and `SavedActivity`.
pub(super) fn thing(schema: &str) -> &str {
    let name = schema.strip_prefix("Saved").unwrap_or(schema);
    ["Input", "Patch"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Labels and translates the whole document.
pub fn apply(document: &mut Value) {
    for (name, schema) in members(document.pointer_mut("/components/schemas")) {
        label_properties(name, schema);
        let text = schema_key(name).and_then(|key| TABLES.fields.schemas.get(&key));
        if let Some((text, fields)) = text.zip(schema.as_object_mut()) {
            set_chinese(fields, "description", text);
        }
    }
    for (_, item) in members(document.get_mut("paths")) {
        members(Some(item)).filter_map(|(_, operation)| operation.as_object_mut()).for_each(label_operation);
    }
    label_tags(document);
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        set_chinese(info, "description", include_str!("../description.zh.md"));
    }
    for (pointer, text) in &TABLES.operations.document {
        let Some((parent, member)) = pointer.rsplit_once('/') else { continue };
        if let Some(fields) = document.pointer_mut(parent).and_then(Value::as_object_mut) {
            set_chinese(fields, member, text);
        }
    }
    translate(document);
}

fn members(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

/// Labels the properties of a schema, with those that it adds to another one's.
fn label_properties(schema: &str, value: &mut Value) {
    for (name, property) in members(value.get_mut("properties")) {
        let entries = of_property(schema, name);
        let Some(fields) = property.as_object_mut() else { continue };
        entries.write(fields);
        if let (Some(zh), Some(en)) = (fields.get(ZH).cloned(), fields.get(EN).cloned()) {
            set_chinese(fields, "title", zh.as_str().unwrap_or_default());
            fields.insert("title".to_owned(), en);
        }
    }
    let parts = value.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(|part| label_properties(schema, part));
}

/// What a convention says of it stands there already; what is said of it alone follows.
fn label_operation(operation: &mut Map<String, Value>) {
    label_parameters(operation);
    let id = operation.get("operationId").and_then(Value::as_str);
    let said = id.and_then(|id| TABLES.operations.operations.get(id));
    for (member, text) in said.iter().flat_map(|said| [("summary", &said.zh), ("description", &said.text)]) {
        if let Some(text) = text {
            append_chinese(operation, member, text);
        }
    }
    let zh = operation.get(CHINESE).and_then(|chinese| chinese.get("summary")).cloned();
    let en = operation.get("summary").cloned();
    let labels = [(ZH, zh), (EN, en)].into_iter();
    operation
        .extend(labels.filter_map(|(word, label)| Some((word.to_owned(), label?))).collect::<Map<_, _>>());
}

fn label_parameters(operation: &mut Map<String, Value>) {
    let Some(Value::Array(mut parameters)) = operation.remove("parameters") else { return };
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        let name = parameter.get("name").and_then(Value::as_str);
        if let Some(entries) = name.map(|name| of_parameter(operation, name)) {
            entries.write(parameter);
        }
    }
    operation.insert("parameters".to_owned(), Value::Array(parameters));
}

fn label_tags(document: &mut Value) {
    let tags = document.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten();
    for tag in tags.filter_map(Value::as_object_mut) {
        let text = tag.get("name").and_then(Value::as_str).and_then(|name| TABLES.operations.tags.get(name));
        if let Some(text) = text {
            set_chinese(tag, "description", text);
        }
    }
}

/// Says in Chinese what is described and has no Chinese description yet, by the table of texts.
fn translate(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_said = fields.get(CHINESE).is_some_and(|chinese| chinese.get("description").is_some());
            let en = fields.get("description").and_then(Value::as_str).filter(|_| !is_said);
            if let Some(zh) = en.and_then(|en| TABLES.operations.texts.get(&unwrapped(en))) {
                set_chinese(fields, "description", zh);
            }
            let inner = fields.iter_mut().filter(|(name, _)| !VALUES.contains(&name.as_str()));
            inner.for_each(|(_, inner)| translate(inner));
        }
        Value::Array(items) => items.iter_mut().for_each(translate),
        _ => {}
    }
}

/// A text without the ends of lines that it has in the code.
fn unwrapped(text: &str) -> String {
    text.replace('\n', " ")
}
