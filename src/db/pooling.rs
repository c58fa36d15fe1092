//! Connecting, and noticing a pooler that gives every transaction another connection.

use diesel::connection::CacheSize;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::Db;
use super::connection::{LOST_STATEMENT, Session};
use super::database_url;
use super::distribution::Outage;
use crate::problems::Fault;

/// Why the database cannot be reached: what libpq says of it, without anything of the connection string that is secret.
#[derive(Debug, thiserror::Error)]
#[error("连不上数据库，原因见下。\nThe database cannot be reached: {0}")]
pub struct Unreachable(String);

/// Connects to a database.
///
/// # Errors
/// [`Unreachable`], whose text holds no secret.
pub fn connect(url: &str) -> Result<PgConnection, Unreachable> {
    PgConnection::establish(url)
        .map_err(|error| Unreachable(database_url::without_secrets(&error.to_string(), url)))
}

impl Db {
    /// What holds on its connections.
    pub(super) fn session(&self) -> &Session {
        &self.shared.session
    }

    /// Counts a failure of the database, and draws the consequence.
    pub(super) fn failed(&self, fault: Fault) {
        self.notice(Some(fault));
        self.shared.metrics.failed(fault);
    }

    /// Tells the metrics what of a distributed database cannot be reached.
    pub(super) fn out(&self, outage: &Outage) {
        self.shared.metrics.out(&outage.nodes, &outage.counties);
    }

    /// Keeps nothing on connections any more where a statement was lost.
    pub(super) fn notice(&self, fault: Option<Fault>) {
        if fault == Some(Fault::LostStatement) {
            self.shared.session.keep_nothing(LOST_STATEMENT);
        }
    }

    /// Keeps neither named statements nor settings on connections, if the database is reached through a pooler that gives
    /// every transaction another one: two open connections then have the same server process.
    ///
    /// # Errors
    /// Where the database cannot be reached.
    pub fn adapt_to_pooler(&self) -> Result<(), Unreachable> {
        if self.shared.session.is_kept() && shares_connections(self.url())? {
            self.shared.session.keep_nothing("two open connections have one server process");
        }
        Ok(())
    }

    /// Whether nothing is kept on connections although the settings say that it should be.
    #[must_use]
    pub fn is_adapted_to_pooler(&self) -> bool {
        self.shared.settings.statement_cache && !self.shared.session.is_kept()
    }
}

/// Looks this often: with several idle connections, a pooler need not hand out the one that was last in use.
const ROUNDS: usize = 3;

/// Whether two connections that are open at the same time share a server process, as behind a pooler in transaction mode.
fn shares_connections(url: &str) -> Result<bool, Unreachable> {
    let (mut first, mut second) = (connect(url)?, connect(url)?);
    let mut seen = Vec::new();
    for _ in 0..ROUNDS {
        let pair = (server_process(&mut first), server_process(&mut second));
        let (Ok(one), Ok(other)) = pair else { return Ok(false) };
        seen.push((one, other));
    }
    let of_first = seen.first().map(|(one, _)| *one);
    let of_second = seen.first().map(|(_, other)| *other);
    Ok(of_first == of_second
        || seen.iter().any(|(one, other)| Some(*one) != of_first || Some(*other) != of_second))
}

/// The server process that a transaction runs in.
fn server_process(conn: &mut PgConnection) -> QueryResult<i32> {
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.transaction(|conn| diesel::select(sql::<Integer>("pg_backend_pid()")).get_result(conn))
}
