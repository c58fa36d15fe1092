//! The demo county: 措美县 (540526) with its four real townships.
//!
//! 古堆乡's 2024 is built from its published report, so that its records yield what the report prints; the other
//! townships' records are made up, and say so in their note. Loading it twice changes nothing.

mod loader;
mod made_up;
mod tokens;

use serde_json::Value;

use crate::db::Db;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};

/// 古堆乡, 2024.
const GUDUI_2024: &str = include_str!("gudui-2024.json");

/// Loads the records that are not there yet and issues fresh tokens; returns what to print of them.
///
/// # Errors
/// 503 where the database fails.
pub fn load(db: &Db, keys: &Keys) -> ApiResult<String> {
    let gudui: Value = serde_json::from_str(GUDUI_2024).map_err(ApiError::internal)?;
    loader::load(db, keys, "540526201", &gudui)?;
    for township in made_up::TOWNSHIPS {
        loader::load(db, keys, township.code, &made_up::records(township))?;
    }
    tokens::issue(db, keys)
}
