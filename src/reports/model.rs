//! What clients send and read about reports besides the reports themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::compose::ReportGap;
use crate::clock;
use crate::http::Input;
use crate::http::accept::MediaType;
use crate::ledger::reports::model::ReportRemark;
use crate::ledger::reports::{ReportAction, ReportPart};

/// What a step in the course of a report is taken with. Every property may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "remarks": [{"part": "measures", "quote": null, "remark": "请核实培训人次"}]
}))]
pub struct ReportStepRequest {
    /// What is to be changed, each at its place, at most 50; at least one where a report is returned.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(value_type = Vec<ReportRemark>, max_items = 50)]
    pub remarks: Vec<ReportRemark>,
}

impl Input for ReportStepRequest {}

/// The steps that the caller may take with a report now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportActions {
    /// Their codes: each is the end of an address, `/reports/{id}:submit`.
    #[schema(max_items = 10, example = json!(["submit"]))]
    pub allowed_actions: Vec<ReportAction>,
}

/// What composing the report anew would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportComposition {
    /// The version of the template.
    #[schema(minimum = 1, example = 1)]
    pub template_version: u32,
    /// The sections that would change, in the order of the template.
    #[schema(max_items = 20)]
    pub changes: Vec<SectionChange>,
    /// What the ledger does not tell, so that it is not in the text.
    #[schema(max_items = 500)]
    pub gaps: Vec<ReportGap>,
}

/// A section, as it is and as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionChange {
    /// Which part of the report it is.
    #[schema(example = "measures")]
    pub part: ReportPart,
    /// Its text now; null where the report does not have it.
    #[schema(required, max_length = 20000)]
    pub current: Option<String>,
    /// Its text as the ledger gives it.
    #[schema(max_length = 20000)]
    pub composed: String,
}

crate::coded_enum! {
    /// A format of a report.
    pub enum ReportFormat {
        /// JSON: the text with its figures.
        Json = "json", "JSON", "JSON";
        /// Markdown.
        Markdown = "markdown", "Markdown", "Markdown";
        /// A page to read and to print.
        Html = "html", "网页", "HTML";
        /// Word, in the layout of GB/T 9704-2012.
        Docx = "docx", "Word 文档", "Word";
        /// PDF, in the layout of GB/T 9704-2012.
        Pdf = "pdf", "PDF", "PDF";
    }
}

impl ReportFormat {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> MediaType {
        match self {
            Self::Json => MediaType::Json,
            Self::Markdown => MediaType::Markdown,
            Self::Html => MediaType::Html,
            Self::Docx => MediaType::Docx,
            Self::Pdf => MediaType::Pdf,
        }
    }
}

/// In which format a report is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// The format; that of `Accept` where it is not said.
    #[param(inline)]
    pub format: Option<ReportFormat>,
}

/// A document of Word (ISO/IEC 29500), as its bytes.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct WordDocument(pub Vec<u8>);

/// A document as it is printed (ISO 32000), as its bytes.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct PdfDocument(pub Vec<u8>);

/// The publications of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportEditions {
    /// The first one first.
    #[schema(max_items = 100)]
    pub items: Vec<ReportEdition>,
}

/// A publication of a report.
#[derive(Debug, Serialize, ToSchema, diesel::Queryable)]
pub struct ReportEdition {
    /// 1 for the first publication, 2 for the first correction …
    #[schema(minimum = 1, maximum = 100, example = 1)]
    pub edition: i16,
    /// When it was published.
    #[serde(serialize_with = "clock::write_instant")]
    pub published_at: DateTime<Utc>,
    /// The name of the account that published it.
    #[schema(max_length = 100, example = "古堆乡负责人")]
    pub published_by: String,
}

/// The publication that a path names.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct EditionNumber {
    /// The report's id.
    #[param(value_type = uuid::Uuid)]
    pub id: String,
    /// 1 for the first publication, 2 for the first correction …
    #[param(value_type = i16, minimum = 1, maximum = 100)]
    pub edition: String,
}
