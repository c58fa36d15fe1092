//! Tokens in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Timestamptz};
use serde::Serialize;
use uuid::Uuid;

use super::credential;
use super::model::{AccountName, Token};
use crate::auth::accounts::store::{administered, roles_of};
use crate::db::Batches;
use crate::db::schema::{accounts, tokens};
use crate::keys::Key;

/// A token as it is stored.
#[derive(Insertable)]
#[diesel(table_name = tokens)]
pub struct TokenRow<'a> {
    /// Its public id.
    pub id: &'a str,
    /// The keyed hash of its secret.
    pub secret_hash: &'a [u8],
    /// Its name among the tokens of the account.
    pub name: &'a str,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: &'a str,
    /// From when on it is refused.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub account_id: Uuid,
    /// Where it may be used from; nothing for anywhere.
    pub networks: &'a [String],
    /// The token it is issued in place of.
    pub replaces: Option<&'a str>,
    /// The account that made it.
    pub issuer_account: Option<&'a str>,
}

/// A token as it is listed, without its account's name and roles.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tokens)]
struct Listed {
    id: String,
    name: String,
    account_id: Uuid,
    networks: Vec<String>,
    created_at: DateTime<Utc>,
    created_by: String,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    replaces: Option<String>,
    issuer_account: Option<String>,
}

/// Stores a new token.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &mut PgConnection, token: &TokenRow<'_>) -> QueryResult<()> {
    diesel::insert_into(tokens::table).values(token).execute(conn)?;
    Ok(())
}

/// The tokens whose accounts are administered from these subtrees, perhaps of one account only, in the order of their
/// ids, after `after`.
///
/// # Errors
/// Where the database fails.
pub fn list(
    conn: &mut PgConnection,
    roots: &[String],
    account: Option<Uuid>,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<Token>> {
    let rows = within(roots, account)
        .filter(tokens::id.gt(after.to_owned()))
        .order(tokens::id)
        .limit(limit)
        .select(Listed::as_select())
        .load(conn)?;
    with_accounts(conn, rows)
}

/// How many tokens there are of such accounts.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, roots: &[String], account: Option<Uuid>) -> QueryResult<i64> {
    within(roots, account).count().get_result(conn)
}

fn within(roots: &[String], account: Option<Uuid>) -> tokens::BoxedQuery<'static, Pg> {
    let query = tokens::table.into_boxed().filter(administered::<tokens::table>("tokens.account_id", roots));
    match account {
        Some(account) => query.filter(tokens::account_id.eq(account)),
        None => query,
    }
}

/// One token by its id.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, id: &str) -> QueryResult<Option<Token>> {
    let row = tokens::table.find(id).select(Listed::as_select()).first(conn).optional()?;
    Ok(with_accounts(conn, row.into_iter().collect())?.pop())
}

