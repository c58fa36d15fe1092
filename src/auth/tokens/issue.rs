//! Issuing tokens.

use chrono::TimeDelta;

use super::NewToken;
use super::model::Token;
use super::store::{self, TokenRow};
use crate::auth::Role;
use crate::auth::accounts::{Account, AccountInput, AccountRole, operations};
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;
use crate::session::trail::Action;

/// What a token is besides its account's.
pub struct Terms<'a> {
    /// What tells it from other tokens of the account.
    pub name: &'a str,
    /// Where it may be used from, in CIDR notation; nothing for anywhere.
    pub networks: &'a [String],
    /// For how long it is good.
    pub valid_for: TimeDelta,
}

/// Makes an account with one role, and issues a token for it. The token itself is returned this once.
///
/// # Errors
/// 404 where the region is unknown or out of the writer's reach.
pub fn for_new_account(
    writing: &mut Writing<'_>,
    role: Role,
    region: &Code,
    terms: &Terms<'_>,
) -> ApiResult<(String, Token)> {
    let roles = vec![AccountRole { role, region: region.to_string() }];
    let input = AccountInput { name: terms.name.to_owned(), roles, disabled: false };
    let account = operations::make(writing, input)?;
    for_account(writing, &account, terms)
}

/// Issues a token for an account. The token itself is returned this once.
///
/// # Errors
/// 404 where the account is out of the writer's reach.
pub fn for_account(
    writing: &mut Writing<'_>,
    account: &Account,
    terms: &Terms<'_>,
) -> ApiResult<(String, Token)> {
    operations::with_account(writing, account.id, Action::TokenIssued, |writing, account| {
        issue(writing, account, terms, None)
    })
}

/// Issues a token in place of another one, which is taken for as long as `overlap` says and no longer.
///
/// # Errors
/// 404 where the account is out of the writer's reach.
pub fn in_place_of(
    writing: &mut Writing<'_>,
    old: &Token,
    overlap: TimeDelta,
    valid_for: TimeDelta,
) -> ApiResult<(String, Token)> {
    let terms = Terms { name: &old.name, networks: &old.networks, valid_for };
    operations::with_account(writing, old.account.id, Action::TokenRotated, |writing, account| {
        store::let_expire(writing.conn, &old.id, writing.now + overlap)?;
        issue(writing, account, &terms, Some(&old.id))
    })
}

/// Makes a token and stores all of it but its secret.
fn issue(
    writing: &mut Writing<'_>,
    account: &Account,
    terms: &Terms<'_>,
    replaces: Option<&str>,
) -> ApiResult<(String, Token)> {
    let new = NewToken::generate(&writing.keys.tokens).map_err(ApiError::internal)?;
    let row = TokenRow {
        id: &new.id,
        secret_hash: &new.secret_hash,
        name: terms.name,
        created_at: writing.now,
        created_by: &writing.actor.name,
        expires_at: writing.now + terms.valid_for,
        account_id: account.id,
        networks: terms.networks,
        replaces,
    };
    store::insert(writing.conn, &row)?;
    let stored = store::find(writing.conn, &new.id)?;
    Ok((new.token, stored.ok_or_else(|| ApiError::internal("a token that is not there"))?))
}
