//! The lists of codes in CHECK constraints are those of the Rust enums.

use std::collections::{BTreeMap, BTreeSet};

use fazhi::auth::Role;
use fazhi::coded::Label;
use fazhi::ledger::activities::ActivityKind;
use fazhi::ledger::activities::partners::PartnerStatus;
use fazhi::ledger::cases::codes::{
    Agreement, CaseKind, Channel, Mechanism, OrganisationLevel, Outcome, TownshipResult, TownshipRole,
};
use fazhi::ledger::cases::parties::PartyRole;
use fazhi::ledger::decisions::DecisionStatus;
use fazhi::ledger::declarations::DeclarationStatement;
use fazhi::ledger::documents::{CleanUpResult, DocumentKind, DocumentStatus};
use fazhi::ledger::duties::model::{DutyKind, DutyOffice};
use fazhi::ledger::legality_reviews::{ReviewOutcome, SubjectKind};
use fazhi::ledger::members::model::{GroupBody, GroupRole};
use fazhi::ledger::plans::model::{PlanKind, PlanStatus};
use fazhi::ledger::plans::task::TaskStatus;
use fazhi::ledger::reports::ReportState;
use fazhi::ledger::shortcomings::{FoundBy, ShortcomingStatus};
use fazhi::regions::Level;
use fazhi::session::trail::Action;

use crate::catalogue::{Catalogue, text};

/// Which enum a constraint lists.
const ENUMS: &[(&str, &[Label<'static>])] = &[
    ("account_roles_role_check", Role::LABELS),
    ("activities_kind_check", ActivityKind::LABELS),
    ("activity_partners_status_check", PartnerStatus::LABELS),
    ("case_parties_role_check", PartyRole::LABELS),
    ("cases_agreement_check", Agreement::LABELS),
    ("cases_channel_check", Channel::LABELS),
    ("cases_kind_check", CaseKind::LABELS),
    ("cases_mechanism_check", Mechanism::LABELS),
    ("cases_organisation_level_check", OrganisationLevel::LABELS),
    ("cases_outcome_check", Outcome::LABELS),
    ("cases_township_result_check", TownshipResult::LABELS),
    ("cases_township_role_check", TownshipRole::LABELS),
    ("decisions_status_check", DecisionStatus::LABELS),
    ("declarations_says_check", DeclarationStatement::LABELS),
    ("duties_kind_check", DutyKind::LABELS),
    ("duties_office_check", DutyOffice::LABELS),
    ("documents_clean_up_result_check", CleanUpResult::LABELS),
    ("documents_kind_check", DocumentKind::LABELS),
    ("documents_status_check", DocumentStatus::LABELS),
    ("legality_reviews_outcome_check", ReviewOutcome::LABELS),
    ("legality_reviews_subject_kind_check", SubjectKind::LABELS),
    ("members_body_check", GroupBody::LABELS),
    ("members_group_role_check", GroupRole::LABELS),
    ("plan_tasks_status_check", TaskStatus::LABELS),
    ("plans_kind_check", PlanKind::LABELS),
    ("plans_status_check", PlanStatus::LABELS),
    ("regions_level_check", Level::LABELS),
    ("reports_state_check", ReportState::LABELS),
    ("shortcomings_found_by_check", FoundBy::LABELS),
    ("shortcomings_status_check", ShortcomingStatus::LABELS),
    ("trail_action_check", Action::LABELS),
];

/// The codes of `CHECK ((column = ANY (ARRAY['a'::text, …])))`; `None` for other rules.
fn listed(definition: &str) -> Option<BTreeSet<String>> {
    let (_, list) = definition.strip_prefix("CHECK ((")?.split_once(" = ANY (ARRAY[")?;
    let (list, rest) = list.split_once(']')?;
    rest.trim_matches(')')
        .is_empty()
        .then(|| list.split('\'').skip(1).step_by(2).map(str::to_owned).collect())
}

#[test]
fn lists_of_codes_are_those_of_the_enums() {
    let checks = Catalogue::open().checks();
    let lists: BTreeMap<String, BTreeSet<String>> = checks
        .iter()
        .filter_map(|check| Some((text(check, "name"), listed(&text(check, "definition"))?)))
        .collect();
    let expected: BTreeSet<&str> = ENUMS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        lists.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        expected,
        "a list of codes has no enum"
    );
    for (name, labels) in ENUMS {
        let codes: BTreeSet<String> = labels.iter().map(|label| label.code.to_owned()).collect();
        assert_eq!(lists[*name], codes, "{name}");
    }
}
