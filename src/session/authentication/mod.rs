//! Readers are authenticated in batches. Requests that arrive while others are being authenticated are authenticated together,
//! by one query, which costs as much as the query for one of them and reads a state of the ledger that is newer than each
//! request. Answers of a row or two are read on the same connection.

mod batcher;

use std::sync::Arc;

use diesel::pg::PgConnection;

use self::batcher::{Batcher, Handled, isolated};
use super::counters::Counted;
use crate::auth::Actor;
use crate::db::Db;
use crate::problems::ApiResult;
use crate::regions::Reach;
use crate::session::authenticator::{Authenticator, Credentials};

/// The part of the ledger that a request is about.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The counties and townships.
    pub reach: Arc<Reach>,
    /// The years whose counters are needed; `None` where none are.
    pub counted: Option<Years>,
}

/// Which years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Years {
    /// All.
    All,
    /// Up to this one.
    UpTo(i16),
}

impl Years {
    /// The last year, if there is one.
    #[must_use]
    pub fn last(self) -> Option<i16> {
        match self {
            Self::All => None,
            Self::UpTo(year) => Some(year),
        }
    }
}

/// An authenticated reader, and the state of the scope at that moment.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The actor.
    pub actor: Actor,
    /// The counties and townships of the scope.
    pub reach: Arc<Reach>,
    /// The counters, where the scope needs them.
    pub counted: Option<Counted>,
}

/// Authenticates readers; cheap to clone.
#[derive(Clone)]
pub struct Authentication {
    /// Requests that are only to be authenticated. One worker serves all of them: the more requests share a query, the less
    /// each costs.
    admissions: Batcher,
    /// Requests whose answer is a row or two. Reading these takes most of the time, so several workers share it.
    look_ups: Batcher,
}

impl Authentication {
    /// Starts the workers, of which `workers` read rows. They end when the last handle is dropped.
    ///
    /// # Panics
    /// Where the system grants no threads.
    #[must_use]
    pub fn start(db: &Db, authenticator: &Authenticator, workers: usize) -> Self {
        Self {
            admissions: Batcher::gathering(db, authenticator),
            look_ups: Batcher::sharing(db, authenticator, workers),
        }
    }

    /// Authenticates a reader, and finds the state of the scope that `scope` names.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn admit<F>(&self, credentials: Credentials, scope: F) -> ApiResult<Admission>
    where
        F: FnOnce(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send + 'static,
    {
        let handler = |reply, conn: &mut PgConnection, actor: ApiResult<Actor>| {
            let found = isolated(conn, |conn| {
                let actor = actor?;
                scope(conn, &actor).map(|scope| (actor, scope))
            });
            match found {
                Err(error) => Handled::replied(reply, Err(error)),
                Ok((actor, Scope { reach, counted: None })) => {
                    Handled::replied(reply, Ok(Admission { actor, reach, counted: None }))
                }
                Ok((actor, Scope { reach, counted: Some(years) })) => {
                    let asked = (Arc::clone(&reach), years);
                    Handled::needs_counters(asked, reply, |total| {
                        let counted = Some(total.of_reach_in(actor.directory));
                        Admission { actor, reach, counted }
                    })
                }
            }
        };
        self.admissions.submit(credentials, handler).await
    }

    /// Authenticates a reader and does `work` on the worker's connection: it may take no longer than a query by a key.
    ///
    /// # Errors
    /// 401 without a valid token; what `work` answers; 503 where the database cannot be used.
    pub async fn look_up<T, F>(&self, credentials: Credentials, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection, Actor) -> ApiResult<T> + Send + 'static,
    {
        let handler = |reply, conn: &mut PgConnection, actor: ApiResult<Actor>| {
            Handled::replied(reply, isolated(conn, |conn| work(conn, actor?)))
        };
        self.look_ups.submit(credentials, handler).await
    }
}
