//! What a writer works with: one transaction, in which a change leaves its trail and bumps its counters.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroI64;

use actix_web::http::header::RETRY_AFTER;
use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::trail::Added;
use super::trail::redaction::RedactedEntry;
use super::{Caller, State, counters, trail};
use crate::auth::accounts::AccountRole;
use crate::auth::{Actor, Permission, Role};
use crate::clock;
use crate::db::Db;
use crate::http::RequestContext;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::tree::Validity;
use crate::regions::{Code, Level};
use crate::text;

/// A transaction, and who writes in it.
pub struct Writing<'a> {
    /// The transaction.
    pub conn: &'a mut PgConnection,
    /// Who writes.
    pub actor: Actor,
    /// What the request says of itself.
    pub context: &'a RequestContext,
    /// Why, if the client says so.
    pub reason: Option<String>,
    /// The instant that all of the transaction's rows carry.
    pub now: DateTime<Utc>,
    /// The keys of the ledger.
    pub keys: &'a Keys,
    /// The regions that the request is about: its answer is sent again to whom they are entrusted then. Those that the writer
    /// was checked for, or that of the first change.
    pub regions: Vec<String>,
    /// What was looked up already in the transaction, since many records ask the same.
    pub known: Known,
    /// What the writer needs to be permitted.
    needs: Permission,
    quota: Quota,
    /// Whether what it adds to a township's chain counts for that township's quota.
    counts: bool,
}

/// What a transaction has looked up of the regions and vocabularies.
#[derive(Debug, Default)]
pub struct Known {
    /// When townships are in force; `None` for codes that are no township's.
    pub townships: HashMap<String, Option<Validity>>,
    /// The terms that counties have added, by county and vocabulary.
    pub terms: HashMap<(String, &'static str), Vec<String>>,
}

/// The most bytes that a township may add in a day of Beijing; `None` for any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota(pub Option<NonZeroI64>);

impl Caller {
    /// The database to write to: redactions change entries, which is the owner's alone.
    pub(super) fn database(&self) -> Db {
        let db = &self.state.db;
        if self.pending.needs == Permission::RedactRecords { db.of_owner() } else { db.clone() }
    }
}

impl State {
    /// With such a quota.
    #[must_use]
    pub fn with_quota(self, quota: Option<NonZeroI64>) -> Self {
        Self { quota: Quota(quota), ..self }
    }
}

impl<'a> Writing<'a> {
    /// Begins to write in a transaction what a request asks for, and what that needs; it counts
    /// against the limit once for all attempts.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may, 400 where the request's reason cannot be used.
    pub fn begin(
        conn: &'a mut PgConnection,
        actor: Actor,
        (context, needs): (&'a RequestContext, Permission),
        keys: &'a Keys,
    ) -> ApiResult<Self> {
        context.requester.acquire()?;
        let (reason, now) = (context.change_reason()?, clock::now());
        Ok(Self {
            conn,
            actor,
            context,
            reason,
            now,
            keys,
            regions: Vec::new(),
            known: Known::default(),
            needs,
            quota: Quota::default(),
            counts: true,
        })
    }

    /// With a quota of bytes that a township may add in a day.
    #[must_use]
    pub fn within(self, quota: Quota) -> Self {
        Self { quota, ..self }
    }

    /// What is written counts for no township's quota: no township has asked for it.
    #[must_use]
    pub fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }

    /// The check that the writer may do there what the request asks for; a body names `region` at `pointer`.
    ///
    /// # Errors
    /// 404 for a region out of reach, 403 where the writer has no role there that may do this.
    pub fn must_at(&mut self, region: &Code, pointer: &'static str) -> ApiResult<()> {
        self.actor.must_at(self.needs, region, pointer)?;
        if !self.regions.iter().any(|known| known == region.as_str()) {
            self.regions.push(region.to_string());
        }
        Ok(())
    }

    /// Says that the request is about an account, by the regions where its roles stand.
    pub fn is_about(&mut self, roles: &[AccountRole]) {
        self.regions = roles.iter().map(|held| held.region.clone()).collect();
    }

