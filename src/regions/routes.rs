//! `/regions`: the directory. Its facts are public, so any valid token reads all of it.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{ChildrenFilter, Region, RegionFilter, RegionList, RegionPage, RegionPath};
use super::{Code, queries, state};
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Pairs, Query, Reader};
use crate::http::{Answer, Listing};
use crate::problems::{ApiError, ApiResult};
use crate::session::{Caller, Reading};

/// Where the list is.
const PATH: &str = "/api/v1/regions";

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_regions)
        .service(list_region_children)
        .service(list_region_ancestors)
        .service(read_region);
}

/// List regions
///
/// The directory of regions by code, from the province down to townships and sub-districts. Any valid token may read
/// all of it.
#[utoipa::path(tag = "regions", params(PageQuery, RegionFilter),
    responses((status = 200, description = "One page of regions.", body = RegionPage)))]
#[get("/regions")]
async fn list_regions(caller: Caller, listing: Listing<RegionFilter>) -> ApiResult<Answer> {
    caller.read(move |reading| page(reading, listing.pairs())).await
}

/// Read a region
///
/// One region, in force or ended. What it became is in `successor_code`.
#[utoipa::path(tag = "regions", params(RegionPath),
    responses((status = 200, description = "The region.", body = Region)))]
#[get("/regions/{code}")]
async fn read_region(caller: Caller, path: Path<RegionPath>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            known(reading, &path.code, "", |reading, code| {
                Answer::ok(&queries::find(reading.conn, code)?.ok_or_else(ApiError::not_found)?)
            })
        })
        .await
}

/// List a region's children
///
/// The regions right below it, by code: all at once, since there are never many.
#[utoipa::path(tag = "regions", params(RegionPath, ChildrenFilter),
    responses((status = 200, description = "The regions right below it.", body = RegionList)))]
#[get("/regions/{code}/children")]
async fn list_region_children(
    caller: Caller,
    path: Path<RegionPath>,
    query: Query<ChildrenFilter>,
) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let on = query.parse()?.on;
            known(
                reading,
                &path.code,
                &format!("children {on:?}"),
                |reading, code| {
                    Answer::ok(&RegionList {
                        items: queries::children(reading.conn, code, on)?,
                    })
                },
            )
        })
        .await
}

/// List a region's ancestors
///
/// The regions above it, from the nation down to its parent; none for the nation.
#[utoipa::path(tag = "regions", params(RegionPath),
    responses((status = 200, description = "The regions above it, the nation first.", body = RegionList)))]
#[get("/regions/{code}/ancestors")]
async fn list_region_ancestors(caller: Caller, path: Path<RegionPath>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            known(reading, &path.code, "ancestors", |reading, code| {
                let above: Vec<Code> = std::iter::successors(code.parent(), Code::parent).collect();
                Answer::ok(&RegionList {
                    items: queries::with_codes(reading.conn, &above)?,
                })
            })
        })
        .await
}

/// Answers about a region that is in the directory, tagged by the directory's state; `what` is asked about it.
fn known(
    reading: &mut Reading<'_>,
    path: &str,
    what: &str,
    work: impl FnOnce(&mut Reading<'_>, &Code) -> ApiResult<Answer>,
) -> ApiResult<Answer> {
    let code = Code::parse(path).ok_or_else(ApiError::not_found)?;
    if !queries::exists(reading.conn, &code)? {
        return Err(ApiError::not_found());
    }
    let etag = state::tag_of(reading.conn, &format!("{code} {what}"))?;
    reading.tagged(&etag, |reading| work(reading, &code))
}

fn page(reading: &mut Reading<'_>, pairs: &Pairs) -> ApiResult<Answer> {
    let mut reader = Reader::new(pairs);
    let groups = (reader.take::<PageQuery>(), reader.take::<RegionFilter>());
    reader.finish()?;
    let (Some(query), Some(filter)) = groups else {
        return Err(ApiError::internal("parameters that passed cannot be read"));
    };
    if let Some(parent) = &filter.parent
        && !queries::exists(reading.conn, parent)?
    {
        return Err(ApiError::not_found());
    }
    let etag = state::tag_of(reading.conn, &format!("{pairs:?}"))?;
    reading.tagged(&etag, |reading| {
        let page = KeyedPage::open((PATH, pairs), &query, reading.signer, "")?;
        let total = query
            .count
            .map(|_| queries::count(reading.conn, &filter))
            .transpose()?;
        let rows = queries::page(reading.conn, &filter, &page.after, page.rows())?;
        page.answer(
            rows,
            total,
            |region| &region.code,
            |items, page| RegionPage { items, page },
        )
    })
}
