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
    labels(dimension).into_iter().flatten().copied().find(|label| label.code == term)
}

/// The terms of a dimension. Records of several kinds have a `kind`.
fn labels(dimension: &str) -> Vec<&'static [Label<'static>]> {
    match dimension {
        "organising_body" => vec![Vocabulary::OrganisingBodies.shared_terms()],
        "form" => vec![Vocabulary::ActivityForms.shared_terms()],
        "venue_class" => vec![Vocabulary::VenueClasses.shared_terms()],
        "key_date" => vec![Vocabulary::KeyDates.shared_terms()],
        "dispute_type" => vec![Vocabulary::DisputeTypes.shared_terms()],
        "mechanism" => vec![Mechanism::LABELS],
        "organisation_level" => vec![OrganisationLevel::LABELS],
        "channel" => vec![Channel::LABELS],
        "group_role" => vec![GroupRole::LABELS],
        "body" => vec![GroupBody::LABELS],
        "kind" => vec![PlanKind::LABELS, DutyKind::LABELS],
        "office" => vec![DutyOffice::LABELS],
        "found_by" => vec![FoundBy::LABELS],
        "subject_kind" => vec![SubjectKind::LABELS],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Source;

    #[test]
    fn every_dimension_has_its_terms() {
        for dimension in Source::ALL.iter().flat_map(|source| source.tables().dimensions) {
            assert!(!labels(dimension).is_empty(), "{dimension}");
        }
    }
}
