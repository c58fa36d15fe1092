//! A backup has its name when it is complete, and not before.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::file::Unpacked;
use crate::ledger::{Shelf, execute, started, tables, text};
use crate::postgres::{Database, connect};
use crate::program::{fazhi, refuses, succeeds};
use diesel::connection::SimpleConnection;

fn mode(file: &std::path::Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[test]
fn it_is_for_its_owner_alone_and_nothing_is_left_beside_it() {
    let (shelf, database) = (Shelf::new(), started());
    let left_open = shelf.file("backup.partial");
    fs::write(&left_open, "left by a killed one").unwrap();
    fs::set_permissions(&left_open, fs::Permissions::from_mode(0o644)).unwrap();
    let file = shelf.backup(&database, "backup");
    assert_eq!(mode(&file), 0o600);
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    Unpacked::read(&file);
}

#[test]
fn a_file_that_exists_is_replaced_only_on_request() {
    let (shelf, database) = (Shelf::new(), started());
    let file = shelf.file("backup");
    fs::write(&file, "precious").unwrap();
    let said = refuses(fazhi(&database.url, &["backup", text(&file)]));
    assert!(said.contains("exists already") && said.contains("--force"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"precious");
    succeeds(fazhi(&database.url, &["backup", "--force", text(&file)]));
    Unpacked::read(&file);
}

/// Until there is a new one, the old one stays.
#[test]
fn a_backup_that_fails_leaves_nothing_new() {
    let (shelf, nothing) = (Shelf::new(), Database::empty());
    let file = shelf.file("backup");
    fs::write(&file, "precious").unwrap();
    let said = refuses(fazhi(&nothing.url, &["backup", "--force", text(&file)]));
    assert!(said.contains("There is no ledger in"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"precious");
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    let said = refuses(fazhi(&nothing.url, &["backup", text(&shelf.file("no/such/folder"))]));
    assert!(said.contains("no/such/folder.partial: No such file"), "{said}");
}

#[test]
fn a_full_disk_is_said() {
    let database = started();
    let mut command = fazhi(&database.url, &["backup", "-"]);
    let output = command.stdout(File::create("/dev/full").unwrap()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("No space left"), "{said}");
}

#[test]
fn a_killed_backup_has_no_name_and_is_not_restored() {
    let (shelf, database, target) = (Shelf::new(), started(), Database::empty());
    // Some seconds of work.
    execute(
        &database,
        "INSERT INTO vocabulary_terms SELECT '540526', md5(n::text), 'a', md5('a' || n), md5('b' || n), now(), md5('c' || n),
            gen_random_uuid()
         FROM generate_series(1, 200000) n",
    );
    let (file, partial) = (shelf.file("backup"), shelf.file("backup.partial"));
    let mut process = fazhi(&database.url, &["backup", text(&file)]);
    let mut process = process.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let patience = Instant::now() + Duration::from_mins(1);
    while fs::metadata(&partial).map_or(0, |partial| partial.len()) < 100_000 {
        assert!(Instant::now() < patience && process.try_wait().unwrap().is_none());
        sleep(Duration::from_millis(1));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!file.exists() && mode(&partial) == 0o600);
    let said = refuses(fazhi(&target.url, &["restore", text(&partial)]));
    assert!(said.contains("the backup is not complete"), "{said}");
    assert_eq!(tables(&target), 0);
    Unpacked::read(&shelf.backup(&database, "backup"));
}

#[test]
fn two_do_not_write_the_same_one() {
    let (shelf, database) = (Shelf::new(), started());
    let file = shelf.file("backup");
    // The first waits for a migration.
    let mut migration = connect(&database.url);
    migration.batch_execute("BEGIN; LOCK TABLE trail").unwrap();
    let mut first = fazhi(&database.url, &["backup", text(&file)]);
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let patience = Instant::now() + Duration::from_mins(1);
    while !shelf.file("backup.partial").exists() {
        assert!(Instant::now() < patience);
        sleep(Duration::from_millis(1));
    }
    // It locks what it has just made.
    sleep(Duration::from_millis(50));
    let said = refuses(fazhi(&database.url, &["backup", "--force", text(&file)]));
    assert!(said.contains("is being written by another fazhi backup"), "{said}");
    migration.batch_execute("ROLLBACK").unwrap();
    let ended = first.wait().unwrap();
    let mut said = String::new();
    first.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(ended.success(), "{said}");
    Unpacked::read(&file);
}
