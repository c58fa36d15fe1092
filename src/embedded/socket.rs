//! The folder of the server's Unix socket, and the URL that leads to it.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs::{self, DirBuilder},
    io,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::{DirBuilderExt, MetadataExt, symlink},
    },
    path::{Path, PathBuf},
};

use nix::unistd::{geteuid, mkdtemp};

use super::{Attempt, DATABASE, Error, ROLE, account::Account, folder::Folder};

/// It only names the socket; there is no TCP.
pub const PORT: &str = "5432";

/// `sun_path` has 108 bytes with its end, and `/.s.PGSQL.5432` takes 14 of them.
const LONGEST: usize = 107 - 14;

/// The folder into which the server puts its socket.
#[derive(Debug)]
pub struct SocketDir {
    pub path: PathBuf,
    /// The link in the data folder that leads to it, when it is not in the data folder itself.
    link: Option<PathBuf>,
}

impl SocketDir {
    /// Makes `run` in the data folder, or a short folder in `/tmp` that `run` is a link to.
    pub fn prepare(folder: &Folder, account: Option<&Account>) -> Result<Self, Error> {
        let run = folder.run();
        if !is_usable(&run) {
            let path = short_folder(&run, account)?;
            return Ok(Self { path, link: Some(run) });
        }
        if run.is_symlink() {
            // The data folder had a longer path before.
            remove_run(&run)?;
        }
        match DirBuilder::new().mode(0o700).create(&run) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Error::io(Attempt::Create, &run)(error));
            }
            _ => hand_over(&run, account)?,
        }
        Ok(Self { path: run, link: None })
    }

    /// Removes the short folder after a clean stop. Left behind, it is used again, so that a
    /// failure here costs nothing.
    pub fn remove(&self) {
        if let Some(link) = &self.link
            && fs::remove_dir(&self.path).is_ok()
        {
            let _ = fs::remove_file(link);
        }
    }

    /// The value of `unix_socket_directories`, a list that is split at commas: hence the quotes.
    pub fn setting(&self) -> OsString {
        let quoted = self.path.as_os_str().as_bytes().iter().flat_map(|byte| match byte {
            b'"' => vec![b'"', b'"'],
            other => vec![*other],
        });
        let value: Vec<u8> = [b'"'].into_iter().chain(quoted).chain([b'"']).collect();
        OsString::from_vec(value)
    }
}

/// The socket and its lock file that a server of this cluster has left, to be removed.
///
/// Behind a link they may also be another cluster's: a copied data folder has the same link.
pub fn stale_files(run: &Path, cluster: &Path) -> Vec<PathBuf> {
    let files = files(run);
    let names_cluster = |file: &PathBuf| {
        let content = fs::read(file).unwrap_or_default();
        content.split(|byte| *byte == b'\n').nth(1) == Some(cluster.as_os_str().as_bytes())
    };
    if run.is_symlink() && !files.iter().any(names_cluster) { Vec::new() } else { files.to_vec() }
}

/// The lock file first: it says which process holds the socket.
fn files(dir: &Path) -> [PathBuf; 2] {
    let name = format!(".s.PGSQL.{PORT}");
    [dir.join(format!("{name}.lock")), dir.join(name)]
}

/// A URL that libpq takes. Port and (no) address are in it, since the caller's own PGPORT and
/// PGHOSTADDR would otherwise fill them in.
pub fn url(dir: &Path) -> String {
    let host = percent_encode(dir);
    format!("postgresql:///{DATABASE}?host={host}&hostaddr=&port={PORT}&user={ROLE}")
}

/// libpq takes a comma in the host for a list of hosts, even an encoded one.
fn is_usable(run: &Path) -> bool {
    let bytes = run.as_os_str().as_bytes();
    bytes.len() <= LONGEST && !bytes.contains(&b',')
}

fn short_folder(run: &Path, account: Option<&Account>) -> Result<PathBuf, Error> {
    if let Ok(known) = fs::read_link(run)
        && is_private(&known, account)
        && !is_taken(&known)
    {
        return Ok(known);
    }
    remove_run(run)?;
    let template = Path::new("/tmp/fazhi-XXXXXX");
    let made = mkdtemp(template).map_err(|errno| Error::io(Attempt::Create, template)(errno.into()))?;
    hand_over(&made, account)?;
    symlink(&made, run).map_err(Error::io(Attempt::Create, run))?;
    Ok(made)
}

/// What is left of ours was cleared before: it is the server's of a copy of this data folder.
fn is_taken(dir: &Path) -> bool {
    files(dir).iter().any(|file| file.exists())
}

/// Removes the link, but not what it leads to; or the folder, which is empty when nothing runs.
fn remove_run(run: &Path) -> Result<(), Error> {
    let removed = match fs::symlink_metadata(run) {
        Ok(found) if found.is_dir() => fs::remove_dir(run),
        Ok(_) => fs::remove_file(run),
        Err(_) => return Ok(()),
    };
    removed.map_err(Error::io(Attempt::Remove, run))
}

/// `/tmp` is everybody's: only a folder that is the database user's alone is used again.
fn is_private(dir: &Path, account: Option<&Account>) -> bool {
    let owner = account.map_or_else(geteuid, |account| account.uid).as_raw();
    fs::symlink_metadata(dir)
        .is_ok_and(|found| found.is_dir() && found.uid() == owner && found.mode() & 0o777 == 0o700)
}

fn hand_over(dir: &Path, account: Option<&Account>) -> Result<(), Error> {
    account.map_or(Ok(()), |account| account.own(dir))
}

fn percent_encode(path: &Path) -> String {
    let mut encoded = String::new();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(*byte));
            }
            // Writing into a String does not fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_encoded() {
        assert_eq!(
            url(Path::new("/srv/法治 &c")),
            "postgresql:///fazhi?host=/srv/%E6%B3%95%E6%B2%BB%20%26c&hostaddr=&port=5432&user=fazhi"
        );
    }

    #[test]
    fn a_path_is_usable_when_the_socket_fits() {
        assert!(is_usable(Path::new(&"/".repeat(LONGEST))));
        assert!(!is_usable(Path::new(&"/".repeat(LONGEST + 1))));
        assert!(!is_usable(Path::new("/srv/a,b")));
    }

    #[test]
    fn the_setting_is_quoted() {
        let dir = SocketDir { path: "/srv/a \"b\"".into(), link: None };
        assert_eq!(dir.setting(), "\"/srv/a \"\"b\"\"\"");
    }
}
