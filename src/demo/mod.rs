//! The demo county.

use crate::db::Db;
use crate::problems::ApiResult;

/// Loads it; returns what to print.
///
/// # Errors
/// 503 where the database fails.
pub fn load(_: &Db) -> ApiResult<String> {
    Ok(String::new())
}
