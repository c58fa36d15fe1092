//! Issuing tokens.

use chrono::TimeDelta;

use crate::access::accounts::operations;
use crate::auth::NewToken;
use crate::auth::Role;
use crate::auth::accounts::{Account, AccountInput, AccountRole};
use crate::auth::tokens::model::Token;
use crate::auth::tokens::store::{self, TokenRow};
use crate::problems::{ApiError, ApiResult, Code as Problem, Conflicting};
use crate::regions::Code;
use crate::session::Writing;
use crate::session::trail::Action;
use crate::text;

/// What a token is besides its account's.
pub struct Terms<'a> {
    /// Its name among the tokens of the account.
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
/// 404 where the account is out of the writer's reach; 403 where it is the writer's own; 409 where it holds roles that one
/// account may not hold together.
pub fn for_account(
    writing: &mut Writing<'_>,
    account: &Account,
    terms: &Terms<'_>,
) -> ApiResult<(String, Token)> {
    writing.actor.must_not_be(account.id)?;
    operations::with_account(writing, account.id, Action::TokenIssued, |writing, account| {
        issue(writing, account, terms, None)
    })
}

/// Issues a token in place of another one, which is taken for as long as `overlap` says and no longer.
/// Of the writer's own tokens, that is the one the request came with; the new one is good for no longer than that one was
/// issued for, and counts as issued by whoever issued that one.
///
/// # Errors
/// 404 where the account is out of the writer's reach; 403 for another token of the writer's own; 409 where the account
/// holds roles that one account may not hold together, or such a token was replaced already.
pub fn in_place_of(
    writing: &mut Writing<'_>,
    old: &Token,
    overlap: TimeDelta,
    valid_for: TimeDelta,
) -> ApiResult<(String, Token)> {
    let is_own = writing.actor.is(old.account.id);
    if is_own {
        must_be_in_use(writing, old)?;
    }
    let valid_for = if is_own { valid_for.min(old.expires_at - old.created_at) } else { valid_for };
    let terms = Terms { name: &old.name, networks: &old.networks, valid_for };
    operations::with_account(writing, old.account.id, Action::TokenRotated, |writing, account| {
        store::let_expire(writing.conn, &old.id, writing.now + overlap)?;
        issue(writing, account, &terms, Some((old, is_own)))
    })
}

/// Whoever got hold of a token gets nothing beyond it: neither another one of the account nor a second one for the same.
fn must_be_in_use(writing: &mut Writing<'_>, old: &Token) -> ApiResult<()> {
    if writing.actor.token_id != old.id {
        writing.actor.must_not_be(old.account.id)?;
    }
    let Some(id) = store::replacement(writing.conn, &old.id)? else { return Ok(()) };
    let address = format!("/api/v1/tokens/{id}");
    let by = Conflicting { resource: "tokens".to_owned(), id, address };
    let detail =
        text!("这个令牌已经更换过", "This token was replaced already: go on with the one it was replaced by");
    Err(ApiError::new(Problem::Conflict, detail).with_conflict(by))
}

/// Makes a token and stores all of it but its secret; `replaced` is the one it is issued in place of, and whether that is the
/// writer's own.
fn issue(
    writing: &mut Writing<'_>,
    account: &Account,
    terms: &Terms<'_>,
    replaced: Option<(&Token, bool)>,
) -> ApiResult<(String, Token)> {
    must_be_separate(account)?;
    let new = NewToken::generate(&writing.keys.tokens).map_err(ApiError::internal)?;
    let (issuer, issuer_account) = match replaced {
        Some((old, true)) => (old.created_by.as_str(), old.issuer_account.as_deref()),
        _ => (&*writing.actor.name, Some(&*writing.actor.account)),
    };
    let row = TokenRow {
        id: &new.id,
        secret_hash: &new.secret_hash,
        name: terms.name,
        created_at: writing.now,
        created_by: issuer,
        expires_at: writing.now + terms.valid_for,
        account_id: account.id,
        networks: terms.networks,
        replaces: replaced.map(|(old, _)| old.id.as_str()),
        issuer_account,
    };
    store::insert(writing.conn, &row)?;
    let stored = store::find(writing.conn, &new.id)?;
    Ok((new.token, stored.ok_or_else(|| ApiError::internal("a token that is not there"))?))
}

/// An account that administers and holds another role besides, as could be made once, gets no more tokens.
fn must_be_separate(account: &Account) -> ApiResult<()> {
    if account.is_separate() {
        return Ok(());
    }
    let detail = text!(
        "该账号是管理员又兼任其他角色：先由另一名管理员改为只任其一，再发令牌",
        "This account administers and holds another role: have another administrator take one of them away first"
    );
    Err(ApiError::new(Problem::Conflict, detail))
}
