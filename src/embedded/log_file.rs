//! PostgreSQL's log file, and the end of it for error messages. It may quote statements, so only its owner may read it.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{Attempt, Error, folder::Folder};

/// Beyond this size, a start begins a new file and keeps the old one once.
const ROTATE_AT: u64 = 8 * 1024 * 1024;
const TAIL_BYTES: u64 = 16 * 1024;
const TAIL_LINES: usize = 15;

/// The log file of one run of the server.
#[derive(Debug)]
pub struct LogFile {
    pub path: PathBuf,
    pub file: File,
    /// Its size before this run, so that old complaints are not quoted.
    begin: u64,
}

impl LogFile {
    /// Opens the file for appending. Statements in it may hold personal data: for the owner only.
    pub fn open(folder: &Folder) -> Result<Self, Error> {
        let path = folder.log();
        rotate(&path).map_err(Error::io(Attempt::Rename, &path))?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        let file = options.open(&path).map_err(Error::io(Attempt::Open, &path))?;
        let begin = file.metadata().map_err(Error::io(Attempt::Read, &path))?.len();
        Ok(Self { path, file, begin })
    }

    /// The last lines of this run; empty when they cannot be read.
    pub fn tail(&self) -> String {
        let end = self.file.metadata().map_or(self.begin, |metadata| metadata.len());
        let begin = self.begin.max(end.saturating_sub(TAIL_BYTES));
        let mut bytes = vec![0; usize::try_from(end.saturating_sub(begin)).unwrap_or_default()];
        let read = self.file.read_at(&mut bytes, begin).unwrap_or_default();
        bytes.truncate(read);
        last_lines(&String::from_utf8_lossy(&bytes))
    }
}

fn rotate(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.len() > ROTATE_AT => fs::rename(path, path.with_extension("log.old")),
        _ => Ok(()),
    }
}

/// The end of a program's output.
pub fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().collect();
    let skipped = lines.len().saturating_sub(TAIL_LINES);
    lines.into_iter().skip(skipped).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        (dir, folder)
    }

    #[test]
    fn the_tail_is_of_this_run_only() {
        let (_dir, folder) = folder();
        LogFile::open(&folder).unwrap().file.write_all(b"an old complaint\n").unwrap();
        let mut log = LogFile::open(&folder).unwrap();
        assert_eq!(log.tail(), "");
        for number in 0..40 {
            writeln!(log.file, "line {number}").unwrap();
        }
        let tail = log.tail();
        assert!(tail.starts_with("line 25\n") && tail.ends_with("\nline 39"), "{tail}");
    }

    #[test]
    fn a_big_file_is_put_aside_once() {
        let (_dir, folder) = folder();
        LogFile::open(&folder).unwrap().file.set_len(ROTATE_AT + 1).unwrap();
        assert_eq!(LogFile::open(&folder).unwrap().begin, 0);
        let old = folder.root().join("postgres.log.old");
        assert_eq!(fs::metadata(old).unwrap().len(), ROTATE_AT + 1);
    }
}
