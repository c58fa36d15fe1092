//! The issuer's keys, kept: fetched when they are needed, anew when they are old or lack one, and held on to while the
//! issuer is down.
//!
//! What is to be done is decided by [`Shelf::step`] from what it knows and the time alone. Fetches run on a thread of
//! their own, one at a time; who needs what it brings waits for it, and it goes on when they hang up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::key_set::{Found, Key, KeySet};
use super::{Algorithm, Refusal};

/// After this, keys are fetched anew, while those there are go on serving.
const FRESH: Duration = Duration::from_mins(10);
/// After this, keys that could not be fetched anew are trusted no longer: they may have been withdrawn.
const TRUSTED: Duration = Duration::from_hours(24);
/// Between fetches because of ids that are not among the keys. Anybody can make those up.
const BETWEEN_UNKNOWN: Duration = Duration::from_secs(10);
/// After a fetch that failed, until the next, while there are keys that serve.
const AFTER_FAILURE: Duration = Duration::from_secs(10);
/// The same, while there are none and everybody waits.
const AFTER_FAILURE_WITHOUT: Duration = Duration::from_secs(1);
/// For so many fetches a token waits: for one that was under way, for its own, and for one more where that took so long
/// that it does not count any longer.
const MOST_WAITS: usize = 3;

/// How keys are fetched; takes seconds. What goes wrong it logs.
pub(super) type Fetch = Box<dyn Fn() -> Option<KeySet> + Send + Sync>;

/// The issuer's keys, for everybody who checks tokens.
pub(super) struct Keys {
    shelf: Mutex<Shelf>,
    fetch: Fetch,
    /// Tells who waits that a fetch has ended.
    ended: watch::Sender<()>,
}

/// What is known of the keys.
#[derive(Default)]
struct Shelf {
    /// The keys, and when the fetch began that brought them.
    keys: Option<(KeySet, Instant)>,
    is_fetching: bool,
    /// When the last fetch because of an unknown id began.
    sought: Option<Instant>,
    /// When the last fetch failed, if it did.
    failed: Option<Instant>,
}

/// What a token is for its key.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    id: Option<&'a str>,
    algorithm: Algorithm,
    /// Since when. A set that was fetched later is the last word.
    since: Instant,
}

/// What is to be done for a token.
enum Step {
    /// Check it with this key; fetch all keys anew meanwhile, or not.
    Use { key: Arc<Key>, fetch: bool },
    /// Wait for a fetch; begin it, or not.
    Wait { fetch: bool },
    /// Refuse it.
    Refuse(Refusal),
}

impl Shelf {
    /// What is to be done at `now`. What is to be fetched counts as being fetched from here on.
    fn step(&mut self, wanted: Wanted<'_>, now: Instant) -> Step {
        let step = self.decide(wanted, now);
        if let Step::Use { fetch: true, .. } | Step::Wait { fetch: true } = step {
            self.is_fetching = true;
        }
        step
    }

    fn decide(&mut self, wanted: Wanted<'_>, now: Instant) -> Step {
        let trusted = self.keys.as_ref().filter(|(_, since)| now.duration_since(*since) < TRUSTED);
        let Some((keys, since)) = trusted else {
            return self.without_keys(now);
        };
        let is_old = now.duration_since(*since) >= FRESH;
        match keys.find(wanted.id, wanted.algorithm) {
            Found::Key(key) => Step::Use { key, fetch: is_old && self.may_fetch(now, AFTER_FAILURE) },
            Found::Unfit => Step::Refuse(Refusal::AlgorithmNotAllowed),
            Found::Unknown if *since >= wanted.since => Step::Refuse(Refusal::UnknownKey),
            Found::Unknown => self.seek(now),
        }
    }

    fn without_keys(&self, now: Instant) -> Step {
        if self.is_fetching || self.may_fetch(now, AFTER_FAILURE_WITHOUT) {
            return Step::Wait { fetch: !self.is_fetching };
        }
        Step::Refuse(Refusal::Unreachable)
    }

    /// For an id that is not among the keys.
    fn seek(&mut self, now: Instant) -> Step {
        if self.is_fetching {
            return Step::Wait { fetch: false };
        }
        if self.sought.is_none_or(|last| now.duration_since(last) >= BETWEEN_UNKNOWN) {
            self.sought = Some(now);
            return Step::Wait { fetch: true };
        }
        // Whether the issuer has made a new key it alone could say.
        Step::Refuse(if self.failed.is_some() { Refusal::Unreachable } else { Refusal::UnknownKey })
    }

    fn may_fetch(&self, now: Instant, after_failure: Duration) -> bool {
        !self.is_fetching && self.failed.is_none_or(|last| now.duration_since(last) >= after_failure)
    }

    /// Takes in what a fetch brought. What is not in it is no key any more.
    fn settle(&mut self, brought: Option<KeySet>, began: Instant, now: Instant) {
        self.is_fetching = false;
        self.failed = if brought.is_none() { Some(now) } else { None };
        if let Some(keys) = brought {
            self.keys = Some((keys, began));
        }
    }
}

impl Keys {
    /// No keys yet: the first token has them fetched.
    pub fn new(fetch: Fetch) -> Self {
        Self { shelf: Mutex::default(), fetch, ended: watch::Sender::new(()) }
    }

    /// The key of this id for this algorithm.
    ///
    /// # Errors
    /// Where the issuer has none, or cannot be asked.
    pub async fn find(self: &Arc<Self>, id: Option<&str>, algorithm: Algorithm) -> Result<Arc<Key>, Refusal> {
        let wanted = Wanted { id, algorithm, since: Instant::now() };
        for _ in 0..MOST_WAITS {
            // From before the step, so that no end is missed.
            let mut end = self.ended.subscribe();
            let step = self.shelf().step(wanted, Instant::now());
            match step {
                Step::Use { key, fetch } => {
                    self.begin_if(fetch);
                    return Ok(key);
                }
                Step::Wait { fetch } => self.begin_if(fetch),
                Step::Refuse(refusal) => return Err(refusal),
            }
            end.changed().await.map_err(|_gone| Refusal::Unreachable)?;
        }
        Err(Refusal::Unreachable)
    }

    fn begin_if(self: &Arc<Self>, fetch: bool) {
        if !fetch {
            return;
        }
        let fetching = Fetching { keys: Arc::clone(self), began: Instant::now(), brought: None };
        let thread = thread::Builder::new().name("oidc-keys".to_owned()).spawn(move || fetching.run());
        if let Err(error) = thread {
            log::warn!("no thread to fetch the issuer's keys: {error}");
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fetch under way. However it ends, also where no thread can be had for it, or by a panic, waiting requests go on.
struct Fetching {
    keys: Arc<Keys>,
    began: Instant,
    brought: Option<KeySet>,
}

impl Fetching {
    fn run(mut self) {
        self.brought = (self.keys.fetch)();
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.keys.shelf().settle(self.brought.take(), self.began, Instant::now());
        self.keys.ended.send_replace(());
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
