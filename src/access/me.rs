//! `GET /me`.

use std::collections::HashMap;

use actix_web::get;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::{Permission, Role};
use crate::db::schema::regions;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult};
use crate::regions::RegionName;
use crate::session::{Caller, Reading};

/// Who is calling, and what the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The public id of the token.
    #[schema(max_length = 200, example = "k3v9m2x7q4ab")]
    pub token_id: String,
    /// The account, which stays the same when its token is replaced.
    #[schema(max_length = 500, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub account: String,
    /// Whose it is: the name in every record entered with it.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// Its roles.
    #[schema(max_items = 20)]
    pub roles: Vec<MyRole>,
}

/// A role of the caller's.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyRole {
    /// The role.
    pub role: Role,
    /// Where it holds: there and in everything below.
    pub region: RegionName,
    /// What it permits there.
    #[schema(max_items = 10, example = json!(["read_records", "read_trail", "write_records"]))]
    pub permissions: Vec<Permission>,
}

/// Mounts and documents it.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_me);
}

/// Read who I am
///
/// The account whose token the request came with: its name, its roles, and what each permits.
#[utoipa::path(tag = "access", security(("bearer" = ["read_records"])),
    responses((status = 200, description = "The caller.", body = Me)))]
#[get("/me")]
async fn read_me(caller: Caller) -> ApiResult<Answer> {
    caller.read(read).await
}

fn read(reading: &mut Reading<'_>) -> ApiResult<Answer> {
    let actor = reading.actor;
    let codes: Vec<&str> = actor.grants.iter().map(|grant| grant.region.as_str()).collect();
    let names: Vec<(String, String)> = regions::table
        .filter(regions::code.eq_any(codes))
        .select((regions::code, regions::name))
        .load(reading.conn)?;
    let names: HashMap<String, String> = names.into_iter().collect();
    let roles = actor.grants.iter().map(|grant| {
        let code = grant.region.to_string();
        let region = RegionName { name: names.get(&code).cloned().unwrap_or_default(), code };
        MyRole { role: grant.role, region, permissions: grant.role.permissions().to_vec() }
    });
    let me = Me {
        token_id: actor.token_id.clone(),
        account: actor.account.to_string(),
        name: actor.name.to_string(),
        roles: roles.collect(),
    };
    let etag = ETag::digest(&serde_json::to_vec(&me).map_err(ApiError::internal)?);
    reading.tagged(&etag, |_| Answer::ok(&me))
}
