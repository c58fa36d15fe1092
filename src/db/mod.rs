//! The only door to PostgreSQL: [`Db::read`] is one snapshot, [`Db::query`] one statement, [`Db::write`] one
//! transaction.
//!
//! Query functions elsewhere take `&mut PgConnection` and so compose; none of them sees the pool.

mod connection;
mod constraints;
pub mod errors;
pub mod migrations;
mod prepared;
pub mod privileges;
mod rendered;
pub mod schema;
mod verbatim;
mod whole;
mod write;

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, Pool, PooledConnection, R2D2Connection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::connection::{LogPoolErrors, Session};
pub use self::connection::{Own, on};
pub use self::prepared::Prepared;
pub use self::rendered::Rendered;
pub use self::verbatim::Verbatim;
pub use self::whole::Whole;
use crate::metrics;
use crate::problems::{ApiError, ApiResult, Fault};

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
    /// The longest a statement may run before PostgreSQL cancels it.
    pub statement_timeout: Duration,
    /// Whether connections keep named statements, and settings between transactions; behind a pooler that gives every
    /// transaction another connection they must not.
    pub statement_cache: bool,
    /// The role to work as; `None` for the user that logs in.
    pub role: Option<&'static str>,
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Door>);

struct Door {
    pool: Pool<ConnectionManager<PgConnection>>,
    /// One for each connection. Requests wait here, where waiting takes no thread and ends in time.
    turns: Arc<Semaphore>,
    settings: Settings,
    session: Session,
    metrics: metrics::Database,
}

impl Db {
    /// Opens the pool without waiting for its connections.
    #[must_use]
    pub fn new(settings: Settings, metrics: metrics::Database) -> Self {
        let session = Session::new(settings.statement_timeout, settings.statement_cache, settings.role);
        let pool = Pool::builder()
            .max_size(settings.pool_size)
            .min_idle(Some(0))
            // A dead connection is noticed by the work that meets it, which then takes another one.
            .test_on_check_out(false)
            .connection_timeout(settings.pool_timeout)
            .connection_customizer(Box::new(session.clone()))
            .error_handler(Box::new(LogPoolErrors))
            .build_unchecked(ConnectionManager::new(&settings.url));
        let turns = Arc::new(Semaphore::new(usize::try_from(settings.pool_size).unwrap_or(1)));
        Self(Arc::new(Door { pool, turns, settings, session, metrics }))
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
        if !self.0.session.is_kept {
            return self.read(work).await;
        }
        self.blocking(move |db| db.on_connection(|conn, _| work(conn)), ApiError::unavailable).await
    }

    /// [`Db::read`] for callers that may block.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T>(&self, work: impl FnOnce(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let mut work = Some(work);
        self.on_connection(|conn, begun| {
            conn.build_transaction().read_only().repeatable_read().run(|conn| {
                *begun = true;
                self.0.session.enter(conn)?;
                work.take().ok_or_else(|| ApiError::internal("work runs once"))?(conn)
            })
        })
    }

    /// Tells the metrics what the pool holds right now.
    pub fn observe(&self) {
        let most = self.0.settings.pool_size;
        let in_use =
            usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(self.0.turns.available_permits());
        let idle = usize::try_from(self.0.pool.state().idle_connections).unwrap_or(usize::MAX);
        self.0.metrics.pool(in_use, idle, most);
    }

    /// A connection outside the pool.
    #[must_use]
    pub fn own(&self) -> Own {
        Own::of(self.clone())
    }

    /// How long a request waits for its turn at the database.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.0.settings.pool_timeout
    }

    fn url(&self) -> &str {
        &self.0.settings.url
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    fn metrics(&self) -> &metrics::Database {
        &self.0.metrics
    }

    /// Runs `attempt` on a connection. Where that turns out to be dead before `attempt` says that it began, it runs
    /// once more on one that is known to live.
    fn on_connection<T>(
        &self,
        mut attempt: impl FnMut(&mut PgConnection, &mut bool) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let mut begun = false;
        let first = on(&mut *self.pooled()?, |conn| attempt(conn, &mut begun));
        match first {
            Err(error) if !begun && error.fault() == Some(Fault::Connection) => {
                on(&mut *self.living()?, |conn| attempt(conn, &mut begun))
            }
            result => result,
        }
    }

    /// A connection that answers. The pool takes back none that is broken.
    fn living(&self) -> ApiResult<Pooled> {
        loop {
            let mut conn = self.pooled()?;
            if conn.ping().is_ok() {
                return Ok(conn);
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    fn pooled(&self) -> ApiResult<Pooled> {
        self.0.pool.get().map_err(errors::no_connection)
    }

    #[expect(clippy::disallowed_methods, reason = "the door itself")]
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
                db.0.metrics.failed(fault);
            }
            result
        };
        if let Ok(result) = timeout(self.limit(), web::block(work)).await {
            return result.map_err(ApiError::internal)?;
        }
        self.0.metrics.failed(Fault::Timeout);
        Err(given_up("the database says nothing at all"))
    }

    /// How long work is waited for. PostgreSQL cancels its statements before, if it does anything at all; when it hangs,
    /// or the network does, the thread is left to wait for it.
    fn limit(&self) -> Duration {
        (self.0.settings.pool_timeout + self.0.settings.statement_timeout) * 2
    }

    /// Waits for a free connection, but not for long.
    async fn turn(&self) -> ApiResult<OwnedSemaphorePermit> {
        let turns = || Arc::clone(&self.0.turns);
        if let Ok(turn) = turns().try_acquire_owned() {
            return Ok(turn);
        }
        let waiting = self.0.metrics.waits();
        let turn = timeout(self.patience(), turns().acquire_owned()).await;
        drop(waiting);
        turn.map_or_else(
            |_| {
                self.0.metrics.wait_timed_out();
                Err(ApiError::unavailable("no connection to the database became free in time"))
            },
            |turn| turn.map_err(ApiError::internal),
        )
    }
}

/// The `LIKE` pattern for "contains this text", taken literally.
#[must_use]
pub fn containing(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}
