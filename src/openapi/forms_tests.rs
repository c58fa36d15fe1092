//! What the contract tells programs that draw forms is what the service goes by.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, json};

use super::*;
use crate::app;
use crate::auth::accounts::AccountInput;
use crate::auth::tokens::model::TokenInput;
use crate::http::pattern::fits;
use crate::http::schema_validator::SchemaValidator;
use crate::http::{Input, body};
use crate::ledger::cases::CaseInput;
use crate::ledger::cases::parties::disclosure::DisclosureInput;
use crate::ledger::decisions::DecisionInput;
use crate::ledger::plans::model::PlanInput;
use crate::ledger::redaction::RedactionInput;
use crate::ledger::reports::ReportInput;
use crate::ledger::{self, Statements};
use crate::reference::vocabularies::closed;
use crate::reports::ReportStepRequest;
use crate::vocabularies::Vocabulary;
use crate::vocabularies::model::TermInput;

#[path = "forms_rules_tests.rs"]
mod rules;

/// A property of a schema that clients send, of those that are not only read.
type Field<'a> = (&'a str, &'a str, &'a Value);

fn schemas(document: &Value) -> &Map<String, Value> {
    document["components"]["schemas"].as_object().unwrap()
}

/// The fields of everything that clients send.
fn entered(document: &Value) -> Vec<Field<'_>> {
    let all = &document["components"]["schemas"];
    let mut names = BTreeSet::new();
    for (_, item) in document["paths"].as_object().unwrap() {
        for (_, operation) in item.as_object().unwrap() {
            enumerations::collect_sent(all, &operation["requestBody"]["content"], &mut names);
        }
    }
    let sent = schemas(document).iter().filter(|(name, _)| names.contains(*name));
    let fields = sent.flat_map(|(schema, value)| {
        let properties = value["properties"].as_object().into_iter().flatten();
        properties.map(move |(name, property)| (schema.as_str(), name.as_str(), property))
    });
    fields.filter(|(_, _, property)| property["readOnly"] != true).collect()
}

