//! Where readers prove who they are. Those that arrive while others are being checked are checked together, by one
//! look at the database: it costs what one of them would cost, and every one is judged by a state of the ledger that
//! is younger than its request.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use actix_web::rt::time::timeout;
use diesel::pg::PgConnection;
use tokio::sync::oneshot;

use super::counters::{self, Counted};
use crate::auth::{Actor, Credential, Reach, store};
use crate::db::{Db, Own};
use crate::problems::{ApiError, ApiResult};
use crate::regions::Places;

/// How many are checked by one look at most: later ones wait for the next.
const MOST_AT_ONCE: usize = 256;

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

/// How a request finds its scope, once it is known who asks.
pub type FindScope = Box<dyn Fn(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send>;

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

struct Waiting {
    credential: Option<Credential>,
    scope: FindScope,
    verdict: oneshot::Sender<ApiResult<Pass>>,
}

/// The checkpoint; cheap to clone.
#[derive(Clone)]
pub struct Checkpoint {
    line: mpsc::Sender<Waiting>,
    patience: Duration,
}

impl Checkpoint {
    /// Opens the checkpoint, with a thread and a connection of its own. Both end with the last of its handles.
    ///
    /// # Panics
    /// Where the system grants no thread.
    #[must_use]
    pub fn open(db: &Db, places: Places) -> Self {
        let (line, waiting) = mpsc::channel();
        let own = db.own();
        let guard = std::thread::Builder::new().name("checkpoint".to_owned());
        #[expect(clippy::expect_used, reason = "at start, where nothing is served yet")]
        guard.spawn(move || keep(&waiting, own, &places)).expect("a thread for the checkpoint");
        Self { line, patience: db.patience() }
    }

    /// Who holds the credential, and the state of the scope.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn pass(&self, credential: Option<Credential>, scope: FindScope) -> ApiResult<Pass> {
        let (verdict, judged) = oneshot::channel();
        self.line.send(Waiting { credential, scope, verdict }).map_err(ApiError::internal)?;
        match timeout(self.patience, judged).await {
            Ok(verdict) => verdict.map_err(ApiError::internal)?,
            Err(_) => Err(ApiError::unavailable("the database did not say in time who is calling")),
        }
    }
}

/// Checks who waits, all of them at once, again and again.
fn keep(line: &mpsc::Receiver<Waiting>, mut own: Own, places: &Places) {
    while let Ok(first) = line.recv() {
        let others = line.try_iter().take(MOST_AT_ONCE - 1);
        let waiting: Vec<Waiting> = std::iter::once(first).chain(others).collect();
        // Whom a panic leaves without a verdict learns of it by the end of the channel.
        if catch_unwind(AssertUnwindSafe(|| judge_all(waiting, &mut own, places))).is_err() {
            log::error!("the checkpoint panicked");
        }
    }
}

fn judge_all(waiting: Vec<Waiting>, own: &mut Own, places: &Places) {
    let verdicts = own.look(|conn| verdicts(conn, &waiting, places));
    let cause = verdicts.as_ref().err().and_then(ApiError::cause).unwrap_or_default().to_owned();
    let mut verdicts = verdicts.unwrap_or_default().into_iter();
    for one in waiting {
        let verdict = verdicts.next().unwrap_or_else(|| Err(ApiError::unavailable(&cause)));
        // Who hung up meanwhile hears nothing.
        let _ = one.verdict.send(verdict);
    }
}

/// A verdict for each; an error only where there can be none for anybody.
fn verdicts(
    conn: &mut PgConnection,
    waiting: &[Waiting],
    places: &Places,
) -> ApiResult<Vec<ApiResult<Pass>>> {
    let ids: Vec<&str> = waiting.iter().filter_map(|one| Some(one.credential.as_ref()?.id())).collect();
    let valid = store::valid(conn, &ids)?;
    let mut counts = HashMap::new();
    Ok(waiting.iter().map(|one| judge(conn, one, &valid, places, &mut counts)).collect())
}

fn judge(
    conn: &mut PgConnection,
    one: &Waiting,
    valid: &[store::ValidToken],
    places: &Places,
    counts: &mut HashMap<(Arc<Reach>, Years), Counted>,
) -> ApiResult<Pass> {
    let actor = store::holder(conn, valid, one.credential.as_ref(), places)?;
    let Scope { reach, counted } = (one.scope)(conn, &actor)?;
    let counted = match counted {
        Some(years) => Some(count_once(conn, (Arc::clone(&reach), years), counts)?),
        None => None,
    };
    Ok(Pass { actor, reach, counted })
}

fn count_once(
    conn: &mut PgConnection,
    key: (Arc<Reach>, Years),
    counts: &mut HashMap<(Arc<Reach>, Years), Counted>,
) -> ApiResult<Counted> {
    if let Some(counted) = counts.get(&key) {
        return Ok(*counted);
    }
    let counted = counters::state(conn, &key.0, key.1.last())?;
    counts.insert(key, counted);
    Ok(counted)
}
