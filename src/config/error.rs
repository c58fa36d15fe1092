//! Why a setting stops the start.

use std::io;
use std::path::{Path, PathBuf};

use super::arguments::PREFIX;
use crate::attempt::Attempt;
use crate::suggest;
use crate::text;
use crate::text::Text;

/// A setting that stops the start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A name that is no setting's.
    #[error("{}: {}\n{}: {}", .place.zh, .hint.zh, .place.en, .hint.en)]
    Unknown {
        /// The environment, or the config file.
        place: Text,
        /// The name, and which there are.
        hint: Text,
    },
    /// A name that was a setting's in an earlier release.
    #[error(
        "{}: 已经没有 {name} 这项设置：{}\n{}: {name} is no setting any more: {}",
        .place.zh, .reason.zh, .place.en, .reason.en
    )]
    Removed {
        /// The environment, or the config file.
        place: Text,
        /// The name.
        name: String,
        /// What has become of it.
        reason: Text,
    },
    /// A value that the setting cannot have.
    #[error("{}: {}\n{}: {}", .origin.zh, .reason.zh, .origin.en, .reason.en)]
    Value {
        /// Which setting, and where.
        origin: Text,
        /// What is wrong with the value, and what is allowed.
        reason: Text,
    },
    /// Both `X` and `X_FILE`.
    #[error("{0} 和 {0}_FILE 只能设一个。\n{0} and {0}_FILE are both set; which one is meant?")]
    Twice(String),
    /// A file that cannot be read.
    #[error("{origin}: {}\n{origin}: {}", unread(.path, .error).zh, unread(.path, .error).en)]
    File {
        /// The setting that names it.
        origin: String,
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A secret on the command line.
    #[error(
        "--{flag}: {}，而本机任何用户都能看到命令行（ps）。请设环境变量 {variable}，或用 {variable}_FILE 指明所在文件，或写在设置文件里。\n\
         --{flag}: {}, where every user of this machine sees it (`ps`). Set {variable} in the environment, \
         {variable}_FILE to a file that holds it, or the config file", .what.zh, .what.en
    )]
    Shown {
        /// The flag.
        flag: String,
        /// What stands there.
        what: Text,
        /// The setting's environment variable.
        variable: String,
    },
    /// The command line itself: clap says it best, as it says `--help` and `--version`.
    #[error(transparent)]
    CommandLine(#[from] clap::Error),
}

fn unread(path: &Path, error: &io::Error) -> Text {
    Attempt::Read.refused(path, &Text::said(error))
}

/// What has become of a setting that was removed, for operators who still set it.
fn removed(id: &str) -> Option<Text> {
    (id == "row_security").then(|| {
        text!(
            "已不再使用行级安全。每条语句都限于调用者所及的范围；PostgreSQL 中的第二道检查管不到账号、令牌和留存的答复。\
             请去掉这项设置；原有的策略会自动删除。",
            "there is no row level security any more. Each statement is limited to what its caller reaches; a second check \
             inside PostgreSQL did not cover accounts, tokens and kept answers. Take the setting out; the policies are dropped \
             by themselves"
        )
    })
}

/// The refusal of a name that none of the known settings has.
pub(super) fn unknown(place: &Text, name: &str, known: &[String]) -> Error {
    let id = name.strip_prefix(PREFIX).unwrap_or(name).to_lowercase();
    if let Some(reason) = removed(&id) {
        return Error::Removed { place: place.clone(), name: name.to_owned(), reason };
    }
    let bare = |known: &str| known.strip_prefix(PREFIX).unwrap_or(known).to_lowercase();
    let others = OF_OTHERS.iter().find(|(other, _)| *other == id).map(|(_, ours)| *ours);
    let bares: Vec<String> = known.iter().map(|known| bare(known)).collect();
    let nearest = others.or_else(|| suggest::nearest(&id, bares.iter().map(String::as_str)));
    let hint = match nearest.and_then(|nearest| known.iter().find(|known| bare(known) == nearest)) {
        Some(nearest) => text!(
            "没有“{name}”这项设置，是否应为 {nearest}？",
            "“{name}” is not known, did you mean {nearest}?"
        ),
        None => text!(
            "没有“{name}”这项设置；全部设置见 fazhi serve --help。",
            "“{name}” is not known; `fazhi serve --help` lists the settings"
        ),
    };
    Error::Unknown { place: place.clone(), hint }
}

/// What settings of this kind are called elsewhere.
const OF_OTHERS: [(&str, &str); 5] = [
    ("port", "listen"),
    ("host", "listen"),
    ("bind", "listen"),
    ("database", "database_url"),
    ("log_level", "log"),
];
