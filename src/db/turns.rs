//! Whose turn it is: requests wait here for a connection, where waiting takes no thread and ends in time.
//!
//! None takes them all. An account has a share of the connections, and what reads many rows ([`Lane::Large`]) has fewer
//! places than there are connections, of which an account again has a share. What is beyond a share waits without taking
//! anything that others wait for, first come first served.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Db;
use crate::problems::{ApiError, ApiResult, Code};
use crate::text;

/// What a request does with its connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    /// Finds a few rows by an index, or writes them.
    #[default]
    Small,
    /// Reads many rows.
    Large,
}

/// For whom a connection is wanted, and what for.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The account, or whatever else stands for one caller.
    pub name: Arc<str>,
    /// What for.
    pub lane: Lane,
}

impl Asker {
    /// One who reads or writes a few rows.
    #[must_use]
    pub fn small(name: &str) -> Self {
        Self { name: name.into(), lane: Lane::Small }
    }
}

/// How many may be at work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places {
    connections: usize,
    large: usize,
    /// Of one asker.
    share: usize,
    /// Of one asker, in the lane of large work.
    large_share: usize,
}

impl Places {
    /// A quarter of the connections, rounded up, is for large work; as many are an asker's share, but two at least, and
    /// half of the lane.
    fn of(connections: usize) -> Self {
        let large = connections.div_ceil(4);
        Self { connections, large, share: large.max(2), large_share: large.div_ceil(2) }
    }
}

/// One asker's places.
struct Share {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// A turn; it ends when it is dropped.
pub struct Turn {
    // In the order in which they are given back.
    _connection: OwnedSemaphorePermit,
    _others: Vec<OwnedSemaphorePermit>,
    /// Keeps the share known while it is in use.
    _share: Option<Arc<Share>>,
}

/// The places at the database.
pub struct Turns {
    places: Places,
    connections: Arc<Semaphore>,
    large: Arc<Semaphore>,
    shares: Mutex<HashMap<Arc<str>, Weak<Share>>>,
    patience: Duration,
    /// When the database last answered the session that watches it; `None` where none does.
    answered: Mutex<Option<Instant>>,
}

/// Shares that nobody uses any more are forgotten when there are so many.
const MANY: usize = 1024;

impl Turns {
    /// Turns at so many connections, for which a request waits so long.
    pub fn new(connections: u32, patience: Duration) -> Self {
        let places = Places::of(usize::try_from(connections).unwrap_or(1));
        Self {
            places,
            connections: Arc::new(Semaphore::new(places.connections)),
            large: Arc::new(Semaphore::new(places.large)),
            shares: Mutex::default(),
            patience,
            answered: Mutex::default(),
        }
    }

    /// How many connections are in use.
    pub fn in_use(&self) -> usize {
        self.places.connections.saturating_sub(self.connections.available_permits())
    }

    /// A turn at once, where nobody has to wait.
    pub fn try_take(&self, asker: Option<&Asker>) -> Option<Turn> {
        let share = asker.and_then(|asker| self.share(asker));
        let mut others = Vec::new();
        for semaphore in self.line(asker, share.as_ref()) {
            others.push(Arc::clone(semaphore).try_acquire_owned().ok()?);
        }
        let connection = Arc::clone(&self.connections).try_acquire_owned().ok()?;
        Some(Turn { _connection: connection, _others: others, _share: share })
    }

    /// Waits for a turn, but not for long.
    ///
    /// # Errors
    /// 429 where the asker's other requests took all the time, 503 where those of others did, and where the database does not
    /// answer: then that is why his own do not end.
    pub async fn take(&self, asker: Option<&Asker>) -> ApiResult<Turn> {
        let refusal: Cell<fn() -> ApiError> = Cell::new(no_connection);
        let turn = timeout(self.patience, self.wait(asker, &refusal)).await;
        turn.unwrap_or_else(|_too_late| Err(if self.is_silent() { no_connection() } else { refusal.get()() }))
    }

    fn is_silent(&self) -> bool {
        let answered = *self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.is_some_and(|at| at.elapsed() >= SILENCE)
    }

    /// Waits at one place after the other; `refusal` says what it is that is waited for.
    async fn wait(&self, asker: Option<&Asker>, refusal: &Cell<fn() -> ApiError>) -> ApiResult<Turn> {
        let share = asker.and_then(|asker| self.share(asker));
        let mut others = Vec::new();
        for semaphore in self.line(asker, share.as_ref()) {
            let is_own = !Arc::ptr_eq(semaphore, &self.large);
            refusal.set(if is_own { too_many_at_once } else { too_many_large });
            others.push(Arc::clone(semaphore).acquire_owned().await.map_err(ApiError::internal)?);
        }
        refusal.set(no_connection);
        let connection = Arc::clone(&self.connections).acquire_owned().await.map_err(ApiError::internal)?;
        Ok(Turn { _connection: connection, _others: others, _share: share })
    }

