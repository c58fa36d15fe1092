//! Brings the schema up to date. Two instances that start together migrate once; a newer schema is refused.

use diesel::Connection;
use diesel::connection::{CacheSize, SimpleConnection};
use diesel::migration::{MigrationSource, MigrationVersion};
use diesel::pg::{Pg, PgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// The steps of the schema, compiled in from `migrations/`.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The key of the advisory lock that keeps a second migrating instance waiting; any constant does.
const LOCK: i64 = 0x6661_7a68_6901;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database was migrated by a newer release.
    #[error(
        "the database has schema version {0}, which this release does not know: it was migrated by a newer \
         fazhi. Start that release, or restore a backup made before the upgrade."
    )]
    NewerSchema(String),
    /// A step failed; PostgreSQL rolled it back.
    #[error("cannot migrate the database: {0}")]
    Failed(String),
}

impl From<diesel::result::Error> for MigrationError {
    fn from(error: diesel::result::Error) -> Self {
        failed(error)
    }
}

/// Applies the missing steps and says how many there were: all of them in one transaction, which holds a lock.
///
/// # Errors
/// [`MigrationError`], with the schema left as it was.
pub fn migrate(conn: &mut PgConnection) -> Result<usize, MigrationError> {
    // Behind a pooler, a named statement would stay on a connection that others get, and be in their way.
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.transaction(|conn| {
        conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
        apply_missing(conn)
    })
}

fn apply_missing(conn: &mut PgConnection) -> Result<usize, MigrationError> {
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(failed)?;
    let known: Vec<MigrationVersion<'_>> = known.iter().map(|step| step.name().version()).collect();
    let applied = conn.applied_migrations().map_err(failed)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(MigrationError::NewerSchema(newer.to_string()));
    }
    Ok(conn.run_pending_migrations(MIGRATIONS).map_err(failed)?.len())
}

fn failed(error: impl std::fmt::Display) -> MigrationError {
    MigrationError::Failed(error.to_string())
}
