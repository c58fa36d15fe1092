//! `/problems`: the table of problem codes, open to all. It is compiled in, so its tags are digests of what it says.

use actix_web::web::Path;
use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{ProblemKind, ProblemList};
use super::{ApiError, ApiResult, Code};
use crate::http::{Answer, ETag, Facts};

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_problems).service(read_problem);
}

/// List problem codes
///
/// Every reason for which this service refuses a request, with its status, what it means and what to do. No token is
/// needed.
#[utoipa::path(tag = "contract", responses((status = 200, description = "All problem codes.", body = ProblemList)))]
#[get("/problems")]
async fn list_problems(request: HttpRequest) -> ApiResult<Answer> {
    let items = Code::ALL.iter().copied().map(ProblemKind::from).collect();
    answer(&request, &ProblemList { items })
}

/// Read a problem code
///
/// One reason for which requests are refused: the `type` of a problem is its address. No token is needed.
#[utoipa::path(tag = "contract", params(
    ("code" = String, Path, description = "The problem's `code`.", max_length = 60, example = "not_found")),
    responses((status = 200, description = "The problem code.", body = ProblemKind)))]
#[get("/problems/{code}")]
async fn read_problem(request: HttpRequest, code: Path<String>) -> ApiResult<Answer> {
    answer(
        &request,
        &ProblemKind::from(Code::parse(&code).ok_or_else(ApiError::not_found)?),
    )
}

fn answer(request: &HttpRequest, content: &impl Serialize) -> ApiResult<Answer> {
    let etag = ETag::digest(&serde_json::to_vec(content).map_err(ApiError::internal)?);
    Facts::of(request).tagged(&etag, || Answer::ok(content))
}
