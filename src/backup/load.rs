//! Rows on their way from a backup into the tables.

use diesel::pg::PgConnection;

use super::catalogue::Table;
use super::error::Error;
use super::{manifest, rows};

/// How much text is sent at once, in bytes; a longer row goes by itself.
const BATCH: usize = 1 << 20;

/// Gathers rows and sends them.
pub struct Loader<'a> {
    conn: &'a mut PgConnection,
    tables: &'a [Table],
    /// Whose rows are gathered.
    table: Option<&'a Table>,
    rows: Vec<String>,
    bytes: usize,
}

impl<'a> Loader<'a> {
    /// One for these tables.
    pub fn new(conn: &'a mut PgConnection, tables: &'a [Table]) -> Self {
        Self { conn, tables, table: None, rows: Vec::new(), bytes: 0 }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// Where the database does not take it, or one before it.
    pub fn take(&mut self, table: &manifest::Table, row: &str) -> Result<(), Error> {
        let is_other = self.table.is_none_or(|current| current.name != table.name);
        if is_other || self.bytes + row.len() > BATCH {
            self.send()?;
        }
        if is_other {
            self.table = self.tables.iter().find(|known| known.name == table.name);
        }
        self.bytes += row.len();
        self.rows.push(row.to_owned());
        Ok(())
    }

    /// Sends what was gathered.
    ///
    /// # Errors
    /// As [`Loader::take`].
    pub fn send(&mut self) -> Result<(), Error> {
        if let Some(table) = self.table {
            rows::insert(self.conn, table, &self.rows)?;
        }
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }
}
