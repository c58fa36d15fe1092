//! An authenticated reader.

use std::sync::Arc;

use actix_web::web;
use diesel::pg::PgConnection;

use super::authentication::Admission;
use super::{Reading, State};
use crate::auth::Actor;
use crate::db::{Asker, Db, Lane};
use crate::http::cursor::Signer;
use crate::http::{Answer, ETag, RequestContext};
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Reach;
use crate::session::counters::Counted;

/// A reader whose token was valid after its request came in, with the state of its scope at that moment.
#[derive(Clone)]
pub struct Admitted {
    pub(super) state: web::Data<State>,
    pub(super) context: Arc<RequestContext>,
    pub(super) admission: Admission,
    pub(super) lane: Lane,
}

impl Admitted {
    /// The account behind the token.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.admission.actor
    }

    /// The part of the ledger that the request is about.
    #[must_use]
    pub fn reach(&self) -> &Arc<Reach> {
        &self.admission.reach
    }

    /// What the request says of itself.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The database, for statements that each need a snapshot of their own.
    #[must_use]
    pub fn database(&self) -> &Db {
        &self.state.db
    }

    /// The keys of the ledger.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.state.authenticator.keys
    }

    /// Signs cursors.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.state.signer
    }

    /// The counters of the scope.
    ///
    /// # Errors
    /// 500 where the scope did not ask for them.
    pub fn counted(&self) -> ApiResult<Counted> {
        self.admission.counted.ok_or_else(|| ApiError::internal("the scope did not ask for counters"))
    }

    /// The tag of what is read off the scope: see [`Reading::tag_of`]. What is read after this moment is as new as the
    /// tag, or newer: a client may get an answer that it has already, but never 304 for one that has changed.
    ///
    /// # Errors
    /// As [`Admitted::counted`].
    pub fn tag(&self, what: &[u8]) -> ApiResult<ETag> {
        Ok(Reading::tag_by(&self.counted()?, self.reach(), what))
    }

    /// The same reader, whose work is done in this lane.
    #[must_use]
    pub fn in_lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    /// The database, on behalf of the reader's account.
    fn share(&self, lane: Lane) -> Db {
        self.state.db.asked_by(Asker { name: Arc::clone(&self.admission.actor.account), lane })
    }

    /// Runs `work` on one snapshot: see [`crate::db::Db::read`]. The request counts against the limit, whatever its outcome.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may; what `work` answers; 503 where the database cannot be used.
    pub async fn read<T, F>(self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reading<'_>) -> ApiResult<T> + Send + 'static,
    {
        self.context.acquire()?;
        let db = self.share(self.lane);
        db.read(move |conn| work(&mut self.reading(conn))).await
    }

    /// Runs a `work` of a single statement: see [`crate::db::Db::query`]. The request counts against the limit, whatever its outcome.
    ///
    /// # Errors
    /// As [`Admitted::read`].
    pub async fn query<T, F>(self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut Reading<'_>) -> ApiResult<T> + Send + 'static,
    {
        self.context.acquire()?;
        let db = self.share(self.lane);
        db.query(move |conn| work(&mut self.reading(conn))).await
    }

    /// Answers as [`Admitted::read`] does, then stores what `work` returned with its answer. The answer does not depend on
    /// that: where it fails, the next reader computes it again.
    ///
    /// # Errors
    /// As [`Admitted::read`].
    pub async fn read_and_store<F, T, S>(self, work: F, store: S) -> ApiResult<Answer>
    where
        T: Send + Sync + 'static,
        F: FnOnce(&mut Reading<'_>) -> ApiResult<(Answer, Vec<T>)> + Send + 'static,
        S: Fn(&mut PgConnection, &[T]) -> ApiResult<()> + Send + 'static,
    {
        self.context.acquire()?;
        let (db, storing) = (self.share(self.lane).patient(), self.share(Lane::Small));
        let (answer, found) = db.read(move |conn| work(&mut self.reading(conn))).await?;
        if !found.is_empty()
            && let Err(error) = storing.write(move |conn| store(conn, &found)).await
        {
            log::warn!("figures not stored: {error}");
        }
        Ok(answer)
    }

    /// What a handler works with, on this connection.
    pub(super) fn reading<'a>(&'a self, conn: &'a mut PgConnection) -> Reading<'a> {
        let Self { state, context, admission, .. } = self;
        let (signer, keys) = (&state.signer, &state.authenticator.keys);
        Reading { conn, actor: &admission.actor, reach: &admission.reach, context, signer, keys }
    }
}
