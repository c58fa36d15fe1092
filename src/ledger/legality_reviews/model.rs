//! What a client enters and reads of a legality review.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::clock;
use crate::db::schema::legality_reviews;
use crate::ledger::Record;

/// A legality review as it is stored and read.
pub type LegalityReview = Record<LegalityReviewInput>;

crate::coded_enum! {
    /// What kind of matter was reviewed for its legality.
    pub enum SubjectKind {
        /// A major administrative decision (重大行政决策程序暂行条例 art. 25).
        Decision = "decision", "重大行政决策", "major administrative decision";
        /// A normative document (行政规范性文件; 国办发〔2018〕115号).
        NormativeDocument = "normative_document", "行政规范性文件", "normative document";
        /// A contract of the township (行政合同、政府合同).
        Contract = "contract", "合同", "contract";
        /// An enforcement decision (重大执法决定法制审核; 行政处罚法 art. 58).
        Enforcement = "enforcement", "执法决定", "enforcement decision";
        /// Something else, such as a reply to a petition.
        Other = "other", "其他", "other";
    }
}

crate::coded_enum! {
    /// What a legality review came to.
    pub enum ReviewOutcome {
        /// It is lawful as it was submitted.
        Passed = "passed", "合法", "passed";
        /// It is lawful once it is changed as the review says.
        PassedWithChanges = "passed_with_changes", "修改后合法", "passed with changes";
        /// It is not lawful.
        NotPassed = "not_passed", "不合法", "not passed";
    }
}

/// A legality review as a client enters it; sent whole, to create or to replace. What has not been counted is left out: zero
/// says that it was counted and there was none.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = legality_reviews, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "subject_kind": "contract", "subject": "乡卫生院供暖改造施工合同", "submitted_on": "2024-05-06",
    "reviewed_on": "2024-05-15", "reviewer": "古堆乡司法所", "adviser_consulted": true, "outcome": "passed_with_changes",
    "problems_found": 2, "opinions_given": 3, "opinions_adopted": 3
}))]
pub struct LegalityReviewInput {
    /// The township, or the county's own unit, whose matter was reviewed (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `reviewed_on`. May be left out.
    #[serde(default)]
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
    /// What kind of matter was reviewed.
    pub subject_kind: SubjectKind,
    /// What was reviewed: the title of the draft, the document or the contract.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "乡卫生院供暖改造施工合同")]
    pub subject: String,
    /// The decision that was reviewed: the id of a record of `/decisions` of the same township. For `subject_kind` `decision` only.
    #[schema(example = json!(null))]
    pub decision_id: Option<Uuid>,
    /// The document that was reviewed: the id of a record of `/documents` of the same township. For `subject_kind`
    /// `normative_document` only.
    #[schema(example = json!(null))]
    pub document_id: Option<Uuid>,
    /// The day it was submitted for review with all papers (送审); left out where it is not known. Not after `reviewed_on`.
    #[schema(example = "2024-05-06")]
    pub submitted_on: Option<NaiveDate>,
    /// The day of the review opinion; not after today in Beijing.
    #[schema(example = "2024-05-15")]
    #[serde(serialize_with = "clock::write_day")]
    pub reviewed_on: NaiveDate,
    /// Who reviewed it, by office, not by name: the judicial office (司法所), the legal adviser …
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古堆乡司法所")]
    pub reviewer: String,
    /// Whether a legal adviser (法律顾问) or government lawyer (公职律师) gave an opinion (重大行政决策程序暂行条例 art. 28); left out
    /// where nobody said.
    #[schema(example = true)]
    pub adviser_consulted: Option<bool>,
    /// What it came to.
    pub outcome: ReviewOutcome,
    /// Legal problems found (个).
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 2)]
    pub problems_found: Option<i32>,
    /// Opinions that the review gave (条).
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 3)]
    pub opinions_given: Option<i32>,
    /// Those of the opinions given that were adopted (条).
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 3)]
    pub opinions_adopted: Option<i32>,
}
