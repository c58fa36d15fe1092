//! Secrets that all instances on one database share.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::db::schema::secrets;
use crate::problems::{ApiError, ApiResult};

/// The secret of this name; made from the system's random source by whoever asks first.
///
/// # Errors
/// 503 where the database fails.
pub fn shared(conn: &mut PgConnection, name: &str) -> ApiResult<Vec<u8>> {
    let mut value = vec![0_u8; 32];
    getrandom::fill(&mut value).map_err(ApiError::internal)?;
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(name), secrets::value.eq(value)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(secrets::table.find(name).select(secrets::value).first(conn)?)
}
