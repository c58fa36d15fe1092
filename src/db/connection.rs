//! What every connection is set to, and a connection of one's own outside the pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::r2d2::{CustomizeConnection, R2D2Connection};
use diesel::result::{Error, QueryResult};

use super::database_url;
use super::distribution::Outage;
use super::{Db, errors};
use crate::problems::{ApiError, ApiResult, Fault};

/// The sign that statements cannot be kept, at work.
pub const LOST_STATEMENT: &str = "a prepared statement was not on its connection";

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reading one snapshot.
    Read,
    /// Reading, each statement a snapshot of its own.
    Query,
    /// Changing something.
    Write,
}

/// What holds on every connection.
#[derive(Clone, Debug)]
pub struct Session {
    statement_timeout: Duration,
    role: Option<&'static str>,
    is_kept: Arc<AtomicBool>,
}

impl Session {
    /// A session whose statements may take this long unless a transaction says otherwise, and which works as this role.
    #[must_use]
    pub fn new(statement_timeout: Duration, is_kept: bool, role: Option<&'static str>) -> Self {
        Self { statement_timeout, role, is_kept: Arc::new(AtomicBool::new(is_kept)) }
    }

    /// Whether settings and named statements can be kept on a connection; else settings are made in every transaction, and
    /// no statement is named.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.is_kept.load(Ordering::Relaxed)
    }

    /// Keeps nothing on a connection any more, and says in the log by which sign it was noticed that nothing can be kept.
    pub fn keep_nothing(&self, sign: &str) {
        if self.is_kept.swap(false, Ordering::Relaxed) {
            log::warn!(
                "{sign}: the database is reached through a pooler in transaction mode. The statement cache is turned off; set \
                 FAZHI_STATEMENT_CACHE=off"
            );
        }
    }

    /// Sees to it that nothing is kept on a connection that was prepared when that was still done.
    pub fn renew(&self, conn: &mut PgConnection) {
        if !self.is_kept() {
            conn.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
    }

    /// Prepares a connection for its first use.
    fn prepare(&self, conn: &mut PgConnection) -> QueryResult<()> {
        if self.is_kept() {
            return conn.batch_execute(&self.settings("SET", self.statement_timeout));
        }
        conn.set_prepared_statement_cache_size(CacheSize::Disabled);
        Ok(())
    }

    /// Begins a transaction, whose statements may take as long as `limit` says, where it says so. What is set for the
    /// transaction alone goes with its `BEGIN`, so it costs no round trip.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin(&self, conn: &mut PgConnection, mode: Mode, limit: Option<Duration>) -> ApiResult<()> {
        let begun = AnsiTransactionManager::begin_transaction_sql(conn, &self.begin_statement(mode, limit));
        checked(conn, begun.map_err(ApiError::from))
    }

    /// Runs `work`, which is a single statement: without a transaction, unless settings can be made in one only.
    ///
    /// # Errors
    /// What `work` answers; where the database fails.
    pub fn statement<T>(
        &self,
        conn: &mut PgConnection,
        (mode, limit): (Mode, Option<Duration>),
        work: impl FnOnce(&mut PgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        if self.is_kept() {
            let done = work(conn);
            return checked(conn, done);
        }
        self.begin(conn, mode, limit)?;
        let done = work(conn);
        end(conn, done)
    }

    fn begin_statement(&self, mode: Mode, limit: Option<Duration>) -> String {
        let begin = match mode {
            Mode::Read => "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::Query => "BEGIN TRANSACTION READ ONLY",
            Mode::Write => "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        };
        match limit {
            _ if !self.is_kept() => {
                format!("{begin}; {}", self.settings("SET LOCAL", limit.unwrap_or(self.statement_timeout)))
            }
            Some(limit) => format!("{begin}; SET LOCAL statement_timeout = {}", limit.as_millis()),
            None => begin.to_owned(),
        }
    }

    fn settings(&self, set: &str, timeout: Duration) -> String {
        let timeout = timeout.as_millis();
        // Compiling a statement of many aggregates costs more than it saves on the rows of a county. A statement keeps to one
        // processor: those of others are for others.
        let role = self.role.map(|role| format!("; {set} ROLE {role}")).unwrap_or_default();
        format!(
            "{set} jit = off; {set} max_parallel_workers_per_gather = 0; {set} statement_timeout = {timeout}; {set} client_min_messages = warning{role}"
        )
    }
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Session {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        self.prepare(conn).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// Ends a transaction: commits what was done, or rolls back what failed.
///
/// # Errors
/// That of what failed; where the database fails.
pub fn end<T>(conn: &mut PgConnection, done: ApiResult<T>) -> ApiResult<T> {
    let ended = match done {
        Ok(done) => AnsiTransactionManager::commit_transaction(conn).map(|()| done).map_err(ApiError::from),
        Err(refused) => match AnsiTransactionManager::rollback_transaction(conn) {
            Ok(()) | Err(Error::BrokenTransactionManager) => Err(refused),
            Err(error) => Err(error.into()),
        },
    };
    checked(conn, ended)
}

/// The result of work on a connection, outside a transaction. A failure that breaks the connection is the connection's,
/// whatever it says of itself: when the server goes away, libpq has no code for it.
///
/// # Errors
/// That of the work.
pub fn checked<T>(conn: &mut PgConnection, result: ApiResult<T>) -> ApiResult<T> {
    result.map_err(|error| match error.fault() {
        Some(_) if conn.is_broken() => error.by_fault(Fault::Connection),
        _ => error,
    })
}

/// A connection outside the pool, for one thread. It is opened when it is first needed, and anew when it broke.
pub struct DedicatedConnection {
    db: Db,
    conn: Option<PgConnection>,
}

impl DedicatedConnection {
    pub(super) fn of(db: Db) -> Self {
        Self { db, conn: None }
    }

    /// Runs `work`, which only reads, once more where the connection turns out to be broken. Each of its statements is a
    /// snapshot of its own, and sees what was committed before it.
    ///
    /// # Errors
    /// What `work` answers; 503 where the database cannot be used: at once where it refuses the connection.
    pub fn query<T>(&mut self, mut work: impl FnMut(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let result = match self.attempt(&mut work) {
            Err(error) if error.fault().is_some_and(Fault::is_of_connection) => self.attempt(&mut work),
            result => result,
        };
        if let Some(fault) = result.as_ref().err().and_then(ApiError::fault) {
            self.failed(fault);
        }
        result
    }

    /// Tells the metrics what of a distributed database cannot be reached.
    pub fn out(&self, outage: &Outage) {
        self.db.out(outage);
    }

    /// Counts what the database failed in a query that went on.
    pub fn failed(&self, fault: Fault) {
        self.db.failed(fault);
    }

    fn attempt<T>(&mut self, work: &mut impl FnMut(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        let session = self.db.session();
        let conn = match &mut self.conn {
            Some(conn) => conn,
            none => none.insert(open(self.db.url(), session)?),
        };
        session.renew(conn);
        let result = session.statement(conn, (Mode::Query, None), work);
        if result.as_ref().err().and_then(ApiError::fault) == Some(Fault::LostStatement) {
            session.keep_nothing(LOST_STATEMENT);
        }
        if conn.is_broken()
            || result.as_ref().is_err_and(|error| error.fault().is_some_and(Fault::is_of_connection))
        {
            self.conn = None;
        }
        result
    }
}

/// All that a connection outside the pool runs finds rows by their keys, whatever the values are: one plan each will do. A
/// coordinator of Citus plans by the values, which say on which node the rows are.
const ONE_PLAN: &str = "
    SELECT set_config('plan_cache_mode', 'force_generic_plan', false) WHERE to_regclass('pg_catalog.pg_dist_partition') IS NULL";

fn open(url: &str, session: &Session) -> ApiResult<PgConnection> {
    let mut conn = super::connect(url).map_err(errors::no_connection)?;
    session.prepare(&mut conn)?;
    if session.is_kept() {
        conn.batch_execute(ONE_PLAN)?;
    }
    Ok(conn)
}

/// Keeps the pool's background failures out of standard error's raw form.
#[derive(Debug)]
pub struct LogPoolErrors {
    /// Where the pool connects to; none of its secrets is logged.
    pub url: String,
}

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogPoolErrors {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        log::warn!(
            "database connection failed: {}",
            database_url::without_secrets(&error.to_string(), &self.url)
        );
    }
}
