//! Secrets that all instances on one database share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::dsl;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use subtle::ConstantTimeEq;

use crate::db::schema::{accounts, secrets, tokens, trail};
use crate::http::cursor::Signer;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};
pub use crate::session::secret_error::SecretError;
use crate::session::trail::Chains;
use crate::session::weakness::weakness;

/// The keys that the service signs, hashes and encrypts with.
#[derive(Clone)]
pub struct Secrets {
    /// Signs cursors.
    pub signer: Signer,
    /// Keys for everything else.
    pub keys: Keys,
}

/// The row with the secret of a ledger for which none is set.
const OWN: &str = "secret";
/// The row that holds the key of cursors.
const CURSOR: &str = "cursor";
/// The row by which a secret is recognised as the one that the database is used with.
const CHECK: &str = "secret_check";
/// The row with the keys derived from former secrets, encrypted.
const FORMER: &str = "former_keys";

impl Secrets {
    /// The secrets of a database that is up to date, where `given` is the one that is set. A new ledger is begun with that;
    /// where none is set, one is generated and stored in the database, until the same one is set.
    ///
    /// # Errors
    /// Where the secret is missing or another one.
    pub fn open(conn: &mut PgConnection, given: Option<&str>) -> Result<Self, SecretError> {
        if find(conn, CHECK)?.is_none() {
            must_be_new(conn)?;
            must_not_be_weak(given)?;
            let keys = begin(conn, given)?;
            Chains::none(&keys.trail).begin(conn)?;
        }
        if let Some(weakness) = given.and_then(weakness) {
            let why = weakness.en;
            log::warn!(
                "FAZHI_SECRET could be guessed: {why}. Whoever guesses it can make tokens and mend the trail"
            );
        }
        let keys = keys(conn, given)?;
        if given.is_some() {
            diesel::delete(secrets::table.find(OWN)).execute(conn)?;
        }
        Ok(Self { signer: Signer::new(kept(conn, CURSOR, random()?)?), keys })
    }
}

/// Refuses to begin a ledger with a secret that could be guessed.
///
/// # Errors
/// [`SecretError::Weak`], where one is set and could be.
pub fn must_not_be_weak(given: Option<&str>) -> Result<(), SecretError> {
    given.and_then(weakness).map_or(Ok(()), |why| Err(SecretError::Weak(why)))
}

/// The keys of a ledger that is in use; the database is only read.
///
/// # Errors
/// Where the secret is missing or another one.
pub fn keys(conn: &mut PgConnection, given: Option<&str>) -> Result<Keys, SecretError> {
    let check = find(conn, CHECK)?.ok_or(SecretError::Unused)?;
    let secret = match given {
        Some(given) => given.to_owned(),
        None => held(conn)?.ok_or(SecretError::Missing)?,
    };
    let keys = Keys::from_secret(&secret);
    if !bool::from(check.ct_eq(&check_of(&keys))) {
        return Err(SecretError::Other);
    }
    match find(conn, FORMER)? {
        Some(sealed) => keys.with_former(&sealed).ok_or(SecretError::FormerAltered),
        None => Ok(keys),
    }
}

/// During a rotation two secrets are set: returns the one that the ledger is used with, which is the new one unless the ledger
/// still uses the old one.
///
/// # Errors
/// Where the database fails.
pub fn in_use<'a>(
    conn: &mut PgConnection,
    new: Option<&'a str>,
    old: Option<&'a str>,
) -> QueryResult<Option<&'a str>> {
    let Some(old) = old.filter(|_| new.is_some()) else { return Ok(new) };
    let check = if exist(conn)? { find(conn, CHECK)? } else { None };
    let is_old = check.is_some_and(|check| check.ct_eq(&check_of(&Keys::from_secret(old))).into());
    Ok(if is_old { Some(old) } else { new })
}

