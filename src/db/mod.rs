//! The only door to PostgreSQL: [`Db::read`] is one snapshot, [`Db::write`] one transaction.
//!
//! Query functions elsewhere take `&mut PgConnection` and so compose; none of them sees the pool.

mod constraints;
pub mod errors;
pub mod migrations;
pub mod schema;

use std::time::Duration;

use actix_web::web;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};

use crate::problems::{ApiError, ApiResult};

/// How often a transaction that lost against another (deadlock, serialisation failure) is tried again.
const RETRIES: u32 = 3;

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
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Pool<ConnectionManager<PgConnection>>);

impl Db {
    /// Opens the pool without waiting for its connections.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let pool = Pool::builder()
            .max_size(settings.pool_size)
            .min_idle(Some(0))
            .connection_timeout(settings.pool_timeout)
            .connection_customizer(Box::new(Session::new(settings.statement_timeout)))
            .error_handler(Box::new(LogPoolErrors))
            .build_unchecked(ConnectionManager::new(&settings.url));
        Self(pool)
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
        self.blocking(move |db| {
            let mut conn = db.connection()?;
            conn.build_transaction().read_only().repeatable_read().run(work)
        })
        .await
    }

    /// Runs `work` in one transaction: all of it is stored, or nothing. `work` runs again where it lost against
    /// another transaction, three times at most.
    ///
    /// # Errors
    /// What `work` answers, after rolling back; 503 where the database cannot be used.
    pub async fn write<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut PgConnection) -> ApiResult<T> + Send + 'static,
    {
        self.blocking(move |db| db.write_now(work)).await
    }

    /// [`Db::write`] for callers that may block: the command line and the demo.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T>(&self, work: impl Fn(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let mut attempt = 0;
        loop {
            let mut conn = self.connection()?;
            let result = conn.build_transaction().read_committed().run(&work);
            attempt += 1;
            match result {
                Err(error) if errors::is_lost_race(&error) && attempt <= RETRIES => {
                    log::warn!("transaction lost a race, attempt {attempt}: {error}");
                }
                result => return result,
            }
        }
    }

    /// [`Db::read`] for callers that may block.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T>(&self, work: impl FnOnce(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let mut conn = self.connection()?;
        conn.build_transaction().read_only().repeatable_read().run(work)
    }

    /// A connection of its own for what cannot run in a transaction of ours: the migrations.
    ///
    /// # Errors
    /// 503 where none can be had.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub fn connection(&self) -> ApiResult<PooledConnection<ConnectionManager<PgConnection>>> {
        self.0.get().map_err(ApiError::unavailable)
    }

    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    async fn blocking<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> ApiResult<T> + Send + 'static,
    {
        let db = self.clone();
        web::block(move || work(&db)).await.map_err(ApiError::internal)?
    }
}

/// The `LIKE` pattern for "contains this text", taken literally.
#[must_use]
pub fn containing(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

/// What every connection is set to before its first use.
#[derive(Debug)]
struct Session {
    setup: String,
}

impl Session {
    fn new(statement_timeout: Duration) -> Self {
        let timeout = statement_timeout.as_millis();
        Self {
            setup: format!(
                // Compiling a statement of many aggregates costs more than it saves on the rows of a county.
                "SET TIME ZONE 'UTC'; SET jit = off; SET statement_timeout = {timeout}; \
                 SET client_min_messages = warning"
            ),
        }
    }
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Session {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(&self.setup).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// Keeps the pool's background failures out of standard error's raw form.
#[derive(Debug)]
struct LogPoolErrors;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogPoolErrors {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        log::warn!("database connection failed: {error}");
    }
}
