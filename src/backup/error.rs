//! Why there is no backup, or nothing was restored.

use std::io;
use std::path::{Path, PathBuf};

use crate::db::migrations::MigrationError;
use crate::upgrade::UpgradeError;

/// A backup that was not made, or not restored. In neither case does anything remain of the attempt.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be used.
    #[error("cannot {what} {path}: {error}")]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// There is a backup under this name.
    #[error("{0} exists already; choose another name, or replace it with --force")]
    Exists(PathBuf),
    /// Another process is writing it.
    #[error("{0} is being written by another fazhi backup")]
    Busy(PathBuf),
    /// The stream that is written or read.
    #[error("the backup cannot be written: {0}")]
    Write(io::Error),
    /// Reading failed.
    #[error("the backup cannot be read: {0}")]
    Read(io::Error),
    /// Some other file.
    #[error("this is no backup made by fazhi")]
    NoBackup,
    /// A format that this release does not read.
    #[error(
        "this backup has format {0}, and this release reads format {1}: use the release that made it, or a newer one"
    )]
    OtherFormat(String, &'static str),
    /// The end is missing.
    #[error("the backup is not complete: it ends before its end, as one that was cut off does")]
    Incomplete,
    /// It is not as it was written.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// It has steps of the schema that this release does not know.
    #[error(
        "the backup has schema version {0}, which this release does not know: it was made by a newer fazhi. \
         Restore it with that release."
    )]
    NewerBackup(String),
    /// There is nothing to back up.
    #[error("the database holds no ledger; fazhi serve or fazhi migrate makes one")]
    NoLedger,
    /// A migration came in between.
    #[error("the schema was migrated at this very moment; start the backup again")]
    SchemaMoved,
    /// The database has a ledger already.
    #[error(
        "the database is not empty, and a backup is restored into an empty one only; nothing was changed. \
         There are rows in: {0}"
    )]
    NotEmpty(String),
    /// The database is distributed over several nodes.
    #[error(
        "此数据库已分布到多个节点，备份只能恢复到未分布的数据库：请新建数据库，恢复后再运行 fazhi distribute。 \
         The database is distributed over several nodes, and a backup is restored into one that is not; nothing was changed. Make \
         another database on the coordinator, restore into it, then run `fazhi distribute`"
    )]
    Distributed,
    /// The database holds what is not of fazhi.
    #[error("the database holds tables that are not of fazhi; nothing was changed. There are: {0}")]
    Foreign(String),
    /// The database lacks what its schema has.
    #[error(
        "the database lacks {0}, which is of its schema: a backup of it could not be restored. Put it back, or save what \
         there is by pg_dump"
    )]
    Lacks(String),
    /// A row that no request can make.
    #[error(
        "table {table} has a row of {bytes} bytes, and no more than {longest} are restored: no request makes such a row, \
         so it was written into the database. Take it out"
    )]
    LongRow {
        /// The table.
        table: String,
        /// Its length as text.
        bytes: usize,
        /// The most there may be.
        longest: u32,
    },
    /// Nobody knows whether it is what was made.
    #[error(
        "not proven, and nothing was restored: {0}. With --unproven it is restored all the same: all tokens are then revoked, \
         and the trail says so"
    )]
    Unproven(String),
    /// Something else stands against it.
    #[error("nothing was restored: {0}")]
    Refused(String),
    /// The tables of the backup are not those of the schema it names.
    #[error("the backup does not fit schema version {version}: {difference}")]
    OtherTables {
        /// The schema the backup names.
        version: String,
        /// The first table that differs, and how.
        difference: String,
    },
    /// What was restored is not what was backed up.
    #[error("not verified, and nothing was kept: {0}")]
    Differs(String),
    /// The schema cannot be made.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The schema cannot be brought up to this release.
    #[error(transparent)]
    Upgrade(#[from] UpgradeError),
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] diesel::result::Error),
}

impl Error {
    /// A file that cannot be used, for `map_err`.
    pub fn file(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::File { what, path: path.to_owned(), error }
    }

    /// What went wrong while reading a backup: that it ends too early is no fault of the disk.
    #[must_use]
    pub fn reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Incomplete,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Damaged(error.to_string()),
            _ => Self::Read(error),
        }
    }
}