    /// Where an asker waits before a connection: where only his own requests are in the way first.
    fn line<'a>(
        &'a self,
        asker: Option<&Asker>,
        share: Option<&'a Arc<Share>>,
    ) -> impl Iterator<Item = &'a Arc<Semaphore>> {
        let is_large = asker.is_some_and(|asker| asker.lane == Lane::Large);
        let own = share.map(|share| [is_large.then_some(&share.large), Some(&share.all)]);
        own.into_iter().flatten().flatten().chain(is_large.then_some(&self.large))
    }

    /// The asker's share; `None` where it would be all there is.
    fn share(&self, asker: &Asker) -> Option<Arc<Share>> {
        if self.places.share >= self.places.connections {
            return None;
        }
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = shares.get(&asker.name).and_then(Weak::upgrade) {
            return Some(share);
        }
        if shares.len() >= MANY {
            shares.retain(|_, share| share.strong_count() > 0);
        }
        let share = Arc::new(Share {
            all: Arc::new(Semaphore::new(self.places.share)),
            large: Arc::new(Semaphore::new(self.places.large_share)),
        });
        shares.insert(Arc::clone(&asker.name), Arc::downgrade(&share));
        Some(share)
    }
}

/// How long the database may be silent before it is taken for one that does not answer: longer than from one try to the next
/// on a busy machine.
pub const SILENCE: Duration = Duration::from_secs(3);

impl Db {
    /// Notes that the database has just answered.
    pub fn note_answer(&self) {
        *self.shared.turns.answered.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

fn too_many_at_once() -> ApiError {
    ApiError::try_later(Code::TooManyAtOnce, "the account has as many requests under way as it may")
}

fn too_many_large() -> ApiError {
    let detail = text!(
        "大型查询过多，请按 Retry-After 稍后重试；按县、按年缩小范围的查询不受影响",
        "Too many large queries are under way; try again after Retry-After. Queries of one county or year are not affected"
    );
    ApiError::unavailable("no place for a large query became free in time").with_detail(detail)
}

fn no_connection() -> ApiError {
    ApiError::unavailable("no connection to the database became free in time")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker(name: &str, lane: Lane) -> Asker {
        Asker { name: name.into(), lane }
    }

    #[test]
    fn there_is_a_place_for_everybody() {
        let places = |n| {
            let Places { large, share, large_share, .. } = Places::of(n);
            (large, share, large_share)
        };
        assert_eq!(
            [1, 2, 4, 8, 16, 100].map(places),
            [(1, 2, 1), (1, 2, 1), (1, 2, 1), (2, 2, 1), (4, 4, 2), (25, 25, 13)]
        );
    }

    #[test]
    fn an_asker_takes_its_share_and_leaves_the_rest() {
        let turns = Turns::new(8, Duration::from_millis(20));
        let (one, other) = (asker("one", Lane::Small), asker("other", Lane::Small));
        let taken: Vec<_> = (0..8).map_while(|_| turns.try_take(Some(&one))).collect();
        assert_eq!((taken.len(), turns.in_use()), (2, 2));
        let others: Vec<_> = (0..8).map_while(|_| turns.try_take(Some(&other))).collect();
        assert_eq!((others.len(), turns.in_use()), (2, 4));
        let of_the_service: Vec<_> = (0..8).map_while(|_| turns.try_take(None)).collect();
        assert_eq!(of_the_service.len(), 4, "what nobody asked for has no share");
        drop(taken);
        assert!(turns.try_take(Some(&other)).is_none());
        assert!(turns.try_take(Some(&one)).is_some());
    }

    #[test]
    fn large_work_leaves_connections_to_all_others() {
        let turns = Turns::new(8, Duration::from_millis(20));
        let large =
            ["one", "one", "two", "three"].map(|name| turns.try_take(Some(&asker(name, Lane::Large))));
        assert_eq!(large.each_ref().map(Option::is_some), [true, false, true, false]);
        assert!(turns.try_take(Some(&asker("one", Lane::Small))).is_some(), "besides the large one");
        drop(large);
        assert!(turns.try_take(Some(&asker("three", Lane::Large))).is_some());
    }

    #[test]
    fn who_waits_in_vain_is_told_what_for() {
        actix_web::rt::System::new().block_on(async {
            let turns = Turns::new(8, Duration::from_millis(20));
            let (one, two) = (asker("one", Lane::Large), asker("two", Lane::Large));
            let _first = turns.take(Some(&one)).await.ok();
            let own = turns.take(Some(&one)).await.err().unwrap();
            assert_eq!((own.code(), own.headers()[0].0.as_str()), (Code::TooManyAtOnce, "retry-after"));
            // Where the database does not answer, that is why his own requests do not end.
            *turns.answered.lock().unwrap() = Instant::now().checked_sub(SILENCE);
            assert_eq!(turns.take(Some(&one)).await.err().unwrap().code(), Code::Unavailable);
            *turns.answered.lock().unwrap() = Some(Instant::now());
            assert_eq!(turns.take(Some(&one)).await.err().unwrap().code(), Code::TooManyAtOnce);
            let _second = turns.take(Some(&two)).await.ok();
            let others = turns.take(Some(&asker("three", Lane::Large))).await.err().unwrap();
            assert_eq!((others.code(), others.headers()[0].0.as_str()), (Code::Unavailable, "retry-after"));
            let rest: Vec<_> = (0..8).map_while(|_| turns.try_take(None)).collect();
            assert_eq!(rest.len(), 6);
            assert_eq!(turns.take(None).await.err().unwrap().code(), Code::Unavailable);
        });
    }

    #[test]
    fn shares_that_nobody_uses_are_forgotten() {
        let turns = Turns::new(8, Duration::ZERO);
        for n in 0..10 * MANY {
            assert!(turns.try_take(Some(&asker(&n.to_string(), Lane::Small))).is_some());
        }
        assert!(turns.shares.lock().unwrap().len() <= MANY);
    }
}
