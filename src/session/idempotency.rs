//! `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a POST sent again makes nothing new.
//!
//! The answer is kept in the transaction that earned it, without a secret that stands in it: what is stored must not let
//! anyone in. A refused or failed request keeps nothing, so its retry runs.

use actix_web::http::header::{ETAG, LOCATION};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Writing;
use crate::db::Prepared;
use crate::db::schema::idempotency_keys;
use crate::http::Answer;
use crate::problems::{ApiError, ApiResult, Code};

/// How long an answer is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys)]
struct Kept {
    token_id: String,
    key: String,
    fingerprint: Vec<u8>,
    status: i16,
    location: Option<String>,
    etag: Option<String>,
    body: Value,
    created_at: DateTime<Utc>,
}

/// What tells one request from another: its operation and its body.
#[must_use]
pub fn fingerprint(operation: &str, body: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(operation).chain_update([0]).chain_update(body).finalize().to_vec()
}

/// Runs `work` unless its key has an answer already.
///
/// # Errors
/// 400 for a key that cannot be used, 409 while the key is in flight, 422 where it was used otherwise; what `work`
/// answers.
pub fn once(
    writing: &mut Writing<'_>,
    fingerprint: &[u8],
    work: &impl Fn(&mut Writing<'_>) -> ApiResult<Answer>,
) -> ApiResult<Answer> {
    let Some(key) = writing.facts.idempotency_key()?.map(str::to_owned) else {
        return work(writing);
    };
    if let Some(kept) = find(writing, &key)? {
        return replay(kept, fingerprint);
    }
    let answer = work(writing)?;
    keep(writing, key, fingerprint, &answer)?;
    Ok(answer)
}

/// The kept answer, after taking the key's lock for this transaction: who holds it is at work on the same key.
fn find(writing: &mut Writing<'_>, key: &str) -> ApiResult<Option<Kept>> {
    let token_id = writing.actor.token_id.clone();
    if !lock(writing.conn, &format!("{token_id} {key}"))? {
        return Err(ApiError::of(Code::IdempotencyKeyInFlight));
    }
    let row = idempotency_keys::table.find((&token_id, key));
    let kept: Option<Kept> = row.select(Kept::as_select()).first(writing.conn).optional()?;
    let expired = kept.as_ref().is_some_and(|kept| kept.created_at + KEPT_FOR < writing.now);
    if expired {
        diesel::delete(row).execute(writing.conn)?;
        return Ok(None);
    }
    Ok(kept)
}

fn lock(conn: &mut PgConnection, name: &str) -> QueryResult<bool> {
    let lock = diesel::dsl::sql::<Bool>("pg_try_advisory_xact_lock(hashtextextended(");
    Prepared::new(diesel::select(lock.bind::<Text, _>(name).sql(", 0))"))).get_result(conn)
}

fn replay(kept: Kept, fingerprint: &[u8]) -> ApiResult<Answer> {
    if kept.fingerprint != fingerprint {
        return Err(ApiError::of(Code::IdempotencyKeyReused));
    }
    let status = u16::try_from(kept.status).map_err(ApiError::internal)?;
    Ok(Answer::replayed(status, kept.location, kept.etag, &kept.body))
}

fn keep(writing: &mut Writing<'_>, key: String, fingerprint: &[u8], answer: &Answer) -> ApiResult<()> {
    let kept = Kept {
        token_id: writing.actor.token_id.clone(),
        key,
        fingerprint: fingerprint.to_vec(),
        status: i16::try_from(answer.status()).map_err(ApiError::internal)?,
        location: answer.header(&LOCATION).map(str::to_owned),
        etag: answer.header(&ETAG).map(str::to_owned),
        body: answer.keepable()?,
        created_at: writing.now,
    };
    diesel::insert_into(idempotency_keys::table).values(kept).execute(writing.conn)?;
    Ok(())
}

/// Forgets the answers that are no longer kept; says how many.
///
/// # Errors
/// Where the database fails.
pub fn forget_expired(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(now - KEPT_FOR)))
        .execute(conn)
}
