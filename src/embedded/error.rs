//! What can go wrong with the private server, in words for the operator.

use std::{
    io,
    path::{Path, PathBuf},
};

use nix::unistd::{Uid, geteuid};

pub(super) use crate::attempt::Attempt;
use crate::text;
use crate::text::Text;

/// Why the private PostgreSQL could not be run.
///
/// Each message names the folder, file or user concerned and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no ledger in the data folder, and none is to be made.
    #[error(
        "数据目录 {} 中没有台账。若台账在别处，请设置 FAZHI_DATA_DIR 或 DATABASE_URL；新建台账用 fazhi serve。\n\
         There is no ledger in the data folder {}. Where it is elsewhere, set FAZHI_DATA_DIR or DATABASE_URL; `fazhi serve` \
         begins a new one", .data_dir.display(), .data_dir.display()
    )]
    NoLedger {
        /// The data folder.
        data_dir: PathBuf,
    },
    /// No supported PostgreSQL server was found on this machine.
    #[error(
        "没有找到 PostgreSQL 服务端（15 至 18 版）；查找过 {0}/*/bin、PATH 中的 postgres 和 pg_config --bindir。请安装\
         （apt-get install postgresql-15，或 make install），或把 FAZHI_PG_BIN 设为 postgres 和 initdb 所在的目录；只有客户端 psql 不够。\n\
         no PostgreSQL server (major version 15 to 18) was found; looked in {0}/*/bin, in PATH for `postgres`, and in \
         `pg_config --bindir`. Install one (`apt-get install postgresql-15`, or `make install`), or set FAZHI_PG_BIN to the \
         folder that holds `postgres` and `initdb`. The client `psql` alone is not enough", .versions.display()
    )]
    BinariesNotFound {
        /// Where the versions would be side by side.
        versions: PathBuf,
    },
    /// The folder that was named explicitly holds no usable server.
    #[error(
        "{0} 不能用作 PostgreSQL 程序的目录（FAZHI_PG_BIN）：{1}。请改为 15 至 18 版的 postgres 和 initdb 所在的目录，或安装一个\
         （apt-get install postgresql-15，或 make install）。\n\
         {0} cannot be used as PostgreSQL's folder of programs (FAZHI_PG_BIN): {2}. Name a folder with `postgres` and \
         `initdb` of major version 15 to 18, or install one (`apt-get install postgresql-15`, or `make install`)",
        .bin_dir.display(), .problem.zh, .problem.en
    )]
    BinDir {
        /// The folder that was named.
        bin_dir: PathBuf,
        /// What is wrong with it.
        problem: Text,
    },
    /// Another process runs the server of this data folder.
    #[error(
        "数据目录 {0} 正由{1}使用：请先停掉它，或用 FAZHI_DATA_DIR 另选目录。\n\
         the data folder {0} is in use by {2}: stop that one first, or choose another folder with FAZHI_DATA_DIR",
        .data_dir.display(), holder(*.pid).zh, holder(*.pid).en
    )]
    AlreadyRunning {
        /// The data folder.
        data_dir: PathBuf,
        /// The process that holds it, where it is known.
        pid: Option<u32>,
    },
    /// Another process holds the data folder, but its server takes no connections.
    #[error(
        "数据目录 {0} 正由另一进程使用，但其 PostgreSQL 一直没有就绪：原因见该目录中的 postgres.log。\n\
         another process holds the data folder {0} but its PostgreSQL does not get ready: see postgres.log in that folder",
        .data_dir.display()
    )]
    NotReady {
        /// The data folder.
        data_dir: PathBuf,
    },
    /// The data folder holds something that is not ours; it was left as it is.
    #[error(
        "数据目录 {0} 中有 {entry}，不是 fazhi 的文件；没有作任何改动。请用 FAZHI_DATA_DIR 选一个空目录或新目录。\n\
         the data folder {0} holds `{entry}`, which is not from fazhi; nothing was changed. Choose an empty or new folder \
         with FAZHI_DATA_DIR", .data_dir.display()
    )]
    ForeignFolder {
        /// The data folder.
        data_dir: PathBuf,
        /// One of the entries that are not ours.
        entry: String,
    },
    /// The cluster's folder exists but holds no cluster.
    #[error(
        "{0} 中没有可读的 PG_VERSION，不是 PostgreSQL 的数据；没有作任何改动。请从备份恢复，或把它移走，从空库开始。\n\
         {0} has no readable PG_VERSION, so it is no PostgreSQL cluster; nothing was changed. Restore it from a backup, or \
         move it away to begin with an empty database", .cluster.display()
    )]
    NotACluster {
        /// The cluster's folder.
        cluster: PathBuf,
    },
    /// The cluster was made by another major version than the programs are.
    #[error(
        "{0} 中的数据由 PostgreSQL {made_by} 建立，而 {1} 中的程序是 PostgreSQL {found}。{2}把数据转到 PostgreSQL {found}：用 \
         pg_upgrade，或用 {made_by} 版的 pg_dumpall 导入新目录。\n\
         the cluster {0} was made by PostgreSQL {made_by}, but the programs found in {1} are PostgreSQL {found}. {3} Or \
         bring the data to PostgreSQL {found}: with pg_upgrade, or with pg_dumpall of version {made_by} into a new folder",
        .cluster.display(), .bin_dir.display(), install_hint(.made_by).zh, install_hint(.made_by).en
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
        "以 root 启动时，fazhi 及其 PostgreSQL 以系统用户 fazhi 运行，而本机没有该用户。请建立它\
         （useradd --system --home-dir /var/lib/fazhi --shell /usr/sbin/nologin fazhi，或 make install），或以普通用户启动 fazhi。\n\
         started by root, fazhi and its PostgreSQL run as the system user `fazhi`, which this machine does not have. \
         Make it (`useradd --system --home-dir /var/lib/fazhi --shell /usr/sbin/nologin fazhi`, or `make install`), or \
         start fazhi as an ordinary user"
    )]
    NoServiceUser,
    /// Started as root, on a cluster that another user has made.
    #[error(
        "{0} 属于用户 {owner}：请以该用户启动 fazhi，或把数据目录交给用户 fazhi（chown -R fazhi:），以 root 启动时即以该用户运行。\n\
         {0} belongs to the user `{owner}`: start fazhi as that user, or hand the data folder over to the user `fazhi` \
         (`chown -R fazhi:`), as whom it runs when root starts it", .cluster.display()
    )]
    OthersCluster {
        /// The cluster's folder.
        cluster: PathBuf,
        /// Whose it is.
        owner: String,
    },
    /// Started as root, and the system does not let the process become another user.
    #[error(
        "以 root 启动后，无法转为用户 {user} 运行：{source}。请直接以该用户启动 fazhi。\n\
         started by root, fazhi cannot go on as the user `{user}`: {source}. Start it as that user"
    )]
    StillRoot {
        /// The user it was to become.
        user: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The database's user cannot get to a folder it needs.
    #[error(
        "PostgreSQL 以用户 {user} 运行，该用户进不了目录 {0}，因而无法使用 {1}。请允许其他用户通过（chmod o+x {0}），或改用该目录以外的\
         位置（数据目录用 FAZHI_DATA_DIR，如 /var/lib/fazhi；程序目录用 FAZHI_PG_BIN）。\n\
         PostgreSQL runs as the user `{user}`, who cannot enter the folder {0} and so cannot reach {1}. Let others pass \
         (`chmod o+x {0}`), or choose a place outside of it (FAZHI_DATA_DIR, for example /var/lib/fazhi; FAZHI_PG_BIN for the \
         programs)", .folder.display(), .target.display()
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
        "{0} 未能建立数据库 {1}，没有留下任何内容；请按下面的原因处理后重新启动。\n\
         `{0}` could not make the cluster {1}: {output}. Nothing of it was kept: mend the cause and start again",
        .program.display(), .cluster.display()
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
    #[error(
        "PostgreSQL 没有启动（{status}），{0} 的最后几行见下。\nPostgreSQL did not start ({status}). The last lines of {0}:\n{tail}",
        .log.display()
    )]
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
        "{0} 中的 PostgreSQL（进程 {pid}）没有停下来。请用 ps {pid} 查看它在做什么；等它结束后再启动。\n\
         PostgreSQL (process {pid}) in {0} does not stop. See what it is doing with `ps {pid}`; when it is gone, start again",
        .folder.display()
    )]
    WontStop {
        /// The process that remains.
        pid: i32,
        /// The folder that it works in.
        folder: PathBuf,
    },
    /// The data folder's path cannot be used.
    #[error(
        "数据目录 {path:?} 的路径中有换行：请用 FAZHI_DATA_DIR 另选目录。\n\
         the data folder {path:?} has a line break in its path: choose another with FAZHI_DATA_DIR"
    )]
    LineBreak {
        /// The data folder.
        path: PathBuf,
    },
    /// The system refused an operation for lack of rights.
    #[error("{}", .attempt.refused(.path, &denied(*.user)).in_lines())]
    Denied {
        /// What was tried.
        attempt: Attempt,
        /// The file or folder.
        path: PathBuf,
        /// The id of the user that tried.
        user: Uid,
    },
    /// The system refused an operation for another reason.
    #[error("{}", .attempt.refused(.path, &Text::said(.source)).in_lines())]
    Io {
        /// What was tried.
        attempt: Attempt,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: an error of the system while this was tried with `path`.
    pub(super) fn io(attempt: Attempt, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::PermissionDenied => Self::Denied { attempt, path, user: geteuid() },
            _ => Self::Io { attempt, path, source },
        }
    }
}

fn holder(pid: Option<u32>) -> Text {
    match pid {
        Some(pid) => text!("进程 {pid} ", "process {pid}"),
        None => text!("另一进程", "another process"),
    }
}

fn denied(user: Uid) -> Text {
    text!(
        "用户 {user} 没有权限。请以其属主运行 fazhi，或用 FAZHI_DATA_DIR 另选目录。",
        "permission denied to user {user}. Run fazhi as the user who owns it, or choose another folder with FAZHI_DATA_DIR"
    )
}

fn install_hint(made_by: &str) -> Text {
    match made_by.parse() {
        Ok(major) if super::binaries::is_supported(major) => text!(
            "请安装建立它的版本（apt-get install postgresql-{major}），也可",
            "Install the version that made it (`apt-get install postgresql-{major}`)."
        ),
        _ => text!(
            "不支持 {made_by} 版（支持 15 至 18 版），请",
            "Version {made_by} is not supported (15 to 18 are)."
        ),
    }
}
