//! Where readers prove who they are. Those that arrive while others are being checked are checked together, by one
//! look at the database: it costs what one of them would cost, and every one is judged by a state of the ledger that
//! is younger than its request. What takes no more than a row or two is read right there.

mod line;

use std::sync::Arc;

use diesel::pg::PgConnection;

use self::line::{Attended, Line, undisturbed};
use super::counters::Counted;
use crate::auth::Actor;
use crate::db::Db;
use crate::problems::ApiResult;
use crate::regions::Reach;
use crate::session::authenticator::{Authenticator, Credentials};

/// The part of the ledger that a request is about.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Where.
    pub reach: Arc<Reach>,
    /// Whether the counters are wanted: of all years, or of those up to one.
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

/// Who was let in, and the state of the scope at that moment.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub reach: Arc<Reach>,
    /// What the counters said, where they were wanted.
    pub counted: Option<Counted>,
}

/// The checkpoint; cheap to clone.
#[derive(Clone)]
pub struct Checkpoint {
    /// Those who want to be let in. One guard for all of them: the more wait for one look, the less it costs each.
    passes: Line,
    /// Those whose answer is a row or two. Reading these takes most of the time, so several guards share it.
    look_ups: Line,
}

impl Checkpoint {
    /// Opens the checkpoint; `guards` of it read rows. They leave with the last of its handles.
    ///
    /// # Panics
    /// Where the system grants no threads.
    #[must_use]
    pub fn open(db: &Db, authenticator: &Authenticator, guards: usize) -> Self {
        Self {
            passes: Line::gathering(db, authenticator),
            look_ups: Line::sharing(db, authenticator, guards),
        }
    }

    /// Who presents this, and the state of the scope that `scope` finds.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn pass<F>(&self, presented: Credentials, scope: F) -> ApiResult<Pass>
    where
        F: FnOnce(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send + 'static,
    {
        let attend = |verdict, conn: &mut PgConnection, actor: ApiResult<Actor>| {
            let found = undisturbed(conn, |conn| {
                let actor = actor?;
                scope(conn, &actor).map(|scope| (actor, scope))
            });
            match found {
                Err(error) => Attended::told(verdict, Err(error)),
                Ok((actor, Scope { reach, counted: None })) => {
                    Attended::told(verdict, Ok(Pass { actor, reach, counted: None }))
                }
                Ok((actor, Scope { reach, counted: Some(years) })) => {
                    let asked = (Arc::clone(&reach), years);
                    Attended::asks(asked, verdict, |total| {
                        let counted = Some(total.of_reach_in(actor.directory));
                        Pass { actor, reach, counted }
                    })
                }
            }
        };
        self.passes.attend(presented, attend).await
    }

    /// Does `work` for who presents this: at the checkpoint, so it may take no longer than a look.
    ///
    /// # Errors
    /// 401 without a valid token; what `work` answers; 503 where the database cannot be used.
    pub async fn serve<T, F>(&self, presented: Credentials, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection, Actor) -> ApiResult<T> + Send + 'static,
    {
        let attend = |verdict, conn: &mut PgConnection, actor: ApiResult<Actor>| {
            Attended::told(verdict, undisturbed(conn, |conn| work(conn, actor?)))
        };
        self.look_ups.attend(presented, attend).await
    }
}
