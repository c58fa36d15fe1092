//! Keys for what was made before there were any: hashes of tokens, and entries of the trail. This is done once, on the
//! schema before the step that asks for keys, and never where anything has a key already.
//!
//! The tables are those of that schema, so what later releases say of them is not used here.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Integer, Json, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use uuid::Uuid;

use super::UpgradeError;
use crate::auth::tokens;
use crate::db::{Verbatim, privileges};
use crate::keys::{Key, Keys};
use crate::session::secrets;
use crate::session::trail::{Head, Message};

/// Rows that are read and changed at a time.
const BATCH: i64 = 1000;

/// How many of what is refused are named.
const NAMED: usize = 20;

/// Something without a key, in a ledger that has been used with keys: no release left it so.
#[derive(Debug)]
pub struct Planted {
    tokens: Vec<String>,
    chains: Vec<String>,
}

impl std::error::Error for Planted {}

impl fmt::Display for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |names: &[String], separator: &str| {
            let more = if names.len() > NAMED { "…" } else { "" };
            let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
            if named.is_empty() { "-".to_owned() } else { named.join(separator) + more }
        };
        write!(
            f,
            "升级已中止，数据库未作任何改动：此台账早已使用密钥，却存在没有密钥的内容，只能是直接写入数据库的。令牌：{}；\
             变更痕迹所属区划：{}。请查明来历，并从可信的备份恢复。\n\
             The upgrade is refused and nothing was changed: this ledger has been used with keys, and holds what has none, \
             which can only have been written into the database. Tokens: {}; entries of the trail of: {}. Find out where it \
             comes from, and restore a backup that can be trusted",
            listed(&self.tokens, "、"),
            listed(&self.chains, "、"),
            listed(&self.tokens, ", "),
            listed(&self.chains, ", "),
        )
    }
}

/// Keys what has no key, and binds the hash of each token to the token's id. The keys of the ledger, where it is in use.
///
/// # Errors
/// Where something without a key stands beside what has one; where the secret is missing or another one.
pub fn add(conn: &mut PgConnection, secret: Option<&str>) -> Result<Option<Keys>, UpgradeError> {
    let unkeyed = Planted { tokens: unkeyed_tokens(conn)?, chains: unkeyed_chains(conn)? };
    let is_keyed = secrets::is_used(conn)? || has_keyed_rows(conn)?;
    let is_complete = unkeyed.tokens.is_empty() && unkeyed.chains.is_empty();
    if is_keyed && !is_complete {
        return Err(unkeyed.into());
    }
    if !is_keyed && is_complete {
        // Nobody has used it yet.
        return Ok(None);
    }
    let keys = if is_keyed { secrets::keys(conn, secret)? } else { secrets::begin(conn, secret)? };
    // Before anything is changed, and in the order of writers, so that nobody waits for this and this for him.
    conn.batch_execute("LOCK TABLE tokens, trail_heads, trail IN ACCESS EXCLUSIVE MODE")?;
    bind_tokens(conn, &keys.tokens)?;
    privileges::take_back(conn)?;
    for chain in &unkeyed.chains {
        seal(conn, chain, &keys.trail)?;
    }
    log::info!("{} tokens and {} chains of the trail keyed", unkeyed.tokens.len(), unkeyed.chains.len());
    Ok(Some(keys))
}

fn texts(conn: &mut PgConnection, array: &str) -> QueryResult<Vec<String>> {
    diesel::select(sql::<Array<Text>>(array)).get_result(conn)
}

fn unkeyed_tokens(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    texts(conn, "array(SELECT id FROM tokens WHERE NOT is_keyed ORDER BY id)")
}

fn unkeyed_chains(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    texts(conn, "array(SELECT DISTINCT township_code FROM trail WHERE octet_length(hash) <> 32 ORDER BY 1)")
}

fn has_keyed_rows(conn: &mut PgConnection) -> QueryResult<bool> {
    let keyed = "EXISTS (SELECT FROM tokens WHERE is_keyed) OR EXISTS (SELECT FROM trail_heads)
        OR EXISTS (SELECT FROM trail WHERE octet_length(hash) = 32)";
    diesel::select(sql::<Bool>(keyed)).get_result(conn)
}

#[derive(QueryableByName)]
struct Token {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Binary)]
    secret_hash: Vec<u8>,
    #[diesel(sql_type = Bool)]
    is_keyed: bool,
}

impl Token {
    fn bound(&self, key: &Key) -> [u8; 32] {
        if self.is_keyed {
            return tokens::bound(&self.id, &self.secret_hash, key);
        }
        tokens::bound(&self.id, &tokens::keyed(&self.secret_hash, key), key)
    }
}

