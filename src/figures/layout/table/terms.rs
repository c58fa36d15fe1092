//! The terms by which figures are broken down, and what people call them.

use crate::coded::Label;
use crate::figures::model::Figure;
use crate::ledger::cases::codes::{Channel, Mechanism, OrganisationLevel};
use crate::ledger::duties::model::{DutyKind, DutyOffice};
use crate::ledger::legality_reviews::SubjectKind;
use crate::ledger::members::{GroupBody, GroupRole};
use crate::ledger::plans::PlanKind;
use crate::ledger::shortcomings::FoundBy;
use crate::vocabularies::Vocabulary;

/// The terms that figures have parts of, each once; `None` for records that state none.
pub fn of(items: &[Figure]) -> Vec<Option<&str>> {
    let mut terms = Vec::new();
    for part in items.iter().filter_map(|figure| figure.parts.as_ref()).flatten() {
        let term = part.term.as_deref();
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// What people call a term of a dimension; `None` for a term that a county has added.
pub fn label(dimension: &str, term: &str) -> Option<Label<'static>> {
    let labels: &[&[Label<'static>]] = match dimension {
        "organising_body" => &[Vocabulary::OrganisingBodies.shared_terms()],
        "form" => &[Vocabulary::ActivityForms.shared_terms()],
        "venue_class" => &[Vocabulary::VenueClasses.shared_terms()],
        "key_date" => &[Vocabulary::KeyDates.shared_terms()],
        "dispute_type" => &[Vocabulary::DisputeTypes.shared_terms()],
        "mechanism" => &[Mechanism::LABELS],
        "organisation_level" => &[OrganisationLevel::LABELS],
        "channel" => &[Channel::LABELS],
        "group_role" => &[GroupRole::LABELS],
        "body" => &[GroupBody::LABELS],
        "kind" => &[PlanKind::LABELS, DutyKind::LABELS],
        "office" => &[DutyOffice::LABELS],
        "found_by" => &[FoundBy::LABELS],
        "subject_kind" => &[SubjectKind::LABELS],
        _ => &[],
    };
    labels.iter().copied().flatten().copied().find(|label| label.code == term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Source;

    #[test]
    fn every_dimension_has_its_terms() {
        for dimension in Source::ALL.iter().flat_map(|source| source.tables().dimensions) {
            let known = ["party_committee", "lecture", "village", "constitution_day", "land_grassland"];
            let coded = [
                "peoples_mediation",
                "township",
                "letter",
                "head",
                "leading_group",
                "work_plan",
                "law_study",
            ];
            let more = ["party_secretary", "self", "decision", "normative_document", "self_inspection"];
            let terms = known.iter().chain(&coded).chain(&more);
            assert!(terms.clone().any(|term| label(dimension, term).is_some()), "{dimension}");
        }
    }
}
