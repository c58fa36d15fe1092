//! Auditing: every change of anything that has versions adds an entry to the trail and increments the counters of the
//! township-years it touches. [`Writing::audit`] is the one way to do so.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::header::RETRY_AFTER;
use uuid::Uuid;

pub use super::trail::change::{Audited, AuditedRow, Change, Event, Subject, Versioned};
use super::trail::{self, Action, Added, By, Head};
use super::{Writing, counters};
use crate::auth::Role;
use crate::clock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;

impl Writing<'_> {
    /// The next version of something, made by the writer in this transaction.
    #[must_use]
    pub fn next<T: Versioned>(&self, mut current: T) -> T {
        let (version, at, by) = current.revision();
        *version += 1;
        *at = self.now;
        *by = self.actor.name.to_string();
        current
    }

    /// Audits a change that was just stored.
    ///
    /// # Errors
    /// As [`Writing::audit_all`].
    pub fn audit<T: Audited>(&mut self, action: Action, before: Option<&T>, after: &T) -> ApiResult<()> {
        self.audit_all(Change::of(action, before, after)?, Vec::new())
    }

    /// Audits a replacement. Version 0 is not stored and has no entry: the next one counts as created.
    ///
    /// # Errors
    /// As [`Writing::audit_all`].
    pub fn audit_replaced<T: Audited>(&mut self, before: &T, after: &T) -> ApiResult<()> {
        match before.subject().version {
            0 => self.audit(Action::Created, None, after),
            _ => self.audit(Action::Replaced, Some(before), after),
        }
    }

    /// Audits a change with the changes that follow from it, which may be of other townships: each has an entry in the chain
    /// of its own region, made in the role in which the first change was made. The heads of chains are locked in ascending
    /// order, so that two writers cannot deadlock on them; the counters come last, since their rows stay locked until the
    /// transaction ends.
    ///
    /// # Errors
    /// 429 where the township has added as much on this day as it may, unless by a redaction; 503 where the database fails.
    pub fn audit_all(&mut self, change: Change, consequences: Vec<Change>) -> ApiResult<()> {
        let role = self.begin_entry(&change.region_code)?;
        let (region_code, is_limited) = (change.region_code.clone(), change.redacted.is_none());
        let (mut changes, mut touched) = (consequences, Vec::new());
        changes.push(change);
        changes.sort_by(|one, other| one.region_code.cmp(&other.region_code));
        for mut change in changes {
            touched.append(&mut change.touched);
            let is_own = change.region_code == region_code;
            let reason = self.reason.as_deref();
            let by =
                By { actor: &self.actor, role, context: self.context, reason, counts: is_own && self.counts };
            let added = trail::write(self.conn, change, by, self.now, &self.keys.trail)?;
            if is_own && is_limited {
                self.must_be_within_quota(&region_code, added)?;
            }
        }
        Ok(counters::bump(self.conn, touched, self.now)?)
    }

    /// Audits what was just created. The entries of a region are in the order given; heads and counters are locked as by
    /// [`Writing::audit_all`].
    ///
    /// # Errors
    /// 429 where a township has added as much on this day as it may; 503 where the database fails.
    pub fn audit_new<T: Audited>(&mut self, new: &[&T]) -> ApiResult<()> {
        let (mut regions, mut touched) = (BTreeMap::<&str, Vec<&T>>::new(), Vec::new());
        for item in new {
            regions.entry(item.subject().region_code).or_default().push(item);
        }
        for (region_code, items) in regions {
            let role = self.begin_entry(region_code)?;
            let reason = self.reason.as_deref();
            let by = By { actor: &self.actor, role, context: self.context, reason, counts: self.counts };
            // Serialised one by one, since a batch may hold many.
            let changes = items.into_iter().map(|item| {
                let mut change = Change::of(Action::Created, None, item)?;
                touched.append(&mut change.touched);
                Ok(change)
            });
            let added = trail::write_new(self.conn, region_code, changes, (by, self.now), &self.keys.trail)?;
            self.must_be_within_quota(region_code, added)?;
        }
        Ok(counters::bump(self.conn, touched, self.now)?)
    }

    /// Locks the heads of the chains of these regions before there is an entry, so that no other transaction changes anything of
    /// theirs until this one ends: for rules over several records that no unique key can hold. Heads are locked in ascending order,
    /// as by [`Writing::audit_all`].
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn lock_chains(&mut self, regions: &BTreeSet<&str>) -> ApiResult<()> {
        for region in regions {
            // There is no entry yet, so no record is named.
            let none = (Uuid::nil(), 0);
            Head::lock(self.conn, (Code::county_of(region), region), none, &self.keys.trail)?;
        }
        Ok(())
    }

    /// The role in which an entry of this region is made. The first entry is what the request is about.
    fn begin_entry(&mut self, region_code: &str) -> ApiResult<Role> {
        if self.regions.is_empty() {
            self.regions.push(region_code.to_owned());
        }
        self.role_at(region_code)
            .ok_or_else(|| ApiError::internal("a change by an actor without the permission"))
    }

    /// The role in which the writer makes a change whose entry stands in the trail of `region`: one that holds there, or
    /// else any that permits it, since an account may be in the chain of a region above all its roles.
    fn role_at(&self, region: &str) -> Option<Role> {
        let there = Code::parse(region).and_then(|region| self.actor.role_for(self.needs, &region));
        there.or_else(|| self.actor.grants_for(self.needs).next().map(|grant| grant.role))
    }

    /// The check of what the entries of a township, or of a county's own unit, have added on this day. Changes of counties and
    /// regions above are not limited: these are accounts and decisions, and few.
    fn must_be_within_quota(&self, region_code: &str, added: Added) -> ApiResult<()> {
        let has_records = Code::parse(region_code).is_some_and(|code| code.level().has_records());
        if !has_records || self.quota.0.is_none_or(|quota| added.bytes <= quota.get()) {
            return Ok(());
        }
        let (_, left) = clock::day_in_beijing(self.now);
        Err(ApiError::of(Problem::DailyQuotaExceeded).with_header(RETRY_AFTER, left.into()))
    }
}
