//! A PostgreSQL that a test may break. The ledger in it is made once for all tests of the program, and copied.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, RunQueryDsl};
use fazhi::embedded::{self, Server};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{fazhi, folder, output, text};

/// It has to outlive its processes and not the machine; what is committed is still written before it is said to be.
const OPTIONS: [(&str, &str); 2] = [("fsync", "off"), ("autovacuum", "off")];

/// A ledger without records, and tokens for it.
struct Template {
    folder: PathBuf,
    clerk: String,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = folder();
        let server = start(&folder.path().join("database"), &[]);
        let run = |args: &[&str]| {
            let done = output(fazhi(folder.path()).env("DATABASE_URL", server.url()).args(args));
            assert!(done.status.success(), "{}", text(&done.stderr));
            text(&done.stdout).trim_end().to_owned()
        };
        run(&["migrate"]);
        let clerk = run(&["token", "create", "--role", "clerk", "--region", "540526", "--name", "clerk"]);
        server.stop().unwrap();
        // SAFETY: the hook takes no arguments and does not unwind; the test harness ends by `exit`, which runs it.
        unsafe { nix::libc::atexit(remove_template) };
        Template { folder: folder.keep(), clerk }
    })
}

/// libtest ends with `process::exit`, which drops no statics.
extern "C" fn remove_template() {
    let _ = fs::remove_dir_all(&template().folder);
}

/// The token of a clerk of the county, valid in every [`Database`].
pub fn clerk_token() -> &'static str {
    &template().clerk
}

fn start(folder: &Path, options: &[(&str, &str)]) -> Server {
    let options = OPTIONS.iter().chain(options);
    let server_options = options.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let settings =
        embedded::Settings { data_dir: folder.to_owned(), bin_dir: None, must_exist: false, server_options };
    embedded::start(&settings).unwrap()
}

/// A PostgreSQL with a ledger of its own.
pub struct Database {
    folder: PathBuf,
    options: Vec<(&'static str, &'static str)>,
    server: Option<Server>,
    url: String,
}

impl Database {
    /// A copy of the template, in this folder, with these settings of PostgreSQL.
    pub fn start(folder: &Path, options: &[(&'static str, &'static str)]) -> Self {
        prepared(folder);
        Self::of(folder, options)
    }

    /// The one that is in this folder.
    pub fn of(folder: &Path, options: &[(&'static str, &'static str)]) -> Self {
        let server = start(folder, options);
        let url = server.url().to_owned();
        Self { folder: folder.to_owned(), options: options.to_vec(), server: Some(server), url }
    }

    /// Where it is found; the same whenever it runs.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A session of the test's own.
    pub fn connect(&self) -> PgConnection {
        PgConnection::establish(&self.url).unwrap()
    }

    /// A session that holds locks until it is dropped.
    pub fn holding(&self, statement: &str) -> PgConnection {
        let mut session = self.connect();
        session.batch_execute(&format!("BEGIN; {statement}")).unwrap();
        session
    }

    fn take(&mut self) -> Server {
        self.server.take().expect("a running server")
    }

    /// `pg_ctl stop -m fast`.
    pub fn stop(&mut self) {
        self.take().stop().unwrap();
    }

    /// Ends the postmaster by a signal: SIGQUIT is `pg_ctl stop -m immediate`.
    pub fn end(&mut self, signal: Signal) {
        let server = self.take();
        kill(Pid::from_raw(server.pid()), signal).unwrap();
        // It waits for the end that has already come about.
        server.stop().unwrap();
    }

    pub fn start_again(&mut self) {
        self.server = Some(start(&self.folder, &self.options));
    }

    /// Starts it again where it went down and does not come up by itself.
    pub fn make_sure_it_runs(&mut self) {
        let patience = Instant::now() + Duration::from_secs(2);
        while PgConnection::establish(&self.url).is_err() {
            if Instant::now() > patience {
                self.stop();
                return self.start_again();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops the server and all its sessions where they stand, or lets them go on.
    pub fn signal_all(&self, signal: Signal) {
        let postmaster = self.server.as_ref().expect("a running server").pid();
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).unwrap();
        let children = children.split_whitespace().map(|pid| pid.parse().unwrap());
        for pid in std::iter::once(postmaster).chain(children) {
            kill(Pid::from_raw(pid), signal).unwrap();
        }
    }
}

/// The number that a query gives.
pub fn number(session: &mut PgConnection, query: &str) -> i64 {
    diesel::select(diesel::dsl::sql::<BigInt>(&format!("({query})"))).get_result(session).unwrap()
}

/// The sessions of the service.
pub const SERVICE: &str =
    "FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name = 'fazhi'";

/// Waits until there are so many of these sessions.
#[track_caller]
pub fn wait_for_sessions(observer: &mut PgConnection, which: &str, count: i64) {
    let patience = Instant::now() + Duration::from_secs(20);
    while number(observer, &format!("SELECT count(*) {which}")) != count {
        assert!(Instant::now() < patience, "there are never {count} sessions {which}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until so many sessions wait for a lock.
#[track_caller]
pub fn wait_for_waiting(observer: &mut PgConnection, sessions: i64) {
    wait_for_sessions(observer, "FROM pg_stat_activity WHERE wait_event_type = 'Lock'", sessions);
}

/// Puts a copy of the template there: owners and modes too, PostgreSQL insists on them.
pub fn prepared(folder: &Path) {
    let copied =
        Command::new("cp").arg("-a").arg(template().folder.join("database")).arg(folder).output().unwrap();
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
}
