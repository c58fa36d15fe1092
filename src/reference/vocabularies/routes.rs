//! `/vocabularies`.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{listing, terms};
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::vocabularies::model::{CountyQuery, Term, TermInput, VocabularyList, VocabularyTerms};

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_vocabularies).service(read_vocabulary).service(add_vocabulary_term);
}

/// List vocabularies
///
/// Every enumeration with its codes and what people call them: the closed ones, fixed by law or by the service, and the
/// open ones with the terms that counties have added.
#[utoipa::path(tag = "vocabularies", security(("bearer" = ["read_records"])),
    params(CountyQuery),
    responses((status = 200, description = "All vocabularies.", body = VocabularyList)))]
#[get("/vocabularies")]
async fn list_vocabularies(caller: Caller, query: Query<CountyQuery>) -> ApiResult<Answer> {
    caller.read(move |reading| listing::all(reading, &query.parse()?)).await
}

/// Read a vocabulary
///
/// One enumeration with its codes and what people call them.
#[utoipa::path(tag = "vocabularies", security(("bearer" = ["read_records"])),
    params(
    ("name" = String, Path, description = "The vocabulary's name.", max_length = 40, example = "venue_classes"), CountyQuery),
    responses((status = 200, description = "The vocabulary.", body = VocabularyTerms)))]
#[get("/vocabularies/{name}")]
async fn read_vocabulary(caller: Caller, name: Path<String>, query: Query<CountyQuery>) -> ApiResult<Answer> {
    caller.read(move |reading| listing::one(reading, &name, &query.parse()?)).await
}

/// Add a county's own term
///
/// Adds a term to an open vocabulary, for one county (法律N进 is a county's own list). Officers and admins may, for
/// counties within their reach. A term cannot be taken back, since records may hold it.
#[utoipa::path(tag = "vocabularies", security(("bearer" = ["manage_vocabularies"])),
    params(
    ("name" = String, Path, description = "The vocabulary's name.", max_length = 40, example = "venue_classes")),
    request_body = TermInput,
    responses((status = 201, description = "The term as added. Location and ETag are its vocabulary's.", body = Term)))]
#[post("/vocabularies/{name}/terms")]
async fn add_vocabulary_term(caller: Caller, name: Path<String>, body: Body<TermInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| terms::add(writing, &name, &body)).await
}
