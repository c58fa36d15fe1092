//! What a client enters and reads of an observation.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::clock;
use crate::db::schema::observations;
use crate::indicators::IndicatorCode;
use crate::ledger::Record;
use crate::ledger::decimal::Decimal;

/// An observation as it is stored and read.
pub type Observation = Record<ObservationInput>;

/// The value that an indicator has, where no other record yields it, as a client enters it; sent whole, to create or to
/// replace.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = observations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "indicator": "legal_advisers", "observed_on": "2024-12-31", "value": "1",
    "evidence": "法律顾问聘用合同"
}))]
pub struct ObservationInput {
    /// The township, or the county's own unit, that observed it (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `observed_on`. May be left out.
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
    /// The code of the indicator (`/indicators`): one of those whose `resource` is `observations`, and no rate. There is one
    /// observation only of a township, an indicator and a day that is not voided.
    #[validate(length(min = 1, max = 60))]
    #[schema(value_type = IndicatorCode, example = "legal_advisers")]
    pub indicator: String,
    /// The day as of which the value is: of a stock, the day on which there were so many; of a flow, the day up to which there
    /// were so many since the observation before. Not after today in Beijing.
    #[schema(example = "2024-12-31")]
    #[serde(serialize_with = "clock::write_day")]
    pub observed_on: NaiveDate,
    /// The value in the unit of the indicator, at most 10,000,000,000.00; whole where things are counted. 0 says that there was none.
    pub value: Decimal,
    /// Whether the value is an estimate; `false` where nothing is said.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub estimated: bool,
    /// By what the value is shown: the number of the paper file, a contract, a register.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "法律顾问聘用合同")]
    pub evidence: Option<String>,
}
