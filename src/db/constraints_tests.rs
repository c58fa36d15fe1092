//! Every constraint has a meaning to the client.

use super::*;

/// Keys made of ids that the service draws or holds apart, and links between rows that it writes together.
const NEVER_A_CLIENTS: [&str; 24] = [
    "members_pkey",
    "plans_pkey",
    "activities_pkey",
    "cases_pkey",
    "declarations_pkey",
    "explanations_pkey",
    "reports_pkey",
    "report_editions_pkey",
    "report_editions_report_id_fkey",
    "trail_action_check",
    "duties_pkey",
    "shortcomings_pkey",
    "shortcomings_township_key",
    "observations_pkey",
    "decisions_pkey",
    "decisions_township_key",
    "documents_pkey",
    "documents_township_key",
    "legality_reviews_pkey",
    "plan_tasks_pkey",
    "members_township_key",
    "plans_township_key",
    "cases_township_key",
    "plan_tasks_plan_id_fkey",
];

#[test]
fn every_constraint_on_what_clients_enter_has_a_meaning() {
    let steps = [
        include_str!("../../migrations/2026-11-23-000004_records/up.sql"),
        include_str!("../../migrations/2026-11-29-000022_declarations/up.sql"),
        include_str!("../../migrations/2026-11-29-000025_case_results/up.sql"),
        include_str!("../../migrations/2026-11-30-000029_explanations/up.sql"),
        include_str!("../../migrations/2026-11-30-000026_duties/up.sql"),
        include_str!("../../migrations/2026-11-30-000027_shortcomings/up.sql"),
        include_str!("../../migrations/2026-11-30-000028_observations/up.sql"),
        include_str!("../../migrations/2026-11-30-000031_documents/up.sql"),
        include_str!("../../migrations/2026-11-30-000032_legality_reviews/up.sql"),
        include_str!("../../migrations/2026-11-30-000033_decisions/up.sql"),
        include_str!("../../migrations/2026-11-30-000035_reports/up.sql"),
    ];
    let names = steps.iter().flat_map(|step| step.split("CONSTRAINT ").skip(1));
    let names = names.filter_map(|rest| rest.split_whitespace().next());
    let names: Vec<&str> = names.map(|name| name.trim_end_matches(';')).collect();
    assert!(names.len() > 60, "{}", names.len());
    // That table is gone since.
    for name in names.into_iter().filter(|name| !name.starts_with("case_events_")) {
        let ours = OURS.iter().any(|ours| name.ends_with(ours)) || NEVER_A_CLIENTS.contains(&name);
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
