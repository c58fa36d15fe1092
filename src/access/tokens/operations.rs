//! Tokens over HTTP: an admin issues, sees, replaces and revokes those of its own subtree, and none above it.

use chrono::TimeDelta;
use diesel::pg::PgConnection;

use super::issue::{self, Terms};
use crate::access::accounts::operations::{lock, manages, must_go_on, roots, with_account};
use crate::auth::accounts::AccountRole;
use crate::auth::tokens::model::{IssuedToken, Token, TokenFilter, TokenInput, TokenPage, TokenRotation};
use crate::auth::tokens::store;
use crate::auth::{Actor, Role};
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Pairs, Reader};
use crate::http::{Answer, ETag, Received};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::Code;
use crate::session::trail::Action;
use crate::session::{Reading, Writing};
use crate::text;

/// Where the list is.
const PATH: &str = "/api/v1/tokens";

/// `GET /tokens`.
///
/// # Errors
/// 400 for parameters; 503 where the database fails.
pub fn list(reading: &mut Reading<'_>, pairs: &Pairs) -> ApiResult<Answer> {
    let mut reader = Reader::new(pairs);
    let (query, filter) = (reader.take::<PageQuery>(), reader.take::<TokenFilter>());
    reader.finish()?;
    let (query, filter) =
        query.zip(filter).ok_or_else(|| ApiError::internal("parameters that passed cannot be read"))?;
    let page = KeyedPage::open((PATH, pairs), &query, reading.signer, &reading.actor.standing())?;
    let (roots, account) = (roots(reading.actor), filter.account);
    let total = query.count.map(|_| store::count(reading.conn, &roots, account)).transpose()?;
    let rows = store::list(reading.conn, &roots, account, &page.after, page.rows())?;
    let tags: Vec<ETag> = rows.iter().map(Token::etag).collect();
    let etag = ETag::digest(format!("{pairs:?} {total:?} {tags:?}").as_bytes());
    reading.tagged(&etag, |_| {
        page.answer(rows, total, |token| token.id.clone(), |items, page| TokenPage { items, page })
    })
}

/// `GET /tokens/{id}`.
///
/// # Errors
/// 404 for a token unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &str) -> ApiResult<Answer> {
    let token = find(reading.conn, reading.actor, id)?;
    reading.tagged(&token.etag(), |_| Answer::ok(&token))
}

/// `POST /tokens`. The answer alone holds the secret; what an `Idempotency-Key` keeps of it does not.
///
/// # Errors
/// 404 for a region or an account unknown or out of reach; 422 for the body.
pub fn issue(writing: &mut Writing<'_>, body: &Received<TokenInput>) -> ApiResult<Answer> {
    let input = body.input()?;
    let valid_for = TimeDelta::days(i64::from(input.expires_in_days));
    let terms = Terms { name: &input.name, networks: &input.networks, valid_for };
    let issued = match (input.account_id, input.role.zip(input.region.as_deref())) {
        (None, Some((role, region))) => {
            let region = region_within(writing.conn, &writing.actor, region)?;
            issue::for_new_account(writing, role, &region, &terms)
        }
        (Some(account), _) => {
            let account = lock(writing, account).map_err(|error| at_account(error, "/account_id"))?;
            issue::for_account(writing, &account, &terms)
        }
        (None, None) => Err(ApiError::internal("a token for nobody passed its rules")),
    };
    answer(issued?)
}

/// `POST /tokens/{id}:rotate`: a new token for the same account; the old one is taken for a while still.
///
/// # Errors
/// As [`read`]; 409 where the token is revoked; 422 for the body.
pub fn rotate(writing: &mut Writing<'_>, id: &str, body: &Received<TokenRotation>) -> ApiResult<Answer> {
    let old = find(writing.conn, &writing.actor, id)?;
    let rotation = body.input()?;
    if old.revoked_at.is_some() {
        let detail =
            text!("令牌已撤销，请另发新的", "The token is revoked: issue a new one instead of replacing it");
        return Err(ApiError::new(Problem::Conflict, detail));
    }
    let overlap = TimeDelta::hours(i64::from(rotation.overlap_hours));
    let valid_for = TimeDelta::days(i64::from(rotation.expires_in_days));
    answer(issue::in_place_of(writing, &old, overlap, valid_for)?)
}

fn answer((secret, stored): (String, Token)) -> ApiResult<Answer> {
    let issued = IssuedToken { token: Some(secret), stored };
    let keepable = IssuedToken { token: None, ..issued.clone() };
    let answer = Answer::created(&issued, &issued.stored.address())?.tagged(&issued.stored.etag());
    answer.secret(&keepable)
}

/// `DELETE /tokens/{id}`: from the next request on, the token is refused. Revoking twice changes nothing.
///
/// # Errors
/// As [`read`].
pub fn revoke(writing: &mut Writing<'_>, id: &str) -> ApiResult<Answer> {
    let token = find(writing.conn, &writing.actor, id)?;
    if token.revoked_at.is_none() {
        with_account(writing, token.account.id, Action::TokenRevoked, |writing, _| {
            Ok(store::revoke(writing.conn, &token.id, writing.now)?)
        })?;
    }
    let revoked = find(writing.conn, &writing.actor, id)?;
    writing.is_about(&revoked.roles);
    Ok(Answer::ok(&revoked)?.tagged(&revoked.etag()))
}

fn find(conn: &mut PgConnection, actor: &Actor, id: &str) -> ApiResult<Token> {
    let token = store::find(conn, id)?.filter(|token| manages(actor, &token.roles));
    token.ok_or_else(ApiError::not_found)
}

fn at_account(error: ApiError, pointer: &'static str) -> ApiError {
    if error.code() != Problem::NotFound {
        return error;
    }
    let detail = text!(
        "没有这个账号，或者它不在您的权限范围内",
        "There is no such account, or it is out of your reach"
    );
    error.with_violations(vec![Violation::at(pointer, "out_of_reach", detail)])
}

fn region_within(conn: &mut PgConnection, actor: &Actor, code: &str) -> ApiResult<Code> {
    if let Some(region) = Code::parse(code)
        && actor.place_within(conn, &region)?.is_some()
        && manages(actor, &[AccountRole { role: Role::Viewer, region: code.to_owned() }])
    {
        must_go_on(conn, &[("/region".to_owned(), code)])?;
        return Ok(region);
    }
    let detail = text!(
        "没有这个区划，或者它不在您的权限范围内",
        "There is no such region, or it is out of your reach"
    );
    Err(ApiError::not_found().with_violations(vec![Violation::at("/region", "out_of_reach", detail)]))
}
