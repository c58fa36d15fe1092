//! Signs of life for the operator's tools: not part of the API.

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{self, Data};
use diesel::connection::SimpleConnection;

use crate::problems::{ApiError, ApiResult};
use crate::session::State;

/// Whether the service has been told to stop: it finishes what it began and takes nothing new.
#[derive(Debug, Default)]
pub struct Draining(AtomicBool);

impl Draining {
    /// From now on `/readyz` says no.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// `/healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: requests can be served now.
///
/// # Errors
/// 503 while draining or without database.
pub async fn ready(state: Data<State>, draining: Data<Draining>) -> ApiResult<&'static str> {
    if draining.0.load(Ordering::Relaxed) {
        return Err(ApiError::unavailable("draining"));
    }
    state.db.read(|conn| Ok(conn.batch_execute("SELECT 1")?)).await?;
    Ok("ready\n")
}

/// Mounts both.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/healthz").get(live)).service(web::resource("/readyz").get(ready));
}
