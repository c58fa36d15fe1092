//! Files that claim more than they hold, or hold more than they look: named, in bounded memory.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::Duration;

use fazhi::backup::LONGEST_ROW;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::ledger::{Shelf, text};
use crate::program::fazhi;

const NOWHERE: &str = "postgresql://nobody@127.0.0.1:1/nothing";
/// Resident memory that a look at a hostile file may take beyond that at a file which is no backup, in KiB.
const BOUND: u64 = 40 << 10;
/// What a look at a file takes that is no backup, in KiB: most of it is the program itself. It is so short that its peak may be missed
/// once.
static NO_BACKUP: LazyLock<u64> = LazyLock::new(|| {
    let shelf = Shelf::new();
    let file = shelf.file("no-backup");
    fs::write(&file, "this is no backup").unwrap();
    let look = |_| looked_at(fazhi(NOWHERE, &["restore", "--check", text(&file)])).1;
    (0..10).map(look).max().unwrap()
});
/// As large as the file may be.
const MEGABYTE: usize = 1 << 20;

/// What the program said, and the most memory that it had, in KiB.
fn looked_at(mut command: Command) -> (String, u64) {
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    while process.try_wait().unwrap().is_none() {
        let now = fs::read_to_string(&status).unwrap_or_default();
        let line = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
        sleep(Duration::from_millis(1));
    }
    let mut said = String::new();
    process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (said, peak)
}

#[track_caller]
fn is_named(file: &Path, expected: &str) {
    let size = fs::metadata(file).unwrap().len();
    let (said, peak) = looked_at(fazhi(NOWHERE, &["restore", "--check", text(file)]));
    assert!(said.contains(expected), "{said}");
    assert!(peak > 1000 && peak < *NO_BACKUP + BOUND, "{peak} KiB for {size} bytes: {said}");
}

fn frame(kind: u8, length: u32, payload: &[u8]) -> Vec<u8> {
    [&[kind], length.to_be_bytes().as_slice(), payload].concat()
}

fn whole(kind: u8, payload: &[u8]) -> Vec<u8> {
    frame(kind, u32::try_from(payload.len()).unwrap(), payload)
}

fn header(columns: usize) -> Vec<u8> {
    let columns = vec!["\"\""; columns].join(",");
    let json = format!(
        r#"{{"release":"","schema":[],"made_at":"2026-01-01T00:00:00Z","postgresql":"","tables":[{{"name":"t","columns":[{columns}]}}]}}"#
    );
    whole(b'H', json.as_bytes())
}

/// A file of these parts, which are not held at once, with digests that fit.
fn write(file: &Path, parts: impl IntoIterator<Item = Vec<u8>>) {
    let mut gzip = GzEncoder::new(b"fazhi backup 2\n".to_vec(), Compression::best());
    for part in parts {
        gzip.write_all(&part).unwrap();
    }
    close(file, gzip.finish().unwrap());
}

fn close(file: &Path, mut bytes: Vec<u8>) {
    bytes.extend(Sha256::digest(&bytes));
    bytes.extend([0; 32]);
    assert!(bytes.len() <= MEGABYTE + 1000, "{}", bytes.len());
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_length_that_is_only_claimed_is_not_believed() {
    let (shelf, table) = (Shelf::new(), whole(b'T', b"t"));
    let file = shelf.file("claimed");
    for (kind, length, expected) in [
        (b'R', u32::MAX, "a frame is longer than any can be"),
        (b'R', 1 << 30, "a frame is longer than any can be"),
        (b'R', LONGEST_ROW + 1, "a frame is longer than any can be"),
        (b'R', LONGEST_ROW, "the backup is not complete"),
        (b'T', 1 << 20, "a frame is longer than any can be"),
        (b'X', 1, "a frame is of no known kind"),
    ] {
        write(&file, [header(1), table.clone(), frame(kind, length, b"few")]);
        is_named(&file, expected);
    }
}

#[test]
fn a_bomb_is_read_as_a_stream() {
    let (shelf, row) = (Shelf::new(), vec![b' '; LONGEST_ROW as usize]);
    let file = shelf.file("bomb");
    let rows = (0..12).map(|_| whole(b'R', &row));
    write(&file, [header(1), whole(b'T', b"t")].into_iter().chain(rows));
    is_named(&file, "the backup is not complete");
    // Rows of nothing, five bytes each.
    let nothing = frame(b'R', 0, b"").repeat(1_000_000);
    write(&file, [header(1), whole(b'T', b"t"), nothing]);
    is_named(&file, "the backup is not complete");
}

#[test]
fn json_that_is_larger_in_memory_is_bounded() {
    let shelf = Shelf::new();
    let file = shelf.file("json");
    write(&file, [header(340_000)]);
    is_named(&file, "the backup is not complete");
    write(&file, [header(360_000)]);
    is_named(&file, "a frame is longer than any can be");
    let county_years = vec![r#"{"county":"","year":1,"sha256":""}"#; 230_000].join(",");
    let manifest = format!(r#"{{"tables":[],"figures":{{"catalogue":"","county_years":[{county_years}]}}}}"#);
    write(&file, [header(1), whole(b'T', b"t"), whole(b'M', manifest.as_bytes())]);
    is_named(&file, "its rows are not those that its manifest lists");
    let deep = "[".repeat(1 << 20);
    write(&file, [whole(b'H', &deep.as_bytes()[..1_000_000])]);
    is_named(&file, "the backup is damaged");
}

#[test]
fn what_is_packed_within_what_is_packed_is_no_backup() {
    let shelf = Shelf::new();
    let (inner, file) = (shelf.file("inner"), shelf.file("nested"));
    write(&inner, [header(1), whole(b'T', b"t")]);
    write(&file, [fs::read(&inner).unwrap()]);
    is_named(&file, "a frame is of no known kind");
    // The name of a packed file has no end of its own.
    let endless =
        [b"fazhi backup 2\n\x1f\x8b\x08\x08\0\0\0\0\0\0".as_slice(), &vec![b'n'; MEGABYTE - 100]].concat();
    close(&file, endless);
    is_named(&file, "the backup is damaged");
}

#[test]
fn a_stream_without_an_end_is_no_backup() {
    let mut command = fazhi(NOWHERE, &["restore", "--check", "-"]);
    command.stdin(fs::File::open("/dev/zero").unwrap());
    let (said, peak) = looked_at(command);
    assert!(said.contains("this is no backup made by fazhi"), "{said}");
    assert!(peak < *NO_BACKUP + BOUND, "{peak}");
}
