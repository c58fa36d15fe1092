//! What the OpenAPI document promises beyond being well formed: linters check
//! its grammar, these tests check that it says everything a client needs.
//!
//! Each check takes a document and returns its complaints, so that `tests`
//! can prove on broken documents that it does complain.

mod enforced;
mod forms;
mod languages;
pub mod operations;
mod prose;
mod schemas;
#[cfg(test)]
mod tests;
pub mod walk;

use serde_json::Value;

#[track_caller]
fn silent(check: fn(&Value) -> Vec<String>) {
    let document = crate::support::document();
    // Every check is silent about a document that says nothing.
    assert!(!walk::operations(&document).is_empty(), "no operations");
    let complaints = check(&document);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn references_resolve() {
    silent(schemas::dangling_references);
}

#[test]
fn operation_ids_are_unique_and_snake_case() {
    silent(operations::operation_ids);
}

#[test]
fn operations_are_described_and_tagged() {
    silent(prose::operations);
}

#[test]
fn parameters_are_described() {
    silent(prose::parameters);
}

#[test]
fn schemas_and_properties_are_described() {
    silent(prose::schemas);
}

#[test]
fn successes_have_examples() {
    silent(prose::success_examples);
}

#[test]
fn refusals_are_problems_with_examples() {
    silent(operations::problems);
}

#[test]
fn answers_leave_no_property_out() {
    silent(|document| schemas::optional_in_answers(document, schemas::OPTIONAL));
}

#[test]
fn patches_are_partial() {
    silent(schemas::patches);
}

#[test]
fn enumerations_are_open_in_answers_and_closed_in_requests() {
    silent(schemas::enumerations);
    let kind =
        |schema: &str| &crate::support::published()["components"]["schemas"][schema]["properties"]["kind"];
    assert!(kind("Activity")["x-extensible-enum"].as_array().is_some_and(|words| words.len() > 5));
    assert_eq!(kind("ActivityInput")["$ref"], "#/components/schemas/ActivityKind");
}

#[test]
fn nothing_has_a_default() {
    silent(schemas::defaults);
}

#[test]
fn inputs_are_bounded() {
    silent(schemas::unbounded_inputs);
}

#[test]
fn operations_are_secured() {
    silent(operations::security);
}

#[test]
fn operations_are_limited() {
    silent(operations::limits);
}

#[test]
fn changes_are_conditional() {
    silent(operations::changes);
}

#[test]
fn creations_are_idempotent() {
    silent(operations::creations);
}

#[test]
fn reads_are_cacheable() {
    silent(operations::reads);
}

/// A change of the API is seen in review as a change of this file.
#[test]
fn the_checked_in_document_is_the_served_one() {
    let checked_in = include_str!("../../../openapi/v1.json");
    let served = fazhi::openapi::print(&crate::support::document());
    assert!(
        checked_in == served,
        "openapi/v1.json is not what the code says: run `make openapi` and review the change"
    );
    let app = crate::support::spawn_app();
    let answer = app.get(&crate::support::Token::nobody(), "/api/v1/openapi.json").send().expect(200);
    assert_eq!(String::from_utf8_lossy(&answer.bytes), served);
}
