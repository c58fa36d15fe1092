//! `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a request sent again changes nothing.
//!
//! The answer is stored in the transaction that it is the answer of, without secrets: what is stored must not allow access.
//! For a request that is refused or fails nothing is stored, so its retry is carried out.

use actix_web::http::header::{ETAG, LOCATION};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use serde_json::Value;
use uuid::Uuid;

use super::Writing;
use crate::db::Prepared;
use crate::db::schema::idempotency_keys;
use crate::http::{Answer, RequestContext};
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code};
use crate::{regions, text};

/// How long an answer is stored.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

#[derive(Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
struct Kept {
    account: String,
    key: String,
    fingerprint: Vec<u8>,
    status: i16,
    location: Option<String>,
    etag: Option<String>,
    body: Value,
    created_at: DateTime<Utc>,
    regions: Vec<String>,
}

/// What tells one request with an `Idempotency-Key` from another: a keyed hash of its target and its body, since a short body
/// could be guessed from any other. A request without a key needs none.
#[must_use]
pub fn fingerprint(context: &RequestContext, body: &[u8], keys: &Keys) -> Vec<u8> {
    match context.idempotency_key() {
        Ok(Some(_)) => keys.requests.tag_of(&[context.target().as_bytes(), &[0], body]).to_vec(),
        _ => Vec::new(),
    }
}

/// The answer stored under a key, if there is one. From here on, the transaction holds the key's lock.
///
/// # Errors
/// 409 while the key is in flight, 422 where it was used with another request; 404 and 403 where the caller may not have the
/// stored answer today.
pub fn answered(writing: &mut Writing<'_>, key: &str, fingerprint: &[u8]) -> ApiResult<Option<Answer>> {
    let stored = find(writing, key)?;
    stored.map(|stored| replay(writing, stored, fingerprint)).transpose()
}

/// Takes the key's lock for the transaction, and reads what is stored under the key. The row is read as it was before the
/// lock was granted: where another transaction stores one at that moment, [`keep`] fails, which is also "in flight".
const LOCK_AND_FIND: &str = "
    SELECT locked, k.fingerprint, k.status, k.location, k.etag, k.body, k.created_at, k.regions
    FROM (SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0)) AS locked) lock
    LEFT JOIN idempotency_keys k ON k.account = $1 AND k.key = $2";

/// What is found under a key.
#[derive(QueryableByName)]
struct Found {
    /// Whether the lock was granted: no other request with the key is in flight.
    #[diesel(sql_type = Bool)]
    locked: bool,
    #[diesel(embed)]
    kept: Option<FoundAnswer>,
}

/// An answer stored under it.
#[derive(QueryableByName)]
struct FoundAnswer {
    #[diesel(sql_type = Binary)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Nullable<Text>)]
    location: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    etag: Option<String>,
    #[diesel(sql_type = Jsonb)]
    body: Value,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Array<Text>)]
    regions: Vec<String>,
}

/// The stored answer, after taking the key's lock for this transaction.
fn find(writing: &mut Writing<'_>, key: &str) -> ApiResult<Option<FoundAnswer>> {
    let query =
        diesel::sql_query(LOCK_AND_FIND).bind::<Text, _>(&*writing.actor.account).bind::<Text, _>(key);
    let Found { locked, kept } = Prepared::new(query).get_result(writing.conn)?;
    if !locked {
        return Err(ApiError::of(Code::IdempotencyKeyInFlight));
    }
    let Some(kept) = kept else { return Ok(None) };
    if kept.created_at + KEPT_FOR < writing.now {
        let row = idempotency_keys::table.find((&*writing.actor.account, key));
        diesel::delete(row).execute(writing.conn)?;
        return Ok(None);
    }
    Ok(Some(kept))
}

/// Sends a stored answer again, where the caller may write today in all regions that it is about.
fn replay(writing: &mut Writing<'_>, kept: FoundAnswer, fingerprint: &[u8]) -> ApiResult<Answer> {
    if kept.fingerprint != fingerprint {
        return Err(ApiError::of(Code::IdempotencyKeyReused));
    }
    if kept.regions.is_empty() {
        let detail = text!(
            "该请求已办理；其答复由旧版本保存，不能重发",
            "The request was carried out; its answer was kept by an earlier release and cannot be sent again"
        );
        return Err(ApiError::new(Code::Conflict, detail));
    }
    for region in &kept.regions {
        let region = regions::Code::parse(region).ok_or_else(ApiError::not_found)?;
        writing.must_at(&region, "").map_err(|refused| refused.with_violations(Vec::new()))?;
    }
    let status = u16::try_from(kept.status).map_err(ApiError::internal)?;
    Ok(Answer::replayed(status, kept.location, kept.etag, &kept.body))
}

/// Stores an answer under a key, in the transaction that it is the answer of.
///
/// # Errors
/// 409 where another request has stored one meanwhile; 503 where the database fails.
pub fn keep(writing: &mut Writing<'_>, key: &str, fingerprint: &[u8], answer: &Answer) -> ApiResult<()> {
    let kept = Kept {
        account: writing.actor.account.to_string(),
        key: key.to_owned(),
        fingerprint: fingerprint.to_vec(),
        status: i16::try_from(answer.status()).map_err(ApiError::internal)?,
        location: answer.header(&LOCATION).map(str::to_owned),
        etag: answer.header(&ETAG).map(str::to_owned),
        body: answer.keepable()?,
        created_at: writing.now,
        regions: std::mem::take(&mut writing.regions),
    };
    diesel::insert_into(idempotency_keys::table).values(kept).execute(writing.conn)?;
    Ok(())
}

/// Deletes the answers about a record that contain a text; returns how many.
///
/// # Errors
/// Where the database fails.
pub fn forget_holding(conn: &mut PgConnection, record_id: Uuid, text: &str) -> QueryResult<usize> {
    // As it stands in JSON, without the quotes around it.
    let json = Value::from(text).to_string();
    let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(text);
    // An answer about several records contains the id at any depth.
    let holds = |part: &str| sql::<Bool>("strpos(body::text, ").bind::<Text, _>(part.to_owned()).sql(") > 0");
    let answers = idempotency_keys::table.filter(holds(&record_id.to_string())).filter(holds(json));
    diesel::delete(answers).execute(conn)
}

/// Deletes the answers that are older than [`KEPT_FOR`]; returns how many.
///
/// # Errors
/// Where the database fails.
pub fn forget_expired(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(now - KEPT_FOR)))
        .execute(conn)
}
