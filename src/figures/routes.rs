//! The operations on figures.

use actix_web::get;
use actix_web::web::{Data, Path};
use utoipa_actix_web::service_config::ServiceConfig;

use super::answer_cache::AnswerCache;
use super::model::Figures;
use super::request::FigureQuery;
use super::sources::{FigureSourcePage, SourceQuery};
use super::{answers, sources};
use crate::http::Answer;
use crate::http::query::Query;
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;
use crate::tables::{TableQuery, TableRequest};

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_figure_sources).service(read_figures);
}

/// Read a region's figures
///
/// Every indicator, computed from the records of the region's townships. A count is 0 only where there are records of its
/// kind in the year, or a declaration that there was none, and else missing; a sum is missing while no record states the
/// measure, and says how many do; a rate of nothing is not applicable. With `by` the answer is a matrix with one row per
/// region below, with `from` and `to` a series. `basis` says whether figures are of the units of today or of the time. Each
/// county's figures agree with themselves; those of several counties need not be of one instant.
#[utoipa::path(tag = "figures", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9), FigureQuery, TableQuery),
    responses((status = 200, description = "The figures.", body = Figures)))]
#[get("/regions/{code}/figures")]
async fn read_figures(
    caller: Caller,
    cache: Data<AnswerCache>,
    code: Path<String>,
    query: Query<FigureQuery>,
) -> ApiResult<Answer> {
    answers::answer(caller, &cache, &code, query).await
}

/// List the records behind a figure
///
/// The very records that make up a figure, by date, each with what it adds. They add up to the figure.
#[utoipa::path(tag = "figures", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The region's code: `CN`, or 2, 4, 6 or 9 digits.",
    pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9),
    ("indicator" = String, Path, description = "The indicator's code.", max_length = 60), SourceQuery, TableQuery),
    responses((status = 200, description = "One page of records.", body = FigureSourcePage)))]
#[get("/regions/{code}/figures/{indicator}/sources")]
async fn list_figure_sources(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<SourceQuery>,
    table: TableRequest,
) -> ApiResult<Answer> {
    let admitted = caller.admit_to_own_reach().await?.in_lane(sources::lane(&path.0));
    let answer = admitted.read(move |reading| {
        table.answer(reading, query.pairs(), |reading, pairs| {
            sources::answer(reading, (&path.0, &path.1), &Query::of(pairs))
        })
    });
    answer.await.map_err(ApiError::of_large_query)
}
