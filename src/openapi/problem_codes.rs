//! `/problems`: the table of problem codes, open to all. It is compiled in, and written once.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::published::Published;
use crate::problems::model::{ProblemKind, ProblemList};
use crate::problems::{ApiError, ApiResult, Code};

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_problems).service(read_problem);
}

/// List problem codes
///
/// Every reason for which this service refuses a request, with its status, what it means and what to do. No token is
/// needed.
#[utoipa::path(tag = "contract", security(()),
    responses((status = 200, description = "All problem codes.", body = ProblemList)))]
#[get("/problems")]
async fn list_problems(request: HttpRequest) -> ApiResult<HttpResponse> {
    TABLE.list.answer(&request)
}

/// Read a problem code
///
/// One reason for which requests are refused: the `type` of a problem is its address. No token is needed.
#[utoipa::path(tag = "contract", security(()),
    params(
    ("code" = String, Path, description = "The problem's `code`.", max_length = 60, example = "not_found")),
    responses((status = 200, description = "The problem code.", body = ProblemKind)))]
#[get("/problems/{code}")]
async fn read_problem(request: HttpRequest, code: Path<String>) -> ApiResult<HttpResponse> {
    let of_code = TABLE.of_codes.get(code.as_str()).ok_or_else(ApiError::not_found)?;
    of_code.answer(&request)
}

/// How long the table may be kept: after an upgrade clients have the new one within the hour.
const MAX_AGE: Duration = Duration::from_hours(1);

/// The whole table, and each of its codes.
struct Table {
    list: Published,
    of_codes: HashMap<&'static str, Published>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let kinds = || Code::ALL.iter().copied().map(ProblemKind::from);
    let of_code = |code: &Code| (code.as_str(), published(&ProblemKind::from(*code)));
    Table {
        list: published(&ProblemList { items: kinds().collect() }),
        of_codes: Code::ALL.iter().map(of_code).collect(),
    }
});

fn published(content: &impl Serialize) -> Published {
    Published::new("application/json", serde_json::to_vec(content).unwrap_or_default(), MAX_AGE)
}
