//! What a client enters and reads of an annual report.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::codes::{ReportAction, ReportPart, ReportState};
use crate::clock;
use crate::db::schema::reports;
use crate::ledger::Record;
use crate::ledger::parts::Parts;

/// A report as it is stored and read.
pub type Report = Record<ReportInput>;

/// The annual report on building a law-based government (法治政府建设年度报告) of a township, as a client enters it; sent whole, to create
/// or to replace. That of a county is the report of its own unit (本级).
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = reports, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "year": 2024, "title": "措美县古堆乡2024年法治政府建设年度报告", "signatories": ["古堆乡人民政府"],
    "sections": [{"part": "measures", "heading": "2024年度推进法治政府建设的主要举措和成效", "text": "全年组织集中学习{study_sessions}次。"}]
}))]
pub struct ReportInput {
    /// The township that reports, or the county's own unit for the county (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The year that is reported on; not after the running year in Beijing.
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// Another system's id for this record, unique among the township's records that are not voided.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub external_ref: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
    /// The last day that it covers, in `year`, where that is not the last of it.
    #[schema(example = json!(null))]
    pub period_to: Option<NaiveDate>,
    /// Its title. Where `POST /reports` has neither it nor `sections`, it is composed from the ledger.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_length = 200, example = "措美县古堆乡2024年法治政府建设年度报告")]
    pub title: String,
    /// Its document number (发文字号).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古政发〔2025〕3号")]
    pub document_number: Option<String>,
    /// Who it is addressed to (主送机关).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "措美县人民政府")]
    pub addressee: Option<String>,
    /// The organs that sign it, at most 4: the government, or the Party committee and the government together.
    #[serde(default)]
    #[validate(length(max = 4))]
    #[schema(max_items = 4, example = json!(["古堆乡人民政府"]))]
    pub signatories: Vec<String>,
    /// The day that stands under it (成文日期).
    #[schema(example = "2025-01-20")]
    pub dated_on: Option<NaiveDate>,
    /// Its sections in their order, at most 20. Replaced as a whole. Where `POST /reports` has none, they are composed from the ledger.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(value_type = Vec<ReportSection>, max_items = 20)]
    pub sections: Parts<ReportSection>,
    /// How far it is. The steps of its course change it.
    #[serde(default = "drafted")]
    #[schema(read_only, example = "draft")]
    pub state: ReportState,
    /// The steps taken so far, at most 200, the first one first.
    #[serde(default)]
    #[schema(read_only, value_type = ReportCourse)]
    pub course: Parts<ReportStep>,
    /// How often it was published: 0 before the first time, 1 then, 2 once it was corrected.
    #[serde(default)]
    #[schema(read_only, minimum = 0, maximum = 100, example = 0)]
    pub edition: i16,
}

/// The state of a report that nobody has submitted.
#[must_use]
pub const fn drafted() -> ReportState {
    ReportState::Draft
}

/// A section of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportSectionInput)]
pub struct ReportSection {
    /// Which part of the report it is. Parts stand in the order of their sections, each at most once.
    #[schema(example = "measures")]
    pub part: ReportPart,
    /// Its heading, without a number: numbers are set when it is laid out.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "2024年度推进法治政府建设的主要举措和成效")]
    pub heading: String,
    /// Its text: a paragraph a line, `##` before a heading. `{study_sessions}` is the figure of that indicator; a number typed otherwise
    /// is not bound to the ledger.
    #[validate(length(max = 20000))]
    #[schema(max_length = 20000, example = "全年组织集中学习{study_sessions}次。")]
    pub text: String,
}

/// The steps taken so far, the first one first. The contract needs a name for them, to say that they are only read.
#[derive(Debug, ToSchema)]
#[schema(max_items = 200)]
pub struct ReportCourse(pub Vec<ReportStep>);

/// A step in the course of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportStep {
    /// What was done.
    #[schema(example = "submit")]
    pub action: ReportAction,
    /// When.
    #[serde(serialize_with = "clock::write_instant")]
    pub at: DateTime<Utc>,
    /// The name of the account that did it.
    #[schema(max_length = 100, example = "古堆乡负责人")]
    pub by: String,
    /// That account.
    #[schema(max_length = 200)]
    pub account: String,
    /// Why, or what the review came to.
    #[schema(required, max_length = 500, example = json!(null))]
    pub reason: Option<String>,
    /// What is to be changed, each at its place.
    #[schema(value_type = Vec<ReportRemark>, max_items = 50)]
    pub remarks: Vec<ReportRemark>,
    /// The digest of what was published: SHA-256 of its document and its files.
    #[schema(required, max_length = 64, example = json!(null))]
    pub digest: Option<String>,
}

/// A remark at a place of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReportRemark {
    /// The section.
    #[schema(example = "measures")]
    pub part: ReportPart,
    /// The words it is about, as they stand in the section; null for the whole section.
    #[validate(length(min = 1, max = 500))]
    #[schema(
        required,
        min_length = 1,
        max_length = 500,
        example = "培训干部职工{training_person_times}人次"
    )]
    pub quote: Option<String>,
    /// What is to be changed.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "请核实培训人次")]
    pub remark: String,
}
