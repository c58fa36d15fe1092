//! What a client enters and reads of a shortcoming.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::clock;
use crate::db::schema::shortcomings;
use crate::ledger::Record;

/// A shortcoming as it is stored and read.
pub type Shortcoming = Record<ShortcomingInput>;

crate::coded_enum! {
    /// By what a shortcoming was found.
    pub enum FoundBy {
        /// The township's own check (自查).
        SelfCheck = "self_check", "自查", "own check";
        /// An inspection by a superior (督察、督查).
        Inspection = "inspection", "督察督查", "inspection";
        /// An audit (审计).
        Audit = "audit", "审计", "audit";
        /// The yearly appraisal (考核).
        Appraisal = "appraisal", "考核评估", "appraisal";
        /// A petition (信访).
        Petition = "petition", "信访反映", "petition";
        /// A proposal of the procuratorate in the public interest (检察建议), to which a reply is due.
        ProcuratorialProposal = "procuratorial_proposal", "检察建议", "procuratorial proposal";
        /// An opinion letter of the reconsideration organ (行政复议意见书; 行政复议法 art. 76), on which a report is due.
        ReconsiderationOpinion = "reconsideration_opinion", "行政复议意见书", "reconsideration opinion";
        /// Otherwise.
        Other = "other", "其他", "other";
    }
}

crate::coded_enum! {
    /// How far a shortcoming has been put right.
    pub enum ShortcomingStatus {
        /// Nothing has been done yet.
        Open = "open", "未整改", "open";
        /// It is being put right.
        InProgress = "in_progress", "整改中", "in progress";
        /// It has been put right, or ended otherwise.
        Closed = "closed", "已整改", "closed";
    }
}

/// A shortcoming with its cause (不足和原因) and what came of it, as a client enters it; sent whole, to create or to replace.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = shortcomings, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "title": "普法效果不明显", "description": "部分群众遇事信访不信法",
    "cause": "农牧民群众文化水平普遍偏低，普法形式单一", "found_by": "self_check", "found_on": "2024-12-10",
    "remedy": "用藏汉双语开展案例普法", "due_on": "2025-12-31", "status": "open"
}))]
pub struct ShortcomingInput {
    /// The township, or the county's own unit, whose shortcoming it is (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `found_on`, also where the shortcoming is closed in a later one. May be left out.
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
    /// The shortcoming in a few words.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "普法效果不明显")]
    pub title: String,
    /// How it shows.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "部分群众遇事信访不信法")]
    pub description: Option<String>,
    /// Its cause (原因).
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "农牧民群众文化水平普遍偏低，普法形式单一")]
    pub cause: Option<String>,
    /// By what it was found.
    pub found_by: FoundBy,
    /// The day it was found, or of the list on which it was carried over; not after today in Beijing.
    #[schema(example = "2024-12-10")]
    #[serde(serialize_with = "clock::write_day")]
    pub found_on: NaiveDate,
    /// How it is to be put right.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "用藏汉双语开展案例普法")]
    pub remedy: Option<String>,
    /// Who answers for putting it right: the id of a member of this township.
    #[schema(example = json!(null))]
    pub responsible_member_id: Option<Uuid>,
    /// The day by which it is to be put right, not before `found_on`; it may lie ahead.
    #[schema(example = "2025-12-31")]
    pub due_on: Option<NaiveDate>,
    /// How far it has been put right; `open` where nothing is said.
    #[serde(default = "open")]
    #[schema(default = "open")]
    pub status: ShortcomingStatus,
    /// The day it was closed, not before `found_on` and not after today in Beijing; only where `status` is `closed`, which needs it.
    #[schema(example = json!(null))]
    pub closed_on: Option<NaiveDate>,
    /// What came of it; a closed shortcoming needs it.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub result: Option<String>,
    /// The shortcoming of an earlier year that goes on in this one: the id of a record of this township, which no other record
    /// carries over.
    #[schema(example = json!(null))]
    pub carried_over_from: Option<Uuid>,
    /// The task that answers it: the id of a task of one of this township's plans, such as next year's arrangements.
    #[schema(example = json!(null))]
    pub answered_by_task_id: Option<Uuid>,
}

fn open() -> ShortcomingStatus {
    ShortcomingStatus::Open
}
