//! Whom service and PostgreSQL run as where the program is started by root, and whether that user gets where it must.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, lchown},
    path::Path,
    process::Stdio,
};

use nix::{
    sys::signal::Signal,
    unistd::{Gid, Uid, User, geteuid, setgid, setgroups, setuid},
};

use super::{Attempt, Binaries, Error, command};

/// The system user that runs what root has started. `make install` and the image make it; it is this service's alone,
/// since a process that runs as it can read the whole ledger.
pub const USER: &str = "fazhi";

/// The user that PostgreSQL is run as when the service itself is root.
#[derive(Debug, Clone)]
pub struct Account {
    pub uid: Uid,
    pub gid: Gid,
    pub name: String,
}

impl Account {
    /// Its user and group.
    pub fn ids(&self) -> (Uid, Gid) {
        (self.uid, self.gid)
    }

    /// Hands a file or folder over to this user.
    pub fn own(&self, path: &Path) -> Result<(), Error> {
        lchown(path, Some(self.uid.as_raw()), Some(self.gid.as_raw()))
            .map_err(Error::io(Attempt::ChangeOwner, path))
    }

    /// Hands a folder over with all that is in it, and says whose it was if it was another user's: an earlier release ran
    /// PostgreSQL as `postgres` or `nobody`. A folder before what is in it, so that its former owner cannot put anything
    /// else there meanwhile. Where links lead to stays as it is.
    pub fn take_over(&self, path: &Path) -> Result<Option<u32>, Error> {
        let found = fs::symlink_metadata(path).map_err(Error::io(Attempt::Read, path))?;
        let mut former = (found.uid() != self.uid.as_raw()).then_some(found.uid());
        if former.is_some() || found.gid() != self.gid.as_raw() {
            self.own(path)?;
        }
        if found.is_dir() {
            for entry in fs::read_dir(path).map_err(Error::io(Attempt::Read, path))? {
                let entry = entry.map_err(Error::io(Attempt::Read, path))?;
                let below = self.take_over(&entry.path())?;
                // What root has made on this user's behalf is no news.
                former = below.filter(|uid| *uid != 0).or(former);
            }
        }
        Ok(former)
    }
}

/// `None` when the service is not root: PostgreSQL then runs as the same user.
pub fn choose() -> Result<Option<Account>, Error> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let user = User::from_name(USER).ok().flatten().filter(|user| !user.uid.is_root());
    let user = user.ok_or(Error::NoServiceUser)?;
    Ok(Some(Account { uid: user.uid, gid: user.gid, name: user.name }))
}

/// Whose clusters a start by root takes over: those that an earlier release ran when root had started it.
const FORMER: [&str; 2] = ["postgres", "nobody"];

/// Refuses a cluster that somebody has made who started the service without root: it would be taken away from him.
pub fn check_owner(account: &Account, cluster: &Path) -> Result<(), Error> {
    let Ok(owner) = fs::metadata(cluster).map(|found| Uid::from_raw(found.uid())) else { return Ok(()) };
    let former = FORMER.into_iter().filter_map(|name| User::from_name(name).ok().flatten());
    if owner.is_root() || owner == account.uid || former.into_iter().any(|user| user.uid == owner) {
        return Ok(());
    }
    let name = User::from_uid(owner).ok().flatten().map_or_else(|| owner.to_string(), |user| user.name);
    Err(Error::OthersCluster { cluster: cluster.to_owned(), owner: name })
}

/// The name of the user that PostgreSQL runs as.
pub fn name(account: Option<&Account>) -> String {
    let own =
        || User::from_uid(geteuid()).ok().flatten().map_or_else(|| geteuid().to_string(), |user| user.name);
    account.map_or_else(own, |account| account.name.clone())
}

/// Goes on as the system user where the process is root's, for good. Others than root go on as they are.
///
/// # Errors
/// [`Error::NoServiceUser`] where there is no such user; [`Error::StillRoot`] where the system does not allow it.
pub fn drop_root() -> Result<(), Error> {
    let Some(account) = choose()? else { return Ok(()) };
    setgroups(&[])
        .and_then(|()| setgid(account.gid))
        .and_then(|()| setuid(account.uid))
        .map_err(|errno| Error::StillRoot { user: account.name.clone(), source: errno.into() })?;
    log::info!("going on as the user {}", account.name);
    Ok(())
}

/// Names the folder at fault when the user cannot reach the programs or the data folder, where
/// PostgreSQL itself would only say "Permission denied".
pub fn check_access(account: &Account, binaries: &Binaries, data_dir: &Path) -> Result<(), Error> {
    check(account, binaries, data_dir, data_dir)
}

/// The same for a data folder that is not made yet: whether the user gets as far as there are folders on the way. The
/// folder itself is handed over to the user later.
pub fn check_way(account: &Account, binaries: &Binaries, data_dir: &Path) -> Result<(), Error> {
    let data_dir = std::path::absolute(data_dir).map_err(Error::io(Attempt::Open, data_dir))?;
    let way = data_dir.ancestors().skip(1).find(|folder| folder.exists());
    check(account, binaries, way.unwrap_or(Path::new("/")), &data_dir)
}

/// Whether the user gets into the folder and can run the programs there; else what keeps him from the data folder or the
/// programs is named.
fn check(account: &Account, binaries: &Binaries, folder: &Path, data_dir: &Path) -> Result<(), Error> {
    if run_in(account, binaries, folder).is_ok() {
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
    run_in(account, binaries, folder).map_err(Error::io(Attempt::Run, &binaries.postgres()))
}

fn run_in(account: &Account, binaries: &Binaries, folder: &Path) -> io::Result<()> {
    enter(account, &binaries.postgres(), folder)
}

/// Really changes into the folder as that user, rather than working it out from modes: access
/// lists and security modules have a say as well.
fn enter(account: &Account, program: &Path, folder: &Path) -> io::Result<()> {
    let mut command = command::new(program, Some(account.ids()), folder, Signal::SIGKILL);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map(drop)
}

fn is_denied(result: &io::Result<()>) -> bool {
    result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}
