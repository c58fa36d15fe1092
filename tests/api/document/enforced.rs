//! The published schema is the enforced one: whatever body is sent, the service refuses its shape where a JSON Schema
//! validator by others does, and nowhere else.

use std::collections::HashMap;
use std::sync::LazyLock;

use fazhi::auth::accounts::AccountInput;
use fazhi::auth::tokens::model::{TokenInput, TokenRotation};
use fazhi::calendar::model::HolidayNoticeInput;
use fazhi::county::model::PersonalDataInput;
use fazhi::http::schema_validator::{SchemaValidator, ValidationMode};
use fazhi::ledger::cases::parties::PartyListInput;
use fazhi::ledger::cases::parties::disclosure::DisclosureInput;
use fazhi::ledger::redaction::RedactionInput;
use fazhi::ledger::{self, Statements};
use fazhi::reports::ReportStepRequest;
use fazhi::reports::verify::ReportVerificationInput;
use fazhi::vocabularies::model::TermInput;
use jsonschema::Validator;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::support::published;

/// Whether the service takes the shape of a value.
type Takes = fn(&Value) -> bool;

fn takes<T: ToSchema + 'static>(value: &Value) -> bool {
    SchemaValidator::of::<T>().violations(value, ValidationMode::Whole).is_empty()
}

/// Every body, by the name of its schema.
static BODIES: LazyLock<Vec<(String, Takes)>> = LazyLock::new(|| {
    let mut resources = Resources(Vec::new());
    ledger::visit(&mut resources);
    let others = OTHERS.map(|(name, takes)| (name.to_owned(), takes));
    resources.0.into_iter().chain(others).collect()
});

struct Resources(Vec<(String, Takes)>);

impl ledger::Visitor for Resources {
    fn visit<T: Statements>(&mut self) {
        self.0.push((format!("{}Input", T::NAMES.schema()), takes::<T>));
    }
}

/// What is sent besides resources.
const OTHERS: [(&str, Takes); 11] = [
    ("AccountInput", takes::<AccountInput>),
    ("DisclosureInput", takes::<DisclosureInput>),
    ("HolidayNoticeInput", takes::<HolidayNoticeInput>),
    ("PartyListInput", takes::<PartyListInput>),
    ("PersonalDataInput", takes::<PersonalDataInput>),
    ("RedactionInput", takes::<RedactionInput>),
    ("ReportVerificationInput", takes::<ReportVerificationInput>),
    ("ReportStepRequest", takes::<ReportStepRequest>),
    ("TermInput", takes::<TermInput>),
    ("TokenInput", takes::<TokenInput>),
    ("TokenRotation", takes::<TokenRotation>),
];

static VALIDATORS: LazyLock<HashMap<&str, Validator>> =
    LazyLock::new(|| BODIES.iter().map(|(name, _)| (name.as_str(), validator(name))).collect());

fn validator(name: &str) -> Validator {
    let schema =
        json!({"$ref": format!("#/components/schemas/{name}"), "components": published()["components"]});
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn schema(name: &str) -> &'static Value {
    &published()["components"]["schemas"][name]
}

/// The names of what a client may send, and one that nobody knows. What is only read is left out: to JSON Schema the
/// word is no rule.
fn names(name: &str) -> Vec<String> {
    let properties = schema(name)["properties"].as_object().unwrap().iter();
    let names = properties.filter(|(_, property)| property["readOnly"] != true).map(|(name, _)| name.clone());
    names.chain(["nobody_knows".to_owned()]).collect()
}

/// Values of every kind, many near the borders of some rule.
fn value() -> impl Strategy<Value = Value> {
    let words = [
        "",
        " ",
        "training",
        "draft",
        "540526201",
        "54",
        "2024-02-29",
        "2023-02-29",
        "1948-12-31",
        "12.50",
        "1.234",
    ];
    let numbers = [-1, 0, 1, 6, 7, 1948, 1949, 2100, 2101, 1000, 100_000, 1_000_000_001, i64::MAX, i64::MIN];
    let leaf = prop_oneof![
        2 => select(words.to_vec()).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => (select(["字", "a", "\u{1f}"].to_vec()), select([1, 40, 41, 100, 101, 200, 201, 2000, 2001].to_vec()))
            .prop_map(|(letter, times)| letter.repeat(times).into()),
        2 => select(numbers.to_vec()).prop_map(Value::from),
        // Whole numbers with a point are made integers before their shape is looked at.
        1 => (0..9_i32).prop_map(|n| json!(f64::from(n) + 0.5)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<u128>().prop_map(|bits| uuid::Uuid::from_u128(bits).to_string().into()),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        let names =
            select(["title", "id", "kind", "occurred_on", "target", "indicator", "value", "status"].to_vec());
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(names.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// The example of a body with some of its fields exchanged and some left out.
fn body() -> impl Strategy<Value = (usize, Value)> {
    let changes = vec((any::<Index>(), prop::option::weighted(0.85, value())), 0..4);
    (0..BODIES.len(), changes).prop_map(|(which, changes)| {
        let names = names(&BODIES[which].0);
        let mut body = schema(&BODIES[which].0)["example"].clone();
        for (index, change) in changes {
            let name = index.get(&names);
            match change {
                Some(value) => body[name] = value,
                None => drop(body.as_object_mut().unwrap().remove(name)),
            }
        }
        (which, body)
    })
}

#[test]
fn every_body_of_the_contract_is_tried() {
    let inputs = published()["components"]["schemas"].as_object().unwrap().keys();
    // A batch is a list of what is tried.
    let inputs = inputs.filter(|name| !name.ends_with("BatchInput"));
    let whole: Vec<&String> = inputs.filter(|name| name.ends_with("Input")).collect();
    let parts = [
        "AccountRoleInput",
        "CaseEventInput",
        "DecisionStepInput",
        "HolidayDayInput",
        "PartyInput",
        "PlanTaskInput",
        "ReportRemarkInput",
        "ReportSectionInput",
    ];
    let tried = |name: &&&String| {
        BODIES.iter().any(|(body, _)| body == name.as_str()) || parts.contains(&name.as_str())
    };
    assert_eq!(whole.iter().filter(|name| !tried(name)).count(), 0, "{whole:?}");
    for (name, takes) in BODIES.iter() {
        assert!(takes(&schema(name)["example"]), "{name}: the example itself");
    }
}

proptest! {
    #[test]
    fn a_body_is_taken_where_its_schema_takes_it((which, body) in body()) {
        let (name, takes) = &BODIES[which];
        prop_assert_eq!(takes(&body), VALIDATORS[name.as_str()].is_valid(&body), "{} {}", name, body);
    }

    #[test]
    fn what_is_no_object_is_no_body(which in 0..BODIES.len(), value in value()) {
        let (name, takes) = &BODIES[which];
        prop_assert_eq!(takes(&value), VALIDATORS[name.as_str()].is_valid(&value), "{} {}", name, value);
    }
}
