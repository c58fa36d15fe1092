//! The steps of the schema. `src/upgrade/` applies them. Two instances that start together migrate once; a newer schema
//! is refused.

use std::any::Any;

use diesel::connection::{BoxableConnection, SimpleConnection};
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::statements;

/// The steps of the schema, compiled in from `migrations/`.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The key of the advisory lock that keeps a second migrating instance waiting; any constant does.
const LOCK: i64 = 0x6661_7a68_6901;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database was migrated by a newer release.
    #[error(
        "数据库的库结构版本为 {0}，本版本不认识：它已由更新的 fazhi 升级。请启动那个版本，或恢复升级前的备份。\n\
         the database has schema version {0}, which this release does not know: it was migrated by a newer \
         fazhi. Start that release, or restore a backup made before the upgrade."
    )]
    NewerSchema(String),
    /// A step failed; PostgreSQL rolled it back.
    #[error("无法更新库结构：{0}\ncannot migrate the database: {0}")]
    Failed(String),
}

impl From<diesel::result::Error> for MigrationError {
    fn from(error: diesel::result::Error) -> Self {
        failed(error)
    }
}

/// Keeps others from migrating until the transaction ends.
///
/// # Errors
/// Where the database fails.
pub fn lock(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
}

/// The steps that the database has gone through, in ascending order; changes nothing, also where there is no schema.
///
/// # Errors
/// Where the database fails.
pub fn applied(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let has_schema = sql::<Bool>("to_regclass('__diesel_schema_migrations') IS NOT NULL");
    if !diesel::select(has_schema).get_result(conn)? {
        return Ok(Vec::new());
    }
    let steps = "array(SELECT version::text FROM __diesel_schema_migrations ORDER BY version COLLATE \"C\")";
    diesel::select(sql::<Array<Text>>(steps)).get_result(conn)
}

/// The steps that this release knows, in ascending order.
///
/// # Errors
/// Where the steps that are compiled in cannot be read.
pub fn known() -> Result<Vec<String>, MigrationError> {
    let mut known: Vec<String> = steps()?.iter().map(|step| step.name().version().to_string()).collect();
    known.sort_unstable();
    Ok(known)
}

/// Refuses steps of a newer release.
///
/// # Errors
/// [`MigrationError::NewerSchema`] with the first of them.
pub fn must_know(steps: &[String]) -> Result<(), MigrationError> {
    let known = known()?;
    match steps.iter().find(|step| !known.contains(step)) {
        Some(newer) => Err(MigrationError::NewerSchema(newer.clone())),
        None => Ok(()),
    }
}

/// Applies these steps, which are missing. The caller's transaction holds the [`lock`].
///
/// # Errors
/// Where a step is of a newer release, or fails.
pub fn apply(conn: &mut PgConnection, wanted: &[String]) -> Result<(), MigrationError> {
    // Makes the table that steps are noted in.
    conn.applied_migrations().map_err(failed)?;
    for version in wanted {
        let steps = steps()?;
        let step = steps.iter().find(|step| step.name().version().to_string() == *version);
        let step = step.ok_or_else(|| MigrationError::NewerSchema(version.clone()))?;
        execute(conn, step.as_ref(), |script| step.run(script))?;
        let note = "INSERT INTO __diesel_schema_migrations (version) VALUES ($1)";
        diesel::sql_query(note).bind::<Text, _>(version).execute(conn)?;
    }
    Ok(())
}

/// Takes back all steps, and with them whatever the tables hold. As [`apply`].
///
/// # Errors
/// Where a step fails.
pub fn revert_all(conn: &mut PgConnection) -> Result<(), MigrationError> {
    for version in applied(conn)?.into_iter().rev() {
        let steps = steps()?;
        let step = steps.iter().find(|step| step.name().version().to_string() == version);
        let step = step.ok_or_else(|| MigrationError::NewerSchema(version.clone()))?;
        execute(conn, step.as_ref(), |script| step.revert(script))?;
        let forget = "DELETE FROM __diesel_schema_migrations WHERE version = $1";
        diesel::sql_query(forget).bind::<Text, _>(version).execute(conn)?;
    }
    Ok(())
}

/// Sends the statements of a step one by one, as `scripted` gives them to a connection in one text. All of a step is done, or
/// nothing, since all steps are in one transaction.
fn execute(
    conn: &mut PgConnection,
    step: &dyn Migration<Pg>,
    scripted: impl FnOnce(&mut Script) -> diesel::migration::Result<()>,
) -> Result<(), MigrationError> {
    let mut script = Script::default();
    scripted(&mut script).map_err(failed)?;
    for statement in statements::split(&script.text) {
        conn.batch_execute(statement)
            .map_err(|error| MigrationError::Failed(format!("{}: {error}", step.name())))?;
    }
    Ok(())
}

/// Takes down the SQL of a step instead of executing it.
#[derive(Default)]
struct Script {
    text: String,
}

impl SimpleConnection for Script {
    fn batch_execute(&mut self, script: &str) -> QueryResult<()> {
        self.text.push_str(script);
        Ok(())
    }
}

impl BoxableConnection<Pg> for Script {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

fn steps() -> Result<Vec<Box<dyn Migration<Pg>>>, MigrationError> {
    MIGRATIONS.migrations().map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> MigrationError {
    MigrationError::Failed(error.to_string())
}
