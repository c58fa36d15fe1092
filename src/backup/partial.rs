//! The file while it is being written: it gets its name when it is complete.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::attempt::Attempt;

/// For its owner alone: a backup holds all that the database does.
const MODE: u32 = 0o600;

/// `FILE.partial`, which becomes `FILE`. Dropped before, it is removed; what a killed process leaves is written over by
/// the next one.
#[derive(Debug)]
pub struct Partial {
    /// Locked, so that two that write the same backup do not mix.
    file: File,
    path: PathBuf,
    target: PathBuf,
    is_complete: bool,
}

impl Partial {
    /// Begins `target`.
    ///
    /// # Errors
    /// Where there is one already and `replacing` is not wanted; where another process writes it; where the folder
    /// cannot be written to.
    pub fn create(target: &Path, replacing: bool) -> Result<Self, Error> {
        let path = with_suffix(target);
        let file = locked(&path)?;
        let partial = Self { file, path, target: target.to_owned(), is_complete: false };
        if !replacing && target.try_exists().map_err(Error::file(Attempt::LookFor, target))? {
            return Err(Error::Exists(target.to_owned()));
        }
        partial.file.set_len(0).map_err(Error::file(Attempt::Empty, &partial.path))?;
        let mode = Permissions::from_mode(MODE);
        partial.file.set_permissions(mode).map_err(Error::file(Attempt::SetMode, &partial.path))?;
        Ok(partial)
    }

    /// Makes it what it is to be. When this returns, the file would survive that the machine loses power.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn complete(mut self) -> Result<(), Error> {
        self.file.sync_all().map_err(Error::file(Attempt::Write, &self.path))?;
        fs::rename(&self.path, &self.target).map_err(Error::file(Attempt::Rename, &self.path))?;
        self.is_complete = true;
        let folder = self.target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(Attempt::Write, folder))
    }
}

impl Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_complete {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn with_suffix(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn locked(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).mode(MODE).open(path);
    let file = file.map_err(Error::file(Attempt::Write, path))?;
    match file.try_lock() {
        Ok(()) if is_at(&file, path) => Ok(file),
        // The other one has just completed it: this is its backup now.
        Ok(()) | Err(TryLockError::WouldBlock) => Err(Error::Busy(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::file(Attempt::Lock, path)(error)),
    }
}

/// Whether the path still leads to this file.
fn is_at(file: &File, path: &Path) -> bool {
    let identity = |found: io::Result<fs::Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
    identity(file.metadata()) == identity(fs::metadata(path))
}
