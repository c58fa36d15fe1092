//! Tokens in the database.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Text, Uuid};

use super::{Actor, Credential, Role};
use crate::db::Prepared;
use crate::db::schema::tokens;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{Code, Places};

/// The valid ones among some tokens, with the state the region tree is in: every request runs this.
macro_rules! valid_tokens {
    ($which:literal) => {
        concat!(
            "SELECT t.id, t.secret_hash, t.name, t.role, t.region_code, d.version AS directory
            FROM tokens t CROSS JOIN region_directory d
            WHERE t.id ",
            $which,
            " AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()"
        )
    };
}

/// A token that is neither revoked nor expired.
#[derive(QueryableByName)]
pub struct ValidToken {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Binary)]
    secret_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    role: Role,
    #[diesel(sql_type = Text)]
    region_code: String,
    #[diesel(sql_type = Uuid)]
    directory: uuid::Uuid,
}

/// The valid ones among the tokens of these ids.
///
/// # Errors
/// Where the database fails.
pub fn valid(conn: &mut PgConnection, ids: &[&str]) -> QueryResult<Vec<ValidToken>> {
    // Of one token PostgreSQL keeps the plan; of a list it makes a new one for each length it guesses.
    match ids {
        [] => Ok(Vec::new()),
        [id] => Prepared::new(diesel::sql_query(valid_tokens!("= $1")).bind::<Text, _>(*id)).load(conn),
        ids => Prepared::new(diesel::sql_query(valid_tokens!("= ANY ($1)")).bind::<Array<Text>, _>(ids))
            .load(conn),
    }
}

/// Who holds this credential, of the tokens that [`valid`] found.
///
/// # Errors
/// 401 where it is missing, unknown, expired, revoked or its secret is wrong: all look the same.
pub fn holder(
    conn: &mut PgConnection,
    valid: &[ValidToken],
    credential: Option<&Credential>,
    places: &Places,
) -> ApiResult<Actor> {
    let refused = || ApiError::of(Problem::Unauthenticated);
    let credential = credential.ok_or_else(refused)?;
    let token = valid.iter().find(|token| token.id == credential.id()).ok_or_else(refused)?;
    if !credential.is_proven_by(&token.secret_hash) {
        return Err(refused());
    }
    let nowhere = || ApiError::internal("a token without region");
    let region = Code::parse(&token.region_code).ok_or_else(nowhere)?;
    let place = places.find(conn, token.directory, &region)?.ok_or_else(nowhere)?;
    Ok(Actor {
        token_id: token.id.clone(),
        name: token.name.clone(),
        role: token.role,
        region,
        place,
        directory: token.directory,
        places: places.clone(),
    })
}

/// Who holds this credential.
///
/// # Errors
/// As [`holder`]; 503 where the database fails.
pub fn authenticate(
    conn: &mut PgConnection,
    credential: Option<&Credential>,
    places: &Places,
) -> ApiResult<Actor> {
    let ids: Vec<&str> = credential.into_iter().map(Credential::id).collect();
    let valid = valid(conn, &ids)?;
    holder(conn, &valid, credential, places)
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

/// The tokens that stand in these subtrees, in the order of their ids, after `after`.
///
/// # Errors
/// Where the database fails.
pub fn list(
    conn: &mut PgConnection,
    roots: &[String],
    after: &str,
    limit: i64,
) -> QueryResult<Vec<StoredToken>> {
    within(roots)
        .filter(tokens::id.gt(after.to_owned()))
        .order(tokens::id)
        .limit(limit)
        .select(StoredToken::as_select())
        .load(conn)
}

/// How many tokens stand in these subtrees.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, roots: &[String]) -> QueryResult<i64> {
    within(roots).count().get_result(conn)
}

fn within(roots: &[String]) -> tokens::BoxedQuery<'static, Pg> {
    let query = tokens::table.into_boxed();
    if roots.contains(&Code::nation().to_string()) {
        return query;
    }
    let patterns: Vec<String> = roots.iter().map(|root| format!("{root}%")).collect();
    query.filter(sql::<Bool>("region_code LIKE ANY (").bind::<Array<Text>, _>(patterns).sql(")"))
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
