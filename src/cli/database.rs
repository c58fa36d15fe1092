//! Opening the ledger's database: a given one, or the private one.

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::auth::accounts;
use crate::config::Settings;
use crate::db::database_url;
use crate::db::{self, Db, Unreachable, encoding, migrations, privileges};
use crate::embedded::{self, Handle};
use crate::metrics::Metrics;
use crate::problems::{ApiError, ApiResult};
use crate::regions::directory;
use crate::session::secrets::{self, SecretError, Secrets};
use crate::upgrade;

/// An open ledger. The private PostgreSQL, if this process started it, runs as long as this lives.
pub struct Ledger {
    /// The database.
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

/// What becomes of a place where there is no ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The folder has to exist: a wrong path is an error.
    ThereIsOne,
    /// One is made.
    MayBeMade,
}

/// Opens the ledger for a subcommand: a running service's private one is shared.
///
/// # Errors
/// Where there is none and none may be made; where the database cannot be used.
pub fn open(settings: &Settings, place: Where) -> Result<Ledger, Box<dyn std::error::Error>> {
    prepare(settings, embedded::start_or_attach, place)
}

/// Opens the ledger for the service, which has its private database for itself, and makes one where there is none.
///
/// # Errors
/// Where the database cannot be used.
pub fn open_own(settings: &Settings) -> Result<Ledger, Box<dyn std::error::Error>> {
    prepare(settings, |settings| embedded::start(settings).map(Handle::Started), Where::MayBeMade)
}

/// Runs `work` on one connection to the database as it is, without migrating it first. A running service's private one
/// is shared.
pub fn as_it_is<T>(
    settings: &Settings,
    place: Where,
    work: impl FnOnce(&mut PgConnection) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    connected(settings, place, |conn, _| work(conn))
}

/// The same; `work` gets the database's URL, too.
fn connected<T>(
    settings: &Settings,
    place: Where,
    work: impl FnOnce(&mut PgConnection, &str) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let (url, private) = find(settings, embedded::start_or_attach, place)?;
    let mut conn = connect(&url)?;
    must_be_there(&mut conn, settings, place)?;
    let result = work(&mut conn, &url)?;
    drop(conn);
    if let Some(Handle::Started(server)) = private {
        server.stop()?;
    }
    Ok(result)
}

/// A connection on which no statement is repeated often; behind a pooler none may be kept.
fn connect(url: &str) -> Result<PgConnection, Unreachable> {
    let mut conn = db::connect(url)?;
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    Ok(conn)
}

/// Reads from a ledger that is up to date, in one snapshot, and changes nothing. A running service's private database is
/// shared. `work` gets the name by which other sessions see the same snapshot.
pub fn read_only<T>(
    settings: &Settings,
    work: impl FnOnce(&mut PgConnection, &Snapshot) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    connected(settings, Where::ThereIsOne, |conn, url| {
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
    connected(settings, Where::ThereIsOne, |conn, _| {
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
        "数据库的库结构版本为 {has}，本程序需要 {needs}：请先运行 fazhi migrate。\n\
         The database has schema version {has}, and this release needs {needs}: run `fazhi migrate` first"
    )
    .into())
}

fn prepare(settings: &Settings, start: Start, place: Where) -> Result<Ledger, Box<dyn std::error::Error>> {
    if settings.database_url.is_none() && place == Where::MayBeMade && !embedded::is_made(&settings.data_dir)
    {
        secrets::must_not_be_weak(settings.secret.as_deref())?;
    }
    let (url, private) = find(settings, start, place)?;
    let metrics = Metrics::default();
    must_be_there(&mut connect(&url)?, settings, place)?;
    let mut conn = db::connect(&url)?;
    let (secrets, role) = migrate(&mut conn, settings)?;
    let open = |url: &str| Db::new(settings.pool(url, role), metrics.database.clone());
    let db = match &private {
        Some(private) if role.is_some() => {
            conn.transaction(|conn| {
                migrations::lock(conn)?;
                privileges::let_log_in(conn)
            })?;
            open(&private.service_url()).owned_at(&url)
        }
        _ => open(&url),
    };
    if private.is_none() {
        db.adapt_to_pooler()?;
    }
    upgrade::deadlines::renew(&mut conn, &db, &secrets.keys)?;
    Ok(Ledger { db, metrics, secrets, private })
}

/// How the private PostgreSQL is come by.
type Start = fn(&embedded::Settings) -> Result<Handle, embedded::Error>;

/// The database's URL, and the private one if that is used.
fn find(
    settings: &Settings,
    start: Start,
    place: Where,
) -> Result<(String, Option<Handle>), embedded::Error> {
    if let Some(url) = settings.database() {
        return Ok((url, None));
    }
    let private = embedded::Settings {
        data_dir: settings.data_dir.clone(),
        bin_dir: settings.pg_bin.clone(),
        must_exist: place == Where::ThereIsOne,
        server_options: Vec::new(),
    };
    let handle = start(&private)?;
    Ok((handle.url().to_owned(), Some(handle)))
}

/// Refuses a database without a ledger, unless one may be made there and the database can hold it.
fn must_be_there(
    conn: &mut PgConnection,
    settings: &Settings,
    place: Where,
) -> Result<(), Box<dyn std::error::Error>> {
    if place == Where::MayBeMade {
        return Ok(encoding::must_be_utf8(conn)?);
    }
    if !migrations::applied(conn)?.is_empty() {
        return Ok(());
    }
    let url = settings.database_url.as_deref().map(database_url::masked);
    let url = url.unwrap_or_else(|| settings.data_dir.display().to_string());
    Err(format!(
        "数据库 {url} 中没有台账。若台账在别处，请设置 DATABASE_URL 或 FAZHI_DATA_DIR；新建台账用 fazhi serve 或 fazhi migrate。\n\
         There is no ledger in the database {url}. Where it is elsewhere, set DATABASE_URL or FAZHI_DATA_DIR; `fazhi serve` or \
         `fazhi migrate` begins a new one"
    )
    .into())
}

/// Brings the schema up to date on a connection that may take as long as it needs.
fn migrate(conn: &mut PgConnection, settings: &Settings) -> Result<Opened, Box<dyn std::error::Error>> {
    if migrations::applied(conn)?.is_empty() {
        secrets::must_not_be_weak(settings.secret.as_deref())?;
    }
    let secret = secret_in_use(conn, settings)?;
    let steps = upgrade::migrate(conn, secret)?;
    let regions = conn.transaction(directory::load)?;
    if steps > 0 || regions > 0 {
        log::info!("database brought up to date: {steps} steps, {regions} regions added");
    }
    let secrets = conn.transaction(|conn| open_secrets(conn, secret))?;
    // By itself: roles cannot be changed after tables of several nodes were read in the same transaction.
    let role = conn.transaction(|conn| {
        migrations::lock(conn)?;
        privileges::lay_down(conn)
    })?;
    name_accounts_to_separate(conn)?;
    Ok((secrets, role))
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

fn open_secrets(conn: &mut PgConnection, secret: Option<&str>) -> Result<Secrets, SecretError> {
    migrations::lock(conn)?;
    Secrets::open(conn, secret)
}
