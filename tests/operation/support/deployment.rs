//! A service on a database that a test may break, and a clerk who works with it.

use std::process::Command;
use std::time::{Duration, Instant};

use diesel::PgConnection;
use nix::sys::signal::Signal;
use reqwest::blocking::{RequestBuilder, Response};
use tempfile::TempDir;

use super::clerk::{Clerk, TOWNSHIP, problem};
use super::database::{Database, clerk_token};
use super::ledger;
use super::metrics::Look;
use super::{Service, fazhi, folder, text};

/// Within what time the service has to be itself again once the database is.
const RECOVERY: Duration = Duration::from_secs(5);
/// Within what time the service has to say that it is not ready once the database is not.
const UNREADY: Duration = Duration::from_secs(5);

pub struct Deployment {
    // In this order they end.
    pub service: Service,
    pub database: Database,
    pub clerk: Clerk,
    folder: TempDir,
}

impl Deployment {
    /// With settings of the service and of PostgreSQL.
    pub fn open(settings: &[(&str, &str)], options: &[(&'static str, &'static str)]) -> Self {
        let folder = folder();
        Self::of(Database::start(&folder.path().join("database"), options), folder, settings)
    }

    /// On a database that is there already.
    pub fn of(database: Database, folder: TempDir, settings: &[(&str, &str)]) -> Self {
        let mut command = fazhi(folder.path());
        command.envs(settings.iter().copied());
        let service = Service::start(folder.path(), on(&mut command, &database));
        let clerk = Clerk::new(&service.address, clerk_token());
        Self { service, database, clerk, folder }
    }

    /// A clerk with a token of his own, issued meanwhile.
    pub fn another_clerk(&self) -> Clerk {
        let mut command = fazhi(self.folder.path());
        let issued = on(&mut command, &self.database)
            .args(["token", "create", "--role", "clerk", "--region", "540526", "--name", "another"])
            .output()
            .unwrap();
        assert!(issued.status.success(), "{}", text(&issued.stderr));
        Clerk::new(&self.service.address, text(&issued.stdout).trim_end())
    }

    /// What the service has to be asked for to know that all of it works: reads, changes, and what it says of itself.
    fn everything(&self, record: &str, version: u32, title: &str) -> Vec<(&'static str, RequestBuilder)> {
        let get = |path: &str| self.clerk.get(path);
        vec![
            ("list", get("/api/v1/activities?limit=5")),
            ("record", get(record)),
            ("history", get(&format!("{record}/history"))),
            ("figures", get(&format!("/api/v1/regions/{TOWNSHIP}/figures?year=2024"))),
            ("me", get("/api/v1/me")),
            ("ready", get("/readyz")),
            ("create", self.clerk.enter(title)),
            ("change", self.clerk.move_to(record, version, title)),
        ]
    }

    /// Asks for everything at once. Each has to be told to come again, before `bound` is over.
    #[track_caller]
    pub fn refuses_everything(&self, record: &str, bound: Duration) {
        self.is_ready_no_more();
        std::thread::scope(|scope| {
            let asked = self.everything(record, 1, "refused").into_iter();
            let asked: Vec<_> =
                asked.map(|(what, ask)| scope.spawn(move || refused(what, ask, bound))).collect();
            for one in asked {
                one.join().unwrap();
            }
        });
    }

    /// Waits until `/readyz` sends clients elsewhere, which it does within a few seconds.
    #[track_caller]
    fn is_ready_no_more(&self) {
        let patience = Instant::now() + UNREADY;
        while self.clerk.get("/readyz").send().unwrap().status() != 503 {
            assert!(Instant::now() < patience, "it still says that it is ready");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks for everything until it is given, which must not take long.
    #[track_caller]
    pub fn recovers(&self, record: &str, version: u32, title: &str) {
        let patience = Instant::now() + RECOVERY;
        for (what, ask) in self.everything(record, version, title) {
            loop {
                let answer = ask.try_clone().unwrap().send().unwrap();
                if answer.status().is_success() {
                    break;
                }
                assert_eq!(answer.status(), 503, "{what}");
                assert!(
                    Instant::now() < patience,
                    "{what} is refused {RECOVERY:?} after the database's return: {}",
                    self.service.log()
                );
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }

    pub fn look(&self) -> Look {
        Look::at(&self.service)
    }

    /// A session of the test's own.
    pub fn session(&self) -> PgConnection {
        self.database.connect()
    }

    /// Whether nothing is under way: no request, no use of a connection.
    fn is_idle(&self) -> bool {
        let look = self.look();
        let gauges = [
            ("fazhi_db_connections", &[("state", "in_use")][..]),
            ("fazhi_db_requests_waiting", &[]),
            ("fazhi_http_requests_in_flight", &[]),
        ];
        gauges.iter().all(|(metric, labels)| look.sum(metric, labels).abs() < 0.1)
    }

    /// Ends the service. Nothing may be left behind: no half of a change, no use of a connection, no panic.
    #[track_caller]
    pub fn close(self) {
        let patience = Instant::now() + RECOVERY;
        while !self.is_idle() {
            assert!(Instant::now() < patience, "something is still under way");
            std::thread::sleep(Duration::from_millis(50));
        }
        ledger::assert_consistent(&mut self.session());
        let log = self.service.log();
        for word in ["panicked", "status=500"] {
            assert!(!log.contains(word), "{word} in {log}");
        }
        assert_eq!(self.service.end(Signal::SIGTERM), Some(0));
    }
}

/// The service on this database. Its sessions are told from others by their name.
pub fn on<'a>(command: &'a mut Command, database: &Database) -> &'a mut Command {
    command.env("DATABASE_URL", database.url()).env("PGAPPNAME", "fazhi")
}

/// Sends a request that has to be refused in time, with the time to come again.
#[track_caller]
pub fn refused(what: &str, ask: RequestBuilder, bound: Duration) {
    let asked = Instant::now();
    let answer = ask.send().unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert!(asked.elapsed() < bound, "{what} took {:?}", asked.elapsed());
    let code = told_to_come_again(what, answer);
    let is_change = matches!(what, "create" | "change");
    assert!(code == "unavailable" || is_change && code == "outcome_unknown", "{what}: {code}");
}

/// The code of a refusal for now.
#[track_caller]
pub fn told_to_come_again(what: &str, answer: Response) -> String {
    assert_eq!(answer.status(), 503, "{what}");
    let retry = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().parse::<u32>());
    assert!(matches!(retry, Some(Ok(1..=60))), "{what}: Retry-After is {retry:?}");
    problem(answer)["code"].as_str().unwrap().to_owned()
}
