//! Composing the text of a report from the ledger: its figures, which stay references to indicators, and its records. Nothing is said that
//! the ledger does not say: a sentence without its figure is left out and listed as a gap.

mod material;
mod sections;
mod template;
mod words;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::figures::Figure;
use crate::ledger::reports::{ReportPart, ReportSection};

pub use material::Material;
pub use sections::compose;
pub use words::Words;

/// The figures of a region and period, by indicator.
pub type Figures = HashMap<String, Figure>;

/// A composed text.
#[derive(Debug)]
pub struct Composed {
    /// The version of the template.
    pub template_version: u32,
    /// Its title.
    pub title: String,
    /// Who it is addressed to.
    pub addressee: Option<String>,
    /// Who signs it.
    pub signatories: Vec<String>,
    /// Its sections.
    pub sections: Vec<ReportSection>,
    /// What is not in it.
    pub gaps: Vec<ReportGap>,
}

/// Something that a report should say and the ledger does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportGap {
    /// The part of the report.
    #[schema(example = "measures")]
    pub part: ReportPart,
    /// The indicator without a figure; null where records are missing.
    #[schema(required, example = "legal_consultations")]
    pub indicator: Option<String>,
    /// What is missing.
    #[schema(max_length = 500, example = "解答法律咨询：没有一条记录填报该数")]
    pub missing: String,
}
