//! Legality reviews (合法性审查) of decisions, normative documents, contracts, enforcement decisions and other matters.

pub mod model;
pub mod queries;
pub mod routes;

pub use model::{LegalityReview, LegalityReviewInput, ReviewOutcome, SubjectKind};
pub use queries::LegalityReviewFilter;

use crate::http::Input;
use crate::ledger::resource::{Header, Names, Referred, fill_in_year};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;
use crate::text;

impl Input for LegalityReviewInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.reviewed_on);
    }

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        let reviewed_on = self.reviewed_on;
        rules.has_come("/reviewed_on", Some(reviewed_on));
        rules.require(self.submitted_on.is_none_or(|day| day <= reviewed_on), "/submitted_on", || {
            (
                "period",
                text!(
                    "不得晚于审查日期 reviewed_on（{reviewed_on}）",
                    "must not be after reviewed_on, which is {reviewed_on}"
                ),
            )
        });
        for (pointer, id, kind) in [
            ("/decision_id", self.decision_id, SubjectKind::Decision),
            ("/document_id", self.document_id, SubjectKind::NormativeDocument),
        ] {
            rules.require(id.is_none() || self.subject_kind == kind, pointer, || {
                let code = kind.as_str();
                ("not_for_kind", text!("只用于 subject_kind = {code}", "goes with subject_kind {code} only"))
            });
        }
        rules.at_most("/opinions_adopted", self.opinions_adopted, "opinions_given", self.opinions_given);
        rules.broken()
    }
}

impl Resource for LegalityReviewInput {
    const NAMES: Names = Names {
        one: "legality_review",
        many: "legality_reviews",
        zh: "合法性审查",
        about_zh: "对决策、规范性文件、合同、执法决定等的合法性审查。",
        about_en: "Legality reviews of decisions, normative documents, contracts, enforcement decisions and other matters.",
    };
    const PATH: &'static str = "legality-reviews";

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.reviewed_on,
        }
    }

    fn referred(&self) -> Vec<Referred> {
        let decision = self.decision_id.map(|id| ("/decision_id", "decisions", id));
        let document = self.document_id.map(|id| ("/document_id", "documents", id));
        let referred =
            |(pointer, table, id): (&str, _, _)| Referred { pointer: pointer.to_owned(), table, id };
        decision.into_iter().chain(document).map(referred).collect()
    }
}
