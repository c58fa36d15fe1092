//! The decisions of the shelf, at times made up; and those who wait, with fetches made up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Weak, mpsc};

use futures_util::future::join_all;
use serde_json::json;

use super::*;

/// A set of keys of these ids.
fn set(ids: &[&str]) -> KeySet {
    let keys: Vec<_> =
        ids.iter().map(|id| json!({"kty": "RSA", "kid": id, "n": "AQAB", "e": "AQAB"})).collect();
    KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// A shelf whose time is made up: seconds since it was put up.
struct Story {
    shelf: Shelf,
    begin: Instant,
}

impl Story {
    /// Keys `a` and `b`, fetched at the second 0.
    fn with_keys() -> Self {
        let mut story = Self { shelf: Shelf::default(), begin: Instant::now() };
        story.ends(0, Some(&["a", "b"]));
        story
    }

    fn at(&self, second: u64) -> Instant {
        self.begin + Duration::from_secs(second)
    }

    /// What is done for a token that comes in at this second.
    fn step(&mut self, second: u64, id: &str) -> String {
        self.step_since(second, second, id, Algorithm::Rs256)
    }

    fn step_since(&mut self, since: u64, second: u64, id: &str, algorithm: Algorithm) -> String {
        let wanted = Wanted { id: Some(id), algorithm, since: self.at(since) };
        match self.shelf.step(wanted, self.at(second)) {
            Step::Use { fetch, .. } => format!("use{}", if fetch { " and fetch" } else { "" }),
            Step::Wait { fetch } => if fetch { "fetch" } else { "wait" }.to_owned(),
            Step::Refuse(refusal) => format!("{refusal:?}"),
        }
    }

    /// A fetch that began and ended at this second.
    fn ends(&mut self, second: u64, brought: Option<&[&str]>) {
        self.shelf.settle(brought.map(set), self.at(second), self.at(second));
    }
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

#[test]
fn without_keys_one_fetches_and_the_others_wait() {
    let mut story = Story { shelf: Shelf::default(), begin: Instant::now() };
    assert_eq!(story.step(0, "a"), "fetch");
    assert_eq!(story.step(0, "a"), "wait");
    story.ends(1, Some(&["a"]));
    assert_eq!(story.step_since(0, 1, "a", Algorithm::Rs256), "use");
}

#[test]
fn an_issuer_that_is_down_at_first_is_asked_again_after_a_second() {
    let mut story = Story { shelf: Shelf::default(), begin: Instant::now() };
    assert_eq!(story.step(0, "a"), "fetch");
    story.ends(5, None);
    assert_eq!(story.step_since(0, 5, "a", Algorithm::Rs256), "Unreachable");
    assert_eq!(story.step(6, "a"), "fetch");
    assert_eq!(story.step(6, "a"), "wait");
}

#[test]
fn old_keys_serve_while_they_are_fetched_anew() {
    let mut story = Story::with_keys();
    assert_eq!(story.step(10 * MINUTE - 1, "a"), "use");
    assert_eq!(story.step(10 * MINUTE, "a"), "use and fetch");
    assert_eq!(story.step(10 * MINUTE, "a"), "use");
    story.ends(10 * MINUTE, Some(&["a", "c"]));
    assert_eq!(story.step(10 * MINUTE + 1, "a"), "use");
    assert_eq!(story.step(10 * MINUTE + 1, "c"), "use");
}

#[test]
fn while_the_issuer_is_down_the_keys_hold_for_a_day() {
    let mut story = Story::with_keys();
    assert_eq!(story.step(10 * MINUTE, "a"), "use and fetch");
    story.ends(10 * MINUTE, None);
    assert_eq!(story.step(10 * MINUTE + 9, "a"), "use");
    assert_eq!(story.step(10 * MINUTE + 10, "a"), "use and fetch");
    story.ends(10 * MINUTE + 10, None);
    assert_eq!(story.step(DAY - 1, "a"), "use and fetch");
    story.ends(DAY - 1, None);
    assert_eq!(story.step(DAY, "a"), "fetch");
    story.ends(DAY, None);
    assert_eq!(story.step(DAY, "a"), "Unreachable");
}

#[test]
fn a_key_that_was_withdrawn_is_one_no_more() {
    let mut story = Story::with_keys();
    assert_eq!(story.step(20, "c"), "fetch");
    story.ends(20, Some(&["b", "c"]));
    assert_eq!(story.step_since(20, 20, "c", Algorithm::Rs256), "use");
    assert_eq!(story.step_since(20, 20, "a", Algorithm::Rs256), "UnknownKey");
    assert_eq!(story.step(21, "b"), "use");
}

#[test]
fn made_up_ids_cause_a_fetch_every_ten_seconds_and_no_more() {
    let mut story = Story::with_keys();
    assert_eq!(story.step(20, "x"), "fetch");
    assert_eq!(story.step(20, "y"), "wait");
    story.ends(20, Some(&["a"]));
    assert_eq!(story.step_since(20, 20, "x", Algorithm::Rs256), "UnknownKey");
    for second in 21..30 {
        assert_eq!(story.step(second, "z"), "UnknownKey");
    }
    assert_eq!(story.step(30, "z"), "fetch");
}

/// Whether it is one of the issuer's new keys, only the issuer could say.
#[test]
fn an_unknown_id_while_the_issuer_is_down_is_no_verdict() {
    let mut story = Story::with_keys();
    assert_eq!(story.step(20, "x"), "fetch");
    story.ends(25, None);
    assert_eq!(story.step_since(20, 25, "x", Algorithm::Rs256), "Unreachable");
    assert_eq!(story.step(26, "x"), "Unreachable");
    assert_eq!(story.step(26, "a"), "use");
}

#[test]
fn a_set_that_is_younger_than_the_token_is_the_last_word() {
    let mut story = Story { shelf: Shelf::default(), begin: Instant::now() };
    assert_eq!(story.step(0, "x"), "fetch");
    story.ends(0, Some(&["a"]));
    assert_eq!(story.step_since(0, 1, "x", Algorithm::Rs256), "UnknownKey");
    assert_eq!(story.step(1, "x"), "fetch");
}

#[test]
fn a_known_key_for_another_algorithm_causes_no_fetch() {
    assert_eq!(Story::with_keys().step_since(20, 20, "a", Algorithm::Es256), "AlgorithmNotAllowed");
}

fn run<F: Future>(work: F) -> F::Output {
    actix_web::rt::System::new().block_on(work)
}

#[test]
fn all_who_wait_share_one_fetch() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let (go, gone) = mpsc::channel::<()>();
    let (counted, gone) = (Arc::clone(&fetches), Mutex::new(gone));
    let keys = Arc::new(Keys::new(Box::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        gone.lock().unwrap().recv().unwrap();
        Some(set(&["a"]))
    })));
    let found = run(async {
        let waiting = join_all((0..20).map(|_| keys.find(Some("a"), Algorithm::Rs256)));
        let release = async {
            actix_web::rt::time::sleep(Duration::from_millis(20)).await;
            go.send(()).unwrap();
        };
        futures_util::future::join(waiting, release).await.0
    });
    assert_eq!(found.iter().filter(|found| found.is_ok()).count(), 20);
    assert_eq!(fetches.load(Ordering::Relaxed), 1);
}

