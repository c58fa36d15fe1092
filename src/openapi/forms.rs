//! What a program that draws a form needs, and the code says by itself: in which order people fill in the fields, and in which
//! texts personal numbers are looked for.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};

use super::{enumerations, labels, records};
use crate::http::formats::is_free_text;

/// The place of a field in a form, from 1 on.
const ORDER: &str = "x-order";

/// The properties of each schema in the order of the code.
pub struct Orders(BTreeMap<String, Vec<String>>);

impl Orders {
    /// Reads them off what is mounted: a document in JSON has them by the alphabet.
    #[must_use]
    pub fn of(mounted: &OpenApi) -> Self {
        let schemas = mounted.components.iter().flat_map(|components| &components.schemas);
        let orders = schemas.filter_map(|(name, schema)| match schema {
            RefOr::T(Schema::Object(object)) => {
                Some((name.clone(), object.properties.keys().cloned().collect()))
            }
            _ => None,
        });
        Self(orders.collect())
    }

    /// Numbers the properties of all schemas, group by group. What is read of a thing stands in the same order as what is
    /// entered of it; what only the service says of it follows.
    pub fn write(&self, document: &mut Value) {
        let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
        for (name, schema) in schemas.into_iter().flatten() {
            let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
                continue;
            };
            let mut seen = BTreeSet::new();
            let known = self.order(name).into_iter().filter(|name| properties.contains_key(*name));
            let mut names: Vec<&String> = known.filter(|name| seen.insert(*name)).collect();
            names.sort_by_key(|name| labels::place_of_group(&properties[*name]));
            for (place, name) in (1..).zip(names) {
                properties[name][ORDER] = Value::from(place);
            }
        }
    }

    fn order(&self, schema: &str) -> Vec<&String> {
        let thing = labels::thing(schema);
        let names = [format!("{thing}Input"), thing.to_owned(), format!("Saved{thing}")];
        names.iter().filter_map(|name| self.0.get(name)).flatten().collect()
    }
}

/// Marks the texts of records in which personal numbers are looked for: by the rule that the service itself goes by.
pub fn screen(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut screened = BTreeSet::new();
    // What comes with a step of a report is stored in the report.
    let steps = std::iter::once("ReportStepRequest".to_owned());
    for entered in records::schemas().map(|record| format!("{record}Input")).chain(steps) {
        enumerations::collect_sent(&schemas, &schemas[&entered], &mut screened);
        screened.insert(entered);
    }
    for name in screened {
        let properties = document["components"]["schemas"][&name].get_mut("properties");
        let properties = properties.and_then(Value::as_object_mut).into_iter().flatten();
        for (_, property) in properties.filter(|(_, property)| is_free_text(property)) {
            property[labels::SCREENED] = true.into();
        }
    }
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