fn bind_tokens(conn: &mut PgConnection, key: &Key) -> QueryResult<()> {
    let mut after = String::new();
    loop {
        let found: Vec<Token> = diesel::sql_query(
            "SELECT id, secret_hash, is_keyed FROM tokens WHERE id > $1 ORDER BY id LIMIT $2",
        )
        .bind::<Text, _>(&after)
        .bind::<BigInt, _>(BATCH)
        .load(conn)?;
        let Some(last) = found.last() else { return Ok(()) };
        after.clone_from(&last.id);
        diesel::sql_query(
            "UPDATE tokens t SET secret_hash = b.hash, is_keyed = true
            FROM unnest($1, $2) AS b (id, hash) WHERE t.id = b.id",
        )
        .bind::<Array<Text>, _>(found.iter().map(|token| token.id.as_str()).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(found.iter().map(|token| token.bound(key).to_vec()).collect::<Vec<_>>())
        .execute(conn)?;
    }
}

/// An entry as that schema has it.
#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    county_code: String,
    #[diesel(sql_type = Text)]
    township_code: String,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    resource: String,
    #[diesel(sql_type = SqlUuid)]
    record_id: Uuid,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Text)]
    actor: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    request_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    changed: Vec<String>,
    #[diesel(sql_type = Nullable<Json>)]
    before: Option<Verbatim>,
    #[diesel(sql_type = Json)]
    after: Verbatim,
}

impl Entry {
    fn hash(&self, previous: &[u8], key: &Key) -> [u8; 32] {
        let mut message = Message::default();
        message.add(previous);
        for text in [&self.county_code, &self.township_code, &self.resource, &self.action] {
            message.add(text.as_bytes());
        }
        message.add(&self.position.to_be_bytes());
        message.add(self.id.as_bytes());
        message.add(self.record_id.as_bytes());
        message.add(&self.version.to_be_bytes());
        message.add(&self.at.timestamp_micros().to_be_bytes());
        for text in [&self.token_id, &self.account, &self.actor, &self.role, &self.request_id] {
            message.add(text.as_bytes());
        }
        message.add_or_none(self.address.as_deref());
        message.add_or_none(self.reason.as_deref());
        message.add(&self.changed.len().to_be_bytes());
        for field in &self.changed {
            message.add(field.as_bytes());
        }
        message.add_or_none(self.before.as_ref().map(Verbatim::as_str));
        message.add(self.after.as_str().as_bytes());
        key.tag(message.bytes())
    }
}

const ENTRIES: &str = "
    SELECT county_code, township_code, position, id, resource, record_id, version, action, at, token_id, account, actor, role,
        request_id, address, reason, changed, before, after
    FROM trail WHERE county_code = left($1, 6) AND township_code = $1 AND position > $2 ORDER BY position LIMIT $3";

/// Chains the entries of a township, none of which is chained yet.
fn seal(conn: &mut PgConnection, township: &str, key: &Key) -> QueryResult<()> {
    let mut head = Head { position: 0, hash: Vec::new() };
    loop {
        let entries: Vec<Entry> = diesel::sql_query(ENTRIES)
            .bind::<Text, _>(township)
            .bind::<BigInt, _>(head.position)
            .bind::<BigInt, _>(BATCH)
            .load(conn)?;
        if entries.is_empty() {
            return end(conn, township, &head, key);
        }
        let mut hashes = Vec::with_capacity(entries.len());
        for entry in &entries {
            head = Head { position: entry.position, hash: entry.hash(&head.hash, key).to_vec() };
            hashes.push(head.hash.clone());
        }
        diesel::sql_query(
            "UPDATE trail t SET hash = s.hash FROM unnest($1, $2) AS s (id, hash)
            WHERE t.county_code = left($3, 6) AND t.id = s.id",
        )
        .bind::<Array<SqlUuid>, _>(entries.iter().map(|entry| entry.id).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(hashes)
        .bind::<Text, _>(township)
        .execute(conn)?;
    }
}

fn end(conn: &mut PgConnection, township: &str, head: &Head, key: &Key) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO trail_heads (county_code, township_code, position, hash, mac) VALUES (left($1, 6), $1, $2, $3, $4)",
    )
    .bind::<Text, _>(township)
    .bind::<BigInt, _>(head.position)
    .bind::<Binary, _>(&head.hash)
    .bind::<Binary, _>(head.mac(township, key).to_vec())
    .execute(conn)?;
    Ok(())
}
