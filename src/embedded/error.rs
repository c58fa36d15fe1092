//! What can go wrong with the private server, in words for the operator.

use std::{
    io,
    path::{Path, PathBuf},
};

use nix::unistd::{Uid, geteuid};

/// Why the private PostgreSQL could not be run.
///
/// Each message names the folder, file or user concerned and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no ledger in the data folder, and none is to be made.
    #[error(
        "数据目录 {} 中没有台账。若台账在别处，请设置 FAZHI_DATA_DIR 或 DATABASE_URL；新建台账用 fazhi serve。 \
         There is no ledger in the data folder {}. Where it is elsewhere, set FAZHI_DATA_DIR or DATABASE_URL; `fazhi serve` \
         begins a new one", .data_dir.display(), .data_dir.display()
    )]
    NoLedger {
        /// The data folder.
        data_dir: PathBuf,
    },
    /// No supported PostgreSQL server was found on this machine.
    #[error(
        "no PostgreSQL server (major version 15 to 18) was found; looked in {looked_in}. Install one \
         (`apt-get install postgresql-15`, or `make install`), or set FAZHI_PG_BIN to the folder \
         that holds `postgres` and `initdb`. The client `psql` alone is not enough"
    )]
    BinariesNotFound {
        /// The places that were tried, for the message.
        looked_in: String,
    },
    /// The folder that was named explicitly holds no usable server.
    #[error(
        "{} cannot be used as PostgreSQL's folder of programs (FAZHI_PG_BIN): {problem}. Name a folder \
         with `postgres` and `initdb` of major version 15 to 18, or install one \
         (`apt-get install postgresql-15`, or `make install`)", .bin_dir.display()
    )]
    BinDir {
        /// The folder that was named.
        bin_dir: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another process runs the server of this data folder.
    #[error(
        "the data folder {} is in use by {}: stop that one first, or choose another folder with \
         FAZHI_DATA_DIR", .data_dir.display(), holder(*.pid)
    )]
    AlreadyRunning {
        /// The data folder.
        data_dir: PathBuf,
        /// The process that holds it, when it could be told.
        pid: Option<u32>,
    },
    /// Another process holds the data folder, but its server takes no connections.
    #[error(
        "another process holds the data folder {} but its PostgreSQL does not get ready: see \
         postgres.log in that folder", .data_dir.display()
    )]
    NotReady {
        /// The data folder.
        data_dir: PathBuf,
    },
    /// The data folder holds something that is not ours; it was left as it is.
    #[error(
        "the data folder {} holds `{entry}`, which is not from fazhi; nothing was changed. Choose an \
         empty or new folder with FAZHI_DATA_DIR", .data_dir.display()
    )]
    ForeignFolder {
        /// The data folder.
        data_dir: PathBuf,
        /// One of the entries that are not ours.
        entry: String,
    },
    /// The cluster's folder exists but holds no cluster.
    #[error(
        "{} has no readable PG_VERSION, so it is no PostgreSQL cluster; nothing was changed. Restore it \
         from a backup, or move it away to begin with an empty database", .cluster.display()
    )]
    NotACluster {
        /// The cluster's folder.
        cluster: PathBuf,
    },
    /// The cluster was made by another major version than the programs are.
    #[error(
        "the cluster {} was made by PostgreSQL {made_by}, but the programs found in {} are \
         PostgreSQL {found}. {} Or bring the data to PostgreSQL {found}: with pg_upgrade, or with \
         pg_dumpall of version {made_by} into a new folder", .cluster.display(), .bin_dir.display(),
        install_hint(.made_by)
    )]
    OtherMajorVersion {
        /// The cluster's folder.
        cluster: PathBuf,
        /// The content of its `PG_VERSION`.
        made_by: String,
        /// The folder of the programs found.
        bin_dir: PathBuf,
        /// Their major version.
        found: u32,
    },
    /// Started as root, and there is no user to go on as.
    #[error(
        "started by root, fazhi and its PostgreSQL run as the system user `fazhi`, which this machine does not have. \
         Make it (`useradd --system --home-dir /var/lib/fazhi --shell /usr/sbin/nologin fazhi`, or `make install`), or \
         start fazhi as an ordinary user"
    )]
    NoServiceUser,
    /// Started as root, on a cluster that another user has made.
    #[error(
        "{} belongs to the user `{owner}`: start fazhi as that user, or hand the data folder over to the user `fazhi` \
         (`chown -R fazhi:`), as whom it runs when root starts it", .cluster.display()
    )]
    OthersCluster {
        /// The cluster's folder.
        cluster: PathBuf,
        /// Whose it is.
        owner: String,
    },
    /// Started as root, and the system does not let the process become another user.
    #[error("started by root, fazhi cannot go on as the user `{user}`: {source}. Start it as that user")]
    StillRoot {
        /// The user it was to become.
        user: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The database's user cannot get to a folder it needs.
    #[error(
        "PostgreSQL runs as the user `{user}`, who cannot enter the folder {} and so cannot reach {}. Let \
         others pass (`chmod o+x {}`), or choose a place outside of it (FAZHI_DATA_DIR, for example \
         /var/lib/fazhi; FAZHI_PG_BIN for the programs)",
        .folder.display(), .target.display(), .folder.display()
    )]
    NotTraversable {
        /// The outermost folder that the user cannot enter.
        folder: PathBuf,
        /// What lies beyond it.
        target: PathBuf,
        /// The database's user.
        user: String,
    },
    /// `initdb` or the making of the database failed; nothing of it was kept.
    #[error(
        "`{program}` could not make the cluster {}: {output}. Nothing of it was kept: mend the cause and \
         start again", .cluster.display()
    )]
    ClusterNotMade {
        /// The program that failed.
        program: PathBuf,
        /// The cluster's folder.
        cluster: PathBuf,
        /// The last lines of its output.
        output: String,
    },
    /// The server ended before it took connections.
    #[error("PostgreSQL did not start ({status}). The last lines of {}:\n{tail}", .log.display())]
    StartFailed {
        /// The exit status.
        status: String,
        /// The server's log file.
        log: PathBuf,
        /// The end of it.
        tail: String,
    },
    /// A server did not end in spite of SIGINT and SIGQUIT.
    #[error(
        "PostgreSQL (process {pid}) in {} does not stop. See what it is doing with `ps {pid}`; when it is \
         gone, start again", .folder.display()
    )]
    WontStop {
        /// The process that remains.
        pid: i32,
        /// The folder that it works in.
        folder: PathBuf,
    },
    /// The data folder's path cannot be used.
    #[error("the data folder {path:?} has a line break in its path: choose another with FAZHI_DATA_DIR")]
    LineBreak {
        /// The data folder.
        path: PathBuf,
    },
    /// The system refused an operation for lack of rights.
    #[error(
        "cannot {action} {}: permission denied to user {user}. Run fazhi as the user who owns it, or choose \
         another folder with FAZHI_DATA_DIR", .path.display()
    )]
    Denied {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The id of the user that tried.
        user: Uid,
    },
    /// The system refused an operation for another reason.
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: an error of the system while doing `action` to `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::PermissionDenied => Self::Denied { action, path, user: geteuid() },
            _ => Self::Io { action, path, source },
        }
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

fn install_hint(made_by: &str) -> String {
    match made_by.parse() {
        Ok(major) if super::binaries::is_supported(major) => {
            format!("Install the version that made it (`apt-get install postgresql-{major}`).")
        }
        _ => format!("Version {made_by} is not supported (15 to 18 are)."),
    }
}
