//! The database that a backup is restored into: one without a schema, or with one that was not used yet.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::catalogue::{self, Table};
use super::error::Error;
use crate::db::distribution::{self, Kind};
use crate::db::{migrations, privileges};
use crate::regions::reorganise;

/// What a service writes when it first starts. These come from the backup.
const FROM_THE_START: [&str; 7] = [
    "region_directory",
    "regions",
    "secrets",
    "account_roles",
    "trail_heads",
    "trail_chains",
    "deadline_catalogue",
];
/// Tables that it shares with others, with the condition that selects its rows.
const PARTLY_FROM_THE_START: [(&str, &str); 3] = [
    ("accounts", "created_by <> 'first start'"),
    ("tokens", "created_by <> 'first start'"),
    ("trail", "actor <> 'first start'"),
];

/// Takes the schema of an unused database down, and locks it to the end of the transaction: no other session migrates or writes
/// meanwhile.
///
/// # Errors
/// Where the database holds anything that would be lost.
pub fn make(conn: &mut PgConnection) -> Result<(), Error> {
    migrations::lock(conn)?;
    if !matches!(distribution::kind(conn)?, Kind::Plain | Kind::Coordinator { is_distributed: false }) {
        return Err(Error::Distributed);
    }
    let steps = migrations::applied(conn)?;
    migrations::must_know(&steps)?;
    let tables = catalogue::tables(conn)?;
    if tables.is_empty() {
        return Ok(());
    }
    let own = catalogue::own(conn, &steps)?;
    if !own.foreign.is_empty() {
        return Err(Error::Foreign(own.foreign.join(", ")));
    }
    privileges::take_back(conn)?;
    must_be_unused(conn, &tables)?;
    Ok(migrations::revert_all(conn)?)
}

fn must_be_unused(conn: &mut PgConnection, tables: &[Table]) -> Result<(), Error> {
    conn.batch_execute(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", catalogue::listed(tables)))?;
    let mut used = Vec::new();
    for table in tables.iter().filter(|table| !FROM_THE_START.contains(&table.name.as_str())) {
        let others = PARTLY_FROM_THE_START.iter().find(|(name, _)| *name == table.name);
        let others = others.map_or("true", |(_, others)| others);
        let has_rows = sql::<Bool>(&format!("EXISTS (SELECT 1 FROM {} WHERE {others})", table.quoted));
        if diesel::select(has_rows).get_result(conn)? {
            used.push(table.name.clone());
        }
    }
    if reorganise::has_happened(conn)? {
        used.push("regions (reorganised)".to_owned());
    }
    if used.is_empty() { Ok(()) } else { Err(Error::NotEmpty(used.join(", "))) }
}
