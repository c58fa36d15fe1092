//! The operations on declarations. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filter::DeclarationFilter;
use super::model::{Declaration, DeclarationInput};
use crate::http::many::Many;
use crate::http::query::Query;
use crate::http::{Answer, Body, Listing};
use crate::ledger::batch::{self, Batch};
use crate::ledger::batch_mode::BatchQuery;
use crate::ledger::lists::{self, PageQuery, RecordFilter};
use crate::ledger::redaction::{self, RedactionInput};
use crate::ledger::request::{RecordBody, RecordId, WriteQuery};
use crate::ledger::versions::{self, RecordQuery, RestoreQuery};
use crate::ledger::{RecordPage, Saved, entry, operations};
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;
use crate::tables::{TableQuery, TableRequest};

type DeclarationPage = RecordPage<DeclarationInput>;
type SavedDeclaration = Saved<'static, DeclarationInput>;
type DeclarationBatchInput = Many<DeclarationInput>;
type DeclarationBatch = Batch<'static, DeclarationInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_declarations).service(create_declaration).service(create_declarations);
    cfg.service(restore_declaration).service(read_declaration_history).service(redact_declaration);
    cfg.service(read_declaration)
        .service(replace_declaration)
        .service(patch_declaration)
        .service(void_declaration);
}

/// The latest years come first. The main date, which `from` and `to` ask for, is the last day of the year.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, DeclarationFilter),
    responses((status = 200, body = DeclarationPage)))]
#[get("/declarations")]
async fn list_declarations(
    caller: Caller,
    listing: Listing<DeclarationFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<DeclarationInput>(caller, listing, table).await
}

/// It says of indicators without records that there was none in the year (`none`: the count is zero), or that no number was kept
/// (`without_figure`). An indicator that another declaration of the township and year has already is refused (409).
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = DeclarationInput,
    responses((status = 201, body = SavedDeclaration)))]
#[post("/declarations")]
async fn create_declaration(caller: Caller, body: RecordBody<DeclarationInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = DeclarationBatchInput,
    responses((status = 200, body = DeclarationBatch)))]
#[post("/declarations:batch")]
async fn create_declarations(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<DeclarationBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Declaration)))]
#[get("/declarations/{id}")]
async fn read_declaration(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    operations::read::<DeclarationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = DeclarationInput,
    responses((status = 200, body = SavedDeclaration)))]
#[put("/declarations/{id}")]
async fn replace_declaration(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DeclarationInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// `indicators` is an array and so replaced as a whole: send all codes.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = DeclarationInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedDeclaration)))]
#[patch("/declarations/{id}")]
async fn patch_declaration(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DeclarationInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// It is withdrawn (撤回): the township says nothing of these indicators any longer.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Declaration)))]
#[delete("/declarations/{id}")]
async fn void_declaration(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<DeclarationInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Declaration)))]
#[post("/declarations/{id}:restore")]
async fn restore_declaration(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<DeclarationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/declarations/{id}/history")]
async fn read_declaration_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<DeclarationInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Declaration)))]
#[post("/declarations/{id}:redact")]
async fn redact_declaration(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<DeclarationInput>(caller, id, body).await
}