#[test]
fn every_field_that_is_sent_has_a_place_and_a_group() {
    let document = app::document();
    let fields = entered(&document);
    assert!(fields.len() > 150, "{}", fields.len());
    // A warning is sent back as it was read.
    let bare = fields.iter().filter(|(schema, _, property)| {
        *schema != "Warning" && (property[ORDER].is_null() || property["x-group"]["zh"].is_null())
    });
    assert_eq!(bare.map(|(schema, name, _)| format!("{schema}.{name}")).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_order_goes_by_group_and_struct_and_is_the_same_wherever_a_thing_is_shown() {
    let document = app::document();
    let names = |schema: &str| {
        let properties = schemas(&document)[schema]["properties"].as_object().unwrap();
        let places: BTreeMap<u64, &str> = properties
            .iter()
            .map(|(name, property)| (property[ORDER].as_u64().unwrap(), name.as_str()))
            .collect();
        assert!(places.keys().copied().eq(1..=properties.len() as u64), "{schema}: {places:?}");
        places.into_values().collect::<Vec<_>>()
    };
    for (schema, value) in schemas(&document).iter().filter(|(_, schema)| schema["properties"].is_object()) {
        let groups =
            names(schema).into_iter().map(|name| value["properties"][name]["x-group"]["code"].to_string());
        let mut groups: Vec<String> = groups.collect();
        groups.dedup();
        assert_eq!(
            groups.iter().collect::<BTreeSet<_>>().len(),
            groups.len(),
            "{schema}: {groups:?} in pieces"
        );
    }
    let first =
        ["township_code", "kind", "title", "organising_body", "form", "year", "held_on", "ends_on", "place"];
    for schema in ["ActivityInput", "ActivityPatch", "Activity", "SavedActivity"] {
        assert_eq!(names(schema)[..first.len()], first, "{schema}");
        assert_eq!(names(schema)[24..28], ["external_ref", "note", "id", "version"], "{schema}");
    }
}

/// The words of the enumeration that a field or a parameter holds; none where it holds something else.
fn words<'a>(document: &'a Value, thing: &'a Value) -> Vec<&'a Value> {
    let schemas = [thing, &thing["items"], &thing["schema"], &thing["schema"]["items"]].into_iter();
    let schemas = schemas.chain(thing["oneOf"].as_array().into_iter().flatten()).map(|schema| {
        let path = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
        path.and_then(|path| document.pointer(path)).unwrap_or(schema)
    });
    let words =
        |schema: &'a Value| schema.get("enum").or_else(|| schema.get(enumerations::WORDS))?.as_array();
    schemas.filter(|schema| schema["x-enum-labels"].is_array()).filter_map(words).flatten().collect()
}

#[test]
fn vocabularies_are_those_of_the_enumerations() {
    let document = app::document();
    let properties = schemas(&document).iter().flat_map(|(schema, value)| {
        let properties = value["properties"].as_object().into_iter().flatten();
        properties.map(move |(name, property)| (format!("{schema}.{name}"), property))
    });
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let parameters = operations.flat_map(|one| one["parameters"].as_array().into_iter().flatten());
    let parameters = parameters.map(|one| (one["name"].to_string(), one));
    for (name, thing) in properties.chain(parameters) {
        let (said, words) = (thing["x-vocabulary"].as_str(), words(&document, thing));
        let open = said.filter(|name| words.is_empty() && Vocabulary::parse(name).is_some());
        let closed = closed::ALL
            .iter()
            .filter(|closed| closed.labels.iter().map(|label| label.code).eq(words.iter().copied()));
        let names: Vec<&str> = closed.map(|closed| closed.name).chain(open).collect();
        assert!(
            said.map_or(names.is_empty(), |said| names.contains(&said)),
            "{name}: {said:?}, not of {names:?}"
        );
    }
}

const NUMBER: &str = "13800138000";

/// Whether the rules of a body refuse a number of a telephone in each of its texts.
fn refused<T: Input>(schema: &str, good: &Value, found: &mut BTreeMap<String, bool>) {
    let document = app::document();
    for (name, property) in schemas(&document)[schema]["properties"].as_object().unwrap() {
        let is_text = property["type"] == "string" || property["type"][0] == "string";
        if !is_text || property["format"] == "uuid" || property["readOnly"] == true {
            continue;
        }
        let mut body = good.clone();
        body[name] = NUMBER.into();
        let body: T = serde_json::from_value(body).unwrap();
        let is_refused = body::violations(&body).iter().any(|found| found.code == crate::screening::REFUSED);
        found.insert(format!("{schema}.{name}"), is_refused);
    }
}

/// Whether texts of records are looked at, at these steps from the record.
fn looked_at<T: Input>(schema: &str, steps: &[&str], found: &mut BTreeMap<String, bool>) {
    let document = app::document();
    let properties = schemas(&document)[schema]["properties"].as_object().unwrap();
    for (name, _) in properties.iter().filter(|(_, property)| property["readOnly"] != true) {
        let steps: Vec<&str> = steps.iter().copied().chain([name.as_str()]).collect();
        found.insert(format!("{schema}.{name}"), SchemaValidator::of::<T>().is_free_text(&steps));
    }
}

impl ledger::Visitor for BTreeMap<String, bool> {
    fn visit<T: Statements>(&mut self) {
        looked_at::<T>(&format!("{}Input", T::NAMES.schema()), &[], self);
    }
}

#[test]
fn screened_is_what_the_service_screens() {
    let mut found = BTreeMap::new();
    ledger::visit(&mut found);
    looked_at::<CaseInput>("CaseEventInput", &["events", "0"], &mut found);
    looked_at::<DecisionInput>("DecisionStepInput", &["steps", "0"], &mut found);
    looked_at::<PlanInput>("PlanTaskInput", &["tasks", "0"], &mut found);
    looked_at::<PlanInput>("TaskTarget", &["tasks", "0", "target"], &mut found);
    looked_at::<ReportInput>("ReportSectionInput", &["sections", "0"], &mut found);
    looked_at::<ReportStepRequest>("ReportRemarkInput", &["remarks", "0"], &mut found);
    let roles = json!([{"role": "clerk", "region": "540526201"}]);
    refused::<AccountInput>("AccountInput", &json!({"name": "甲", "roles": roles}), &mut found);
    refused::<TokenInput>(
        "TokenInput",
        &json!({"name": "甲", "role": "clerk", "region": "540526201"}),
        &mut found,
    );
    refused::<TermInput>(
        "TermInput",
        &json!({"code": "a", "county_code": "540526", "name_zh": "甲"}),
        &mut found,
    );
    refused::<DisclosureInput>("DisclosureInput", &json!({"purpose": "甲"}), &mut found);
    refused::<RedactionInput>("RedactionInput", &json!({"text": "甲"}), &mut found);
    let document = app::document();
    for (schema, name, property) in
        entered(&document).into_iter().filter(|(schema, ..)| !schema.ends_with("Patch"))
    {
        let is_screened = found.remove(&format!("{schema}.{name}")).unwrap_or_default();
        assert_eq!(property.get("x-screened").is_some(), is_screened, "{schema}.{name}");
    }
    assert_eq!(found, BTreeMap::new(), "not in the document");
    let patch = &schemas(&document)["CasePatch"]["properties"];
    assert_eq!((&patch["subject"]["x-screened"], patch["kind"].get("x-screened")), (&json!(true), None));
}

/// What may have several lines has a pattern that takes them.
#[test]
fn texts_of_several_lines_say_so() {
    let document = app::document();
    let takes_lines =
        |property: &Value| property["pattern"].as_str().is_some_and(|pattern| fits(pattern, "甲\n乙"));
    let fields = entered(&document);
    assert!(fields.iter().filter(|(_, _, property)| takes_lines(property)).count() > 10);
    let wrong =
        fields.iter().filter(|(_, _, property)| takes_lines(property) != (property["x-multiline"] == true));
    assert_eq!(wrong.map(|(schema, name, _)| format!("{schema}.{name}")).collect::<Vec<_>>(), [""; 0]);
}
