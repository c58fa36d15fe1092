//! `GET /me`.

use diesel::prelude::*;

use super::model::{Me, RegionName};
use super::store;
use crate::db::schema::regions;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult};
use crate::session::Reading;

/// Who is calling.
///
/// # Errors
/// 503 where the database fails.
pub fn read(reading: &mut Reading<'_>) -> ApiResult<Answer> {
    let token = store::find(reading.conn, &reading.actor.token_id)?.ok_or_else(ApiError::not_found)?;
    let region = regions::table.find(&token.region_code).select(regions::name);
    let me = Me {
        region: RegionName {
            name: region.first(reading.conn)?,
            code: token.region_code,
        },
        permissions: token.role.permissions(),
        token_id: token.id,
        name: token.name,
        role: token.role,
        expires_at: token.expires_at,
    };
    let etag = ETag::digest(&serde_json::to_vec(&me).map_err(ApiError::internal)?);
    reading.tagged(&etag, |_| Answer::ok(&me))
}
