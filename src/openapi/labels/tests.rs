//! Nothing in the document goes without a label and a Chinese text, and nothing in the tables without something in the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::*;
use crate::app;
use crate::text::Language;

/// The document in English, which has both labels and the texts that the Chinese ones are held against.
fn english() -> Value {
    app::contract().in_language(Language::En)
}

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

/// Those that it says by itself.
fn own_properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    [schema].into_iter().chain(parts).filter_map(|part| part["properties"].as_object()).flatten()
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

/// The properties and parameters of the document, each with what the tables say of it.
fn things(document: &Value) -> Vec<(String, &Value, Entries)> {
    let properties = schemas(document).flat_map(|(schema, value)| {
        own_properties(value)
            .map(move |(name, thing)| (format!("{schema}.{name}"), thing, of_property(schema, name)))
    });
    let parameters = operations(document).flat_map(|operation| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let of = move |one| {
            (format!("{id}({})", text(one, "name")), one, of_parameter(operation, text(one, "name")))
        };
        parameters(operation).map(of)
    });
    properties.chain(parameters).collect()
}

/// The things of the document without a label in one of the languages, by name.
fn unlabelled(document: &Value) -> Vec<String> {
    let is_bare = |thing: &Value| text(thing, ZH).is_empty() || text(thing, EN).is_empty();
    let operations = operations(document).map(|one| Value::Object(one.clone())).filter(is_bare);
    let operations = operations.map(|one| text(&one, "operationId").to_owned());
    let things = things(document).into_iter().filter(|(_, thing, _)| is_bare(thing));
    things.map(|(name, ..)| name).chain(operations).collect()
}

/// Whether an entry says something.
type Says = fn(&Entry) -> bool;

/// What an entry may say, by the name it has in the tables.
const SAID: [(&str, Says); 9] = [
    ("zh", |entry| entry.zh.is_some()),
    ("en", |entry| entry.en.is_some()),
    ("unit", |entry| entry.unit.is_some()),
    ("group", |entry| entry.group.is_some()),
    ("vocabulary", |entry| entry.vocabulary.is_some()),
    ("reference", |entry| entry.reference.is_some()),
    ("when", |entry| entry.when.is_some()),
    ("screened", |entry| entry.screened.is_some()),
    ("text", |entry| entry.text.is_some()),
];

/// What the tables say that nothing in the document has.
fn idle(document: &Value) -> Vec<String> {
    let things = things(document);
    let used: BTreeSet<(*const Entry, &str)> = things
        .iter()
        .flat_map(|(_, thing, entries)| {
            let said = SAID.iter().filter(|(word, _)| *word != "text" || thing.get("description").is_some());
            said.filter_map(|(word, says)| {
                let entry: &Entry = entries.0.iter().copied().find(|entry| says(entry))?;
                Some((std::ptr::from_ref(entry), *word))
            })
        })
        .collect();
    let owned = [&TABLES.fields.fields, &TABLES.operations.parameters].into_iter().flatten();
    let entries =
        owned.flat_map(|(owner, entries)| entries.iter().map(move |(name, entry)| (owner, name, entry)));
    let said = entries.flat_map(|(owner, name, entry)| {
        let said = SAID.iter().filter(|(_, says)| says(entry));
        said.map(move |(word, _)| (format!("{owner}.{name} {word}"), (std::ptr::from_ref(entry), *word)))
    });
    let mut idle: Vec<String> = said.filter(|(_, key)| !used.contains(key)).map(|(name, _)| name).collect();
    let ids: BTreeSet<&str> =
        operations(document).filter_map(|one| one.get("operationId")?.as_str()).collect();
    idle.extend(TABLES.operations.operations.keys().filter(|id| !ids.contains(id.as_str())).cloned());
    let known: BTreeSet<String> = schemas(document).filter_map(|(name, _)| schema_key(name)).collect();
    idle.extend(TABLES.fields.schemas.keys().filter(|key| !known.contains(*key)).cloned());
    let groups: BTreeSet<&str> = things.iter().map(|(_, thing, _)| text(&thing[GROUP], "code")).collect();
    idle.extend(
        TABLES
            .fields
            .groups
            .iter()
            .map(|group| group.code.clone())
            .filter(|code| !groups.contains(code.as_str())),
    );
    let tags: BTreeSet<&str> =
        document["tags"].as_array().into_iter().flatten().map(|tag| text(tag, "name")).collect();
    idle.extend(TABLES.operations.tags.keys().filter(|name| !tags.contains(name.as_str())).cloned());
    let pointers = TABLES.operations.document.keys().filter(|pointer| document.pointer(pointer).is_none());
    idle.extend(pointers.cloned());
    let mut described = BTreeSet::new();
    texts(document, document, "", &mut |_, en, _| {
        described.insert(unwrapped(en));
    });
    let texts =
        TABLES.operations.texts.keys().filter(|en| !described.iter().any(|text| text.starts_with(*en)));
    idle.extend(texts.cloned());
    idle
}

