//! Ledgers to back up, and what is in them.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl};
use fazhi::db::privileges;
use fazhi::regions::directory;
use tempfile::TempDir;

use crate::postgres::{Database, connect};
use crate::program::{fazhi, succeeds};

/// Schema and region directory, as the first start of a service makes them.
pub fn started() -> Database {
    Database::ready(|conn| {
        fazhi::upgrade::migrate(conn, None).unwrap();
        directory::load(conn).unwrap();
        privileges::lay_down(conn).unwrap();
    })
}

/// The demo county.
pub fn demo() -> Database {
    let database = started();
    succeeds(fazhi(&database.url, &["demo"]));
    database
}

/// A folder for backups.
pub struct Shelf(TempDir);

impl Shelf {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A backup of this ledger.
    pub fn backup(&self, database: &Database, name: &str) -> PathBuf {
        let file = self.file(name);
        succeeds(fazhi(&database.url, &["backup", text(&file)]));
        file
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub fn restore(database: &Database, file: &Path) -> String {
    succeeds(fazhi(&database.url, &["restore", text(file)]))
}

pub fn execute(database: &Database, sql: &str) {
    connect(&database.url).batch_execute(sql).unwrap();
}

/// Sets something for all connections to come.
pub fn set(database: &Database, setting: &str) {
    let setting = setting.replace('\'', "''");
    let alter = format!("EXECUTE format('ALTER DATABASE %I SET {setting}', current_database())");
    execute(database, &format!("DO $$ BEGIN {alter}; END $$"));
}

/// A number out of a database.
pub fn number(database: &Database, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let query = diesel::sql_query(format!("SELECT ({sql})::bigint AS number"));
    query.get_result::<Row>(&mut connect(&database.url)).unwrap().number
}

/// How many tables there are, of whichever kind.
pub fn tables(database: &Database) -> i64 {
    number(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
}