fn with_accounts(conn: &mut PgConnection, rows: Vec<Listed>) -> QueryResult<Vec<Token>> {
    let mut ids: Vec<Uuid> = rows.iter().map(|row| row.account_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: Vec<(Uuid, String)> = accounts::table
        .filter(accounts::id.eq_any(&ids))
        .select((accounts::id, accounts::name))
        .load(conn)?;
    let names: HashMap<Uuid, String> = names.into_iter().collect();
    let roles = roles_of(conn, &ids)?;
    let token = |row: Listed| {
        let (id, name) = (row.account_id, names.get(&row.account_id).cloned().unwrap_or_default());
        Token {
            roles: roles.get(&id).cloned().unwrap_or_default(),
            account: AccountName { id, name },
            id: row.id,
            name: row.name,
            networks: row.networks,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            replaces: row.replaces,
            issuer_account: row.issuer_account,
        }
    };
    Ok(rows.into_iter().map(token).collect())
}

/// What the trail of an account keeps of its tokens.
#[derive(Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = tokens)]
pub struct Summary {
    /// The public id.
    pub id: String,
    /// Its name among the tokens of the account.
    pub name: String,
    /// Where it may be used from.
    pub networks: Vec<String>,
    /// From when on it is refused.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The tokens of these accounts that were not revoked; of one account in the order of their ids.
///
/// # Errors
/// Where the database fails.
pub fn summaries(conn: &mut PgConnection, accounts: &[Uuid]) -> QueryResult<HashMap<Uuid, Vec<Summary>>> {
    let rows: Vec<(Uuid, Summary)> = tokens::table
        .filter(tokens::account_id.eq_any(accounts).and(tokens::revoked_at.is_null()))
        .order(tokens::id)
        .select((tokens::account_id, Summary::as_select()))
        .load(conn)?;
    let mut summaries: HashMap<Uuid, Vec<Summary>> = HashMap::new();
    for (account, summary) in rows {
        summaries.entry(account).or_default().push(summary);
    }
    Ok(summaries)
}

/// Revokes a token from now on.
///
/// # Errors
/// Where the database fails.
pub fn revoke(conn: &mut PgConnection, id: &str, at: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(tokens::table.find(id).filter(tokens::revoked_at.is_null()))
        .set(tokens::revoked_at.eq(at))
        .execute(conn)?;
    Ok(())
}

/// Lets a token expire no later than at this time.
///
/// # Errors
/// Where the database fails.
pub fn let_expire(conn: &mut PgConnection, id: &str, at: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(tokens::table.find(id).filter(tokens::expires_at.gt(at)))
        .set(tokens::expires_at.eq(at))
        .execute(conn)?;
    Ok(())
}

/// The hash of a token's secret is this one from now on.
///
/// # Errors
/// Where the database fails.
pub fn set_hash(conn: &mut PgConnection, id: &str, hash: &[u8; 32]) -> QueryResult<()> {
    diesel::update(tokens::table.find(id)).set(tokens::secret_hash.eq(hash.as_slice())).execute(conn)?;
    Ok(())
}

/// Hashes the hashes of all tokens once more, with the key that comes after the one they were made with; says how many there
/// are.
///
/// # Errors
/// Where the database fails.
pub fn hash_again(conn: &mut PgConnection, key: &Key) -> QueryResult<u64> {
    let stored = tokens::table.order(tokens::id).select((tokens::id, tokens::secret_hash));
    let batches = Batches::open(conn, "tokens_to_hash", &stored)?;
    let mut count = 0;
    loop {
        let found: Vec<(String, Vec<u8>)> = batches.next(conn)?;
        if found.is_empty() {
            return Ok(count);
        }
        for (id, hash) in found {
            set_hash(conn, &id, &credential::bound(&id, &hash, key))?;
            count += 1;
        }
    }
}

/// The token that `by` issued and nobody has used yet, with its hash, as long as it is valid.
///
/// # Errors
/// Where the database fails.
pub fn unused(
    conn: &mut PgConnection,
    by: &str,
    at: DateTime<Utc>,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    let is_unused =
        tokens::last_used_at.is_null().and(tokens::revoked_at.is_null()).and(tokens::expires_at.gt(at));
    let is_first = tokens::created_by.eq(by).and(tokens::replaces.is_null());
    let unused = tokens::table.filter(is_first.and(is_unused));
    unused.select((tokens::id, tokens::secret_hash)).first(conn).optional()
}

/// The token that was issued in place of this one.
///
/// # Errors
/// Where the database fails.
pub fn replacement(conn: &mut PgConnection, id: &str) -> QueryResult<Option<String>> {
    tokens::table.filter(tokens::replaces.eq(id)).select(tokens::id).first(conn).optional()
}

/// Whether there is any token, also an expired or revoked one.
///
/// # Errors
/// Where the database fails.
pub fn any(conn: &mut PgConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(tokens::table.select(tokens::id))).get_result(conn)
}

/// Writes down when tokens were used; what is later already stays.
///
/// # Errors
/// Where the database fails.
pub fn note_uses(conn: &mut PgConnection, uses: &[(String, DateTime<Utc>)]) -> QueryResult<()> {
    let (ids, times): (Vec<&str>, Vec<_>) = uses.iter().map(|(id, at)| (id.as_str(), *at)).unzip();
    diesel::sql_query(
        "UPDATE tokens t SET last_used_at = used.at FROM unnest($1, $2) AS used (id, at)
        WHERE t.id = used.id AND (t.last_used_at IS NULL OR t.last_used_at < used.at)",
    )
    .bind::<Array<Text>, _>(ids)
    .bind::<Array<Timestamptz>, _>(times)
    .execute(conn)?;
    Ok(())
}
