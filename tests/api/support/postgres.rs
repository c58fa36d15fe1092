//! One private PostgreSQL per test program, in a folder that goes when the program does; a database per test, copied
//! from a template that is migrated and loaded once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use fazhi::embedded::{self, Server, find_binaries};

use self::cluster::coordinator;

#[path = "postgres/cluster.rs"]
mod cluster;

/// The database that the others are copied from.
const TEMPLATE: &str = "ledger";
/// What a test run needs of a folder in memory, in bytes.
const ROOM: u64 = 1 << 30;

struct Running {
    server: Server,
    folder: PathBuf,
    /// A child that forked from this process has no right to the folder.
    owner: u32,
}

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// A new empty folder that PostgreSQL's user can enter.
pub fn fresh_folder() -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let made = tempfile::Builder::new().prefix("fazhi-test-").tempdir_in(base()).expect("a temporary folder");
    std::fs::set_permissions(made.path(), std::fs::Permissions::from_mode(0o755)).expect("its mode");
    made.keep()
}

/// Memory where there is enough of it: a container's `/dev/shm` may hold no more than 64 MB.
fn base() -> &'static Path {
    let memory = Path::new("/dev/shm");
    let room = nix::sys::statvfs::statvfs(memory).map_or(0, |fs| fs.blocks_available() * fs.fragment_size());
    let writable = nix::unistd::access(memory, nix::unistd::AccessFlags::W_OK).is_ok();
    if writable && room >= ROOM { memory } else { Path::new("/tmp") }
}

/// Starts a server that need not survive the machine.
pub fn start(folder: &Path) -> Server {
    let options = [
        ("fsync", "off"),
        ("synchronous_commit", "off"),
        ("full_page_writes", "off"),
        ("autovacuum", "off"),
        ("max_connections", "500"),
    ];
    let server_options = options.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let settings = embedded::Settings {
        data_dir: folder.join("data"),
        bin_dir: None,
        must_exist: false,
        server_options,
    };
    embedded::start(&settings).expect("PostgreSQL starts")
}

/// This program's server: the URL of its database `fazhi`, which no test uses.
fn maintenance_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        if let Some(coordinator) = coordinator() {
            return coordinator;
        }
        let folder = fresh_folder();
        let server = start(&folder);
        let url = server.url().to_owned();
        *RUNNING.lock().unwrap() = Some(Running { server, folder, owner: std::process::id() });
        // SAFETY: the hook takes no arguments and does not unwind; the test harness ends by `exit`, which runs it.
        unsafe { nix::libc::atexit(clean_up) };
        url
    })
}

/// libtest ends with `process::exit`, which drops no statics.
extern "C" fn clean_up() {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(Running { server, folder, owner }) = running
        && owner == std::process::id()
    {
        let _ = server.stop();
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// The URL of another database of the same server.
fn url_of(database: &str) -> String {
    with_database(maintenance_url(), database)
}

/// A URL with another database.
pub fn with_database(url: &str, database: &str) -> String {
    let (place, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = place.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{database}?{parameters}")
}

/// The one connection that makes and drops databases. A template must have no other user, so one at a time.
fn maintenance() -> MutexGuard<'static, PgConnection> {
    static CONNECTION: OnceLock<Mutex<PgConnection>> = OnceLock::new();
    let connection = CONNECTION.get_or_init(|| Mutex::new(connect(maintenance_url())));
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection of a test's own.
pub fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).expect("a connection")
}

fn fresh_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A database that is dropped with this value.
pub struct Database {
    name: String,
    pub url: String,
}

impl Database {
    /// One with nothing in it.
    pub fn empty() -> Self {
        let name = fresh_name();
        maintenance().batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        Self { url: url_of(&name), name }
    }

    /// Its schema as SQL.
    pub fn schema(&self) -> String {
        self.dump(&["--schema-only"])
    }

    /// One with schema and region directory.
    pub fn ready(prepare: fn(&mut PgConnection)) -> Self {
        static PREPARED: OnceLock<()> = OnceLock::new();
        PREPARED.get_or_init(|| {
            if let Some(coordinator) = coordinator() {
                return cluster::make_template(&coordinator, TEMPLATE, prepare);
            }
            maintenance().batch_execute(&format!("CREATE DATABASE {TEMPLATE}")).expect("the template");
            prepare(&mut connect(&url_of(TEMPLATE)));
        });
        let name = fresh_name();
        let copy = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy");
        match coordinator() {
            Some(coordinator) => {
                let anew = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                cluster::on_every_node(&coordinator, &[anew, copy]);
            }
            None => maintenance().batch_execute(&copy).expect("a copy of the template"),
        }
        Self { url: url_of(&name), name }
    }

    /// What `pg_dump` makes of it.
    pub fn dump(&self, what: &[&str]) -> String {
        let program = find_binaries(None).expect("PostgreSQL").dir.join("pg_dump");
        let output =
            Command::new(program).args(what).args(["--no-owner", "-d", &self.url]).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        // Minor releases of 2025 and later fence a dump with a random word.
        let lines =
            text.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let gone = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        match coordinator() {
            Some(coordinator) => cluster::on_every_node(&coordinator, &[gone]),
            None => drop(maintenance().batch_execute(&gone)),
        }
    }
}
