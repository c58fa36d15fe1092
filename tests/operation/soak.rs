//! Minutes of mixed load: memory and descriptors stay what they are, and nothing fails. `tests/soak/run` runs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use reqwest::blocking::Response;

use crate::support::clerk::Clerk;
use crate::support::deployment::Deployment;
use crate::support::random::Random;

const CLERKS: usize = 6;
const BETWEEN: Duration = Duration::from_millis(5);
const SAMPLE_EVERY: Duration = Duration::from_secs(5);
/// Of ten samples, those before caches are full and pools are filled.
const WARM_UP: usize = 3;
/// What memory may grow by, in KiB/min: a hundred bytes per request would be far above it.
const GROWTH: f64 = 100.0;

/// One look at the service: minutes since the beginning, KiB of memory, descriptors.
type Sample = (f64, f64, f64);

/// A clerk who does a bit of everything, and what was given out by the answers before.
struct Day {
    clerk: Clerk,
    random: Random,
    name: usize,
    records: Vec<(String, u32)>,
    etag: Option<String>,
    done: usize,
}

impl Day {
    fn work(mut self, stop: &AtomicBool, count: &AtomicUsize) {
        while !stop.load(Ordering::Relaxed) {
            self.done += 1;
            match self.random.below(100) {
                0..30 => self.list(),
                30..50 => self.read(),
                50..65 => self.figures(false),
                65..80 => self.figures(true),
                80..90 => self.enter(),
                90..95 => self.change(),
                _ => self.err(),
            }
            count.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(BETWEEN);
        }
    }

    fn expect(answer: reqwest::Result<Response>, statuses: &[u16]) -> Response {
        let answer = answer.unwrap();
        assert!(statuses.contains(&answer.status().as_u16()), "{answer:?}");
        answer
    }

    fn list(&mut self) {
        let limit = self.random.below(50) + 1;
        let path = format!("/api/v1/activities?limit={limit}&year=2024&count=exact");
        let page: serde_json::Value = Self::expect(self.clerk.get(&path).send(), &[200]).json().unwrap();
        if let Some(cursor) = page["page"]["next_cursor"].as_str() {
            let next = format!("{path}&cursor={cursor}");
            Self::expect(self.clerk.get(&next).send(), &[200]).bytes().unwrap();
        }
    }

    fn read(&mut self) {
        if let Some((record, _)) = self.any_record() {
            let path = if self.done.is_multiple_of(2) { record } else { format!("{record}/history") };
            Self::expect(self.clerk.get(&path).send(), &[200]).bytes().unwrap();
        }
    }

    fn figures(&mut self, is_known: bool) {
        let request = self.clerk.get("/api/v1/regions/540526/figures?year=2024&by=township");
        let known = self.etag.clone().filter(|_| is_known);
        let request = known.into_iter().fold(request, |request, etag| request.header("if-none-match", etag));
        let answer = Self::expect(request.send(), if is_known { &[200, 304] } else { &[200] });
        self.etag = Some(answer.headers()["etag"].to_str().unwrap().to_owned());
        answer.bytes().unwrap();
    }

    /// Now and then twice, as after a lost answer.
    fn enter(&mut self) {
        let title = format!("clerk {}, record {}", self.name, self.done);
        let entered = Self::expect(self.clerk.enter(&title).send(), &[201]);
        let record = entered.headers()["location"].to_str().unwrap().to_owned();
        if self.random.below(10) == 0 {
            let again = Self::expect(self.clerk.enter(&title).send(), &[201]);
            assert_eq!(again.headers()["location"].to_str().unwrap(), record);
        }
        // The last thousand are enough to choose from.
        if self.records.len() < 1000 {
            self.records.push((record, 1));
        } else {
            let place = self.done % 1000;
            self.records[place] = (record, 1);
        }
    }

    fn change(&mut self) {
        if self.records.is_empty() {
            return;
        }
        let chosen = self.random.below(self.records.len());
        let (record, version) = &mut self.records[chosen];
        let place = format!("room {}", self.done);
        Self::expect(self.clerk.move_to(record, *version, &place).send(), &[200]);
        *version += 1;
    }

