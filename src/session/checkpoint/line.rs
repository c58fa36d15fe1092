//! Lines of requests at the checkpoint, and the guards who attend to them.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use actix_web::rt::time::timeout;
use diesel::pg::PgConnection;
use tokio::sync::oneshot;

use super::Years;
use crate::auth::{Actor, Credential, tokens};
use crate::clock::Pace;
use crate::db::{Db, Own, on};
use crate::problems::{ApiError, ApiResult, Fault};
use crate::regions::Reach;
use crate::session::authenticator::{Authenticator, Credentials};
use crate::session::counters::{self, Total};

/// How many are checked by one look at most: later ones wait for the next.
const MOST_AT_ONCE: usize = 256;
/// From one shared look to the next at least. Without it, looks are shared only once they keep all processors busy:
/// at half of the most that the service can do it would have nothing to spare.
const BETWEEN_LOOKS: Duration = Duration::from_micros(500);
/// How many may wait in a line. Where PostgreSQL hangs, more of them would only fill the memory.
const LONGEST_LINE: usize = 8192;

/// Tells a request its verdict.
type Verdict<T> = oneshot::Sender<ApiResult<T>>;
/// Whose counters, and of which years.
type Asked = (Arc<Reach>, Years);
/// Hands on what the counters said.
type Tell = Box<dyn FnOnce(ApiResult<Total>)>;

/// What became of a request.
pub enum Attended {
    /// It has its verdict, or needs none; what the database failed meanwhile.
    Told(Option<Fault>),
    /// Its verdict depends on counters. They are looked up for all that ask at once.
    Asks(Asked, Tell),
}

impl Attended {
    /// Tells the verdict.
    pub fn told<T>(verdict: Verdict<T>, result: ApiResult<T>) -> Self {
        let fault = result.as_ref().err().and_then(ApiError::fault);
        let _ = verdict.send(result);
        Self::Told(fault)
    }

    /// The verdict is what `pass` makes of the counters.
    pub fn asks<T: 'static>(
        asked: Asked,
        verdict: Verdict<T>,
        pass: impl FnOnce(Total) -> T + 'static,
    ) -> Self {
        Self::Asks(asked, Box::new(move |total| drop(verdict.send(total.map(pass)))))
    }
}

/// Does one request's work so that a panic in it is that request's alone.
pub fn undisturbed<T>(
    conn: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    // In which state a panic leaves the connection nobody knows.
    let panicked = |_| Err(ApiError::internal("a look panicked").by_fault(Fault::Connection));
    catch_unwind(AssertUnwindSafe(|| on(conn, work))).unwrap_or_else(panicked)
}

type Attend = Box<dyn FnOnce(&mut PgConnection, ApiResult<Actor>) -> Attended + Send>;

struct Waiting {
    presented: Credentials,
    attend: Attend,
}

/// A line of requests, with guards who attend to them.
#[derive(Clone)]
pub struct Line {
    end: mpsc::Sender<Waiting>,
    length: Arc<AtomicUsize>,
    patience: Duration,
}

impl Line {
    /// A line with one guard, for work that costs about as much for many as for one.
    pub fn gathering(db: &Db, authenticator: &Authenticator) -> Self {
        Self::open(db, authenticator, 1, Some(BETWEEN_LOOKS))
    }

    /// A line with several guards who take turns, for work that each request has to itself.
    pub fn sharing(db: &Db, authenticator: &Authenticator, guards: usize) -> Self {
        Self::open(db, authenticator, guards, None)
    }

