//! An event in the course of a case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::codes::EventKind;
use crate::clock;

/// An event in the course of a case: what happened, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseEventInput)]
pub struct CaseEvent {
    /// Its id; the service assigns one where it is left out.
    #[serde(default = "Uuid::now_v7")]
    #[schema(required = false, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c")]
    pub id: Uuid,
    /// What happened.
    pub kind: EventKind,
    /// The day it happened; not after today in Beijing.
    #[schema(example = "2024-03-11")]
    #[serde(serialize_with = "clock::write_day")]
    pub occurred_on: NaiveDate,
    /// The day that was set, which may lie ahead: of `extended` the new day by which the case is due, of `assigned` the day by which the
    /// result is wanted, of `hearing_set` that of the hearing. These events need it, and no other has it.
    #[schema(example = json!(null))]
    pub until: Option<NaiveDate>,
    /// Who approved it, by office, not by name; `extended` needs it (信访工作条例 art. 34: the head of the organ).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub approved_by: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
}
