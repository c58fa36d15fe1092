//! What the address of a request that enters or changes a record may ask for.

use serde::Deserialize;
use utoipa::IntoParams;

/// How a record is entered or changed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteQuery {
    /// With `true` nothing is stored: the answer is 200 with the record and the warnings as they would be, or else the refusal. The
    /// record's `id` and times are made up, and an `Idempotency-Key` is not used.
    pub validate_only: Option<bool>,
}
