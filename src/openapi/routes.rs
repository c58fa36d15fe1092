//! The contract serves itself.

use actix_web::http::header::{CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::Contract;
use super::index::Index;
use crate::http::context::RequestContext;
use crate::http::edge::Edge;
use crate::problems::ApiResult;

/// What the answer depends on: the encoding, and the path that a proxy has the service below (`X-Forwarded-Prefix`).
const VARIES: HeaderValue = HeaderValue::from_static("accept-encoding, x-forwarded-prefix");

/// That, and the language.
const VARIES_BY_LANGUAGE: HeaderValue =
    HeaderValue::from_static("accept-encoding, accept-language, x-forwarded-prefix");

/// Mounts and documents both.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_contract).service(list_addresses);
}

/// List what there is
///
/// Where to begin: the addresses that can be read without knowing an id, and the documentation. No token is needed for this
/// list; what it names mostly needs one.
#[utoipa::path(tag = "contract", security(()),
    responses((status = 200, description = "The addresses.", body = Index)))]
#[get("")]
async fn list_addresses(
    request: HttpRequest,
    contract: Data<Contract>,
    edge: Data<Edge>,
) -> ApiResult<HttpResponse> {
    let prefix = edge.prefix(request.peer_addr(), request.headers());
    let language = RequestContext::of(&request).language;
    let mut response = contract.index(prefix.as_deref(), language).answer(&request)?;
    response.headers_mut().insert(VARY, VARIES_BY_LANGUAGE);
    response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(response)
}

/// Read this document
///
/// The OpenAPI 3.1 document of this very service. `servers` names where its clients find it.
#[utoipa::path(tag = "contract", security(()),
    responses((status = 200, description = "The document.", body = Object, example = json!({"openapi": "3.1.0"}))))]
#[get("/openapi.json")]
async fn read_contract(
    request: HttpRequest,
    contract: Data<Contract>,
    edge: Data<Edge>,
) -> ApiResult<HttpResponse> {
    let base = edge.base(request.peer_addr(), request.headers());
    let mut response = contract.document(base.as_deref()).answer(&request)?;
    response.headers_mut().insert(VARY, VARIES);
    Ok(response)
}
