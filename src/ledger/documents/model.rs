//! What a client enters and reads of a document.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::clock;
use crate::db::schema::documents;
use crate::ledger::Record;

/// A document as it is stored and read.
pub type Document = Record<DocumentInput>;

crate::coded_enum! {
    /// What kind of document it is.
    pub enum DocumentKind {
        /// A normative document (行政规范性文件): it concerns rights and duties of citizens and organisations and applies repeatedly
        /// (国办发〔2018〕37号).
        NormativeDocument = "normative_document", "行政规范性文件", "normative document";
        /// A standing rule of the township's own work (制度), such as that on deciding major matters.
        StandingRule = "standing_rule", "制度", "standing rule";
    }
}

crate::coded_enum! {
    /// How far a document has come.
    pub enum DocumentStatus {
        /// Being drafted: not issued yet.
        Drafting = "drafting", "起草中", "drafting";
        /// Issued and valid, or valid from its effective day on.
        InForce = "in_force", "有效", "in force";
        /// Repealed by a clean-up.
        Repealed = "repealed", "已废止", "repealed";
        /// No longer valid since its last day has passed.
        Expired = "expired", "已失效", "expired";
        /// Replaced by a later document.
        Superseded = "superseded", "已被替代", "superseded";
    }
}

crate::coded_enum! {
    /// What a clean-up (清理) of documents came to.
    pub enum CleanUpResult {
        /// It stays as it is.
        Kept = "kept", "继续有效", "kept";
        /// It stays and is to be revised.
        Revised = "revised", "修改", "revised";
        /// It is repealed.
        Repealed = "repealed", "废止", "repealed";
    }
}

/// A normative document or a standing rule, with the days of its course, as a client enters it; sent whole, to create or to replace.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = documents, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "kind": "normative_document", "title": "古堆乡草原防火管理办法", "document_number": "古政发〔2024〕12号",
    "drafted_on": "2024-03-01", "comments_from": "2024-03-05", "comments_to": "2024-04-04", "legality_reviewed_on": "2024-04-18",
    "decided_on": "2024-04-25", "issued_on": "2024-04-28", "published_on": "2024-04-30", "filed_on": "2024-05-10",
    "effective_on": "2024-06-01", "expires_on": "2029-05-31", "status": "in_force"
}))]
pub struct DocumentInput {
    /// The township, or the county's own unit, whose document it is (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `issued_on`, for a document not issued that of `drafted_on`. May be left out.
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
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Its title.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "古堆乡草原防火管理办法")]
    pub title: String,
    /// The number it was issued under (发文字号).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古政发〔2024〕12号")]
    pub document_number: Option<String>,
    /// The day drafting began (起草). The days up to the issue stand in the order in which they are listed here, and none is before
    /// another one above it.
    #[schema(example = "2024-03-01")]
    #[serde(serialize_with = "clock::write_day")]
    pub drafted_on: NaiveDate,
    /// The first day on which comments could be made (公开征求意见).
    #[schema(example = "2024-03-05")]
    pub comments_from: Option<NaiveDate>,
    /// The last day on which comments could be made; it may lie ahead. It needs `comments_from`.
    #[schema(example = "2024-04-04")]
    pub comments_to: Option<NaiveDate>,
    /// The day of the legality review (合法性审核). The review itself is a record of `/legality-reviews`.
    #[schema(example = "2024-04-18")]
    pub legality_reviewed_on: Option<NaiveDate>,
    /// The day on which it was decided collectively (集体审议决定).
    #[schema(example = "2024-04-25")]
    pub decided_on: Option<NaiveDate>,
    /// The day it was issued (印发), not after today in Beijing; none while it is being drafted.
    #[schema(example = "2024-04-28")]
    pub issued_on: Option<NaiveDate>,
    /// The day it was published (公布); not before `issued_on`.
    #[schema(example = "2024-04-30")]
    pub published_on: Option<NaiveDate>,
    /// The day it was handed in for filing (报送备案); not before `issued_on`. For normative documents only.
    #[schema(example = "2024-05-10")]
    pub filed_on: Option<NaiveDate>,
    /// The day from which it applies (施行); not before `issued_on`. It may lie ahead.
    #[schema(example = "2024-06-01")]
    pub effective_on: Option<NaiveDate>,
    /// The last day on which it is valid (有效期至); not before it applies. It may lie ahead. How long a document may be valid is a
    /// matter of the province's rules.
    #[schema(example = "2029-05-31")]
    pub expires_on: Option<NaiveDate>,
    /// How far it has come. `repealed` goes with the clean-up that repealed it.
    pub status: DocumentStatus,
    /// The day of its last clean-up (清理); not before `issued_on`. It needs `clean_up_result`.
    #[schema(example = json!(null))]
    pub cleaned_up_on: Option<NaiveDate>,
    /// What that clean-up came to.
    pub clean_up_result: Option<CleanUpResult>,
}

impl DocumentInput {
    /// The day the document stands at: when it was issued, else when drafting began.
    #[must_use]
    pub fn stands_at(&self) -> NaiveDate {
        self.issued_on.unwrap_or(self.drafted_on)
    }
}
