//! The only way to PostgreSQL: [`Db::read`] is a snapshot, [`Db::query`] a statement, [`Db::write`] a transaction.
//!
//! Query functions elsewhere take `&mut PgConnection` and so compose; none of them sees the pool.

mod batches;
mod connection;
pub(crate) mod constraints;
pub mod database_url;
pub mod distribution;
pub mod encoding;
pub mod errors;
pub mod migrations;
mod pooling;
mod prepared;
pub mod privileges;
mod rendered;
mod row_count;
pub mod schema;
pub mod statements;
mod turns;
mod verbatim;
mod whole;
mod write;

use std::sync::Arc;
use std::time::Duration;

pub use self::batches::{All, Batches};
pub use self::connection::{DedicatedConnection, checked};
use self::connection::{LogPoolErrors, Mode, Session, end};
pub use self::pooling::{Unreachable, connect};
pub use self::prepared::Prepared;
pub use self::rendered::Rendered;
pub use self::row_count::RowCount;
pub use self::turns::{Asker, Lane, SILENCE};
use self::turns::{Turn, Turns};
pub use self::verbatim::Verbatim;
pub use self::whole::Whole;
use crate::metrics;
use crate::problems::{ApiError, ApiResult, Fault};
use actix_web::rt::time::timeout;
use actix_web::web;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, Pool, PooledConnection, R2D2Connection};

/// A connection out of the pool.
pub type Pooled = PooledConnection<ConnectionManager<PgConnection>>;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A libpq connection string or URL.
    pub url: String,
    /// Connections kept, 1 to 1,000.
    pub pool_size: u32,
    /// How long a request waits for a free connection before it is answered 503.
    pub pool_timeout: Duration,
    /// The longest a statement may run before PostgreSQL cancels it, where it writes or adds up figures.
    pub statement_timeout: Duration,
    /// The longest any other statement may run.
    pub list_timeout: Duration,
    /// Whether connections keep named statements, and settings between transactions; behind a pooler that gives every
    /// transaction another connection they must not.
    pub statement_cache: bool,
    /// The role to work as; `None` for the user that logs in.
    pub role: Option<&'static str>,
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
    /// For whom it is used; `None` for the service itself.
    asker: Option<Asker>,
    /// Whether reading may take as long as writing.
    is_patient: bool,
    /// Where the tables' owner logs in, if that is not who the service logs in as.
    owner: Option<Arc<str>>,
}

struct Shared {
    pool: Pool<ConnectionManager<PgConnection>>,
    turns: Turns,
    settings: Settings,
    session: Session,
    metrics: metrics::Database,
}

impl Db {
    /// Opens the pool without waiting for its connections.
    #[must_use]
    pub fn new(settings: Settings, metrics: metrics::Database) -> Self {
        let session = Session::new(settings.list_timeout, settings.statement_cache, settings.role);
        let pool = Pool::builder()
            .max_size(settings.pool_size)
            .min_idle(Some(0))
            // A dead connection is noticed by the work that meets it, which then takes another one.
            .test_on_check_out(false)
            .connection_timeout(settings.pool_timeout)
            .connection_customizer(Box::new(session.clone()))
            .error_handler(Box::new(LogPoolErrors { url: settings.url.clone() }))
            .build_unchecked(ConnectionManager::new(&settings.url));
        let turns = Turns::new(settings.pool_size, settings.pool_timeout);
        let shared = Arc::new(Shared { pool, turns, settings, session, metrics });
        Self { shared, asker: None, is_patient: false, owner: None }
    }

    /// With the URL at which the tables' owner logs in, where the service itself logs in as its role.
    #[must_use]
    pub fn owned_at(self, url: &str) -> Self {
        Self { owner: Some(url.into()), ..self }
    }

    /// The same database for a transaction that needs the owner's rights (see [`privileges::as_owner`]): on a connection of
    /// its own, which ends with it, where the service does not log in as the owner. It works as the service's role at first.
    #[must_use]
    pub fn of_owner(&self) -> Self {
        let Some(owner) = &self.owner else { return self.clone() };
        let settings = Settings { url: owner.to_string(), pool_size: 1, ..self.shared.settings.clone() };
        let Self { shared, .. } = Self::new(settings, self.shared.metrics.clone());
        Self { shared, ..self.clone() }
    }

    /// The same database for a caller, who has a share of it.
    #[must_use]
    pub fn asked_by(&self, asker: Asker) -> Self {
        Self { asker: Some(asker), ..self.clone() }
    }

