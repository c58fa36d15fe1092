//! What a writer works with: one transaction, in which a change leaves its trail and bumps its counters.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::{counters, trail};
use crate::auth::Actor;
use crate::clock;
use crate::http::Facts;
use crate::problems::ApiResult;

/// A transaction, and who writes in it.
pub struct Writing<'a> {
    /// The transaction.
    pub conn: &'a mut PgConnection,
    /// Who writes.
    pub actor: Actor,
    /// What the request says of itself.
    pub facts: &'a Facts,
    /// Why, if the client says so.
    pub reason: Option<String>,
    /// The instant that all of the transaction's rows carry.
    pub now: DateTime<Utc>,
}

impl<'a> Writing<'a> {
    /// Begins to write in a transaction, which is paid for, once for all attempts.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may, 400 where the request's reason cannot be used.
    pub fn begin(conn: &'a mut PgConnection, actor: Actor, facts: &'a Facts) -> ApiResult<Self> {
        facts.who.pay()?;
        Ok(Self { conn, actor, facts, reason: facts.change_reason()?, now: clock::now() })
    }

    /// Completes the change of a record: its trail entry, then the counters it touches. The counters come last, since
    /// their rows stay locked until the transaction ends.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn record_change(&mut self, change: trail::Change<'_>, touched: Vec<(String, i16)>) -> ApiResult<()> {
        let by = trail::By {
            token_id: &self.actor.token_id,
            actor: &self.actor.name,
            role: self.actor.role.as_str(),
            request_id: &self.facts.request_id,
            reason: self.reason.as_deref(),
        };
        trail::write(self.conn, change, &by, self.now)?;
        Ok(counters::bump(self.conn, touched, self.now)?)
    }
}
