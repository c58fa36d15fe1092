//! The contract serves itself.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::Contract;
use crate::problems::ApiResult;

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
async fn read_contract(request: HttpRequest, contract: Data<Contract>) -> ApiResult<HttpResponse> {
    contract.document.answer(&request)
}
