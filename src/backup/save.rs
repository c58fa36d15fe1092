//! Making a backup: one read-only transaction with one snapshot. The tables are locked (`ACCESS SHARE`) before the snapshot is
//! taken, which keeps migrations out: a step that rewrites a table would leave it empty for an older snapshot.
//!
//! `tables.txt` lists the tables of each step of the schema. What else is in the database is left out and named, since no
//! schema would take it back; what is missing stops the backup. Figures that cannot be computed are noted as such.

use std::io::Write;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;

use super::catalogue::{self, Own, Table};
use super::error::Error;
use super::format::{LONGEST_ROW, Writer};
use super::manifest::{Content, Header, Manifest};
use super::{figures, rows, transaction};
use crate::clock;
use crate::db::migrations;
use crate::keys::Key;
use crate::text;

/// What a backup says of the ledger's secret.
pub struct Signature {
    /// The key of the digest at its end; none where the secret is not at hand.
    pub key: Option<Key>,
    /// Whether the secret is among its rows.
    pub holds_secret: bool,
}

/// A backup that was written.
#[derive(Debug)]
pub struct Saved {
    /// What it holds.
    pub manifest: Manifest,
    /// Tables and columns that are not of fazhi, and not in it.
    pub left_out: Vec<String>,
}

/// Writes all that the ledger holds at this instant to `out`. Whoever writes to the ledger meanwhile is neither waited
/// for nor kept waiting.
///
/// # Errors
/// Where there is no ledger, or a newer one; where the database fails or `out` cannot be written.
pub fn save(conn: &mut PgConnection, out: impl Write, signature: &Signature) -> Result<Saved, Error> {
    // Before the transaction: its snapshot has to be taken behind the locks, or a migration could come between.
    let steps = migrations::applied(conn)?;
    if steps.is_empty() {
        return Err(Error::NoLedger);
    }
    migrations::must_know(&steps)?;
    let own = catalogue::own(conn, &steps)?;
    conn.build_transaction().repeatable_read().read_only().run(|conn| {
        transaction::enter(conn)?;
        keep_from_migrations(conn, &own.tables)?;
        transaction::lift_newer_limits(conn)?;
        if migrations::applied(conn)? != steps || catalogue::own(conn, &steps)? != own {
            return Err(Error::SchemaMoved);
        }
        let header = header(conn, &own, steps, signature)?;
        let manifest = write(conn, &own.tables, &header, (out, signature.key.as_ref()))?;
        Ok(Saved { manifest, left_out: header.left_out })
    })
}

/// Waits for a migration under way, and keeps the next one waiting: one that rewrites a table would leave nothing in it
/// for an older snapshot. Reading and writing go on.
fn keep_from_migrations(conn: &mut PgConnection, tables: &[Table]) -> Result<(), Error> {
    conn.batch_execute(&format!("LOCK TABLE {} IN ACCESS SHARE MODE", catalogue::listed(tables)))?;
    Ok(())
}

fn write(
    conn: &mut PgConnection,
    tables: &[Table],
    header: &Header,
    (out, key): (impl Write, Option<&Key>),
) -> Result<Manifest, Error> {
    let mut writer = Writer::begin(out, header).map_err(Error::Write)?;
    let contents = tables.iter().map(|table| write_table(conn, table, &mut writer));
    let tables = contents.collect::<Result<_, _>>()?;
    let is_current = migrations::known()? == header.schema;
    let figures = if is_current {
        figures::if_possible(conn)
    } else {
        // The indicators are defined over the tables as they are now.
        Err(text!("库结构是旧版本的", "the schema is of an older release"))
    };
    let (figures, without_figures) = match figures {
        Ok(figures) => (Some(figures), None),
        Err(why) => (None, Some(why.in_lines())),
    };
    let manifest = Manifest { tables, figures, without_figures };
    writer.finish(&manifest, key).map_err(Error::Write)?;
    Ok(manifest)
}

fn header(
    conn: &mut PgConnection,
    own: &Own,
    schema: Vec<String>,
    signature: &Signature,
) -> Result<Header, Error> {
    Ok(Header {
        release: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        made_at: clock::now(),
        postgresql: catalogue::server_version(conn)?,
        tables: own.tables.iter().map(Table::described).collect(),
        left_out: own.foreign.clone(),
        key: signature.key.as_ref().map(Key::id),
        holds_secret: signature.holds_secret,
    })
}

fn write_table(
    conn: &mut PgConnection,
    table: &Table,
    writer: &mut Writer<impl Write>,
) -> Result<Content, Error> {
    writer.table(&table.name).map_err(Error::Write)?;
    let content = rows::read(conn, table, |row| {
        must_be_restorable(table, row)?;
        writer.row(row).map_err(Error::Write)
    })?;
    log::info!("{}: {} rows saved", table.name, content.rows);
    Ok(content)
}

fn must_be_restorable(table: &Table, row: &str) -> Result<(), Error> {
    let (bytes, longest) = (row.len(), LONGEST_ROW);
    if bytes <= longest as usize {
        return Ok(());
    }
    Err(Error::LongRow { table: table.name.clone(), bytes, longest })
}
