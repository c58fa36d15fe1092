//! Where readers prove who they are. Those that arrive while others are being checked are checked together, by one
//! look at the database: it costs what one of them would cost, and every one is judged by a state of the ledger that
//! is younger than its request. What takes no more than a row or two is read right there.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use actix_web::rt::time::timeout;
use diesel::pg::PgConnection;
use tokio::sync::oneshot;

use super::counters::{self, Counted};
use crate::auth::{Actor, Credential, Reach, store};
use crate::db::{Db, Own, on};
use crate::problems::{ApiError, ApiResult, Fault};
use crate::regions::Places;

/// How many are checked by one look at most: later ones wait for the next.
const MOST_AT_ONCE: usize = 256;
/// How many may wait in a line. Where PostgreSQL hangs, more of them would only fill the memory.
const LONGEST_LINE: usize = 8192;

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
#[derive(Debug)]
pub struct Pass {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub reach: Arc<Reach>,
    /// What the counters said, where they were wanted.
    pub counted: Option<Counted>,
}

/// What the counters said of scopes that somebody in the same look asked about.
type Counts = HashMap<(Arc<Reach>, Years), Counted>;

/// Tells a request its verdict, and says what the database failed meanwhile.
type Attend = Box<dyn FnOnce(&mut PgConnection, ApiResult<Actor>, &mut Counts) -> Option<Fault> + Send>;

struct Waiting {
    credential: Option<Credential>,
    attend: Attend,
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
    pub fn open(db: &Db, places: &Places, guards: usize) -> Self {
        Self { passes: Line::open(db, places, 1), look_ups: Line::open(db, places, guards) }
    }

