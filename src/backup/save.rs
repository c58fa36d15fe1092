//! Making a backup.

use std::io::Write;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;

use super::catalogue::{self, Table};
use super::error::Error;
use super::format::Writer;
use super::manifest::{Content, Header, Manifest};
use super::{figures, rows, transaction};
use crate::clock;
use crate::db::migrations;

/// Writes all that the ledger holds at this instant to `out`. Whoever writes to the ledger meanwhile is neither waited
/// for nor kept waiting.
///
/// # Errors
/// Where there is no ledger, or a newer one; where the database fails or `out` cannot be written.
pub fn save(conn: &mut PgConnection, out: impl Write) -> Result<Manifest, Error> {
    // Before the transaction: its snapshot has to be taken behind the locks, or a migration could come between.
    let tables = catalogue::tables(conn)?;
    if migrations::applied(conn)?.is_empty() {
        return Err(Error::NoLedger);
    }
    conn.build_transaction().repeatable_read().read_only().run(|conn| {
        transaction::enter(conn)?;
        keep_from_migrations(conn, &tables)?;
        transaction::lift_newer_limits(conn)?;
        if catalogue::tables(conn)? != tables {
            return Err(Error::SchemaMoved);
        }
        write(conn, &tables, out)
    })
}

/// Waits for a migration under way, and keeps the next one waiting: one that rewrites a table would leave nothing in it
/// for an older snapshot. Reading and writing go on.
fn keep_from_migrations(conn: &mut PgConnection, tables: &[Table]) -> Result<(), Error> {
    let names: Vec<&str> = tables.iter().map(|table| table.quoted.as_str()).collect();
    conn.batch_execute(&format!("LOCK TABLE {} IN ACCESS SHARE MODE", names.join(", ")))?;
    Ok(())
}

fn write(conn: &mut PgConnection, tables: &[Table], out: impl Write) -> Result<Manifest, Error> {
    let header = header(conn, tables)?;
    let is_current = migrations::known()? == header.schema;
    let mut writer = Writer::begin(out, &header).map_err(Error::Write)?;
    let contents = tables.iter().map(|table| write_table(conn, table, &mut writer));
    let manifest = Manifest {
        tables: contents.collect::<Result<_, _>>()?,
        // The indicators are defined over the tables as they are now.
        figures: if is_current { Some(figures::of(conn)?) } else { None },
    };
    writer.finish(&manifest).map_err(Error::Write)?;
    Ok(manifest)
}

fn header(conn: &mut PgConnection, tables: &[Table]) -> Result<Header, Error> {
    let schema = migrations::applied(conn)?;
    migrations::must_know(&schema)?;
    Ok(Header {
        release: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        made_at: clock::now(),
        postgresql: catalogue::server_version(conn)?,
        tables: tables.iter().map(Table::described).collect(),
    })
}

fn write_table(
    conn: &mut PgConnection,
    table: &Table,
    writer: &mut Writer<impl Write>,
) -> Result<Content, Error> {
    writer.table(&table.name).map_err(Error::Write)?;
    let content = rows::read(conn, table, |row| writer.row(row).map_err(Error::Write))?;
    log::info!("{}: {} rows saved", table.name, content.rows);
    Ok(content)
}
