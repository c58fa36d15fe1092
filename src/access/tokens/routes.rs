//! `/tokens`.

use actix_web::web::Path;
use actix_web::{delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::operations;
use crate::auth::tokens::model::{IssuedToken, Token, TokenFilter, TokenInput, TokenPage, TokenRotation};
use crate::http::page::PageQuery;
use crate::http::query::Listing;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_tokens).service(create_token).service(rotate_token);
    cfg.service(read_token).service(revoke_token);
}

/// List tokens
///
/// The tokens of accounts in the caller's subtree by id, expired and revoked ones too, never their secrets.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(PageQuery, TokenFilter),
    responses((status = 200, description = "One page of tokens.", body = TokenPage)))]
#[get("/tokens")]
async fn list_tokens(caller: Caller, listing: Listing<TokenFilter>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::list(reading, listing.pairs())).await
}

/// Issue a token
///
/// Issues a token for an account of the caller's subtree: for one there is, but not the caller's own, or for a new one with
/// one role. Whatever is done with it names the account that issued it (`token_issuer_account` in the trail). The answer
/// is the only place where the token stands: it is stored nowhere. So the same request repeated under its
/// `Idempotency-Key` issues nothing new and gets the same answer with `token` null; if the first answer was lost, revoke
/// the token and issue another.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    request_body = TokenInput,
    responses((status = 201, description = "The token, shown this once (`Cache-Control: no-store`).", body = IssuedToken)))]
#[post("/tokens")]
async fn create_token(caller: Caller, body: Body<TokenInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::issue(writing, &body)).await
}

/// Replace a token
///
/// Issues a new token for the same account, name and networks. The old one is still taken for `overlap_hours`, so that
/// whoever uses it can change over without an interruption. Of the caller's own tokens, that is the one the request came
/// with and no other, once; the new one lasts no longer than that one was issued for. What is said of the answer to issuing
/// a token holds here.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(
    ("id" = String, Path, description = "The token's public id.", max_length = 12, example = "k3v9m2x7q4ab")),
    request_body = TokenRotation,
    responses((status = 201, description = "The new token, shown this once (`Cache-Control: no-store`).", body = IssuedToken)))]
#[post("/tokens/{id}:rotate")]
async fn rotate_token(caller: Caller, id: Path<String>, body: Body<TokenRotation>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::rotate(writing, &id, &body)).await
}

/// Read a token
///
/// One token of an account in the caller's subtree, without its secret.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(
    ("id" = String, Path, description = "The token's public id.", max_length = 12, example = "k3v9m2x7q4ab")),
    responses((status = 200, description = "The token.", body = Token)))]
#[get("/tokens/{id}")]
async fn read_token(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &id)).await
}

/// Revoke a token
///
/// From the next request on the token is refused, for good; the caller's own may be among them. Revoking it again changes nothing, so no `If-Match` is
/// needed.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(
    ("id" = String, Path, description = "The token's public id.", max_length = 12, example = "k3v9m2x7q4ab")),
    responses((status = 200, description = "The revoked token.", body = Token)))]
#[delete("/tokens/{id}")]
async fn revoke_token(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    caller.write(&[], move |writing| operations::revoke(writing, &id)).await
}
