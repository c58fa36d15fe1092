//! How a batch is entered.

use serde::Deserialize;
use utoipa::IntoParams;

crate::coded_enum! {
    /// What becomes of the others where a record of a batch is refused.
    pub enum BatchMode {
        /// None is entered.
        All = "all", "全部成功或全部不登记", "all or nothing";
        /// Each is entered or refused for itself.
        Each = "each", "逐条登记", "each for itself";
    }
}

/// How a batch is entered.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// `all`, where it is not said: all records are entered, or none. `each`: each is entered or refused for itself.
    #[param(inline)]
    pub mode: Option<BatchMode>,
    /// With `true` nothing is stored: the answer says what would become of each record, with its warnings. Their `id` and times are
    /// made up, and an `Idempotency-Key` is not used.
    pub validate_only: Option<bool>,
}
