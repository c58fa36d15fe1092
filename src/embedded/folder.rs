//! The data folder: where things lie in it, whose it is, and the lock on it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use nix::unistd::geteuid;

use super::{Attempt, Error};

/// First line of the lock file. Only a folder that has it, or is empty, is touched.
const MARKER: &str = "fazhi: private PostgreSQL";
const LOCK: &str = "lock";

/// A data folder that is ours, by its canonical path.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Makes the folder when it is missing, and refuses one with foreign content.
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        create_missing(data_dir)?;
        let root = data_dir.canonicalize().map_err(Error::io(Attempt::Open, data_dir))?;
        if root.as_os_str().as_bytes().contains(&b'\n') {
            // postmaster.pid and the socket's lock file are read by lines.
            return Err(Error::LineBreak { path: root });
        }
        refuse_foreign(&root)?;
        Ok(Self { root })
    }

    /// Whether the folder bears our mark, of which nothing is changed.
    pub fn is_ours(data_dir: &Path) -> bool {
        let mark = fs::read(data_dir.join(LOCK));
        // Whose it is that may not be read is said when it is opened.
        mark.map_or_else(
            |error| error.kind() == io::ErrorKind::PermissionDenied,
            |content| content.starts_with(MARKER.as_bytes()),
        )
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The cluster (PGDATA).
    pub fn cluster(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// The cluster while it is being made.
    pub fn unfinished_cluster(&self) -> PathBuf {
        self.root.join("postgres.new")
    }

    /// The socket's folder, or the link to it.
    pub fn run(&self) -> PathBuf {
        self.root.join("run")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// Takes the lock, and with it the right to change anything in the folder.
    pub fn lock(&self) -> Result<Lock, Error> {
        let path = self.root.join(LOCK);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(Error::io(Attempt::Open, &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::AlreadyRunning { data_dir: self.root.clone(), pid: holder(&file) });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io(Attempt::Lock, &path)(error)),
        }
        // Written over and never truncated, so that no crash leaves the folder without its mark.
        let content = format!("{MARKER}\n{:>10}\n", std::process::id());
        file.write_all_at(content.as_bytes(), 0).map_err(Error::io(Attempt::Write, &path))?;
        Ok(Lock(file))
    }
}

/// The lock on a data folder, released when dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a process being forked at this moment still has a copy of it.
        let _ = self.0.unlock();
    }
}

fn holder(lock: &File) -> Option<u32> {
    let text = io::read_to_string(lock).ok()?;
    text.lines().nth(1)?.trim().parse().ok()
}

fn create_missing(data_dir: &Path) -> Result<(), Error> {
    let missing = data_dir.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    for path in missing.collect::<Vec<_>>().into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(Error::io(Attempt::Create, path)(error)),
        }
        // Started as root, PostgreSQL runs as another user, who has to get through.
        let mode = if geteuid().is_root() { 0o711 } else { 0o700 };
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(path, permissions).map_err(Error::io(Attempt::SetMode, path))?;
    }
    Ok(())
}

fn refuse_foreign(root: &Path) -> Result<(), Error> {
    let lock = root.join(LOCK);
    let mark = match fs::read(&lock) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Err(Error::io(Attempt::Read, &lock)(error));
        }
        result => result.ok(),
    };
    if mark.as_ref().is_some_and(|content| content.starts_with(MARKER.as_bytes())) {
        return Ok(());
    }
    for entry in fs::read_dir(root).map_err(Error::io(Attempt::Read, root))? {
        let name = entry.map_err(Error::io(Attempt::Read, root))?.file_name();
        // Another first start may have just made the lock file and not marked it yet.
        let unmarked = name == LOCK && mark.as_ref().is_some_and(Vec::is_empty);
        // The root of a new file system has a lost+found.
        if !unmarked && name != "lost+found" {
            let entry = name.to_string_lossy().into_owned();
            return Err(Error::ForeignFolder { data_dir: root.to_owned(), entry });
        }
    }
    Ok(())
}
