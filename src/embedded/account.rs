//! Whom PostgreSQL runs as, and whether that user gets where it must.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, chown},
    path::Path,
    process::Stdio,
};

use nix::{
    sys::signal::Signal,
    unistd::{Gid, Uid, User, geteuid},
};

use super::{Binaries, Error, command};

/// The user that PostgreSQL is run as when the service itself is root.
#[derive(Debug, Clone)]
pub struct Account {
    pub uid: Uid,
    pub gid: Gid,
    pub name: String,
}

impl Account {
    /// Hands a file or folder over to this user.
    pub fn own(&self, path: &Path) -> Result<(), Error> {
        chown(path, Some(self.uid.as_raw()), Some(self.gid.as_raw()))
            .map_err(Error::io("change the owner of", path))
    }
}

/// `None` when the service is not root: PostgreSQL then runs as the same user. As root it is the
/// owner of an existing cluster, else `postgres`, else `nobody`.
pub fn choose(cluster: &Path) -> Result<Option<Account>, Error> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let known = || ["postgres", "nobody"].into_iter().find_map(named).filter(|user| !user.uid.is_root());
    owner(cluster).or_else(known).map(Some).ok_or(Error::NoUnprivilegedUser)
}

fn named(name: &str) -> Option<Account> {
    let user = User::from_name(name).ok()??;
    Some(Account { uid: user.uid, gid: user.gid, name: user.name })
}

fn owner(cluster: &Path) -> Option<Account> {
    let metadata = fs::metadata(cluster).ok()?;
    let uid = Uid::from_raw(metadata.uid());
    let name = User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name);
    let account = Account { uid, gid: Gid::from_raw(metadata.gid()), name };
    (!uid.is_root()).then_some(account)
}

/// Names the folder at fault when the user cannot reach the programs or the data folder, where
/// PostgreSQL itself would only say "Permission denied".
pub fn check_access(account: &Account, binaries: &Binaries, data_dir: &Path) -> Result<(), Error> {
    if run_in(account, binaries, data_dir).is_ok() {
        return Ok(());
    }
    // The programs first: without them, no other folder can be tried. `/bin/sh` stands in.
    for target in [&binaries.dir, data_dir] {
        for folder in target.ancestors().collect::<Vec<_>>().into_iter().rev() {
            if is_denied(&enter(account, Path::new("/bin/sh"), folder)) {
                return Err(Error::NotTraversable {
                    folder: folder.to_owned(),
                    target: target.to_owned(),
                    user: account.name.clone(),
                });
            }
        }
    }
    run_in(account, binaries, data_dir).map_err(Error::io("run", &binaries.postgres()))
}

fn run_in(account: &Account, binaries: &Binaries, folder: &Path) -> io::Result<()> {
    enter(account, &binaries.postgres(), folder)
}

/// Really changes into the folder as that user, rather than working it out from modes: access
/// lists and security modules have a say as well.
fn enter(account: &Account, program: &Path, folder: &Path) -> io::Result<()> {
    let mut command = command::new(program, Some(account), folder, Signal::SIGKILL);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map(drop)
}

fn is_denied(result: &io::Result<()>) -> bool {
    result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}
