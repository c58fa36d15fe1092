//! The URL map, one line per module. Mounting an operation here is what documents it.

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    access, checks, county, desk, feed, figures, health, ledger, openapi, oversight, reference, reports,
};

/// Everything below `/api/v1`. The router tries them one after the other, so what is asked for most comes first.
pub fn api(cfg: &mut ServiceConfig) {
    cfg.configure(ledger::routes);
    cfg.configure(reports::routes::routes);
    cfg.configure(figures::routes::routes);
    cfg.configure(checks::routes::routes);
    cfg.configure(oversight::routes::routes);
    cfg.configure(feed::routes::routes);
    cfg.configure(reference::indicators::routes);
    cfg.configure(reference::clocks::routes::routes);
    cfg.configure(reference::calendar::routes);
    cfg.configure(reference::regions::routes::routes);
    cfg.configure(county::routes::routes);
    cfg.configure(reference::vocabularies::routes::routes);
    cfg.configure(access::routes);
    cfg.configure(openapi::routes::routes);
    cfg.configure(openapi::problem_codes::routes);
}

/// Everything else on the port.
pub fn outside_api(cfg: &mut web::ServiceConfig) {
    cfg.configure(health::routes);
    cfg.configure(openapi::swagger::routes);
    cfg.configure(desk::routes);
}
