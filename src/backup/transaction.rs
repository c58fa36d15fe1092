//! The one transaction that a backup, or a restoration, is.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;

/// Nothing ends it for taking its time: it takes what the ledger's size asks for.
const WITHOUT_LIMITS: &str = "
    SET LOCAL statement_timeout = 0;
    SET LOCAL lock_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;";

/// Values are written in one way only, whatever the database or its user prefers, and no row is left out unsaid.
const NOTATION: &str = "
    SET LOCAL datestyle = 'ISO, YMD';
    SET LOCAL intervalstyle = 'postgres';
    SET LOCAL timezone = 'UTC';
    SET LOCAL bytea_output = 'hex';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL row_security = off;
    SET LOCAL jit = off;
    SET LOCAL client_min_messages = warning;";

/// Begins it. None of this takes the snapshot yet.
///
/// # Errors
/// Where the database fails.
pub fn enter(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(WITHOUT_LIMITS)?;
    conn.batch_execute(NOTATION)
}

/// Lifts the limit that PostgreSQL 17 brought, and older ones do not know by name. This takes the snapshot.
///
/// # Errors
/// Where the database fails.
pub fn lift_newer_limits(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'",
    )
}
