//! Codes of indicators in requests.

use serde::Deserialize;
use utoipa::ToSchema;

/// The code of an indicator, see `/indicators`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 60, pattern = "^[a-z][a-z0-9_]*$", example = "disputes_accepted")]
pub struct IndicatorCode(String);

impl IndicatorCode {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
