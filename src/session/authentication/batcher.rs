//! Queues of requests that are to be authenticated, and the workers that take them in batches.

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
use crate::db::{Db, DedicatedConnection, checked};
use crate::problems::{ApiError, ApiResult, Fault};
use crate::regions::Reach;
use crate::session::authenticator::{Authenticator, Credentials};
use crate::session::counters::{self, Total};

/// The most requests that one query authenticates; later ones wait for the next.
const MOST_AT_ONCE: usize = 256;
/// The least time from one shared query to the next. Without it, queries would be shared only when all processors are busy,
/// which would be so at half of the highest load already.
const BETWEEN_QUERIES: Duration = Duration::from_micros(500);
/// The most requests that wait in a queue. While PostgreSQL hangs, more of them would only fill the memory.
const LONGEST_QUEUE: usize = 8192;

/// Where the result of a request is sent.
type Reply<T> = oneshot::Sender<ApiResult<T>>;
/// A reach and years whose counters are needed.
type Asked = (Arc<Reach>, Years);
/// Takes the counters and replies.
type CountersReply = Box<dyn FnOnce(ApiResult<Total>)>;

/// What became of a request.
pub enum Handled {
    /// It has its reply, or needs none; with the fault of the database, if there was one.
    Replied(Option<Fault>),
    /// Its reply depends on counters. They are looked up for all such requests of the batch at once.
    NeedsCounters(Asked, CountersReply),
}

impl Handled {
    /// Sends the reply.
    pub fn replied<T>(reply: Reply<T>, result: ApiResult<T>) -> Self {
        let fault = result.as_ref().err().and_then(ApiError::fault);
        let _ = reply.send(result);
        Self::Replied(fault)
    }

    /// The reply is what `admit` makes of the counters.
    pub fn needs_counters<T: 'static>(
        asked: Asked,
        reply: Reply<T>,
        admit: impl FnOnce(Total) -> T + 'static,
    ) -> Self {
        Self::NeedsCounters(asked, Box::new(move |total| drop(reply.send(total.map(admit)))))
    }
}

/// Does one request's work. A panic in it fails that request only.
pub fn isolated<T>(
    conn: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    match catch_unwind(AssertUnwindSafe(|| work(conn))) {
        Ok(result) => checked(conn, result),
        // The state in which a panic leaves the connection is unknown.
        Err(_) => Err(ApiError::internal("the work of a request panicked").by_fault(Fault::Connection)),
    }
}

type Handler = Box<dyn FnOnce(&mut PgConnection, ApiResult<Actor>) -> Handled + Send>;

struct QueuedRequest {
    credentials: Credentials,
    handler: Handler,
}

/// A queue of requests, with workers that take them in batches.
#[derive(Clone)]
pub struct Batcher {
    sender: mpsc::Sender<QueuedRequest>,
    length: Arc<AtomicUsize>,
    patience: Duration,
}

impl Batcher {
    /// With one worker, for work that costs about as much for many as for one.
    pub fn gathering(db: &Db, authenticator: &Authenticator) -> Self {
        Self::start(db, authenticator, 1, Some(BETWEEN_QUERIES))
    }

    /// With several workers, for work that is done for each request by itself.
    pub fn sharing(db: &Db, authenticator: &Authenticator, workers: usize) -> Self {
        Self::start(db, authenticator, workers, None)
    }

