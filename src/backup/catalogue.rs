//! What the database says of its own tables, and which of them are the ledger's.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::error::Error;
use super::{known, manifest};
use crate::text;

/// A table as the database has it.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Table {
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The name, as SQL writes it.
    #[diesel(sql_type = Text)]
    pub quoted: String,
    /// Its columns in their order; those that PostgreSQL computes are not among them.
    #[diesel(sql_type = Array<Text>)]
    pub columns: Vec<String>,
    /// The same, as SQL writes them.
    #[diesel(sql_type = Array<Text>)]
    pub quoted_columns: Vec<String>,
    /// What its rows are ordered by, the same in every database.
    #[diesel(sql_type = Text)]
    pub order: String,
    /// A row of it, as SQL writes it.
    #[diesel(sql_type = Text)]
    pub row: String,
}

impl Table {
    /// What a backup says of it.
    #[must_use]
    pub fn described(&self) -> manifest::Table {
        manifest::Table { name: self.name.clone(), columns: self.columns.clone() }
    }

    /// Leaves out the columns that are not among these, and says which; none may be missing.
    fn keep(&mut self, known: &manifest::Table) -> Result<Vec<String>, Error> {
        if let Some(missing) = known.columns.iter().find(|column| !self.columns.contains(column)) {
            let name = &self.name;
            return Err(Error::Lacks(text!(
                "表 {name} 的列 {missing}",
                "the column {missing} of table {name}"
            )));
        }
        let columns = self.columns.drain(..).zip(self.quoted_columns.drain(..));
        let (own, foreign): (Vec<_>, Vec<_>) =
            columns.partition(|(column, _)| known.columns.contains(column));
        (self.columns, self.quoted_columns) = own.into_iter().unzip();
        if !foreign.is_empty() {
            let columns: Vec<String> =
                self.quoted_columns.iter().map(|column| format!("t.{column}")).collect();
            self.row = format!("ROW({})", columns.join(", "));
        }
        Ok(foreign.into_iter().map(|(column, _)| format!("{}.{column}", self.name)).collect())
    }
}

/// The tables of a ledger, and what else is in its database.
#[derive(Debug, PartialEq, Eq)]
pub struct Own {
    /// Its tables, with its columns, by name.
    pub tables: Vec<Table>,
    /// Tables and columns that are not of fazhi.
    pub foreign: Vec<String>,
}

/// The tables of a ledger whose schema has gone through these steps.
///
/// # Errors
/// Where one is missing, or the database fails.
pub fn own(conn: &mut PgConnection, steps: &[String]) -> Result<Own, Error> {
    let mut known = known::tables(steps);
    let mut own = Own { tables: Vec::new(), foreign: Vec::new() };
    for mut table in tables(conn)? {
        match known.remove(&table.name) {
            Some(known) => {
                own.foreign.extend(table.keep(&known)?);
                own.tables.push(table);
            }
            None => own.foreign.push(table.name),
        }
    }
    match known.into_keys().next() {
        Some(missing) => Err(Error::Lacks(text!("表 {missing}", "the table {missing}"))),
        None => Ok(own),
    }
}

/// The schema's tables, but those of extensions and the list of migrations, which the header of a backup has. Ordered
/// by name. Rows are ordered by the primary key, byte by byte; those without one by what they say.
const TABLES: &str = "
    SELECT c.relname::text AS name, format('%I', c.relname) AS quoted,
        array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
            AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
        array(SELECT format('%I', a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
            AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS quoted_columns,
        coalesce((SELECT string_agg(format('t.%I', a.attname)
                || CASE WHEN a.attcollation <> 0 THEN ' COLLATE \"C\"' ELSE '' END, ', ' ORDER BY k.place)
            FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY k (column_number, place)
            JOIN pg_attribute a ON (a.attrelid, a.attnum) = (i.indrelid, k.column_number)
            WHERE i.indrelid = c.oid AND i.indisprimary), '(t.*)::text COLLATE \"C\"') AS order,
        '(t.*)' AS row
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname <> '__diesel_schema_migrations'
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE (d.classid, d.objid, d.deptype) = ('pg_class'::regclass, c.oid, 'e'))
    ORDER BY c.relname";

/// The tables.
///
/// # Errors
/// Where the database fails.
pub fn tables(conn: &mut PgConnection) -> QueryResult<Vec<Table>> {
    diesel::sql_query(TABLES).load(conn)
}

/// Tables, as a statement lists them.
#[must_use]
pub fn listed(tables: &[Table]) -> String {
    tables.iter().map(|table| table.quoted.as_str()).collect::<Vec<_>>().join(", ")
}

/// The server's version.
///
/// # Errors
/// Where the database fails.
pub fn server_version(conn: &mut PgConnection) -> QueryResult<String> {
    diesel::select(diesel::dsl::sql::<Text>("current_setting('server_version')")).get_result(conn)
}

/// A sequence of numbers for a column.
#[derive(Clone, Debug, QueryableByName)]
pub struct Sequence {
    /// The statement that lets it go on far behind what the column holds: numbers that were drawn after the backup was
    /// made are not drawn again.
    #[diesel(sql_type = Text)]
    pub advance: String,
}

/// The sequences that belong to columns. 2^32 numbers are more than are drawn between two backups.
const SEQUENCES: &str = "
    SELECT format('SELECT setval(%L, coalesce(max(%I), 0) + 4294967296) FROM %s', s.oid::regclass, a.attname,
        d.refobjid::regclass) AS advance
    FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_depend d ON (d.classid, d.objid, d.deptype) = ('pg_class'::regclass, s.oid, 'a')
    JOIN pg_attribute a ON (a.attrelid, a.attnum) = (d.refobjid, d.refobjsubid)
    WHERE n.nspname = current_schema() AND s.relkind = 'S'";

/// The sequences.
///
/// # Errors
/// Where the database fails.
pub fn sequences(conn: &mut PgConnection) -> QueryResult<Vec<Sequence>> {
    diesel::sql_query(SEQUENCES).load(conn)
}

/// Something in the way of rows that are loaded: how it is taken off, and how it is put back.
#[derive(Clone, Debug, QueryableByName)]
pub struct Obstacle {
    /// The statement that takes it off.
    #[diesel(sql_type = Text)]
    pub take_off: String,
    /// The statement that puts it back.
    #[diesel(sql_type = Text)]
    pub put_back: String,
}

/// Foreign keys, and indexes that no constraint rests on.
const OBSTACLES: &str = "
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS take_off,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
            AS put_back
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
    WHERE n.nspname = current_schema() AND k.contype = 'f'
    UNION ALL
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND NOT i.indisunique";

/// What is in the way.
///
/// # Errors
/// Where the database fails.
pub fn obstacles(conn: &mut PgConnection) -> QueryResult<Vec<Obstacle>> {
    diesel::sql_query(OBSTACLES).load(conn)
}
