//! Tokens over HTTP: an admin issues, sees and revokes those of its own subtree, and none above it.

use chrono::TimeDelta;
use diesel::pg::PgConnection;

use super::model::{IssuedToken, Token, TokenInput, TokenPage};
use super::{Actor, Role, issue, store};
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Pairs, Reader};
use crate::http::{Answer, Body, ETag};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::regions::Code;
use crate::session::{Reading, Writing};
use crate::text;

/// Where the list is.
const PATH: &str = "/api/v1/tokens";

/// `GET /tokens`.
///
/// # Errors
/// 400 for parameters; 403 for all but admins; 503 where the database fails.
pub fn list(reading: &mut Reading<'_>, pairs: &Pairs) -> ApiResult<Answer> {
    reading.actor.must(Role::may_manage_tokens)?;
    let mut reader = Reader::new(pairs);
    let query = reader.take::<PageQuery>();
    reader.finish()?;
    let query = query.ok_or_else(|| ApiError::internal("parameters that passed cannot be read"))?;
    let page = KeyedPage::open((PATH, pairs), &query, reading.signer, reading.actor.region.as_str())?;
    let roots = &reading.actor.place.roots;
    let total = query.count.map(|_| store::count(reading.conn, roots)).transpose()?;
    let rows = store::list(reading.conn, roots, &page.after, page.rows())?;
    let rows: Vec<Token> = rows.into_iter().map(Token::from).collect();
    let tags: Vec<ETag> = rows.iter().map(Token::etag).collect();
    let etag = ETag::digest(format!("{pairs:?} {total:?} {tags:?}").as_bytes());
    reading.tagged(&etag, |_| {
        page.answer(rows, total, |token| &token.id, |items, page| TokenPage { items, page })
    })
}

/// `GET /tokens/{id}`.
///
/// # Errors
/// 403 for all but admins; 404 for a token unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &str) -> ApiResult<Answer> {
    let token = find(reading.conn, reading.actor, id)?;
    reading.tagged(&token.etag(), |_| Answer::ok(&token))
}

/// `POST /tokens`. The answer alone holds the secret; what an `Idempotency-Key` keeps of it does not.
///
/// # Errors
/// 403 for all but admins; 404 for a region unknown or out of reach; 422 for the body.
pub fn issue(writing: &mut Writing<'_>, body: &Body<TokenInput>) -> ApiResult<Answer> {
    writing.actor.must(Role::may_manage_tokens)?;
    let input = body.input()?;
    let region = region_within(writing.conn, &writing.actor, &input.region)?;
    let grant = issue::Grant {
        role: input.role,
        region: &region,
        name: &input.name,
        valid_for: TimeDelta::days(i64::from(input.expires_in_days)),
        by: &writing.actor.name,
    };
    let (secret, stored) = issue::issue(writing.conn, &grant)?;
    let issued = IssuedToken { token: Some(secret), stored: stored.into() };
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
    let revoked = Token::from(store::revoke(writing.conn, &token.id, writing.now)?);
    Ok(Answer::ok(&revoked)?.tagged(&revoked.etag()))
}

fn find(conn: &mut PgConnection, actor: &Actor, id: &str) -> ApiResult<Token> {
    actor.must(Role::may_manage_tokens)?;
    let token = store::find(conn, id)?.ok_or_else(ApiError::not_found)?;
    let region =
        Code::parse(&token.region_code).ok_or_else(|| ApiError::internal("a token without region"))?;
    if actor.covers(&region) { Ok(token.into()) } else { Err(ApiError::not_found()) }
}

fn region_within(conn: &mut PgConnection, actor: &Actor, code: &str) -> ApiResult<Code> {
    if let Some(region) = Code::parse(code)
        && actor.place_within(conn, &region)?.is_some()
    {
        return Ok(region);
    }
    let detail = text!(
        "没有这个区划，或者它不在您的权限范围内",
        "There is no such region, or it is out of your reach"
    );
    Err(ApiError::not_found().with_violations(vec![Violation::at("/region", "out_of_reach", detail)]))
}
