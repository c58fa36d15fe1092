//! Signs of life for the operator's tools: not part of the API.

use actix_web::web::{self, Data};
use diesel::connection::SimpleConnection;

use crate::http::edge::Edge;
use crate::problems::{ApiError, ApiResult};
use crate::session::State;

/// `/healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: requests can be served now.
///
/// # Errors
/// 503 while draining or without database.
pub async fn ready(state: Data<State>, edge: Data<Edge>) -> ApiResult<&'static str> {
    if edge.is_draining() {
        return Err(ApiError::unavailable("draining"));
    }
    state.db.read(|conn| Ok(conn.batch_execute("SELECT 1")?)).await?;
    Ok("ready\n")
}

/// Mounts both.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/healthz").get(live)).service(web::resource("/readyz").get(ready));
}
