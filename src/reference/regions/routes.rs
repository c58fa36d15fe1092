//! `/regions`: the directory. It is public, so that a client with any valid token may read all of it.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::listing;
use super::model::{ChildrenFilter, RegionList, RegionPage, RegionPath};
use crate::http::Answer;
use crate::http::page::PageQuery;
use crate::http::query::Query;
use crate::problems::ApiResult;
use crate::regions::model::{Region, RegionFilter};
use crate::session::Caller;

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_regions)
        .service(list_region_children)
        .service(list_region_ancestors)
        .service(read_region);
}

/// List regions
///
/// The directory of regions by code, from the province down to townships and sub-districts, with the own units of counties.
/// Any valid token may read all of it.
#[utoipa::path(tag = "regions", security(("bearer" = ["read_records"])),
    params(PageQuery, RegionFilter),
    responses((status = 200, description = "One page of regions.", body = RegionPage)))]
#[get("/regions")]
async fn list_regions(caller: Caller, query: Query<RegionFilter>) -> ApiResult<Answer> {
    caller.read(move |reading| listing::page(reading, query.pairs())).await
}

/// Read a region
///
/// One region, in force or ended. What it became is in `successor_code`.
#[utoipa::path(tag = "regions", security(("bearer" = ["read_records"])),
    params(RegionPath),
    responses((status = 200, description = "The region.", body = Region)))]
#[get("/regions/{code}")]
async fn read_region(caller: Caller, path: Path<RegionPath>) -> ApiResult<Answer> {
    caller.read(move |reading| listing::one(reading, &path.code)).await
}

/// List a region's children
///
/// The regions right below it, by code (of a county its own unit first): all at once, since there are never many.
#[utoipa::path(tag = "regions", security(("bearer" = ["read_records"])),
    params(RegionPath, ChildrenFilter),
    responses((status = 200, description = "The regions right below it.", body = RegionList)))]
#[get("/regions/{code}/children")]
async fn list_region_children(
    caller: Caller,
    path: Path<RegionPath>,
    query: Query<ChildrenFilter>,
) -> ApiResult<Answer> {
    caller.read(move |reading| listing::children(reading, &path.code, query.parse()?.on)).await
}

/// List a region's ancestors
///
/// The regions above it, from the nation down to its parent; none for the nation.
#[utoipa::path(tag = "regions", security(("bearer" = ["read_records"])),
    params(RegionPath),
    responses((status = 200, description = "The regions above it, the nation first.", body = RegionList)))]
#[get("/regions/{code}/ancestors")]
async fn list_region_ancestors(caller: Caller, path: Path<RegionPath>) -> ApiResult<Answer> {
    caller.read(move |reading| listing::ancestors(reading, &path.code)).await
}
