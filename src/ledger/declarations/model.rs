//! What a client enters and reads of a declaration.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::declarations;
use crate::indicators::IndicatorCode;
use crate::ledger::Record;

/// A declaration as it is stored and read.
pub type Declaration = Record<DeclarationInput>;

crate::coded_enum! {
    /// What a declaration says about its indicators.
    pub enum DeclarationStatement {
        /// There was none in the year: the count is zero (零报告).
        Nothing = "none", "零报告", "none";
        /// The work was done, but its number was not kept (无数字填报), as in reports that say 定期召开.
        WithoutFigure = "without_figure", "无数字填报", "without a figure";
    }
}

/// What a township says about indicators for which it has no records of a year, as a client enters it; sent whole, to create
/// or to replace. An indicator without records and without a declaration is missing.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = declarations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "year": 2024, "says": "none", "indicators": ["penalty_cases", "reconsiderations"],
    "note": "全年未办理行政处罚、行政复议案件"
}))]
pub struct DeclarationInput {
    /// The township that declares it (9 digits). It is in force at the end of the year; otherwise its successor declares.
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year that it is about; not after the running year in Beijing.
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
    /// What it says about them. `none`: there was none in the year, so the count is zero. `without_figure`: the work was done, but
    /// its number was not kept.
    pub says: DeclarationStatement,
    /// The codes of the indicators (`/indicators`) that it is about, each once. An indicator stands in one declaration only of a
    /// township and year that is not voided. `none` is not said of rates, but of the counts they are computed from.
    #[validate(length(min = 1, max = 200))]
    #[schema(
        value_type = Vec<IndicatorCode>, min_items = 1, max_items = 200, example = json!(["penalty_cases", "reconsiderations"])
    )]
    pub indicators: Vec<String>,
}
