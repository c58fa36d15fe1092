//! Clerks who enter and change records without a pause, insist on an answer, and remember what they were told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::sql_types::{Integer, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl};
use reqwest::blocking::{RequestBuilder, Response};

use super::clerk::{Clerk, problem};
use super::database::number;
use super::ledger;

/// How long a clerk insists on one thing.
const PATIENCE: Duration = Duration::from_mins(1);

/// A record: its address and its version.
type Known = (String, u32);

/// What clerks were told: the records they entered by their titles, and how often they had to ask again.
#[derive(Default)]
pub struct Told {
    records: BTreeMap<String, Known>,
    pub setbacks: usize,
}

/// Clerks at work.
pub struct Workload {
    stop: Arc<AtomicBool>,
    told: Arc<AtomicUsize>,
    clerks: Vec<JoinHandle<Told>>,
}

impl Workload {
    pub fn start(clerks: usize, clerk: &Clerk) -> Self {
        let (stop, told) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let one = |number| {
            let (stop, told, clerk) = (Arc::clone(&stop), Arc::clone(&told), clerk.clone());
            std::thread::spawn(move || work(number, &clerk, &stop, &told))
        };
        let clerks = (0..clerks).map(one).collect();
        Self { stop, told, clerks }
    }

    /// Waits until they were told of so many more records.
    pub fn wait_for(&self, more: usize) {
        let (enough, patience) = (self.told.load(Ordering::Relaxed) + more, Instant::now() + PATIENCE);
        while self.told.load(Ordering::Relaxed) < enough {
            assert!(Instant::now() < patience, "the clerks get no answers");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Lets each finish what it is at.
    pub fn end(self) -> Told {
        self.stop.store(true, Ordering::Relaxed);
        let each = self.clerks.into_iter().map(|clerk| clerk.join().unwrap());
        each.fold(Told::default(), |mut all, one| {
            all.records.extend(one.records);
            all.setbacks += one.setbacks;
            all
        })
    }
}

/// The work of one clerk: every third record is changed after it was entered.
fn work(number: usize, clerk: &Clerk, stop: &AtomicBool, count: &AtomicUsize) -> Told {
    let mut told = Told::default();
    for i in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let title = format!("clerk {number}, record {i}");
        let entered = told.insist(|| clerk.enter(&title));
        assert_eq!(entered.status(), 201, "{title}: {entered:?}");
        let record = entered.headers()["location"].to_str().unwrap().to_owned();
        let version = if i % 3 == 0 { told.change(clerk, &record, &title) } else { 1 };
        told.records.insert(title, (record, version));
        count.fetch_add(1, Ordering::Relaxed);
    }
    told
}

impl Told {
    /// Asks until there is an answer to what was asked.
    fn insist(&mut self, ask: impl Fn() -> RequestBuilder) -> Response {
        let patience = Instant::now() + PATIENCE;
        loop {
            match ask().send() {
                Ok(answer) if answer.status() == 503 => {}
                // All clerks share an account, and wait for its share of the connections.
                Ok(answer) if answer.status() == 429 => {
                    assert_eq!(problem(answer)["code"], "too_many_at_once");
                }
                Ok(answer) if answer.status() == 409 => {
                    assert_eq!(problem(answer)["code"], "idempotency_key_in_flight");
                }
                Ok(answer) => return answer,
                Err(error) => assert!(!error.is_timeout(), "{error:?}"),
            }
            self.setbacks += 1;
            assert!(Instant::now() < patience, "no answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Changes a record of version 1. Where the first attempt was stored and its answer lost, the next one is refused.
    fn change(&mut self, clerk: &Clerk, record: &str, place: &str) -> u32 {
        let before = self.setbacks;
        let changed = self.insist(|| clerk.move_to(record, 1, place));
        if changed.status() == 412 && self.setbacks > before {
            let read = self.insist(|| clerk.get(record));
            assert_eq!(read.json::<serde_json::Value>().unwrap()["place"], place);
        } else {
            assert_eq!(changed.status(), 200, "{changed:?}");
        }
        2
    }

    /// Everything the clerks were told of is stored, once, as they were told; and nothing else is.
    #[track_caller]
    pub fn agrees_with(&self, session: &mut PgConnection) {
        let stored = diesel::sql_query("SELECT title, id::text, version FROM activities")
            .load::<Row>(session)
            .unwrap();
        let count = stored.len();
        let address = |row: &Row| format!("/api/v1/activities/{}", row.id);
        let version = |row: &Row| u32::try_from(row.version).unwrap();
        let stored: BTreeMap<String, Known> =
            stored.iter().map(|row| (row.title.clone(), (address(row), version(row)))).collect();
        assert_eq!(stored.len(), count, "a record is stored twice");
        assert_eq!(stored, self.records);
        let changes: u32 = self.records.values().map(|(_, version)| version).sum();
        for (what, expected) in [
            ("count(*) FROM idempotency_keys", count),
            ("count(*) FROM trail WHERE resource = 'activities'", changes as usize),
            // What a partner has not confirmed is in no figure of the partner's.
            ("coalesce(sum(version), 0)::bigint FROM township_years", changes as usize),
        ] {
            assert_eq!(
                number(session, &format!("SELECT {what}")),
                i64::try_from(expected).unwrap(),
                "{what}"
            );
        }
        ledger::assert_consistent(session);
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}
