//! Why there is no backup, or nothing was restored.

use std::io;
use std::path::{Path, PathBuf};

use crate::attempt::Attempt;
use crate::db::migrations::MigrationError;
use crate::text::Text;
use crate::upgrade::UpgradeError;

/// A backup that was not made, or not restored. In neither case does anything remain of the attempt.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be used.
    #[error("{}", .attempt.refused(.path, &Text::said(.error)).in_lines())]
    File {
        /// What was to be done with it.
        attempt: Attempt,
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// There is a backup under this name.
    #[error(
        "{0} 已经存在；请换一个名称，或用 --force 覆盖。\n{0} exists already; choose another name, or replace it with --force"
    )]
    Exists(PathBuf),
    /// Another process is writing it.
    #[error("另一个 fazhi backup 正在写 {0}。\n{0} is being written by another fazhi backup")]
    Busy(PathBuf),
    /// The stream that is written or read.
    #[error("备份无法写入：{0}\nthe backup cannot be written: {0}")]
    Write(io::Error),
    /// Reading failed.
    #[error("备份无法读取：{0}\nthe backup cannot be read: {0}")]
    Read(io::Error),
    /// Some other file.
    #[error("这不是 fazhi 制作的备份。\nthis is no backup made by fazhi")]
    NoBackup,
    /// A format that this release does not read.
    #[error(
        "此备份的格式为 {0}，本版本读取格式 {1}：请用制作它的版本，或更新的版本。\n\
         this backup has format {0}, and this release reads format {1}: use the release that made it, or a newer one"
    )]
    OtherFormat(String, &'static str),
    /// The end is missing.
    #[error(
        "备份不完整：没有到结尾就断了。\nthe backup is not complete: it ends before its end, as one that was cut off does"
    )]
    Incomplete,
    /// It is not as it was written.
    #[error("备份已损坏：{}\nthe backup is damaged: {}", .0.zh, .0.en)]
    Damaged(Text),
    /// It has steps of the schema that this release does not know.
    #[error(
        "备份的库结构版本为 {0}，本版本不认识：它由更新的 fazhi 制成，请用那个版本恢复。\n\
         the backup has schema version {0}, which this release does not know: it was made by a newer fazhi. \
         Restore it with that release."
    )]
    NewerBackup(String),
    /// There is nothing to back up.
    #[error(
        "数据库中没有台账；请用 fazhi serve 或 fazhi migrate 新建。\nthe database holds no ledger; fazhi serve or fazhi migrate makes one"
    )]
    NoLedger,
    /// A migration came in between.
    #[error(
        "库结构恰在此时更新过；请重新备份。\nthe schema was migrated at this very moment; start the backup again"
    )]
    SchemaMoved,
    /// The database has a ledger already.
    #[error(
        "数据库不是空的，备份只能恢复到空库；没有作任何改动。以下表中有内容：{0}\n\
         the database is not empty, and a backup is restored into an empty one only; nothing was changed. \
         There are rows in: {0}"
    )]
    NotEmpty(String),
    /// The database is distributed over several nodes.
    #[error(
        "此数据库已分布到多个节点，备份只能恢复到未分布的数据库：请新建数据库，恢复后再运行 fazhi distribute。\n\
         The database is distributed over several nodes, and a backup is restored into one that is not; nothing was changed. Make \
         another database on the coordinator, restore into it, then run `fazhi distribute`"
    )]
    Distributed,
    /// The database holds what is not of fazhi.
    #[error(
        "数据库中有不属于 fazhi 的表；没有作任何改动。这些表是：{0}\n\
         the database holds tables that are not of fazhi; nothing was changed. There are: {0}"
    )]
    Foreign(String),
    /// The database lacks what its schema has.
    #[error(
        "数据库缺少本应有的{}，这样的备份将无法恢复。请把它补回，或用 pg_dump 保存现有内容。\n\
         the database lacks {}, which is of its schema: a backup of it could not be restored. Put it back, or save what \
         there is by pg_dump", .0.zh, .0.en
    )]
    Lacks(Text),
    /// A row that no request can make.
    #[error(
        "表 {table} 有一行长 {bytes} 字节，恢复时每行至多 {longest} 字节；正常的请求不会产生这样的行，它是直接写入数据库的。请去掉它。\n\
         table {table} has a row of {bytes} bytes, and no more than {longest} are restored: no request makes such a row, \
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
        "备份未经证明，没有恢复任何内容：{}。确要恢复请加 --unproven：届时全部令牌作废，并记入变更痕迹。\n\
         not proven, and nothing was restored: {}. With --unproven it is restored all the same: all tokens are then revoked, \
         and the trail says so", .0.zh, .0.en
    )]
    Unproven(Text),
    /// Something else stands against it.
    #[error("没有恢复任何内容：{}\nnothing was restored: {}", .0.zh, .0.en)]
    Refused(Text),
    /// The tables of the backup are not those of the schema it names.
    #[error(
        "备份与库结构版本 {version} 不符：{}\nthe backup does not fit schema version {version}: {}",
        .difference.zh, .difference.en
    )]
    OtherTables {
        /// The schema the backup names.
        version: String,
        /// The first table that differs, and how.
        difference: Text,
    },
    /// What was restored is not what was backed up.
    #[error("比对不一致，没有保留任何内容：{}\nnot verified, and nothing was kept: {}", .0.zh, .0.en)]
    Differs(Text),
    /// The schema cannot be made.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The schema cannot be brought up to this release.
    #[error(transparent)]
    Upgrade(#[from] UpgradeError),
    /// The database refused or failed.
    #[error("数据库出错：{0}\nthe database failed: {0}")]
    Database(#[from] diesel::result::Error),
}

impl Error {
    /// A file that cannot be used, for `map_err`.
    pub fn file(attempt: Attempt, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::File { attempt, path: path.to_owned(), error }
    }

    /// What went wrong while reading a backup: that it ends too early is no fault of the disk.
    #[must_use]
    pub fn reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Incomplete,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Damaged(Text::said(error)),
            _ => Self::Read(error),
        }
    }
}