#[test]
fn who_waits_for_a_fetch_that_panics_is_told() {
    let keys = Arc::new(Keys::new(Box::new(|| panic!("on purpose"))));
    assert_eq!(run(keys.find(Some("a"), Algorithm::Rs256)).err(), Some(Refusal::Unreachable));
}

/// Who hangs up leaves the fetch to the others.
#[test]
fn a_fetch_goes_on_without_the_one_who_began_it() {
    let (go, gone) = mpsc::channel::<()>();
    let gone = Mutex::new(gone);
    let keys = Arc::new(Keys::new(Box::new(move || {
        gone.lock().unwrap().recv().unwrap();
        Some(set(&["a"]))
    })));
    run(async {
        let first = keys.find(Some("a"), Algorithm::Rs256);
        assert!(actix_web::rt::time::timeout(Duration::from_millis(5), first).await.is_err());
        go.send(()).unwrap();
        assert!(keys.find(Some("a"), Algorithm::Rs256).await.is_ok());
    });
}

/// Here every fetch fails, and takes so long that the next one may begin.
#[test]
fn nobody_waits_for_ever() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetches);
    let keys = Arc::new_cyclic(|own: &Weak<Keys>| {
        let own = own.clone();
        Keys::new(Box::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            own.upgrade().unwrap().shelf().sought = None;
            None
        }))
    });
    keys.shelf().settle(Some(set(&["a"])), Instant::now(), Instant::now());
    assert_eq!(run(keys.find(Some("x"), Algorithm::Rs256)).err(), Some(Refusal::Unreachable));
    assert_eq!(fetches.load(Ordering::Relaxed), MOST_WAITS);
}
