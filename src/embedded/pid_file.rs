//! PostgreSQL's `postmaster.pid`: who the server is, where it listens, whether it is ready.

use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

pub const NAME: &str = "postmaster.pid";

/// What the file says. The server writes it by and by, so only the first line is always there.
#[derive(Debug, PartialEq, Eq)]
pub struct PidFile {
    pub pid: i32,
    pub socket_dir: Option<PathBuf>,
    pub ready: bool,
}

/// `None` when there is no file or it makes no sense.
pub fn read(cluster: &Path) -> Option<PidFile> {
    parse(&fs::read(cluster.join(NAME)).ok()?)
}

fn parse(content: &[u8]) -> Option<PidFile> {
    let lines: Vec<&[u8]> = content.split(|byte| *byte == b'\n').collect();
    let line = |number: usize| lines.get(number - 1).copied().unwrap_or_default().trim_ascii();
    let pid: i32 = str::from_utf8(line(1)).ok()?.parse().ok()?;
    let socket_dir = PathBuf::from(OsStr::from_bytes(line(5)));
    Some(PidFile {
        // A single-user server writes its process id as a negative number.
        pid: pid.checked_abs()?,
        socket_dir: (!socket_dir.as_os_str().is_empty()).then_some(socket_dir),
        ready: line(8) == b"ready",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = "4711\n/d/postgres\n1700000000\n5432\n/d/run\n\n  123  45\nready   \n";

    #[test]
    fn reads_a_ready_server() {
        let expected = PidFile { pid: 4711, socket_dir: Some("/d/run".into()), ready: true };
        assert_eq!(parse(READY.as_bytes()), Some(expected));
    }

    #[test]
    fn a_starting_server_is_not_ready() {
        assert!(!parse(READY.replace("ready   ", "starting").as_bytes()).unwrap().ready);
        let early = PidFile { pid: 4711, socket_dir: None, ready: false };
        assert_eq!(parse(b"4711\n/d/postgres\n"), Some(early));
    }

    #[test]
    fn a_single_user_server_has_a_negative_id() {
        assert_eq!(parse(b"-12\n").unwrap().pid, 12);
    }

    #[test]
    fn nonsense_is_no_pid_file() {
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"none\n"), None);
        assert_eq!(parse(b"-2147483648\n"), None);
    }
}