    /// Each guard is a thread with a connection of its own.
    fn open(db: &Db, authenticator: &Authenticator, guards: usize, pace: Option<Duration>) -> Self {
        let (end, waiting) = mpsc::channel();
        let (waiting, length) = (Arc::new(Mutex::new(waiting)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..guards {
            let queue = Queue { waiting: Arc::clone(&waiting), length: Arc::clone(&length), guards };
            let (own, authenticator, pace) = (db.own(), authenticator.clone(), pace.map(Pace::new));
            let guard = std::thread::Builder::new().name("checkpoint".to_owned());
            #[expect(clippy::expect_used, reason = "at start, where nothing is served yet")]
            guard
                .spawn(move || stand_guard(&queue, pace, own, &authenticator))
                .expect("a thread for the checkpoint");
        }
        Self { end, length, patience: db.patience() }
    }

    /// Has a guard attend to a request.
    ///
    /// # Errors
    /// The verdict; 503 where there is none in time.
    pub async fn attend<T, F>(&self, presented: Credentials, attend: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(Verdict<T>, &mut PgConnection, ApiResult<Actor>) -> Attended + Send + 'static,
    {
        let (verdict, judged) = oneshot::channel();
        let attend: Attend = Box::new(move |conn, actor| {
            // Who hung up meanwhile, or was answered 503, needs no verdict.
            if verdict.is_closed() { Attended::Told(None) } else { attend(verdict, conn, actor) }
        });
        if self.length.fetch_add(1, Ordering::Relaxed) >= LONGEST_LINE {
            self.length.fetch_sub(1, Ordering::Relaxed);
            return Err(ApiError::unavailable("too many wait at the checkpoint"));
        }
        self.end.send(Waiting { presented, attend }).map_err(ApiError::internal)?;
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
    /// The next ones, as many as are this guard's share; `None` at the end of all handles. A guard with a pace lets
    /// more come in first.
    fn take(&self, pace: Option<&mut Pace>) -> Option<Vec<Waiting>> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let first = waiting.recv().ok()?;
        if let Some(pace) = pace {
            pace.keep();
            // No time at all where nobody else wants the processor; where many do, they bring more requests.
            std::thread::yield_now();
        }
        let share = self.length.load(Ordering::Relaxed).div_ceil(self.guards).min(MOST_AT_ONCE);
        let taken: Vec<_> =
            std::iter::once(first).chain(waiting.try_iter().take(share.saturating_sub(1))).collect();
        self.length.fetch_sub(taken.len(), Ordering::Relaxed);
        Some(taken)
    }
}

/// Checks who waits, several at once, again and again.
fn stand_guard(queue: &Queue, mut pace: Option<Pace>, mut own: Own, authenticator: &Authenticator) {
    while let Some(waiting) = queue.take(pace.as_mut()) {
        attend_all(waiting, &mut own, authenticator);
    }
}

fn attend_all(waiting: Vec<Waiting>, own: &mut Own, authenticator: &Authenticator) {
    let broke = || ApiError::database(Fault::Connection, "the connection broke during a look");
    let mut waiting = Some(waiting);
    let looked = own.look(|conn| {
        let ids = waiting.as_ref().ok_or_else(broke)?;
        let credentials = ids.iter().filter_map(|one| one.presented.credential.as_ref());
        let ids: Vec<&str> = credentials.map(Credential::id).collect();
        let valid = tokens::valid(conn, &ids)?;
        // From here on they are attended to, and there is no second attempt.
        let (mut faults, mut questions) = (Vec::new(), Questions::new());
        for one in waiting.take().into_iter().flatten() {
            let actor = authenticator.holder(conn, &valid, &one.presented);
            match (one.attend)(conn, actor) {
                Attended::Told(fault) => faults.extend(fault),
                Attended::Asks(asked, tell) => questions.entry(asked).or_default().push(tell),
            }
        }
        faults.extend(count(conn, questions));
        if faults.contains(&Fault::Connection) { Err(broke()) } else { Ok(faults) }
    });
    match looked {
        Ok(faults) => faults.into_iter().for_each(|fault| own.failed(fault)),
        Err(error) => log::warn!("the checkpoint cannot look: {}", error.cause().unwrap_or_default()),
    }
}

/// Who asks about the same counters.
type Questions = HashMap<Asked, Vec<Tell>>;

/// Looks up all counters that are asked about; what the database failed, if it did. Where that is not the connection, it
/// may be the matter of some of them only (a node of a distributed database that is down): each is looked up by itself then.
fn count(conn: &mut PgConnection, questions: Questions) -> Vec<Fault> {
    let (asked, tell): (Vec<Asked>, Vec<Vec<Tell>>) = questions.into_iter().unzip();
    match totals(conn, &asked) {
        Ok(totals) => {
            totals.into_iter().zip(tell).for_each(|(total, tell)| tell_all(tell, &Ok(total)));
            Vec::new()
        }
        Err(error) if asked.len() == 1 || !is_of_some(&error) => {
            let fault = error.fault();
            let all = tell.into_iter().flatten().collect();
            tell_all(all, &Err(error));
            Vec::from_iter(fault)
        }
        Err(_) => asked.into_iter().zip(tell).flat_map(|question| count(conn, [question].into())).collect(),
    }
}

fn totals(conn: &mut PgConnection, asked: &[Asked]) -> ApiResult<Vec<Total>> {
    let scopes: Vec<_> = asked.iter().map(|(reach, years)| (reach.as_ref(), years.last())).collect();
    undisturbed(conn, |conn| Ok(counters::totals(conn, &scopes)?))
}

/// Whether others may get an answer. Not where it took too long: all of them waited already.
fn is_of_some(error: &ApiError) -> bool {
    matches!(error.fault(), Some(Fault::Node | Fault::Resources | Fault::Other))
}

fn tell_all(all: Vec<Tell>, total: &ApiResult<Total>) {
    for tell in all {
        tell(total.as_ref().copied().map_err(|error| {
            let unavailable = ApiError::unavailable(error.cause().unwrap_or_default());
            error.fault().into_iter().fold(unavailable, ApiError::by_fault)
        }));
    }
}