    /// Who holds the credential, and the state of the scope that `scope` finds.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn pass<F>(&self, credential: Option<Credential>, scope: F) -> ApiResult<Pass>
    where
        F: FnOnce(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send + 'static,
    {
        self.passes
            .attend(credential, move |conn, actor, counts| {
                let Scope { reach, counted } = scope(conn, &actor)?;
                let counted =
                    counted.map(|years| count_once(conn, (Arc::clone(&reach), years), counts)).transpose()?;
                Ok(Pass { actor, reach, counted })
            })
            .await
    }

    /// Does `work` for who holds the credential: at the checkpoint, so it may take no longer than a look.
    ///
    /// # Errors
    /// 401 without a valid token; what `work` answers; 503 where the database cannot be used.
    pub async fn serve<T, F>(&self, credential: Option<Credential>, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection, Actor) -> ApiResult<T> + Send + 'static,
    {
        self.look_ups.attend(credential, move |conn, actor, _| work(conn, actor)).await
    }
}

/// A line of requests, with guards who attend to them.
#[derive(Clone)]
struct Line {
    end: mpsc::Sender<Waiting>,
    length: Arc<AtomicUsize>,
    patience: Duration,
}

impl Line {
    /// Each guard is a thread with a connection of its own.
    fn open(db: &Db, places: &Places, guards: usize) -> Self {
        let (end, waiting) = mpsc::channel();
        let (waiting, length) = (Arc::new(Mutex::new(waiting)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..guards {
            let queue = Queue { waiting: Arc::clone(&waiting), length: Arc::clone(&length), guards };
            let (own, places) = (db.own(), places.clone());
            let guard = std::thread::Builder::new().name("checkpoint".to_owned());
            #[expect(clippy::expect_used, reason = "at start, where nothing is served yet")]
            guard.spawn(move || stand_guard(&queue, own, &places)).expect("a thread for the checkpoint");
        }
        Self { end, length, patience: db.patience() }
    }

    /// Does `work` for who holds the credential, on the connection of a guard.
    async fn attend<T, F>(&self, credential: Option<Credential>, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection, Actor, &mut Counts) -> ApiResult<T> + Send + 'static,
    {
        let (verdict, judged) = oneshot::channel();
        let attend: Attend = Box::new(move |conn, actor, counts| {
            if verdict.is_closed() {
                return None; // Who hung up meanwhile, or was answered 503, needs no verdict.
            }
            let work = |conn: &mut PgConnection| on(conn, |conn| work(conn, actor?, counts));
            let result = catch_unwind(AssertUnwindSafe(|| work(conn)));
            // In which state a panic leaves the connection nobody knows.
            let (fault, result) = match result {
                Err(_) => (Some(Fault::Connection), Err(ApiError::internal("a look panicked"))),
                Ok(Err(error)) => (error.fault(), Err(error)),
                Ok(Ok(found)) => (None, Ok(found)),
            };
            let _ = verdict.send(result);
            fault
        });
        if self.length.fetch_add(1, Ordering::Relaxed) >= LONGEST_LINE {
            self.length.fetch_sub(1, Ordering::Relaxed);
            return Err(ApiError::unavailable("too many wait at the checkpoint"));
        }
        self.end.send(Waiting { credential, attend }).map_err(ApiError::internal)?;
        match timeout(self.patience, judged).await {
            // Whom a lost connection or a panic left without a verdict learns of it by the end of the channel.
            Ok(verdict) => verdict.map_err(|gone| ApiError::unavailable(format!("no verdict: {gone}")))?,
            Err(_) => Err(ApiError::unavailable("the database did not say in time who is calling")),
        }
    }
}

/// Where the guards of a line take who waits.
struct Queue {
    waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>,
    length: Arc<AtomicUsize>,
    guards: usize,
}

impl Queue {
    /// The next ones, as many as are this guard's share; `None` at the end of all handles.
    fn take(&self) -> Option<Vec<Waiting>> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let first = waiting.recv().ok()?;
        let share = self.length.load(Ordering::Relaxed).div_ceil(self.guards).min(MOST_AT_ONCE);
        let taken: Vec<_> =
            std::iter::once(first).chain(waiting.try_iter().take(share.saturating_sub(1))).collect();
        self.length.fetch_sub(taken.len(), Ordering::Relaxed);
        Some(taken)
    }
}

/// Checks who waits, several at once, again and again.
fn stand_guard(queue: &Queue, mut own: Own, places: &Places) {
    while let Some(waiting) = queue.take() {
        attend_all(waiting, &mut own, places);
    }
}

fn attend_all(waiting: Vec<Waiting>, own: &mut Own, places: &Places) {
    let broke = || ApiError::database(Fault::Connection, "the connection broke during a look");
    let mut waiting = Some(waiting);
    let looked = own.look(|conn| {
        let ids = waiting.as_ref().ok_or_else(broke)?;
        let ids: Vec<&str> = ids.iter().filter_map(|one| Some(one.credential.as_ref()?.id())).collect();
        let valid = store::valid(conn, &ids)?;
        // From here on they are attended to, and there is no second attempt.
        let attended = waiting.take().into_iter().flatten();
        let mut counts = Counts::new();
        let faults = attended.filter_map(|one| {
            let actor = store::holder(conn, &valid, one.credential.as_ref(), places);
            (one.attend)(conn, actor, &mut counts)
        });
        let faults: Vec<Fault> = faults.collect();
        if faults.contains(&Fault::Connection) { Err(broke()) } else { Ok(faults) }
    });
    match looked {
        Ok(faults) => faults.into_iter().for_each(|fault| own.failed(fault)),
        Err(error) => log::warn!("the checkpoint cannot look: {}", error.cause().unwrap_or_default()),
    }
}

fn count_once(conn: &mut PgConnection, key: (Arc<Reach>, Years), counts: &mut Counts) -> ApiResult<Counted> {
    if let Some(counted) = counts.get(&key) {
        return Ok(*counted);
    }
    let counted = counters::state(conn, &key.0, key.1.last())?;
    counts.insert(key, counted);
    Ok(counted)
}
