//! Secrets that all instances on one database share.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use subtle::ConstantTimeEq;

use crate::db::schema::secrets;
use crate::http::cursor::Signer;
use crate::keys::Keys;
use crate::problems::ApiError;

/// What the service signs and keys with.
#[derive(Clone)]
pub struct Secrets {
    /// Signs cursors.
    pub signer: Signer,
    /// Keys for everything else.
    pub keys: Keys,
}

/// Why a database cannot be used with the secret at hand.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// None is set, and the database does not hold one.
    #[error(
        "this database is used with a secret, which is not set: set FAZHI_SECRET (or FAZHI_SECRET_FILE) to the secret \
         that the ledger has been used with"
    )]
    Missing,
    /// Another one is set.
    #[error(
        "FAZHI_SECRET is not the secret that this database has been used with: no token would be valid, and the trail \
         could not be continued. Set the former secret; `fazhi secret` prints it where the database itself holds it"
    )]
    Other,
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

impl From<diesel::result::Error> for SecretError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The row that holds the secret of a ledger which was given none.
const OWN: &str = "secret";
/// The row that tells whether a secret is the one the database is used with.
const CHECK: &str = "secret_check";

impl Secrets {
    /// The secrets of a database, where `given` is the one that is set. Where none is set, the database makes one and
    /// holds it itself, until it is given the same one from outside.
    ///
    /// # Errors
    /// Where the secret is missing or another one.
    pub fn open(conn: &mut PgConnection, given: Option<&str>) -> Result<Self, SecretError> {
        let secret = match given {
            Some(given) => given.to_owned(),
            None => own(conn)?,
        };
        let keys = Keys::from_secret(&secret);
        let check = keys.check.tag(CHECK.as_bytes());
        if !bool::from(kept(conn, CHECK, check.to_vec())?.ct_eq(&check)) {
            return Err(SecretError::Other);
        }
        if given.is_some() {
            diesel::delete(secrets::table.find(OWN)).execute(conn)?;
        }
        Ok(Self { signer: Signer::new(kept(conn, "cursor", random()?)?), keys })
    }
}

/// The secret that the database holds itself; made where it is not used with any yet.
fn own(conn: &mut PgConnection) -> Result<String, SecretError> {
    if let Some(secret) = held(conn)? {
        return Ok(secret);
    }
    if find(conn, CHECK)?.is_some() {
        return Err(SecretError::Missing);
    }
    let made = crate::digest::hexadecimal(&random()?);
    Ok(String::from_utf8_lossy(&kept(conn, OWN, made.into_bytes())?).into_owned())
}

/// The secret that the database holds itself, if it does.
///
/// # Errors
/// Where the database fails.
pub fn held(conn: &mut PgConnection) -> QueryResult<Option<String>> {
    Ok(find(conn, OWN)?.map(|value| String::from_utf8_lossy(&value).into_owned()))
}

fn find(conn: &mut PgConnection, name: &str) -> QueryResult<Option<Vec<u8>>> {
    secrets::table.find(name).select(secrets::value).first(conn).optional()
}

/// The value of this name: `made`, unless another instance was first.
fn kept(conn: &mut PgConnection, name: &str, made: Vec<u8>) -> QueryResult<Vec<u8>> {
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(name), secrets::value.eq(made)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    secrets::table.find(name).select(secrets::value).first(conn)
}

fn random() -> Result<Vec<u8>, ApiError> {
    let mut value = vec![0_u8; 32];
    getrandom::fill(&mut value).map_err(ApiError::internal)?;
    Ok(value)
}
