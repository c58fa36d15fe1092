//! What a writer works with: one transaction, in which each change is audited (see [`super::audit`]).

use std::collections::HashMap;
use std::num::NonZeroI64;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::{Caller, State};
use crate::auth::accounts::AccountRole;
use crate::auth::{Actor, Permission};
use crate::clock;
use crate::db::Db;
use crate::deadlines::Calendar;
use crate::http::RequestContext;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::Code;
use crate::regions::tree::Validity;
use crate::text;

/// A transaction, with the actor that writes in it.
pub struct Writing<'a> {
    /// The transaction.
    pub conn: &'a mut PgConnection,
    /// The actor.
    pub actor: Actor,
    /// The request.
    pub context: &'a RequestContext,
    /// The reason, if the client gives one.
    pub reason: Option<String>,
    /// The instant that all of the transaction's rows carry.
    pub now: DateTime<Utc>,
    /// The keys of the ledger.
    pub keys: &'a Keys,
    /// The regions that the request is about: those that the writer's permission was checked for, or that of the first change.
    /// A stored answer is sent again only to callers that may write in all of them.
    pub regions: Vec<String>,
    /// What was looked up already in the transaction, since many records refer to the same.
    pub known: Known,
    /// The permission that the operation requires.
    pub(super) needs: Permission,
    pub(super) quota: Quota,
    /// Whether what it adds to a township's chain counts for that township's quota.
    pub(super) counts: bool,
}

/// What a transaction has looked up of the regions and vocabularies.
#[derive(Debug, Default)]
pub struct Known {
    /// When townships, and own units of counties, are in force; `None` for codes of neither.
    pub townships: HashMap<String, Option<Validity>>,
    /// The terms that counties have added, by county and vocabulary.
    pub terms: HashMap<(String, &'static str), Vec<String>>,
    /// The calendar of working days.
    pub calendar: Option<Arc<Calendar>>,
}

/// The most bytes that a township may add in a day of Beijing; `None` for any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota(pub Option<NonZeroI64>);

impl Caller {
    /// The database to write to: redactions change entries, which only the owner of the tables may.
    pub(super) fn database(&self) -> Db {
        let db = &self.state.db;
        if self.needs == Permission::RedactRecords { db.of_owner() } else { db.clone() }
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
    /// Begins to write for a request, whose operation requires a permission. The request counts against the limit once for all
    /// attempts.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may, 400 where the request's reason cannot be used.
    pub fn begin(
        conn: &'a mut PgConnection,
        actor: Actor,
        (context, needs): (&'a RequestContext, Permission),
        keys: &'a Keys,
    ) -> ApiResult<Self> {
        context.acquire()?;
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
}