/// From now on the ledger is used with another secret, whose keys succeed the former ones. The database stores it where
/// `held` is given.
///
/// # Errors
/// Where the system yields no random bytes, or the database fails.
pub fn replace(conn: &mut PgConnection, keys: &Keys, held: Option<&str>) -> ApiResult<()> {
    let former = keys.seal_former().map_err(ApiError::internal)?;
    diesel::delete(secrets::table.filter(secrets::name.eq_any([OWN, CHECK, FORMER]))).execute(conn)?;
    let mut rows = vec![(CHECK, check_of(keys).to_vec()), (FORMER, former)];
    rows.extend(held.map(|secret| (OWN, secret.as_bytes().to_vec())));
    for (name, value) in rows {
        diesel::insert_into(secrets::table)
            .values((secrets::name.eq(name), secrets::value.eq(value)))
            .execute(conn)?;
    }
    Ok(())
}

/// Begins to use a database with a secret.
///
/// # Errors
/// Where another instance has begun with another secret first.
pub fn begin(conn: &mut PgConnection, given: Option<&str>) -> Result<Keys, SecretError> {
    let secret = match given {
        Some(given) => given.to_owned(),
        None => own(conn)?,
    };
    kept(conn, CHECK, check_of(&Keys::from_secret(&secret)).to_vec())?;
    keys(conn, Some(&secret))
}

/// Whether the database is used with a secret.
///
/// # Errors
/// Where the database fails.
pub fn is_used(conn: &mut PgConnection) -> QueryResult<bool> {
    Ok(find(conn, CHECK)?.is_some())
}

/// Whether the schema has a place for secrets: the first steps had none.
///
/// # Errors
/// Where the database fails.
pub fn exist(conn: &mut PgConnection) -> QueryResult<bool> {
    diesel::select(dsl::sql::<diesel::sql_types::Bool>("to_regclass('secrets') IS NOT NULL")).get_result(conn)
}

fn check_of(keys: &Keys) -> [u8; 32] {
    keys.check.tag(CHECK.as_bytes())
}

/// The check that the ledger is empty: only an empty one is begun.
fn must_be_new(conn: &mut PgConnection) -> Result<(), SecretError> {
    let has_rows = dsl::exists(tokens::table.select(tokens::id))
        .or(dsl::exists(accounts::table.select(accounts::id)))
        .or(dsl::exists(trail::table.select(trail::id)));
    if diesel::select(has_rows).get_result(conn)? { Err(SecretError::TakenOut) } else { Ok(()) }
}

/// Deletes the key of cursors: the next instance that opens the ledger generates another one, and earlier cursors are refused.
///
/// # Errors
/// Where the database fails.
pub fn renew_signer(conn: &mut PgConnection) -> QueryResult<()> {
    diesel::delete(secrets::table.find(CURSOR)).execute(conn)?;
    Ok(())
}

/// The secret that the database stores; generated where it stores none.
fn own(conn: &mut PgConnection) -> Result<String, SecretError> {
    let made = crate::digest::hexadecimal(&random()?);
    Ok(String::from_utf8_lossy(&kept(conn, OWN, made.into_bytes())?).into_owned())
}

/// The secret that the database stores, if there is one.
///
/// # Errors
/// Where the database fails.
pub fn held(conn: &mut PgConnection) -> QueryResult<Option<String>> {
    Ok(find(conn, OWN)?.map(|value| String::from_utf8_lossy(&value).into_owned()))
}

fn find(conn: &mut PgConnection, name: &str) -> QueryResult<Option<Vec<u8>>> {
    secrets::table.find(name).select(secrets::value).first(conn).optional()
}

/// The value of this name: `made`, unless another instance has stored one first.
fn kept(conn: &mut PgConnection, name: &str, made: Vec<u8>) -> QueryResult<Vec<u8>> {
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(name), secrets::value.eq(made)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    secrets::table.find(name).select(secrets::value).first(conn)
}

/// A new secret of 256 random bits, in base64.
///
/// # Errors
/// Where the system yields no random bytes.
pub fn generate() -> Result<String, ApiError> {
    Ok(STANDARD.encode(random()?))
}

fn random() -> Result<Vec<u8>, ApiError> {
    let mut value = vec![0_u8; 32];
    getrandom::fill(&mut value).map_err(ApiError::internal)?;
    Ok(value)
}
