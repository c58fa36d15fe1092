//! Tokens in the database.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Text};

use super::{Actor, Credential, Role};
use crate::db::schema::tokens;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;

/// The valid token of this id, with the lineage of its region, in one statement: every request runs it.
const VALID_TOKEN: &str = "
    SELECT t.secret_hash, t.name, t.role, t.region_code, array(
        WITH RECURSIVE lineage(code) AS (
            SELECT t.region_code
            UNION SELECT r.code FROM regions r JOIN lineage l ON r.successor_code = l.code
        ) SELECT code FROM lineage) AS lineage
    FROM tokens t
    WHERE t.id = $1 AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()";

#[derive(QueryableByName)]
struct ValidToken {
    #[diesel(sql_type = Binary)]
    secret_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    role: Role,
    #[diesel(sql_type = Text)]
    region_code: String,
    #[diesel(sql_type = Array<Text>)]
    lineage: Vec<String>,
}

/// Who holds this credential.
///
/// # Errors
/// 401 where it is missing, unknown, expired, revoked or its secret is wrong: all look the same.
pub fn authenticate(conn: &mut PgConnection, credential: Option<&Credential>) -> ApiResult<Actor> {
    let refused = || ApiError::of(Problem::Unauthenticated);
    let credential = credential.ok_or_else(refused)?;
    let found: Option<ValidToken> =
        diesel::sql_query(VALID_TOKEN).bind::<Text, _>(credential.id()).get_result(conn).optional()?;
    let token = found.filter(|token| credential.is_proven_by(&token.secret_hash)).ok_or_else(refused)?;
    Ok(Actor {
        token_id: credential.id().to_owned(),
        name: token.name,
        role: token.role,
        region: Code::parse(&token.region_code)
            .ok_or_else(|| ApiError::internal("a token without region"))?,
        lineage: token.lineage,
    })
}

/// A token as it is stored.
#[derive(Insertable)]
#[diesel(table_name = tokens)]
pub struct TokenRow<'a> {
    /// Its public id.
    pub id: &'a str,
    /// SHA-256 of its secret.
    pub secret_hash: &'a [u8],
    /// Whose it is, for people.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// Where.
    pub region_code: &'a str,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: &'a str,
    /// From when on it is refused.
    pub expires_at: DateTime<Utc>,
}

/// A token as it is listed: everything but the secret.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tokens)]
pub struct StoredToken {
    /// Its public id.
    pub id: String,
    /// Whose it is, for people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where.
    pub region_code: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// From when on it is refused.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Stores a new token.
///
/// # Errors
/// 422 where the region is unknown.
pub fn insert(conn: &mut PgConnection, token: &TokenRow<'_>) -> QueryResult<StoredToken> {
    diesel::insert_into(tokens::table).values(token).returning(StoredToken::as_returning()).get_result(conn)
}

/// The tokens of a subtree in the order of their ids, after `after`.
///
/// # Errors
/// Where the database fails.
pub fn list(
    conn: &mut PgConnection,
    region: &Code,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<StoredToken>> {
    let mut query = tokens::table.filter(tokens::id.gt(after)).into_boxed();
    if *region != Code::nation() {
        query = query.filter(tokens::region_code.like(format!("{region}%")));
    }
    query.order(tokens::id).limit(limit).select(StoredToken::as_select()).load(conn)
}

/// One token by its id.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, id: &str) -> QueryResult<Option<StoredToken>> {
    tokens::table.find(id).select(StoredToken::as_select()).first(conn).optional()
}

/// Revokes a token from now on; a token revoked before keeps its time.
///
/// # Errors
/// Where the database fails.
pub fn revoke(conn: &mut PgConnection, id: &str, at: DateTime<Utc>) -> QueryResult<StoredToken> {
    diesel::update(tokens::table.find(id).filter(tokens::revoked_at.is_null()))
        .set(tokens::revoked_at.eq(at))
        .execute(conn)?;
    tokens::table.find(id).select(StoredToken::as_select()).first(conn)
}
