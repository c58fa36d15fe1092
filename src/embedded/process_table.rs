//! Looking at processes that are not our children, through `/proc`.

use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

/// Whether the process is a living PostgreSQL program that works on this folder.
///
/// A process id from a file proves nothing: the process may be gone; or a zombie that nobody has
/// reaped, which has neither a working folder nor a command line any more; or another program that
/// was given the same id since.
pub fn works_on(pid: i32, folder: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    is_postgresql(&process) && (is_inside(&process, folder) || names(&process, folder))
}

/// All such processes.
pub fn working_on(folder: &Path) -> Vec<i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| works_on(*pid, folder)).collect()
}

/// Polls until the condition holds; false when it does not within the limit.
pub fn wait_until(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while !condition() {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(5));
    }
    true
}

fn is_postgresql(process: &Path) -> bool {
    let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
    matches!(name.trim_end(), "postgres" | "initdb")
}

/// The server and its helpers work inside the folder; a helper's command line does not name it.
fn is_inside(process: &Path, folder: &Path) -> bool {
    fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == folder)
}

fn names(process: &Path, folder: &Path) -> bool {
    let line = fs::read(process.join("cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0).any(|argument| OsStr::from_bytes(argument) == folder.as_os_str())
}
