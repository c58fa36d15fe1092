//! The bounds of fields stand twice: `#[validate]` enforces them, `#[schema]` publishes them. Here the two are held
//! against each other, value by value.

use std::any::type_name;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use crate::auth::accounts::{AccountInput, AccountRole};
use crate::auth::tokens::model::{TokenInput, TokenRotation};
use crate::calendar::model::{HolidayDay, HolidayNoticeInput};
use crate::county::model::PersonalDataInput;
use crate::ledger::cases::event::CaseEvent;
use crate::ledger::cases::parties::disclosure::DisclosureInput;
use crate::ledger::cases::parties::{PartyInput, PartyListInput};
use crate::ledger::decisions::DecisionStep;
use crate::ledger::plans::{PlanTask, TaskTarget};
use crate::ledger::redaction::RedactionInput;
use crate::ledger::reports::model::{ReportRemark, ReportSection};
use crate::ledger::{self, Statements};
use crate::reports::ReportStepRequest;
use crate::reports::verify::ReportVerificationInput;
use crate::vocabularies::model::TermInput;

/// A value, and whether the published bounds allow it.
type Probe = (Value, bool);

/// A type's name, and how many of its fields have bounds.
type Checked = (&'static str, usize);

fn checks() -> Vec<Checked> {
    let mut resources = Vec::new();
    ledger::visit(&mut resources);
    [resources, others()].concat()
}

impl ledger::Visitor for Vec<Checked> {
    fn visit<T: Statements>(&mut self) {
        self.push(check::<T>());
    }
}

/// What is entered besides resources.
fn others() -> Vec<Checked> {
    vec![
        check::<AccountInput>(),
        check_like::<AccountRole>(&json!({"role": "clerk", "region": "540526201"})),
        check_like::<CaseEvent>(&json!({"kind": "accepted", "occurred_on": "2024-03-11"})),
        check_like::<DecisionStep>(&json!({"kind": "hearing", "state": "done"})),
        check::<DisclosureInput>(),
        check_like::<HolidayDay>(&json!({"date": "2026-01-01", "kind": "holiday", "name": "元旦"})),
        check::<HolidayNoticeInput>(),
        check_like::<PartyInput>(&json!({"name": "扎西", "role": "applicant"})),
        check::<PartyListInput>(),
        check::<PersonalDataInput>(),
        check_like::<PlanTask>(&json!({"title": "开展法治宣传"})),
        check::<RedactionInput>(),
        check_like::<ReportRemark>(&json!({"part": "measures", "remark": "请核实"})),
        check_like::<ReportSection>(&json!({"part": "measures", "heading": "主要举措", "text": ""})),
        check::<ReportStepRequest>(),
        check::<ReportVerificationInput>(),
        check::<TaskTarget>(),
        check::<TermInput>(),
        check::<TokenInput>(),
        check::<TokenRotation>(),
    ]
}

#[test]
fn what_is_published_is_what_is_enforced() {
    let bounded: usize = checks().into_iter().map(|(_, bounded)| bounded).sum();
    assert!(bounded > 60, "only {bounded} fields have bounds");
}

#[test]
fn every_validated_type_is_checked() {
    let checked: Vec<_> = checks().into_iter().map(|(name, _)| name.rsplit("::").next().unwrap()).collect();
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let validated: Vec<_> = files.iter().flat_map(|text| validated_types(text)).collect();
    assert!(validated.len() >= checked.len(), "{validated:?}");
    for name in validated {
        assert!(checked.contains(&name.as_str()), "{name} derives Validate and is missing in this test");
    }
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// The structures in a source file whose `derive` names `Validate`.
fn validated_types(text: &str) -> Vec<String> {
    let derives = text.match_indices("#[derive(").map(|(at, _)| &text[at..]);
    let of_validate = derives.filter(|rest| rest.split(")]").next().unwrap().contains("Validate"));
    let name = |rest: &str| {
        let (_, after) = rest.split_once("pub struct ")?;
        after.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned)
    };
    of_validate.filter_map(name).collect()
}

fn check<T: Validate + ToSchema + DeserializeOwned>() -> Checked {
    check_like::<T>(&example(&schema_of::<T>()))
}

/// Tries the bounds of each property, in a value that is like this one in all else.
fn check_like<T: Validate + ToSchema + DeserializeOwned>(example: &Value) -> Checked {
    let schema = schema_of::<T>();
    let mut bounded = 0;
    let properties = schema["properties"].as_object().unwrap().iter();
    for (field, property) in properties.filter(|(_, property)| property["readOnly"] != true) {
        let item = example[field].get(0).cloned().unwrap_or_else(|| json!("字"));
        let probes = probes(property, &item);
        // What does not become a value at all is refused before its bounds are looked at.
        let values = probes.iter().filter_map(|(value, is_allowed)| {
            with::<T>(example, field, value).map(|input| (input, value, *is_allowed))
        });
        let mut tried = 0;
        for (input, value, is_allowed) in values {
            let errors = input.validate().err();
            let refused = errors.is_some_and(|errors| errors.errors().contains_key(field.as_str()));
            assert_eq!(refused, !is_allowed, "{} with {field} = {value}", type_name::<T>());
            tried += 1;
        }
        assert!(probes.is_empty() || tried > 0, "{}: no bound of {field} could be tried", type_name::<T>());
        bounded += usize::from(tried > 0);
    }
    (type_name::<T>(), bounded)
}

fn schema_of<T: ToSchema>() -> Value {
    serde_json::to_value(<T as PartialSchema>::schema()).unwrap()
}

/// The least and the most that a property's schema allows, and what lies just beyond; lists are of `item`.
fn probes(property: &Value, item: &Value) -> Vec<Probe> {
    let bound = |name: &str| property[name].as_i64();
    let text = |length: i64| json!("字".repeat(usize::try_from(length).unwrap()));
    let list = |length: i64| json!(vec![item; usize::try_from(length).unwrap()]);
    let of = |(least, most): (&str, &str), value: &dyn Fn(i64) -> Value| {
        let least = bound(least).map(|least| [(value(least), true), (value((least - 1).max(0)), least == 0)]);
        let most = bound(most).map(|most| [(value(most), true), (value(most + 1), false)]);
        least.into_iter().chain(most).flatten().collect::<Vec<_>>()
    };
    let number = |number: i64| json!(number);
    [
        of(("minLength", "maxLength"), &text),
        of(("minimum", "maximum"), &number),
        of(("minItems", "maxItems"), &list),
    ]
    .concat()
}

/// The example of a type, or else one of the examples of its fields.
fn example(schema: &Value) -> Value {
    let of_fields = || {
        let properties = schema["properties"].as_object().unwrap().iter();
        properties.map(|(field, property)| (field.clone(), property["example"].clone())).collect()
    };
    schema.get("example").cloned().unwrap_or_else(|| Value::Object(of_fields()))
}

/// The example with another value in one field.
fn with<T: DeserializeOwned>(example: &Value, field: &str, value: &Value) -> Option<T> {
    let mut input = example.clone();
    input[field] = value.clone();
    serde_json::from_value(input).ok()
}
