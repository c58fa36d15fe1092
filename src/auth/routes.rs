//! `/me` and `/tokens`.

use actix_web::web::Path;
use actix_web::{delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{IssuedToken, Me, Token, TokenInput, TokenPage};
use super::{me, tokens};
use crate::http::page::PageQuery;
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_me);
    cfg.service(list_tokens)
        .service(create_token)
        .service(read_token)
        .service(revoke_token);
}

/// Read who I am
///
/// The token the request came with: whose it is, its role and region, and what it may do there.
#[utoipa::path(tag = "access", responses((status = 200, description = "The caller.", body = Me)))]
#[get("/me")]
async fn read_me(caller: Caller) -> ApiResult<Answer> {
    caller.read(me::read).await
}

/// List tokens
///
/// The tokens of the caller's subtree by id, expired and revoked ones too, never their secrets. Admins only.
#[utoipa::path(tag = "access", params(PageQuery),
    responses((status = 200, description = "One page of tokens.", body = TokenPage)))]
#[get("/tokens")]
async fn list_tokens(caller: Caller, query: Query<PageQuery>) -> ApiResult<Answer> {
    caller
        .read(move |reading| tokens::list(reading, query.pairs()))
        .await
}

/// Issue a token
///
/// Issues a token for a region of the caller's subtree. Admins only. The answer is the only place where the token
/// stands: it is stored nowhere. So the same request repeated under its `Idempotency-Key` issues nothing new and gets
/// the same answer with `token` null; if the first answer was lost, revoke the token and issue another.
#[utoipa::path(tag = "access", request_body = TokenInput,
    responses((status = 201, description = "The token, shown this once (`Cache-Control: no-store`).", body = IssuedToken)))]
#[post("/tokens")]
async fn create_token(caller: Caller, body: Body<TokenInput>) -> ApiResult<Answer> {
    let bytes = body.bytes().to_vec();
    caller
        .post(&bytes, move |writing| tokens::issue(writing, &body))
        .await
}

/// Read a token
///
/// One token of the caller's subtree, without its secret. Admins only.
#[utoipa::path(tag = "access", params(
    ("id" = String, Path, description = "The token's public id.", max_length = 12, example = "k3v9m2x7q4ab")),
    responses((status = 200, description = "The token.", body = Token)))]
#[get("/tokens/{id}")]
async fn read_token(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    caller.read(move |reading| tokens::read(reading, &id)).await
}

/// Revoke a token
///
/// From the next request on the token is refused, for good. Revoking it again changes nothing, so no `If-Match` is
/// needed. Admins only.
#[utoipa::path(tag = "access", params(
    ("id" = String, Path, description = "The token's public id.", max_length = 12, example = "k3v9m2x7q4ab")),
    responses((status = 200, description = "The revoked token.", body = Token)))]
#[delete("/tokens/{id}")]
async fn revoke_token(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    caller.write(move |writing| tokens::revoke(writing, &id)).await
}
