//! Every constraint has a meaning to the client.

use std::fs;
use std::path::Path;

use super::*;

/// Links between rows that the service writes together, and what it alone writes.
const NEVER_A_CLIENTS: [&str; 4] = [
    "report_editions_pkey",
    "report_editions_report_id_fkey",
    "trail_action_check",
    "plan_tasks_plan_id_fkey",
];

/// Keys made of ids that the service draws or holds apart.
fn is_key_of_ids(name: &str) -> bool {
    let table = name.strip_suffix("_pkey").or_else(|| name.strip_suffix("_township_key"));
    table.is_some_and(|table| RECORDS.contains(&table) || ["plan_tasks", "deadlines"].contains(&table))
}

/// The steps of the schema that make or change a table of records.
fn steps() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let steps = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("up.sql"));
    let texts = steps.filter_map(|step| fs::read_to_string(step).ok());
    let of_records = |text: &String| RECORDS.iter().any(|table| text.contains(&format!("TABLE {table} ")));
    texts.filter(of_records).collect()
}

#[test]
fn every_constraint_on_what_clients_enter_has_a_meaning() {
    let steps = steps();
    let names = steps.iter().flat_map(|step| step.split("CONSTRAINT ").skip(1));
    let names = names.filter_map(|rest| rest.split_whitespace().next());
    let names: Vec<&str> = names.map(|name| name.trim_end_matches(';')).collect();
    assert!(names.len() > 60, "{}", names.len());
    // That table is gone since.
    for name in names.into_iter().filter(|name| !name.starts_with("case_events_")) {
        let ours = OURS.iter().any(|ours| name.ends_with(ours))
            || NEVER_A_CLIENTS.contains(&name)
            || is_key_of_ids(name);
        let internal = refusal(name, "").code() == Code::Internal;
        assert_eq!(internal, ours, "{name}");
    }
}

#[test]
fn a_check_of_a_field_names_the_field() {
    let refused = refusal("cases_outcome_check", "");
    assert_eq!(refused.code(), Code::InvalidBody);
    assert_eq!(
        refused.violations().first().unwrap().place,
        crate::problems::Place::Pointer("/outcome".to_owned())
    );
    assert_eq!(refusal("trail_version_key", "").code(), Code::Internal);
    assert_eq!(refusal("idempotency_keys_pkey", "").code(), Code::IdempotencyKeyInFlight);
}
