//! The contract serves itself.

use actix_web::http::header::{CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::Contract;
use super::index::Index;
use super::languages::LanguageQuery;
use crate::http::context::RequestContext;
use crate::http::edge::Edge;
use crate::http::published::Published;
use crate::http::query::Query;
use crate::problems::ApiResult;
use crate::text::Language;

/// What the answer depends on: the encoding, the language, and the path that a proxy has the service below (`X-Forwarded-Prefix`).
const VARIES: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, x-forwarded-prefix");

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
    answer(&contract.index(prefix.as_deref(), language), &request, language)
}

/// Read this document
///
/// The OpenAPI 3.1 document of this very service. `servers` names where its clients find it. It exists in Chinese and in
/// English; the operations and schemas are the same.
#[utoipa::path(tag = "contract", security(()), params(LanguageQuery),
    responses((status = 200, description = "The document.", body = Object, example = json!({"openapi": "3.1.0"}))))]
#[get("/openapi.json")]
async fn read_contract(
    request: HttpRequest,
    contract: Data<Contract>,
    edge: Data<Edge>,
    query: Query<LanguageQuery>,
) -> ApiResult<HttpResponse> {
    let language = query.parse()?.lang.unwrap_or(RequestContext::of(&request).language);
    let base = edge.base(request.peer_addr(), request.headers());
    answer(&contract.document(base.as_deref(), language), &request, language)
}

fn answer(document: &Published, request: &HttpRequest, language: Language) -> ApiResult<HttpResponse> {
    let mut response = document.answer(request)?;
    response.headers_mut().insert(VARY, VARIES);
    response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(response)
}
