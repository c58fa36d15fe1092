//! Explanations (情况说明): what a township says about a finding of the [checks](crate::checks) of its data.

pub mod model;
pub mod queries;
pub mod routes;

use crate::clock;
use crate::http::Input;
use crate::ledger::resource::{Header, Names};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;
pub use model::{Explanation, ExplanationInput};
pub use queries::ExplanationFilter;

impl Input for ExplanationInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        rules.has_begun("/year", self.year);
        rules.broken()
    }
}

impl Resource for ExplanationInput {
    const NAMES: Names = Names {
        one: "explanation",
        many: "explanations",
        zh: "情况说明",
        about_zh: "对数据检查结果的情况说明；所依据的记录变动后，说明即不再对应。",
        about_en: "What townships say about findings of checks; an explanation falls when the records behind the finding change.",
    };
    const YEAR_FOLLOWS_MAIN_DATE: bool = false;

    fn header(&self) -> Header<'_> {
        let (_, last_day) = clock::days_of(self.year);
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: last_day,
        }
    }
}