    /// The same database, where statements of reads may take as long as those of writes.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { is_patient: true, ..self.clone() }
    }

    /// Runs `work` on one snapshot that cannot write, so that all parts of an answer agree.
    ///
    /// # Errors
    /// What `work` answers; 503 where the database cannot be used.
    pub async fn read<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection) -> ApiResult<T> + Send + 'static,
    {
        self.blocking(move |db| db.read_now(work), ApiError::unavailable).await
    }

    /// Runs `work` without a transaction around it: for a single statement that reads, which is a snapshot by itself.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn query<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut PgConnection) -> ApiResult<T> + Send + 'static,
    {
        let alone = move |db: &Self| {
            let (session, how) = (db.session(), (Mode::Read, db.read_limit()));
            let first = session.statement(&mut *db.pooled()?, how, &work);
            match first {
                Err(error) => session.statement(&mut *db.another(error)?, how, &work),
                done => done,
            }
        };
        self.blocking(alone, ApiError::unavailable).await
    }

    /// [`Db::read`] for callers that may block.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T>(&self, work: impl FnOnce(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let mut conn = self.begin(Mode::Read, self.read_limit())?;
        let done = work(&mut conn);
        end(&mut conn, done)
    }

    /// How long a statement of a read may take, where it is not what a connection is set to.
    fn read_limit(&self) -> Option<Duration> {
        self.is_patient.then_some(self.shared.settings.statement_timeout)
    }

    /// Tells the metrics what the pool holds right now.
    pub fn observe(&self) {
        let most = self.shared.settings.pool_size;
        let in_use = self.shared.turns.in_use();
        let idle = usize::try_from(self.shared.pool.state().idle_connections).unwrap_or(usize::MAX);
        self.shared.metrics.pool(in_use, idle, most);
    }

    /// A connection outside the pool.
    #[must_use]
    pub fn own(&self) -> DedicatedConnection {
        DedicatedConnection::of(self.clone())
    }

    /// How long a request waits for its turn at the database.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.shared.settings.pool_timeout
    }

    fn url(&self) -> &str {
        &self.shared.settings.url
    }

    /// A connection with a transaction begun on it. Where it turns out to be dead as that begins, it is another one.
    fn begin(&self, mode: Mode, limit: Option<Duration>) -> ApiResult<Pooled> {
        let mut conn = self.pooled()?;
        let Err(error) = self.session().begin(&mut conn, mode, limit) else { return Ok(conn) };
        drop(conn);
        let mut conn = self.another(error)?;
        self.session().begin(&mut conn, mode, limit)?;
        Ok(conn)
    }

    /// A connection that answers, in place of one that failed with `error`. The pool takes back none that is broken.
    ///
    /// # Errors
    /// `error` where it is not the connection's; 503 where the database cannot be reached.
    fn another(&self, error: ApiError) -> ApiResult<Pooled> {
        if !error.fault().is_some_and(Fault::is_of_connection) {
            return Err(error);
        }
        self.notice(error.fault());
        loop {
            let mut conn = self.pooled()?;
            if conn.ping().is_ok() {
                return Ok(conn);
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one way")]
    fn pooled(&self) -> ApiResult<Pooled> {
        let conn = self.shared.pool.get();
        let mut conn = conn.map_err(|error| {
            errors::no_connection(database_url::without_secrets(&error.to_string(), self.url()))
        })?;
        self.shared.session.renew(&mut conn);
        Ok(conn)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one way")]
    async fn blocking<T, F>(&self, work: F, given_up: impl FnOnce(&'static str) -> ApiError) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> ApiResult<T> + Send + 'static,
    {
        let (db, turn) = (self.clone(), self.turn().await?);
        let work = move || {
            let result = work(&db);
            drop(turn);
            if let Some(fault) = result.as_ref().err().and_then(ApiError::fault) {
                db.failed(fault);
            }
            result
        };
        if let Ok(result) = timeout(self.limit(), web::block(work)).await {
            return result.map_err(ApiError::internal)?;
        }
        self.shared.metrics.failed(Fault::Timeout);
        Err(given_up("the database says nothing at all"))
    }

    /// How long work is waited for. PostgreSQL cancels its statements before, if it does anything at all; when it hangs,
    /// or the network does, the thread is left to wait for it.
    fn limit(&self) -> Duration {
        (self.shared.settings.pool_timeout + self.shared.settings.statement_timeout) * 2
    }

    /// Waits for a free connection, but not for long.
    async fn turn(&self) -> ApiResult<Turn> {
        let (turns, asker) = (&self.shared.turns, self.asker.as_ref());
        if let Some(turn) = turns.try_take(asker) {
            return Ok(turn);
        }
        let waiting = self.shared.metrics.waits();
        let turn = turns.take(asker).await;
        drop(waiting);
        if turn.is_err() {
            self.shared.metrics.wait_timed_out();
        }
        turn
    }
}

/// The `LIKE` pattern for "contains this text", taken literally.
#[must_use]
pub fn containing(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}
