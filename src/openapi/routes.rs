//! The contract serves itself.

use actix_web::get;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa_actix_web::service_config::ServiceConfig;

use super::Contract;
use crate::http::Facts;

/// Mounts and documents it.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_contract);
}

/// Read this document
///
/// The OpenAPI 3.1 document of this very service.
#[utoipa::path(tag = "contract",
    responses((status = 200, description = "The document.", body = Object, example = json!({"openapi": "3.1.0"}))))]
#[get("/openapi.json")]
async fn read_contract(request: HttpRequest, contract: Data<Contract>) -> HttpResponse {
    let unchanged = Facts::of(&request).has_current(&contract.etag);
    let mut answer = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(("ETag", contract.etag.to_string())).insert_header(("Cache-Control", "no-cache"));
    if unchanged {
        answer.finish()
    } else {
        answer.content_type("application/json").body(contract.text.clone())
    }
}
