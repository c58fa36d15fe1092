//! Finding a PostgreSQL server of a supported version on this machine.

use std::{
    env,
    ffi::OsStr,
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nix::unistd::{AccessFlags, access};

use super::Error;
use crate::text;
use crate::text::Text;

const SUPPORTED: RangeInclusive<u32> = 15..=18;

/// Where Debian and its kin install the versions side by side, each in `NN/bin`.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A PostgreSQL server's programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder that holds `postgres` and `initdb`.
    pub dir: PathBuf,
    /// The major version, 15 to 18.
    pub major: u32,
}

impl Binaries {
    pub(super) fn postgres(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.dir.join("initdb")
    }

    /// Accepts a folder that has both programs in a supported version, or says what is wrong.
    fn in_folder(dir: &Path) -> Result<Self, Text> {
        for program in ["postgres", "initdb"] {
            let path = dir.join(program);
            if !path.is_file() || access(&path, AccessFlags::X_OK).is_err() {
                return Err(text!("其中没有可执行的 {program}", "it has no executable `{program}`"));
            }
        }
        let text = output(&dir.join("postgres"), "--version")
            .ok_or_else(|| text!("postgres --version 运行失败", "its `postgres --version` fails"))?;
        match parse_major(&text) {
            Some(major) if is_supported(major) => Ok(Self { dir: dir.to_owned(), major }),
            Some(major) => Err(text!("不支持 {major} 版", "its version {major} is not supported")),
            None => {
                let said = text.trim();
                Err(text!("postgres --version 的输出是 {said:?}", "its `postgres --version` says {said:?}"))
            }
        }
    }
}

/// Finds the programs: in `explicit` and nowhere else when it is given; otherwise the highest
/// supported version below `/usr/lib/postgresql`, then the folder that `postgres` in `PATH` really
/// lies in, then what `pg_config --bindir` says.
///
/// # Errors
///
/// [`Error::BinDir`] when `explicit` holds no usable server, [`Error::BinariesNotFound`] when
/// nothing was found; both say what to install.
pub fn find_binaries(explicit: Option<&Path>) -> Result<Binaries, Error> {
    find(explicit, None)
}

/// As [`find_binaries`], but when several versions are installed, the one that made the cluster
/// is preferred: installing a newer one next to it must not stop the service.
pub fn find(explicit: Option<&Path>, made_by: Option<&str>) -> Result<Binaries, Error> {
    if let Some(dir) = explicit {
        return Binaries::in_folder(dir)
            .map_err(|problem| Error::BinDir { bin_dir: dir.to_owned(), problem });
    }
    search(Path::new(VERSIONS), env::var_os("PATH").as_deref(), made_by)
}

fn search(versions: &Path, path: Option<&OsStr>, made_by: Option<&str>) -> Result<Binaries, Error> {
    let wanted = made_by.and_then(|text| text.parse::<u32>().ok());
    let mut first = None;
    for dir in candidates(versions, path) {
        let Ok(binaries) = Binaries::in_folder(&dir) else {
            continue;
        };
        if wanted.is_none_or(|major| major == binaries.major) {
            return Ok(binaries);
        }
        first.get_or_insert(binaries);
    }
    first.ok_or_else(|| Error::BinariesNotFound { versions: versions.to_owned() })
}

/// In order, and lazily: most machines need no look at the last ones.
fn candidates(versions: &Path, path: Option<&OsStr>) -> impl Iterator<Item = PathBuf> {
    installed_versions(versions)
        .into_iter()
        .chain(std::iter::once_with(move || real_folder_of_postgres(path?)).flatten())
        .chain(std::iter::once_with(move || bindir(path?)).flatten())
}

fn installed_versions(versions: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(versions).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .filter(|(major, _)| is_supported(*major))
        .collect();
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, dir)| dir.join("bin")).collect()
}

/// A link in /usr/local/bin has neither `initdb` nor the share folder beside it: its target does.
fn real_folder_of_postgres(path: &OsStr) -> Option<PathBuf> {
    let program = in_path("postgres", path)?.canonicalize().ok()?;
    Some(program.parent()?.to_owned())
}

fn bindir(path: &OsStr) -> Option<PathBuf> {
    let text = output(&in_path("pg_config", path)?, "--bindir")?;
    Some(PathBuf::from(text.trim()))
}

fn in_path(program: &str, path: &OsStr) -> Option<PathBuf> {
    env::split_paths(path).map(|dir| dir.join(program)).find(|path| path.is_file())
}

fn output(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
    output.status.success().then_some(())?;
    String::from_utf8(output.stdout).ok()
}

/// Whether clusters of this major version can be run.
pub fn is_supported(major: u32) -> bool {
    SUPPORTED.contains(&major)
}

/// From `postgres (PostgreSQL) 15.14 (Debian …)`, `… 18beta1` or `… 17devel`.
fn parse_major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
#[path = "binaries_tests.rs"]
mod tests;
