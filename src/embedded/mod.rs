//! A private PostgreSQL inside a data folder, for running without a database server of one's own.
//!
//! The binaries are the ones that the machine already has (major versions 15 to 18). The server
//! listens on a Unix socket only, in a folder that only its own user may enter, and asks the kernel who
//! connects (peer authentication): that user and root are let in. Its life is tied to the process that started it:
//!
//! * [`Server::stop`], or dropping the [`Server`], shuts it down cleanly;
//! * Ctrl-C in a terminal reaches only the service, which decides when the database stops;
//! * a `kill -9` of the service makes the kernel ask PostgreSQL to shut down;
//! * whatever a crash leaves behind is cleared away at the next start.
//!
//! Layout of the data folder:
//!
//! | entry | meaning |
//! | --- | --- |
//! | `lock` | held with `flock(2)` while a process runs the server; marks the folder as ours |
//! | `postgres/` | the cluster (PGDATA) |
//! | `postgres.new/` | a cluster being made; renamed to `postgres/` when it is complete |
//! | `run/` | the socket's folder, or a link to a short one when this path is too long |
//! | `postgres.log` | what the server has to say; the previous one is `postgres.log.old` |

#![allow(clippy::doc_markdown, reason = "PostgreSQL is a name, not an item")]

mod account;
mod attach;
mod binaries;
mod cluster;
mod command;
mod error;
mod folder;
mod leftovers;
mod log_file;
mod pid_file;
mod process;
mod process_table;
mod server;
mod socket;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use self::{account::Account, error::Attempt, folder::Folder, folder::Lock};
pub use self::{
    account::{USER, drop_root},
    binaries::{Binaries, find_binaries},
    error::Error,
    server::Server,
};

/// The role that the private cluster is made with, its superuser.
const ROLE: &str = "fazhi";
/// The role that the service works as there, which is nobody's superuser.
pub const SERVICE_ROLE: &str = "fazhi_app";
/// The database inside the private cluster.
const DATABASE: &str = "fazhi";

/// How the private server is to be run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The folder that holds the cluster, its socket and its log; made when missing. It must be
    /// empty the first time and is PostgreSQL's alone from then on.
    pub data_dir: PathBuf,
    /// The folder with `postgres` and `initdb`; `None` looks for it, see [`find_binaries`].
    pub bin_dir: Option<PathBuf>,
    /// Whether the folder has to hold a cluster already; else one is made where there is none.
    pub must_exist: bool,
    /// Further server settings, name and value as in `postgresql.conf`. Those that keep the
    /// server private (`listen_addresses` and the socket's) cannot be overridden.
    pub server_options: Vec<(String, String)>,
}

/// A connection to the private server, which this or another process runs.
#[derive(Debug)]
#[must_use = "dropping a started server stops it"]
pub enum Handle {
    /// This process started the server and stops it.
    Started(Server),
    /// Another process runs the server, and may stop it at any time.
    Attached {
        /// The connection URL, as [`Server::url`].
        url: String,
    },
}

impl Handle {
    /// The connection URL of the server.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Started(server) => server.url(),
            Self::Attached { url } => url,
        }
    }

    /// The same for the service at work, as [`SERVICE_ROLE`]: no statement of such a connection can become more.
    #[must_use]
    pub fn service_url(&self) -> String {
        let url = self.url();
        url.strip_suffix(ROLE).map_or_else(|| url.to_owned(), |rest| format!("{rest}{SERVICE_ROLE}"))
    }
}

/// Starts the private server and waits until it takes connections.
///
/// The cluster is made first when the folder has none. Crash recovery is waited for, however long
/// it takes. May be called from any thread: the one that PostgreSQL's life hangs on is held here.
///
/// # Errors
///
/// [`Error::AlreadyRunning`] when another process runs a server in this folder; for the others, see
/// the variants of [`Error`], each of which says what to do about it.
pub fn start(settings: &Settings) -> Result<Server, Error> {
    check_before_making(settings)?;
    let folder = Folder::open(&settings.data_dir)?;
    let lock = folder.lock()?;
    start_locked(settings, folder, lock)
}

/// Uses the server that already runs in the folder, or starts one for as long as the caller
/// holds the handle.
///
/// # Errors
///
/// As [`start`], but instead of [`Error::AlreadyRunning`] there is [`Error::NotReady`], when the
/// other process' server does not take connections within half a minute.
pub fn start_or_attach(settings: &Settings) -> Result<Handle, Error> {
    /// Covers the other process making its cluster on a slow disk.
    const PATIENCE: Duration = Duration::from_secs(30);
    let deadline = Instant::now() + PATIENCE;
    loop {
        if settings.must_exist && !Folder::is_ours(&settings.data_dir) {
            return Err(Error::NoLedger { data_dir: settings.data_dir.clone() });
        }
        check_before_making(settings)?;
        let folder = Folder::open(&settings.data_dir)?;
        match folder.lock() {
            Ok(lock) => return start_locked(settings, folder, lock).map(Handle::Started),
            Err(Error::AlreadyRunning { .. }) => {}
            Err(error) => return Err(error),
        }
        if let Some(url) = attach::url(&folder) {
            return Ok(Handle::Attached { url });
        }
        if Instant::now() > deadline {
            return Err(Error::NotReady { data_dir: folder.root().to_owned() });
        }
        // The other may be starting, and then it becomes ready; or stopping, and then the lock
        // becomes free: both are looked at anew.
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a data folder is there that bears the service's mark.
#[must_use]
pub fn is_made(data_dir: &Path) -> bool {
    Folder::is_ours(data_dir)
}

/// Finds out what stands in the way of a new data folder before that is made, so that nothing of it is left behind.
fn check_before_making(settings: &Settings) -> Result<(), Error> {
    if is_made(&settings.data_dir) {
        return Ok(());
    }
    let binaries = binaries::find(settings.bin_dir.as_deref(), None)?;
    match account::choose()? {
        Some(account) => account::check_way(&account, &binaries, &settings.data_dir),
        None => Ok(()),
    }
}

fn start_locked(settings: &Settings, folder: Folder, lock: Lock) -> Result<Server, Error> {
    let made_by = cluster::version(&folder)?;
    if settings.must_exist && made_by.is_none() {
        return Err(Error::NoLedger { data_dir: settings.data_dir.clone() });
    }
    let binaries = binaries::find(settings.bin_dir.as_deref(), made_by.as_deref())?;
    cluster::check_version(&folder, made_by.as_deref(), &binaries)?;
    let account = account::choose()?;
    leftovers::clear(&folder)?;
    if let Some(account) = &account {
        account::check_owner(account, &folder.cluster())?;
        take_over(account, &folder)?;
        account::check_access(account, &binaries, folder.root())?;
    }
    let setup = server::Setup { folder, lock, binaries, account, options: &settings.server_options };
    if made_by.is_none() {
        cluster::create(&setup)?;
    }
    cluster::let_in(&setup)?;
    Server::launch(setup)
}

fn take_over(account: &Account, folder: &Folder) -> Result<(), Error> {
    let root = folder.root();
    if let Some(former) = account.take_over(root)?.filter(|uid| *uid != 0) {
        let (root, name) = (root.display(), &account.name);
        log::warn!("{root} belonged to the user with the id {former}: handed over to the user {name}");
    }
    Ok(())
}