/// Shows every text for people in the document, with its place, in English and in Chinese.
fn texts(en: &Value, zh: &Value, at: &str, look: &mut dyn FnMut(&str, &str, &str)) {
    match en {
        Value::Object(fields) => {
            for (name, inner) in fields.iter().filter(|(name, _)| !VALUES.contains(&name.as_str())) {
                let at = format!("{at}/{name}");
                match inner.as_str().filter(|_| ["title", "summary", "description"].contains(&name.as_str()))
                {
                    Some(en) => look(&at, en, text(zh, name)),
                    None => texts(inner, &zh[name], &at, look),
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                texts(inner, &zh[index], &format!("{at}/{index}"), look);
            }
        }
        _ => {}
    }
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

/// What a translation leaves as it is: words of the contract, and numbers outside of them.
fn kept(text: &str) -> BTreeSet<String> {
    let parts: Vec<&str> = text.split('`').collect();
    let codes = parts.iter().skip(1).step_by(2).map(|code| format!("`{code}`"));
    let plain =
        parts.iter().step_by(2).flat_map(|part| part.split(|c: char| !c.is_ascii_digit() && c != ','));
    let numbers = plain.map(|number| number.replace(',', "")).filter(|number| !number.is_empty());
    codes.chain(numbers).collect()
}

#[test]
fn everything_has_a_label_and_nothing_said_is_idle() {
    let document = english();
    assert!(operations(&document).count() > 70 && schemas(&document).count() > 80);
    assert_eq!(unlabelled(&document), [""; 0], "without a label in src/openapi/labels");
    assert_eq!(idle(&document), [""; 0], "not in the document");
}

/// A Chinese text says what the English one says, so it has the same words of the contract and the same numbers.
#[test]
fn everything_is_described_in_chinese() {
    let (en, zh) = (english(), app::document());
    let (mut mute, mut other, mut count) = (BTreeSet::new(), BTreeSet::new(), 0);
    texts(&en, &zh, "", &mut |at, en, zh| {
        count += 1;
        if !zh.chars().any(is_han) && !UNTRANSLATED.contains(&zh) || zh == en {
            mute.insert(format!("{at}: {en}"));
        } else if !at.starts_with("/info") && kept(en) != kept(zh) {
            other.insert(format!("{at}: {:?}", kept(en).symmetric_difference(&kept(zh)).collect::<Vec<_>>()));
        }
    });
    assert!(count > 5000, "{count}");
    assert_eq!(mute, BTreeSet::new(), "without a Chinese text in src/openapi/labels");
    assert_eq!(other, BTreeSet::new(), "says something else in Chinese");
}

/// Where nothing is said in Chinese but the label, the English text is no more than that.
#[test]
fn only_what_repeats_its_label_has_no_text() {
    let document = english();
    let mute = things(&document).into_iter().filter(|(_, thing, entries)| {
        entries.find(|entry| entry.text.as_deref()).is_none()
            && text(thing, "description").split_whitespace().count() > 4
    });
    assert_eq!(mute.map(|(name, ..)| name).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn labels_are_chinese_and_english_and_tell_properties_apart() {
    let (en, zh) = (english(), app::document());
    for (document, word) in [(&en, EN), (&zh, ZH)] {
        let bad = things(document).into_iter().filter(|(name, thing, _)| {
            let is_titled = !name.ends_with(')') && thing["title"] != thing[word];
            is_titled || !is_good(text(thing, ZH), text(thing, EN))
        });
        assert_eq!(bad.map(|(name, ..)| name).collect::<Vec<_>>(), [""; 0]);
        for operation in operations(document) {
            let label = |name| operation.get(name).and_then(Value::as_str).unwrap_or_default();
            assert!(
                is_good(label(ZH), label(EN)) && label("summary") == label(word),
                "{:?}",
                operation["operationId"]
            );
        }
        for (schema, value) in schemas(document) {
            let mut names = BTreeMap::new();
            for (name, property) in properties(document, value) {
                let other = names.insert(text(property, "title"), name);
                assert_eq!(other, None, "{schema}.{name}: {}", text(property, "title"));
            }
        }
    }
}

/// A description that says a unit in brackets, `(人次)`, and the table agree.
#[test]
fn units_are_those_of_the_descriptions() {
    let document = english();
    let units: BTreeSet<&str> = things(&document).iter().map(|(_, thing, _)| text(thing, UNIT)).collect();
    for (name, thing, _) in things(&document) {
        let told = units.iter().find(|unit| text(thing, "description").contains(&format!("({unit})")));
        assert!(told.is_none_or(|unit| thing[UNIT] == **unit), "{name}: {told:?}");
    }
}

#[test]
fn what_is_new_or_gone_is_named() {
    let mut document = english();
    document["components"]["schemas"]["Plan"]["properties"]["brand_new"] = json!({"type": "string"});
    let operation = &mut document["paths"]["/api/v1/me"]["get"];
    operation["parameters"] = json!([{"name": "brand_new", "in": "query"}]);
    operation["operationId"] = "read_brand_new".into();
    operation[ZH].take();
    assert_eq!(unlabelled(&document), ["Plan.brand_new", "read_brand_new(brand_new)", "read_brand_new"]);
    document["paths"]["/api/v1/plans"]["get"]["parameters"].take();
    let idle = idle(&document);
    assert!(idle.contains(&"any.covers text".to_owned()) && idle.contains(&"read_me".to_owned()), "{idle:?}");
}

#[test]
fn a_label_of_its_own_goes_first_and_stands_beside_a_reference() {
    let reference = json!({"$ref": "#/components/schemas/Kind"});
    let parameter = json!({"name": "id", "in": "path"});
    let mut document = json!({
        "paths": {"/accounts/{id}": {"get": {"operationId": "read_account", "summary": "Read an account", "tags": ["access"],
            "parameters": [parameter]}}},
        "components": {"schemas": {"SavedActivity": {"properties": {"kind": reference, "persons": {}}}}}});
    apply(&mut document);
    let properties = &document["components"]["schemas"]["SavedActivity"]["properties"];
    let labels = |thing: &Value| {
        (text(thing, ZH).to_owned(), text(thing, EN).to_owned(), thing[CHINESE]["title"].clone())
    };
    assert_eq!(
        labels(&properties["kind"]),
        ("活动类型".into(), "Kind of activity".into(), json!("活动类型"))
    );
    assert_eq!(properties["kind"]["$ref"], reference["$ref"]);
    assert_eq!(properties["persons"][UNIT], "人");
    let operation = &document["paths"]["/accounts/{id}"]["get"];
    assert_eq!((text(operation, ZH), text(operation, EN)), ("查看账号", "Read an account"));
    assert_eq!(text(&operation["parameters"][0], ZH), "账号编号");
}
