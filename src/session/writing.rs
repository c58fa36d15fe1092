//! What a writer works with: one transaction, in which a change leaves its trail and bumps its counters.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::{counters, trail};
use crate::auth::{Actor, Permission, Role};
use crate::clock;
use crate::http::Facts;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::Code;
use crate::text;

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
    /// The keys of the ledger.
    pub keys: &'a Keys,
    /// The regions that what is written is about: its answer is sent again to whom they are entrusted then. That of the
    /// first change, unless it says which.
    pub regions: Vec<String>,
    /// What the writer needs to be permitted.
    needs: Permission,
}

impl<'a> Writing<'a> {
    /// Begins to write in a transaction what a request asks for, and what that needs; it is paid for
    /// once for all attempts.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may, 400 where the request's reason cannot be used.
    pub fn begin(
        conn: &'a mut PgConnection,
        actor: Actor,
        (facts, needs): (&'a Facts, Permission),
        keys: &'a Keys,
    ) -> ApiResult<Self> {
        facts.who.pay()?;
        let (reason, now) = (facts.change_reason()?, clock::now());
        Ok(Self { conn, actor, facts, reason, now, keys, regions: Vec::new(), needs })
    }

    /// The check that the writer may do there what the request asks for; a body names `region` at `pointer`.
    ///
    /// # Errors
    /// 404 for a region out of reach, 403 where the writer has no role there that may do this.
    pub fn must_at(&self, region: &Code, pointer: &'static str) -> ApiResult<()> {
        self.actor.must_at(self.needs, region, pointer).map(drop)
    }

    /// The check before a change that has to be explained.
    ///
    /// # Errors
    /// 400 where no reason is given.
    pub fn must_say_why(&self) -> ApiResult<()> {
        if self.reason.is_some() {
            return Ok(());
        }
        let detail = text!("必须填写", "must be given");
        let missing = Violation::header("X-Change-Reason", "required", detail);
        Err(ApiError::of(Problem::ChangeReasonRequired).with_violations(vec![missing]))
    }

    /// Completes the change of a record: its trail entry, then the counters it touches. The counters come last, since
    /// their rows stay locked until the transaction ends.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn record_change(
        &mut self,
        change: &trail::Change<'_>,
        touched: Vec<(String, i16)>,
    ) -> ApiResult<()> {
        self.record_changes(change, &[], touched)
    }

    /// As [`Writing::record_change`], of a change that changes something for other townships: these have entries in their
    /// own chains, made in the role in which the record was changed. The ends of chains are locked in ascending order, so
    /// that two writers cannot deadlock on them.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn record_changes(
        &mut self,
        own: &trail::Change<'_>,
        others: &[trail::Change<'_>],
        touched: Vec<(String, i16)>,
    ) -> ApiResult<()> {
        if self.regions.is_empty() {
            self.regions.push(own.township_code.to_owned());
        }
        let (role, issuer) = (self.role_at(own.township_code), self.actor.issuer.as_deref());
        let role = role.ok_or_else(|| ApiError::internal("a change by nobody"))?.as_str();
        let mut changes: Vec<_> = others.iter().chain([own]).collect();
        changes.sort_by_key(|change| change.township_code);
        for change in changes {
            let by = trail::By {
                token_id: &self.actor.token_id,
                token_issued_by: issuer.map(|issuer| issuer.name.as_str()),
                token_issuer_account: issuer.and_then(|issuer| issuer.account.as_deref()),
                account: &self.actor.account,
                actor: &self.actor.name,
                role,
                request_id: &self.facts.request_id,
                address: self.facts.address.map(|address| address.to_string()),
                reason: self.reason.as_deref(),
            };
            trail::write(self.conn, change, by, self.now, &self.keys.trail)?;
        }
        Ok(counters::bump(self.conn, touched, self.now)?)
    }

    /// The role in which the writer makes a change whose entry stands in the trail of `region`: one that holds there, or
    /// else any that permits it, since an account may be in the trail of a region above all its roles.
    fn role_at(&self, region: &str) -> Option<Role> {
        let there = Code::parse(region).and_then(|region| self.actor.role_for(self.needs, &region));
        there.or_else(|| self.actor.grants_for(self.needs).next().map(|grant| grant.role))
    }
}