    /// The check before a change that has to be explained.
    ///
    /// # Errors
    /// 400 where no reason is given.
    pub fn require_reason(&self) -> ApiResult<()> {
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
    /// 429 where the township has added as much on this day as it may; 503 where the database fails.
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
    /// 429 where the township has added as much on this day as it may; 503 where the database fails.
    pub fn record_changes(
        &mut self,
        own: &trail::Change<'_>,
        others: &[trail::Change<'_>],
        touched: Vec<(String, i16)>,
    ) -> ApiResult<()> {
        let role = self.begin_entry(own.township_code)?;
        let mut changes: Vec<_> = others.iter().chain([own]).collect();
        changes.sort_by_key(|change| change.township_code);
        for change in changes {
            let is_own = change.township_code == own.township_code;
            let by = by(&self.actor, role, (self.context, self.reason.as_deref()), is_own && self.counts);
            let added = trail::write(self.conn, change, by, self.now, &self.keys.trail)?;
            if is_own {
                self.must_be_within_quota(change.township_code, added)?;
            }
        }
        Ok(counters::bump(self.conn, touched, self.now)?)
    }

    /// Completes the entering of new records, of which the townships are given: their entries, made of what `change` says of
    /// each, and the counters they touch. A township's entries are in the order of the records, and the ends of chains are
    /// locked in ascending order.
    ///
    /// # Errors
    /// 429 where a township has added as much on this day as it may; 503 where the database fails.
    pub fn record_new<'b>(
        &mut self,
        townships: &[&str],
        touched: Vec<(String, i16)>,
        change: &dyn Fn(usize) -> ApiResult<trail::Change<'b>>,
    ) -> ApiResult<()> {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, township) in townships.iter().enumerate() {
            places.entry(township).or_default().push(index);
        }
        for (township, indexes) in places {
            let role = self.begin_entry(township)?;
            let by = by(&self.actor, role, (self.context, self.reason.as_deref()), self.counts);
            let changes = indexes.into_iter().map(change);
            let added = trail::write_new(self.conn, township, changes, (by, self.now), &self.keys.trail)?;
            self.must_be_within_quota(township, added)?;
        }
        Ok(counters::bump(self.conn, touched, self.now)?)
    }

    /// The role in which an entry of this region is made. The first one is what the request is about.
    fn begin_entry(&mut self, township_code: &str) -> ApiResult<Role> {
        if self.regions.is_empty() {
            self.regions.push(township_code.to_owned());
        }
        self.role_at(township_code).ok_or_else(|| ApiError::internal("a change by nobody"))
    }

    /// The role in which the writer makes a change whose entry stands in the trail of `region`: one that holds there, or
    /// else any that permits it, since an account may be in the trail of a region above all its roles.
    fn role_at(&self, region: &str) -> Option<Role> {
        let there = Code::parse(region).and_then(|region| self.actor.role_for(self.needs, &region));
        there.or_else(|| self.actor.grants_for(self.needs).next().map(|grant| grant.role))
    }

    /// The check of what a township's entries have added on this day. What counties and those above them change is not
    /// limited: it is accounts and decisions, and few.
    fn must_be_within_quota(&self, township_code: &str, added: Added) -> ApiResult<()> {
        let is_township = Code::parse(township_code).is_some_and(|code| code.level() == Level::Township);
        if !is_township || self.quota.0.is_none_or(|quota| added.bytes <= quota.get()) {
            return Ok(());
        }
        let (_, left) = clock::day_in_beijing(self.now);
        Err(ApiError::of(Problem::DailyQuotaExceeded).with_header(RETRY_AFTER, left.into()))
    }

    /// As [`Writing::record_change`], of a redaction: with the names of the fields that held what was taken out, and the
    /// entries that it changed. It is done whatever the township has added on this day.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn record_redaction(
        &mut self,
        change: &trail::Change<'_>,
        redacted: (Vec<String>, &[RedactedEntry]),
        touched: Vec<(String, i16)>,
    ) -> ApiResult<()> {
        let role = self.begin_entry(change.township_code)?;
        let by = by(&self.actor, role, (self.context, self.reason.as_deref()), self.counts);
        trail::write_redaction(self.conn, change, (by, self.now), &self.keys.trail, redacted)?;
        Ok(counters::bump(self.conn, touched, self.now)?)
    }
}

/// Who makes a change in this role, through which request, and why; whether it counts for the township's quota.
fn by<'a>(
    actor: &'a Actor,
    role: Role,
    (context, reason): (&'a RequestContext, Option<&'a str>),
    counts: bool,
) -> trail::By<'a> {
    let issuer = actor.issuer.as_deref();
    trail::By {
        token_id: &actor.token_id,
        token_issued_by: issuer.map(|issuer| issuer.name.as_str()),
        token_issuer_account: issuer.and_then(|issuer| issuer.account.as_deref()),
        account: &actor.account,
        actor: &actor.name,
        role: role.as_str(),
        request_id: &context.request_id,
        address: context.requester.address().map(|address| address.to_string()),
        reason,
        counts,
    }
}
