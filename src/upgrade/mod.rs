//! Bringing a database up to date: the steps of the schema, and what has to be done between them that SQL cannot do.

pub mod deadlines;
mod entries;
mod keys;

use diesel::connection::CacheSize;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::db::distribution::{self, DistributionError};
use crate::db::migrations::{self, MigrationError};
use crate::problems::ApiError;
use crate::session::secrets::SecretError;

pub use keys::Planted;

/// What changes are said to be made by that an upgrade makes.
const UPGRADE: &str = "upgrade";

/// The step from which on nothing is without a key.
const KEYED: &str = "20261128000011";

/// Why a database could not be brought up to date. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError {
    /// A step failed, or is of a newer release.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The secret at hand is not the one of the ledger.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// There is something without a key beside what has one.
    #[error(transparent)]
    Planted(#[from] Planted),
    /// A table of counties that a step added could not be distributed, or the database is not one to use.
    #[error(transparent)]
    Distribution(#[from] DistributionError),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

impl From<diesel::result::Error> for UpgradeError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Applies the missing steps and says how many there were: all of them in one transaction, which holds a lock. `secret` is
/// the ledger's, where one is set.
///
/// # Errors
/// [`UpgradeError`], with the database left as it was.
pub fn migrate(conn: &mut PgConnection, secret: Option<&str>) -> Result<usize, UpgradeError> {
    // Behind a pooler, a named statement would stay on a connection that others get, and be in their way.
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.transaction(|conn| {
        migrations::lock(conn)?;
        distribution::must_not_be_worker(conn)?;
        migrations::must_know(&migrations::applied(conn)?)?;
        let steps = apply_missing(conn, secret)?;
        let distributed = distribution::distribute_new(conn)?;
        if !distributed.is_empty() {
            log::info!("distributed: {}", distributed.join(", "));
        }
        Ok(steps)
    })
}

/// Applies the missing steps and says how many there were. The caller's transaction holds the lock of
/// [`migrations::lock`].
///
/// # Errors
/// As [`migrate`].
pub fn apply_missing(conn: &mut PgConnection, secret: Option<&str>) -> Result<usize, UpgradeError> {
    let applied = migrations::applied(conn)?;
    let missing: Vec<String> =
        migrations::known()?.into_iter().filter(|step| !applied.contains(step)).collect();
    let (before, rest): (Vec<_>, Vec<_>) = missing.iter().cloned().partition(|step| step.as_str() < KEYED);
    migrations::apply(conn, &before)?;
    let keys = if rest.iter().any(|step| step == KEYED) { keys::add(conn, secret)? } else { None };
    migrations::apply(conn, &rest)?;
    if let Some(keys) = keys {
        entries::complete(conn, &keys)?;
    }
    Ok(missing.len())
}
