//! Opening the ledger's database: a given one, or the private one.

use diesel::Connection;
use diesel::pg::PgConnection;

use crate::config::Settings;
use crate::db::{Db, migrations};
use crate::embedded::{self, Handle};
use crate::metrics::Metrics;
use crate::regions::directory;

/// An open ledger. The private PostgreSQL, if this process started it, runs as long as this lives.
pub struct Ledger {
    /// The door.
    pub db: Db,
    /// Counts what happens.
    pub metrics: Metrics,
    private: Option<Handle>,
}

impl Ledger {
    /// Closes the ledger, and stops the private PostgreSQL if this process started it.
    pub fn close(self) -> Result<(), embedded::Error> {
        drop(self.db);
        match self.private {
            Some(Handle::Started(server)) => server.stop(),
            _ => Ok(()),
        }
    }
}

/// Opens the database for a subcommand: a running service's private one is shared.
pub fn open(settings: &Settings) -> Result<Ledger, Box<dyn std::error::Error>> {
    prepare(settings, embedded::start_or_attach)
}

/// Opens the database for the service, which has its private one for itself.
pub fn open_own(settings: &Settings) -> Result<Ledger, Box<dyn std::error::Error>> {
    prepare(settings, |settings| embedded::start(settings).map(Handle::Started))
}

fn prepare(
    settings: &Settings,
    start: impl FnOnce(&embedded::Settings) -> Result<Handle, embedded::Error>,
) -> Result<Ledger, Box<dyn std::error::Error>> {
    let (url, private) = if let Some(url) = settings.database() {
        (url, None)
    } else {
        let private = embedded::Settings {
            data_dir: settings.data_dir.clone(),
            bin_dir: settings.pg_bin.clone(),
            server_options: Vec::new(),
        };
        let handle = start(&private)?;
        (handle.url().to_owned(), Some(handle))
    };
    let metrics = Metrics::default();
    let db = Db::new(settings.pool(&url), metrics.database.clone());
    let ledger = Ledger { db, metrics, private };
    migrate(&url, &ledger.db)?;
    Ok(ledger)
}

/// Migrates on a connection of its own, which may take as long as it needs.
fn migrate(url: &str, db: &Db) -> Result<(), Box<dyn std::error::Error>> {
    let steps = migrations::migrate(&mut PgConnection::establish(url)?)?;
    let regions = db.write_now(directory::load)?;
    if steps > 0 || regions > 0 {
        log::info!("database brought up to date: {steps} steps, {regions} regions added");
    }
    Ok(())
}
