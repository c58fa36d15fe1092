//! Opening the ledger's database: a given one, or the private one.

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::auth::accounts;
use crate::config::Settings;
use crate::db::{Db, migrations, privileges};
use crate::embedded::{self, Handle};
use crate::metrics::Metrics;
use crate::problems::{ApiError, ApiResult};
use crate::regions::directory;
use crate::session::secrets::{self, SecretError, Secrets};
use crate::upgrade;

/// An open ledger. The private PostgreSQL, if this process started it, runs as long as this lives.
pub struct Ledger {
    /// The door.
    pub db: Db,
    /// Counts what happens.
    pub metrics: Metrics,
    /// What it is signed and keyed with.
    pub secrets: Secrets,
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

/// Runs `work` on one connection to the database as it is, without migrating it first. A running service's private one
/// is shared.
pub fn as_it_is<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    connected(settings, |conn, _| work(conn))
}

/// The same; `work` is told the database's URL, too.
fn connected<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection, &str) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let (url, private) = find(settings, embedded::start_or_attach)?;
    let mut conn = connect(&url)?;
    let result = work(&mut conn, &url)?;
    drop(conn);
    if let Some(Handle::Started(server)) = private {
        server.stop()?;
    }
    Ok(result)
}

/// A connection on which no statement is repeated often; behind a pooler none may be kept.
fn connect(url: &str) -> ConnectionResult<PgConnection> {
    let mut conn = PgConnection::establish(url)?;
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    Ok(conn)
}

/// Reads from a ledger that is up to date, in one snapshot, and changes nothing. A running service's private database is
/// shared. `work` is told where others see the same snapshot.
pub fn read_only<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection, &Snapshot) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    connected(settings, |conn, url| {
        conn.build_transaction().read_only().repeatable_read().run(|conn| {
            take_as_long_as_it_takes(conn)?;
            must_be_up_to_date(conn)?;
            let id = diesel::select(sql::<Text>("pg_export_snapshot()")).get_result(conn)?;
            work(conn, &Snapshot { url: url.to_owned(), id })
        })
    })
}

/// Changes a ledger that is up to date in one transaction, which nobody migrates meanwhile and which may take as long as it
/// needs. A running service's private database is shared.
pub fn changing<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    connected(settings, |conn, _| {
        conn.transaction(|conn| {
            take_as_long_as_it_takes(conn)?;
            migrations::lock(conn)?;
            must_be_up_to_date(conn)?;
            work(conn)
        })
    })
}

/// A snapshot that other connections can read, too, as long as the transaction lasts that it is of.
pub struct Snapshot {
    url: String,
    id: String,
}

impl Snapshot {
    /// Reads it on a connection of its own.
    pub fn read<T>(&self, work: impl FnOnce(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let mut conn = connect(&self.url).map_err(ApiError::unavailable)?;
        conn.build_transaction().read_only().repeatable_read().run(|conn| {
            conn.batch_execute(&format!("SET TRANSACTION SNAPSHOT '{}'", self.id))?;
            take_as_long_as_it_takes(conn)?;
            work(conn)
        })
    }
}

fn take_as_long_as_it_takes(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL jit = off")
}

fn must_be_up_to_date(conn: &mut PgConnection) -> Result<(), Box<dyn std::error::Error>> {
    let applied = migrations::applied(conn)?;
    migrations::must_know(&applied)?;
    let known = migrations::known()?;
    if applied == known {
        return Ok(());
    }
    let (has, needs) = (applied.last().map_or("-", String::as_str), known.last().map_or("-", String::as_str));
    Err(format!(
        "数据库结构版本为 {has}，本程序需要 {needs}：请先运行 fazhi migrate。 \
         The database has schema version {has}, and this release needs {needs}: run `fazhi migrate` first"
    )
    .into())
}

fn prepare(settings: &Settings, start: Start) -> Result<Ledger, Box<dyn std::error::Error>> {
    let (url, private) = find(settings, start)?;
    let metrics = Metrics::default();
    let (secrets, role) = migrate(&url, settings)?;
    let open = |url: &str| Db::new(settings.pool(url, role), metrics.database.clone());
    let db = match &private {
        Some(private) if role.is_some() => {
            PgConnection::establish(&url)?.transaction(|conn| {
                migrations::lock(conn)?;
                privileges::let_log_in(conn)
            })?;
            open(&private.service_url()).owned_at(&url)
        }
        _ => open(&url),
    };
    Ok(Ledger { db, metrics, secrets, private })
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

/// Brings the database up to date on a connection of its own, which may take as long as it needs.
fn migrate(url: &str, settings: &Settings) -> Result<Opened, Box<dyn std::error::Error>> {
    let mut conn = PgConnection::establish(url)?;
    let secret = secret_in_use(&mut conn, settings)?;
    let steps = upgrade::migrate(&mut conn, secret)?;
    let regions = conn.transaction(directory::load)?;
    if steps > 0 || regions > 0 {
        log::info!("database brought up to date: {steps} steps, {regions} regions added");
    }
    let opened = conn.transaction(|conn| open_secrets(conn, secret))?;
    name_accounts_to_separate(&mut conn)?;
    Ok(opened)
}

/// The secret that the ledger is used with, of those that are set.
pub fn secret_in_use<'a>(conn: &mut PgConnection, settings: &'a Settings) -> QueryResult<Option<&'a str>> {
    secrets::in_use(conn, settings.secret.as_deref(), settings.secret_old.as_deref())
}

/// Accounts of earlier releases may administer and hold another role besides. They work as before, until an administrator
/// takes one of the two away.
fn name_accounts_to_separate(conn: &mut PgConnection) -> QueryResult<()> {
    for (id, name) in accounts::store::not_separate(conn)? {
        log::warn!(
            "account {id} ({name}) administers and holds another role: give one of them to another account"
        );
    }
    Ok(())
}

/// The secrets, and the role to work as.
type Opened = (Secrets, Option<&'static str>);

/// Opens the secrets, and lays down what the service may do.
fn open_secrets(conn: &mut PgConnection, secret: Option<&str>) -> Result<Opened, SecretError> {
    migrations::lock(conn)?;
    Ok((Secrets::open(conn, secret)?, privileges::lay_down(conn)?))
}
