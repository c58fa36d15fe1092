//! The demo county: 措美县 (540526) with its four real townships.
//!
//! 古堆乡's 2024 is built from its published report, so that its records yield what the report prints; all other records
//! are made up, and say so in their note. They go up to the day on which the demo is loaded. Loading it again adds what has
//! happened since, and changes nothing else.

mod first_entry;
mod loader;
mod made_up;
mod tokens;

use serde_json::Value;

use crate::clock;
use crate::db::Db;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};

/// 古堆乡, 2024.
const GUDUI_2024: &str = include_str!("gudui-2024.json");

/// Why the demo was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger is somebody's.
    #[error(
        "台账中已有登记（最早的由“{0}”所作），不是演示数据，没有载入。要试用，请另用目录：FAZHI_DATA_DIR=~/fazhi-demo fazhi serve --demo。\n\
         The ledger holds what is not the demo's (the first entry was made by “{0}”), so nothing was loaded. To try the demo apart: \
         FAZHI_DATA_DIR=~/fazhi-demo fazhi serve --demo"
    )]
    Occupied(String),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

/// Loads the records that are not there yet, and issues tokens where there are no valid ones; returns what to print of them.
///
/// # Errors
/// Where the ledger was begun by others, or the database fails.
pub fn load(db: &Db, keys: &Keys) -> Result<String, Error> {
    if let Some(other) = db.read_now(|conn| Ok(first_entry::begun_by_another(conn)?))? {
        return Err(Error::Occupied(other));
    }
    Ok(enter(db, keys)?)
}

fn enter(db: &Db, keys: &Keys) -> ApiResult<String> {
    let gudui: Value = serde_json::from_str(GUDUI_2024).map_err(ApiError::internal)?;
    loader::load(db, keys, "540526201", &gudui)?;
    for township in made_up::TOWNSHIPS {
        loader::load(db, keys, township.code, &made_up::records(township, clock::today()))?;
    }
    tokens::issue(db, keys)
}