    fn err(&mut self) {
        let (missing, place) = ("/api/v1/activities/0193a2b4-0000-7000-8000-000000000000", "nowhere");
        match self.random.below(5) {
            0 => Self::expect(self.clerk.get("/api/v1/activities?limit=0&colour=red").send(), &[400]),
            1 => Self::expect(self.clerk.stranger().get("/api/v1/me").send(), &[401]),
            2 => Self::expect(self.clerk.get(missing).send(), &[404]),
            3 => Self::expect(self.clerk.enter("").send(), &[400, 422]),
            _ => match self.any_record() {
                Some((record, version)) => {
                    Self::expect(self.clerk.move_to(&record, version + 1, place).send(), &[412])
                }
                None => return,
            },
        };
    }

    fn any_record(&mut self) -> Option<(String, u32)> {
        let chosen = self.random.below(self.records.len().max(1));
        self.records.get(chosen).cloned()
    }
}

fn minutes() -> f64 {
    std::env::var("FAZHI_SOAK_MINUTES").map_or(20.0, |minutes| minutes.parse().unwrap())
}

/// The slope of the line through the samples that is nearest to them all, in KiB per minute.
fn slope(samples: &[Sample]) -> f64 {
    let count = f64::from(u32::try_from(samples.len()).unwrap());
    let mean = |of: fn(&Sample) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (minute, memory) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let along: f64 = samples.iter().map(|sample| (sample.0 - minute) * (sample.1 - memory)).sum();
    along / samples.iter().map(|sample| (sample.0 - minute).powi(2)).sum::<f64>()
}

fn sample(at: &Deployment, begun: Instant) -> Sample {
    let look = at.look();
    let memory = look.sum("process_resident_memory_bytes", &[]) / 1024.0;
    assert!(look.sum("fazhi_db_errors_total", &[]).abs() < 0.1, "the database failed something");
    (begun.elapsed().as_secs_f64() / 60.0, memory, look.sum("process_open_fds", &[]))
}

fn judge(samples: &[Sample]) {
    let warm = &samples[samples.len() * WARM_UP / 10..];
    let growth = slope(warm);
    let most = |of: fn(&Sample) -> f64| warm.iter().map(of).fold(f64::MIN, f64::max);
    let least = |of: fn(&Sample) -> f64| warm.iter().map(of).fold(f64::MAX, f64::min);
    println!(
        "memory {:.0} to {:.0} KiB, {growth:+.1} KiB/min; descriptors {:.0} to {:.0}; {} samples after {:.1} min",
        least(|sample| sample.1),
        most(|sample| sample.1),
        least(|sample| sample.2),
        most(|sample| sample.2),
        warm.len(),
        warm[0].0,
    );
    assert!(growth < GROWTH, "memory grows");
    assert!(most(|sample| sample.2) - least(|sample| sample.2) < 10.0, "descriptors come and do not go");
}

#[test]
#[ignore = "takes many minutes: tests/soak/run"]
fn memory_and_descriptors_stay_what_they_are() {
    let at = Deployment::open(&[("FAZHI_LOG", "warn")], &[("autovacuum", "on")]);
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let employ = |name| {
        let (clerk, random) = (at.clerk.clone(), Random::seeded());
        let day = Day { clerk, random, name, records: Vec::new(), etag: None, done: 0 };
        let (stop, count) = (Arc::clone(&stop), Arc::clone(&count));
        std::thread::spawn(move || day.work(&stop, &count))
    };
    let clerks: Vec<_> = (0..CLERKS).map(employ).collect();
    let begun = Instant::now();
    let mut samples = Vec::new();
    let end = Duration::from_secs_f64(minutes() * 60.0);
    while begun.elapsed() < end && !clerks.iter().any(JoinHandle::is_finished) {
        std::thread::sleep(SAMPLE_EVERY);
        samples.push(sample(&at, begun));
    }
    stop.store(true, Ordering::Relaxed);
    for clerk in clerks {
        clerk.join().unwrap();
    }
    println!("{} requests", count.load(Ordering::Relaxed));
    judge(&samples);
    at.close();
}
