//! Clearing away what a crash of the service, of PostgreSQL or of both has left behind.
//!
//! Called with the folder's lock held, so that whatever runs here has lost its owner.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{
    Attempt, Error,
    folder::Folder,
    pid_file,
    process::{FAST, IMMEDIATE},
    process_table::{wait_until, working_on, works_on},
    socket,
};

/// Stops an orphaned server and removes the files that would keep a new one from starting.
///
/// PostgreSQL does not start when a process with the id in `postmaster.pid`, or in the socket's
/// lock file, exists at all, be it a zombie or another program.
pub fn clear(folder: &Folder) -> Result<(), Error> {
    let cluster = folder.cluster();
    if let Some(left) = pid_file::read(&cluster) {
        log::warn!("{} was not shut down properly: clearing up", cluster.display());
        stop_orphan(left.pid, &cluster)?;
    }
    // Helpers outlive a killed server for a moment, still writing.
    wait_for_last(&cluster)?;
    wait_for_last(&folder.unfinished_cluster())?;
    for file in stale_files(folder) {
        remove(fs::remove_file(&file), &file)?;
    }
    let unfinished = folder.unfinished_cluster();
    remove(fs::remove_dir_all(&unfinished), &unfinished)
}

fn stale_files(folder: &Folder) -> Vec<PathBuf> {
    let mut files = vec![folder.cluster().join(pid_file::NAME)];
    files.extend(socket::stale_files(&folder.run(), &folder.cluster()));
    files
}

fn stop_orphan(pid: i32, cluster: &Path) -> Result<(), Error> {
    for (signal, limit) in [(Signal::SIGINT, FAST), (Signal::SIGQUIT, IMMEDIATE)] {
        if !works_on(pid, cluster) {
            return Ok(());
        }
        log::warn!("stopping PostgreSQL (process {pid}), which has lost its service, with {signal}");
        // It may just have ended; that shows in the next look at it.
        let _ = kill(Pid::from_raw(pid), signal);
        wait_until(limit, || !works_on(pid, cluster));
    }
    if works_on(pid, cluster) { Err(wont_stop(pid, cluster)) } else { Ok(()) }
}

fn wait_for_last(folder: &Path) -> Result<(), Error> {
    const LIMIT: Duration = Duration::from_secs(10);
    let mut left = Vec::new();
    wait_until(LIMIT, || {
        left = working_on(folder);
        left.is_empty()
    });
    left.first().map_or(Ok(()), |pid| Err(wont_stop(*pid, folder)))
}

fn wont_stop(pid: i32, folder: &Path) -> Error {
    Error::WontStop { pid, folder: folder.to_owned() }
}

fn remove(result: io::Result<()>, path: &Path) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(Attempt::Remove, path)(error)),
        _ => Ok(()),
    }
}
