//! The operations on documents. What they do as those on all records do, the contract says of itself (`openapi/records.rs`); a doc
//! comment adds what is particular.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Document, DocumentInput};
use super::queries::DocumentFilter;
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

type DocumentPage = RecordPage<DocumentInput>;
type SavedDocument = Saved<'static, DocumentInput>;
type DocumentBatchInput = Many<DocumentInput>;
type DocumentBatch = Batch<'static, DocumentInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_documents).service(create_document).service(create_documents);
    cfg.service(restore_document).service(read_document_history).service(redact_document);
    cfg.service(read_document).service(replace_document).service(patch_document).service(void_document);
}

/// The latest come first. One that is not issued stands at `drafted_on`; `year`, as for all records, is that of the main date.
#[utoipa::path(security(("bearer" = ["read_records"])), params(PageQuery, TableQuery, RecordFilter, DocumentFilter),
    responses((status = 200, body = DocumentPage)))]
#[get("/documents")]
async fn list_documents(
    caller: Caller,
    listing: Listing<DocumentFilter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    lists::list::<DocumentInput>(caller, listing, table).await
}

/// A standing rule (制度) has a shorter course than a normative document: it is not filed.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = DocumentInput,
    responses((status = 201, body = SavedDocument)))]
#[post("/documents")]
async fn create_document(caller: Caller, body: RecordBody<DocumentInput>) -> ApiResult<Answer> {
    entry::create(caller, body).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(BatchQuery), request_body = DocumentBatchInput,
    responses((status = 200, body = DocumentBatch)))]
#[post("/documents:batch")]
async fn create_documents(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<DocumentBatchInput>,
) -> ApiResult<Answer> {
    batch::create(caller, query, body).await
}

#[utoipa::path(security(("bearer" = ["read_records"])), params(RecordId, RecordQuery),
    responses((status = 200, body = Document)))]
#[get("/documents/{id}")]
async fn read_document(caller: Caller, id: Path<RecordId>, query: Query<RecordQuery>) -> ApiResult<Answer> {
    operations::read::<DocumentInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery), request_body = DocumentInput,
    responses((status = 200, body = SavedDocument)))]
#[put("/documents/{id}")]
async fn replace_document(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DocumentInput>,
) -> ApiResult<Answer> {
    operations::replace(caller, id, body).await
}

/// It is issued by `{"status": "in_force", "issued_on": "2024-06-20"}`; days that follow are added in the same way.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, WriteQuery),
    request_body(content = DocumentInput, content_type = "application/merge-patch+json"),
    responses((status = 200, body = SavedDocument)))]
#[patch("/documents/{id}")]
async fn patch_document(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<DocumentInput>,
) -> ApiResult<Answer> {
    operations::patch(caller, id, body).await
}

/// A document that is repealed is not voided: it gets its clean-up.
#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId), responses((status = 200, body = Document)))]
#[delete("/documents/{id}")]
async fn void_document(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    operations::void::<DocumentInput>(caller, id).await
}

#[utoipa::path(security(("bearer" = ["write_records"])), params(RecordId, RestoreQuery),
    responses((status = 200, body = Document)))]
#[post("/documents/{id}:restore")]
async fn restore_document(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    operations::restore::<DocumentInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["read_trail"])), params(RecordId, PageQuery),
    responses((status = 200, body = History)))]
#[get("/documents/{id}/history")]
async fn read_document_history(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    versions::history::<DocumentInput>(caller, id, query).await
}

#[utoipa::path(security(("bearer" = ["redact_records"])), params(RecordId), request_body = RedactionInput,
    responses((status = 200, body = Document)))]
#[post("/documents/{id}:redact")]
async fn redact_document(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    redaction::redact::<DocumentInput>(caller, id, body).await
}
