//! Opening the ledger's database: a given one, or the private one.

use diesel::Connection;
use diesel::connection::CacheSize;
use diesel::pg::PgConnection;

use crate::auth::tokens;
use crate::config::Settings;
use crate::db::{Db, migrations, privileges};
use crate::embedded::{self, Handle};
use crate::metrics::Metrics;
use crate::regions::directory;
use crate::session::secrets::{SecretError, Secrets};
use crate::session::trail;

/// An open ledger. The private PostgreSQL, if this process started it, runs as long as this lives.
pub struct Ledger {
    /// The door.
    pub db: Db,
    /// Counts what happens.
    pub metrics: Metrics,
    /// What it is signed and keyed with.
    pub secrets: Secrets,
    url: String,
    private: Option<Handle>,
}

impl Ledger {
    /// Runs `work` in a transaction of the owner of the tables, who may do what the service may not.
    ///
    /// # Errors
    /// What `work` answers, or where the database fails.
    pub fn as_owner<T>(
        &self,
        work: impl FnOnce(&mut PgConnection) -> Result<T, Box<dyn std::error::Error>>,
    ) -> Result<T, Box<dyn std::error::Error>> {
        PgConnection::establish(&self.url)?.transaction(work)
    }

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

/// Runs `work` on one connection to the database as it is, without migrating it first. A running service's private one
/// is shared.
pub fn as_it_is<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let (url, private) = find(settings, embedded::start_or_attach)?;
    let mut conn = PgConnection::establish(&url)?;
    // No statement is repeated often, and behind a pooler none may be kept.
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    let result = work(&mut conn)?;
    drop(conn);
    if let Some(Handle::Started(server)) = private {
        server.stop()?;
    }
    Ok(result)
}

fn prepare(settings: &Settings, start: Start) -> Result<Ledger, Box<dyn std::error::Error>> {
    let (url, private) = find(settings, start)?;
    let metrics = Metrics::default();
    let (secrets, role) = migrate(&url, settings.secret.as_deref())?;
    let db = Db::new(settings.pool(&url, role), metrics.database.clone());
    Ok(Ledger { db, metrics, secrets, url, private })
}

/// How the private PostgreSQL is come by.
type Start = fn(&embedded::Settings) -> Result<Handle, embedded::Error>;

/// The database's URL, and the private one if that is used.
fn find(settings: &Settings, start: Start) -> Result<(String, Option<Handle>), embedded::Error> {
    if let Some(url) = settings.database() {
        return Ok((url, None));
    }
    let private = embedded::Settings {
        data_dir: settings.data_dir.clone(),
        bin_dir: settings.pg_bin.clone(),
        server_options: Vec::new(),
    };
    let handle = start(&private)?;
    Ok((handle.url().to_owned(), Some(handle)))
}

/// Migrates on a connection of its own, which may take as long as it needs.
fn migrate(url: &str, secret: Option<&str>) -> Result<Opened, Box<dyn std::error::Error>> {
    let mut conn = PgConnection::establish(url)?;
    let steps = migrations::migrate(&mut conn)?;
    let regions = conn.transaction(directory::load)?;
    if steps > 0 || regions > 0 {
        log::info!("database brought up to date: {steps} steps, {regions} regions added");
    }
    Ok(key(&mut conn, secret)?)
}

/// The secrets, and the role to work as.
type Opened = (Secrets, Option<&'static str>);

/// Opens the secrets, keys what an earlier release left without a key, and lays down what the service may do.
fn key(conn: &mut PgConnection, secret: Option<&str>) -> Result<Opened, SecretError> {
    conn.transaction(|conn| {
        migrations::lock(conn)?;
        let secrets = Secrets::open(conn, secret)?;
        let hashes = tokens::store::key_all(conn, &secrets.keys.tokens)?;
        let entries = trail::seal(conn, &secrets.keys.trail)?;
        if hashes + entries > 0 {
            log::info!("{hashes} tokens and {entries} entries of the trail keyed");
        }
        Ok((secrets, privileges::lay_down(conn)?))
    })
}
