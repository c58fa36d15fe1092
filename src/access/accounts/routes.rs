//! `/accounts`.

use actix_web::web::Path;
use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::operations;
use crate::auth::accounts::model::{Account, AccountInput, AccountPage};
use crate::http::page::PageQuery;
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;
use crate::session::trail::History;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_accounts).service(create_account);
    cfg.service(read_account_history).service(read_account).service(replace_account);
}

/// List accounts
///
/// The accounts whose roles all stand in the caller's subtree, in the order they were made; disabled ones, too.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(PageQuery),
    responses((status = 200, description = "One page of accounts.", body = AccountPage)))]
#[get("/accounts")]
async fn list_accounts(caller: Caller, query: Query<PageQuery>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::list(reading, &query)).await
}

/// Make an account
///
/// Makes an account for a person or a system, with one or more roles within the caller's subtree. It calls with tokens:
/// issue one with `POST /tokens`. One with the role `admin` holds none besides it but `viewer`.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    request_body = AccountInput,
    responses((status = 201, description = "The account as made.", body = Account)))]
#[post("/accounts")]
async fn create_account(caller: Caller, body: Body<AccountInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::create(writing, &body)).await
}

/// Read an account
///
/// One account with its roles.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(("id" = Uuid, Path, description = "The account's id.")),
    responses((status = 200, description = "The account.", body = Account)))]
#[get("/accounts/{id}")]
async fn read_account(caller: Caller, id: Path<String>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &id)).await
}

/// Replace an account
///
/// Replaces name and roles, and disables the account or lets it in again: all its tokens are judged by the new roles
/// from the next request on. Those who manage access for all its roles, before and after, may do so; but nobody for his own
/// account.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(("id" = Uuid, Path, description = "The account's id.")), request_body = AccountInput,
    responses((status = 200, description = "The account as it is now.", body = Account)))]
#[put("/accounts/{id}")]
async fn replace_account(caller: Caller, id: Path<String>, body: Body<AccountInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::replace(writing, &id, &body)).await
}

/// Read an account's history
///
/// Every change of its name, roles and tokens, newest first: by whom, when and why.
#[utoipa::path(tag = "access", security(("bearer" = ["manage_access"])),
    params(("id" = Uuid, Path, description = "The account's id."), PageQuery),
    responses((status = 200, description = "One page of the changes.", body = History)))]
#[get("/accounts/{id}/history")]
async fn read_account_history(
    caller: Caller,
    id: Path<String>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    caller.read(move |reading| operations::history(reading, &id, &query)).await
}
