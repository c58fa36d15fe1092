//! What a client enters and reads of an explanation.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::explanations;
use crate::ledger::Record;

/// An explanation as it is stored and read.
pub type Explanation = Record<ExplanationInput>;

/// What a township says about a finding, as a client enters it; sent whole, to create or to replace. Of several explanations of one
/// finding, the one changed last is shown.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = explanations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "year": 2024, "finding": "4f1c2a9b7d3e5a60", "explanation": "本年新设两个调解点，受理数相应增加"
}))]
pub struct ExplanationInput {
    /// The township, or the county's own unit, whose finding it is (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The year that was checked; not after the running year in Beijing.
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
    /// The `key` of the finding (`/regions/{code}/checks`).
    #[validate(length(min = 16, max = 16))]
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9a-f]{16}$", example = "4f1c2a9b7d3e5a60")]
    pub finding: String,
    /// Why the data are as they are.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "本年新设两个调解点，受理数相应增加")]
    pub explanation: String,
}
