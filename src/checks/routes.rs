//! The operations on checks.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;

use super::catalogue::{CHECKS, catalogue_digest};
use super::model::{CheckDefinition, CheckList, FindingPage};
use super::request::{self, CheckQuery};
use crate::figures::lane;
use crate::http::query::Query;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;
use crate::tables::{TableQuery, TableRequest};

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_checks).service(list_findings);
}

/// List checks
///
/// The catalogue of checks, the gravest first: what is looked for in the data of a year, and what to do about a finding.
#[utoipa::path(tag = "checks", security(("bearer" = ["read_records"])),
    responses((status = 200, description = "The checks.", body = CheckList)))]
#[get("/checks")]
async fn list_checks(caller: Caller) -> ApiResult<Answer> {
    caller
        .read(|reading| {
            reading.tagged(&ETag::weak(catalogue_digest()), |_| {
                let items = CHECKS.iter().map(CheckDefinition::from).collect();
                Answer::ok(&CheckList { items })
            })
        })
        .await
}

/// List the findings of checks
///
/// What in the records and figures of a region's townships had better be looked at before the year is reported, by township, the
/// gravest first. Each finding names its records, or has the address of those behind its figure. A township explains a finding
/// by a record at `/explanations` with its `key`; the explanation falls when the records change.
#[utoipa::path(tag = "checks", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), CheckQuery, TableQuery),
    responses((status = 200, description = "One page of findings.", body = FindingPage)))]
#[get("/regions/{code}/checks")]
async fn list_findings(
    caller: Caller,
    code: Path<String>,
    query: Query<CheckQuery>,
    table: TableRequest,
) -> ApiResult<Answer> {
    let admitted = caller.admit_to_own_reach().await?.in_lane(lane(&code));
    let answer = admitted.read(move |reading| {
        table.answer(reading, query.pairs(), |reading, pairs| {
            request::answer(reading, &code, &Query::of(pairs))
        })
    });
    answer.await.map_err(ApiError::of_large_query)
}
