//! Restoring a backup: all of it, or nothing. It is one transaction:
//!
//! 1. The database must be empty ([`empty_database`]).
//! 2. The steps of the schema that the header names are applied. The tables must then be those of the backup, column by column.
//! 3. Foreign keys and plain indexes are taken off, rows are loaded in batches of 1 MiB, and keys and indexes are put back. The
//!    keys hold for all rows at once, in whichever order these came.
//! 4. With `proving`, every table is read back and its digest compared ([`verify`]).
//! 5. Later steps are applied, as at any start.
//! 6. With `proving`, the figures of every county and year are computed anew and compared.
//! 7. The state of the region directory is renewed: all tags contain it. Counters of an older backup reach once more what
//!    they had reached in the lost time, and a client with an answer of that time must not get 304 for it.
//! 8. `settle` may still refuse: the command verifies the trail, and restores what is not proven only where the option asks for it.

use std::io::Read;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;

use super::catalogue::{self, Table};
use super::error::Error;
use super::format::{Checked, Reader};
use super::load::Loader;
use super::manifest::{self, Header, Manifest};
use super::verify::Proof;
use super::{empty_database, transaction, verify};
use crate::db::{migrations, privileges};
use crate::regions::state;
use crate::text;
use crate::upgrade;

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub header: Header,
    /// What it holds.
    pub manifest: Manifest,
    /// What was read back, where that was asked for.
    pub proof: Option<Proof>,
}

/// Restores a backup into an empty database, in one transaction: into the schema that it was made from, which is then
/// brought up to this release, for which `secret` may be needed. With `proving`, everything is read back and compared first.
/// `settle` decides last: it gets what the backup says of itself, and where it refuses nothing is stored.
///
/// # Errors
/// Where the database is not empty, the backup cannot be read or is of a newer release, the database fails, or what is
/// read back differs; what `settle` answers. The database is then as it was.
pub fn restore(
    conn: &mut PgConnection,
    backup: Reader<impl Read>,
    proving: bool,
    secret: Option<&str>,
    settle: impl FnOnce(&mut PgConnection, &Header, &Checked) -> Result<(), Error>,
) -> Result<Restored, Error> {
    let header = backup.header().clone();
    must_be_known(&header)?;
    conn.build_transaction().read_committed().run(|conn| {
        transaction::enter(conn)?;
        transaction::lift_newer_limits(conn)?;
        empty_database::make(conn)?;
        migrations::apply(conn, &header.schema)?;
        let tables = catalogue::tables(conn)?;
        must_fit(&header, &tables)?;
        let checked = load(conn, backup, &tables)?;
        let manifest = &checked.manifest;
        if proving {
            verify::tables(conn, &tables, manifest)?;
        }
        // The upgrade may write entries of the trail, which come after those that were loaded.
        advance_sequences(conn)?;
        upgrade::apply_missing(conn, secret)?;
        let proof = if proving { Some(Proof::of(manifest, verify::figures(conn, manifest)?)) } else { None };
        begin_anew(conn)?;
        settle(conn, &header, &checked)?;
        Ok(Restored { header, manifest: checked.manifest, proof })
    })
}

/// Counters of an older backup will say again what they said before in another state, and whoever has an answer from
/// then must not be told that it still holds: the tags of all answers go with the state of the directory.
fn begin_anew(conn: &mut PgConnection) -> Result<(), Error> {
    // Those that the upgrade made, too.
    advance_sequences(conn)?;
    privileges::lay_down(conn)?;
    Ok(state::renew(conn)?)
}

fn advance_sequences(conn: &mut PgConnection) -> Result<(), Error> {
    for sequence in catalogue::sequences(conn)? {
        conn.batch_execute(&sequence.advance)?;
    }
    Ok(())
}

fn must_be_known(header: &Header) -> Result<(), Error> {
    migrations::must_know(&header.schema).map_err(|error| match error {
        migrations::MigrationError::NewerSchema(version) => Error::NewerBackup(version),
        failed @ migrations::MigrationError::Failed(_) => failed.into(),
    })
}

/// The schema of the same steps has the same tables, unless the database that was backed up had been tampered with.
fn must_fit(header: &Header, tables: &[Table]) -> Result<(), Error> {
    let here: Vec<_> = tables.iter().map(Table::described).collect();
    let missing = here.iter().find(|table| !header.tables.contains(table));
    let unknown = header.tables.iter().find(|table| !here.contains(table));
    let difference = match (unknown, missing) {
        (Some(manifest::Table { name, columns }), _) => {
            let columns = columns.join(", ");
            text!("没有表 {name}（{columns}）", "there is no table {name} ({columns})")
        }
        (None, Some(manifest::Table { name, .. })) => {
            text!("备份缺少表 {name}", "the backup lacks the table {name}")
        }
        (None, None) => return Ok(()),
    };
    Err(Error::OtherTables { version: header.schema_version().to_owned(), difference })
}

/// Loads the rows with nothing in their way. Foreign keys that are put back hold for all rows at once, in whichever
/// order these came; and an index is made faster than it is kept.
fn load(conn: &mut PgConnection, backup: Reader<impl Read>, tables: &[Table]) -> Result<Checked, Error> {
    let obstacles = catalogue::obstacles(conn)?;
    for obstacle in &obstacles {
        conn.batch_execute(&obstacle.take_off)?;
    }
    let checked = fill(conn, backup, tables)?;
    for obstacle in &obstacles {
        conn.batch_execute(&obstacle.put_back)?;
    }
    conn.batch_execute(&format!("ANALYZE {}", catalogue::listed(tables)))?;
    Ok(checked)
}

fn fill(conn: &mut PgConnection, backup: Reader<impl Read>, tables: &[Table]) -> Result<Checked, Error> {
    // What a step may have put into the tables by itself has its place in the backup, too.
    conn.batch_execute(&format!("TRUNCATE {}", catalogue::listed(tables)))?;
    let mut loader = Loader::new(conn, tables);
    let checked = backup.read(|table, row| loader.take(table, row))?;
    loader.send()?;
    log::info!("{} rows loaded", checked.manifest.rows());
    Ok(checked)
}