    /// Each worker is a thread with a connection of its own.
    fn start(db: &Db, authenticator: &Authenticator, workers: usize, pace: Option<Duration>) -> Self {
        let (sender, receiver) = mpsc::channel();
        let (receiver, length) = (Arc::new(Mutex::new(receiver)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..workers {
            let queue = Queue { receiver: Arc::clone(&receiver), length: Arc::clone(&length), workers };
            let (own, authenticator, pace) = (db.own(), authenticator.clone(), pace.map(Pace::new));
            let worker = std::thread::Builder::new().name("authentication".to_owned());
            #[expect(clippy::expect_used, reason = "at start, where nothing is served yet")]
            worker
                .spawn(move || work_off(&queue, pace, own, &authenticator))
                .expect("a thread for authentication");
        }
        Self { sender, length, patience: db.patience() }
    }

    /// Has a worker authenticate a request and run its handler.
    ///
    /// # Errors
    /// What the handler replies; 503 where there is no reply in time.
    pub async fn submit<T, F>(&self, credentials: Credentials, handler: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(Reply<T>, &mut PgConnection, ApiResult<Actor>) -> Handled + Send + 'static,
    {
        let (reply, replied) = oneshot::channel();
        let handler: Handler = Box::new(move |conn, actor| {
            // A client that has disconnected, or was answered 503, needs no reply.
            if reply.is_closed() { Handled::Replied(None) } else { handler(reply, conn, actor) }
        });
        if self.length.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.length.fetch_sub(1, Ordering::Relaxed);
            return Err(ApiError::unavailable("too many requests wait to be authenticated"));
        }
        self.sender.send(QueuedRequest { credentials, handler }).map_err(ApiError::internal)?;
        match timeout(self.patience, replied).await {
            // After a lost connection or a panic there is no reply, and the channel ends.
            Ok(result) => result.map_err(|gone| ApiError::unavailable(format!("no reply: {gone}")))?,
            Err(_) => Err(ApiError::unavailable("the database did not authenticate the caller in time")),
        }
    }
}

/// Where the workers take requests from.
struct Queue {
    receiver: Arc<Mutex<mpsc::Receiver<QueuedRequest>>>,
    length: Arc<AtomicUsize>,
    workers: usize,
}

impl Queue {
    /// The next batch, as many as are this worker's share; `None` once all handles are dropped. A worker with a pace lets
    /// more come in first.
    fn take(&self, pace: Option<&mut Pace>) -> Option<Vec<QueuedRequest>> {
        let receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        let first = receiver.recv().ok()?;
        if let Some(pace) = pace {
            pace.keep();
            // Takes no time while the processor is idle; otherwise the other threads submit more requests.
            std::thread::yield_now();
        }
        let share = self.length.load(Ordering::Relaxed).div_ceil(self.workers).min(MOST_AT_ONCE);
        let taken: Vec<_> =
            std::iter::once(first).chain(receiver.try_iter().take(share.saturating_sub(1))).collect();
        self.length.fetch_sub(taken.len(), Ordering::Relaxed);
        Some(taken)
    }
}

/// A worker: takes batch after batch.
fn work_off(
    queue: &Queue,
    mut pace: Option<Pace>,
    mut own: DedicatedConnection,
    authenticator: &Authenticator,
) {
    while let Some(batch) = queue.take(pace.as_mut()) {
        handle_batch(batch, &mut own, authenticator);
    }
}

fn handle_batch(batch: Vec<QueuedRequest>, own: &mut DedicatedConnection, authenticator: &Authenticator) {
    let broke = || ApiError::database(Fault::Connection, "the connection broke during authentication");
    let mut batch = Some(batch);
    let handled = own.query(|conn| {
        let requests = batch.as_ref().ok_or_else(broke)?;
        let credentials = requests.iter().filter_map(|request| request.credentials.credential.as_ref());
        let ids: Vec<&str> = credentials.map(Credential::id).collect();
        let valid = tokens::valid(conn, &ids)?;
        // From here on handlers run, and there is no second attempt.
        let (mut faults, mut questions) = (Vec::new(), Questions::new());
        for request in batch.take().into_iter().flatten() {
            let actor = authenticator.holder(conn, &valid, &request.credentials);
            match (request.handler)(conn, actor) {
                Handled::Replied(fault) => faults.extend(fault),
                Handled::NeedsCounters(asked, reply) => questions.entry(asked).or_default().push(reply),
            }
        }
        faults.extend(count(conn, questions));
        if faults.contains(&Fault::Connection) { Err(broke()) } else { Ok(faults) }
    });
    match handled {
        Ok(faults) => faults.into_iter().for_each(|fault| own.failed(fault)),
        Err(error) => log::warn!("requests cannot be authenticated: {}", error.cause().unwrap_or_default()),
    }
}

/// The requests that need the same counters.
type Questions = HashMap<Asked, Vec<CountersReply>>;

/// Looks up all counters that are needed; returns the faults of the database. A fault that is not the connection's may concern
/// some of them only (a node of a distributed database that is down): then each is looked up by itself.
fn count(conn: &mut PgConnection, questions: Questions) -> Vec<Fault> {
    let (asked, replies): (Vec<Asked>, Vec<Vec<CountersReply>>) = questions.into_iter().unzip();
    match totals(conn, &asked) {
        Ok(totals) => {
            totals.into_iter().zip(replies).for_each(|(total, replies)| reply_all(replies, &Ok(total)));
            Vec::new()
        }
        Err(error) if asked.len() == 1 || !is_of_some(&error) => {
            let fault = error.fault();
            let all = replies.into_iter().flatten().collect();
            reply_all(all, &Err(error));
            Vec::from_iter(fault)
        }
        Err(_) => {
            asked.into_iter().zip(replies).flat_map(|question| count(conn, [question].into())).collect()
        }
    }
}

fn totals(conn: &mut PgConnection, asked: &[Asked]) -> ApiResult<Vec<Total>> {
    let scopes: Vec<_> = asked.iter().map(|(reach, years)| (reach.as_ref(), years.last())).collect();
    isolated(conn, |conn| Ok(counters::totals(conn, &scopes)?))
}

/// Whether the error may concern some requests only. A timeout does not: all of them have waited already.
fn is_of_some(error: &ApiError) -> bool {
    matches!(error.fault(), Some(Fault::Node | Fault::Resources | Fault::Other))
}

fn reply_all(replies: Vec<CountersReply>, total: &ApiResult<Total>) {
    for reply in replies {
        reply(total.as_ref().copied().map_err(|error| {
            let unavailable = ApiError::unavailable(error.cause().unwrap_or_default());
            error.fault().into_iter().fold(unavailable, ApiError::by_fault)
        }));
    }
}
