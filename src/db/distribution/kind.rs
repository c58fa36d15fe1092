//! Whether a database is one PostgreSQL or a cluster of Citus.

use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::known;

/// What a database is, where distributing is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL without Citus.
    Plain,
    /// The coordinator of a cluster.
    Coordinator {
        /// Whether tables of the ledger are distributed.
        is_distributed: bool,
    },
    /// Another node of a cluster.
    Worker,
}

/// What this database is.
///
/// # Errors
/// Where the database fails.
pub fn kind(conn: &mut PgConnection) -> QueryResult<Kind> {
    let has_citus = sql::<Bool>("to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL");
    if !diesel::select(has_citus).get_result(conn)? {
        return Ok(Kind::Plain);
    }
    let is_coordinator =
        sql::<Bool>("EXISTS (SELECT 1 FROM pg_catalog.pg_dist_local_group WHERE groupid = 0)");
    let is_distributed = sql::<Bool>(
        "EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND p.partmethod = 'h')",
    );
    let (is_coordinator, is_distributed): (bool, bool) =
        diesel::select((is_coordinator, is_distributed)).get_result(conn)?;
    Ok(if is_coordinator { Kind::Coordinator { is_distributed } } else { Kind::Worker })
}

/// Whether tables of the ledger are distributed.
///
/// # Errors
/// Where the database fails.
pub fn is_distributed(conn: &mut PgConnection) -> QueryResult<bool> {
    let is_distributed = kind(conn)? == Kind::Coordinator { is_distributed: true };
    known::note(is_distributed);
    Ok(is_distributed)
}
