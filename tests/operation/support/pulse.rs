//! A client that behaves, and how long it waits for its answers while others do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::clerk::{Clerk, TOWNSHIP};
use super::is_long;

/// Fewer say nothing about the slowest of a hundred.
const LEAST: usize = 400;
const BETWEEN: Duration = Duration::from_millis(5);

pub struct Pulse {
    stop: Arc<AtomicBool>,
    asking: JoinHandle<Vec<Duration>>,
}

impl Pulse {
    pub fn start(clerk: &Clerk) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (told, clerk) = (Arc::clone(&stop), clerk.clone());
        Self { stop, asking: std::thread::spawn(move || ask(&clerk, &told)) }
    }

    /// Nobody else's behaviour may show in the answers. The bound holds on a machine that does nothing else: in short,
    /// tests and strangers share it.
    #[track_caller]
    pub fn must_be_healthy(self) {
        self.stop.store(true, Ordering::Relaxed);
        let mut waited = self.asking.join().unwrap();
        waited.sort_unstable();
        let percentile = |percent: usize| waited[(waited.len() - 1) * percent / 100];
        let (half, p99) = (percentile(50), percentile(99));
        println!("{} requests of a healthy client: median {half:?}, p99 {p99:?}", waited.len());
        let bound = Duration::from_millis(if is_long() { 100 } else { 1000 });
        assert!(p99 < bound, "p99 of a healthy client is {p99:?}, its median {half:?}");
    }
}

/// Asks for this and that until told to stop, but not less often than it takes to judge.
fn ask(clerk: &Clerk, stop: &AtomicBool) -> Vec<Duration> {
    let reads = [
        "/api/v1/me",
        "/api/v1/activities?limit=20",
        &format!("/api/v1/regions/{TOWNSHIP}/figures?year=2024"),
        "/healthz",
    ];
    let mut waited = Vec::new();
    for i in 0.. {
        if stop.load(Ordering::Relaxed) && waited.len() >= LEAST {
            break;
        }
        let is_write = i % 10 == 0;
        let request =
            if is_write { clerk.enter(&format!("healthy {i}")) } else { clerk.get(reads[i % reads.len()]) };
        let asked = Instant::now();
        let answer = request.send().unwrap();
        let status = answer.status();
        answer.bytes().unwrap();
        waited.push(asked.elapsed());
        assert_eq!(status, if is_write { 201 } else { 200 });
        std::thread::sleep(BETWEEN);
    }
    waited
}
