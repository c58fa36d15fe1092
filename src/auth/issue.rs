//! Issuing tokens.

use chrono::TimeDelta;
use diesel::pg::PgConnection;

use super::store::{self, StoredToken, TokenRow};
use super::{NewToken, Role};
use crate::clock;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;

/// What a new token grants.
pub struct Grant<'a> {
    /// What its holder may do.
    pub role: Role,
    /// Where.
    pub region: &'a Code,
    /// Whose it is.
    pub name: &'a str,
    /// For how long.
    pub valid_for: TimeDelta,
    /// Who grants it.
    pub by: &'a str,
}

/// Makes a token and stores all of it but its secret. The token itself is returned this once.
///
/// # Errors
/// 422 where the region is unknown.
pub fn issue(conn: &mut PgConnection, grant: &Grant<'_>) -> ApiResult<(String, StoredToken)> {
    let new = NewToken::generate().map_err(ApiError::internal)?;
    let now = clock::now();
    let row = TokenRow {
        id: &new.id,
        secret_hash: &new.secret_hash,
        name: grant.name,
        role: grant.role,
        region_code: grant.region.as_str(),
        created_at: now,
        created_by: grant.by,
        expires_at: now + grant.valid_for,
    };
    let stored = store::insert(conn, &row)?;
    Ok((new.token, stored))
}
