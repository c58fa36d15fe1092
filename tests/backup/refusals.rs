//! What is not restored, and that nothing is changed then.

use std::fs;

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, started, tables, text};
use crate::postgres::Database;
use crate::program::{fazhi, refuses, succeeds};

/// A file with one thing changed, what is said of it.
fn said_of(target: &Database, backup: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> String {
    let shelf = Shelf::new();
    let mut bytes = backup.to_vec();
    change(&mut bytes);
    let file = shelf.file("changed");
    fs::write(&file, bytes).unwrap();
    let checked = refuses(fazhi(&target.url, &["restore", "--check", text(&file)]));
    let said = refuses(fazhi(&target.url, &["restore", text(&file)]));
    assert_eq!(checked, said);
    // A stream is not read twice: what was loaded before its fault was met is gone as well.
    let mut streamed = fazhi(&target.url, &["restore", "-"]);
    streamed.stdin(fs::File::open(&file).unwrap());
    refuses(streamed);
    assert_eq!(tables(target), 0);
    said
}

#[test]
fn a_file_that_is_not_as_it_was_written_is_refused() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = fs::read(shelf.backup(&source, "backup")).unwrap();
    let length = backup.len();
    for cut in [0, 10, 1000, length / 2, length - 1] {
        let said = said_of(&target, &backup, |bytes| bytes.truncate(cut));
        let expected = if cut == 0 { "this is no backup" } else { "the backup is not complete" };
        assert!(said.contains(expected), "{cut}: {said}");
    }
    for flipped in [20, length / 2, length - 67, length - 40] {
        let said = said_of(&target, &backup, |bytes| bytes[flipped] ^= 0x10);
        assert!(said.contains("the backup is damaged") || said.contains("not complete"), "{flipped}: {said}");
    }
    let said = said_of(&target, &backup, |bytes| bytes[0] = b'F');
    assert!(said.contains("this is no backup made by fazhi"), "{said}");
    let said = said_of(&target, &backup, |bytes| bytes[13] = b'7');
    assert!(said.contains("this backup has format 7, and this release reads format 2"), "{said}");
    let said = said_of(&target, &backup, |bytes| bytes.push(0));
    assert!(said.contains("the backup is damaged: something follows its end"), "{said}");
}

#[test]
fn a_file_can_be_looked_at_without_a_database() {
    let (shelf, source) = (Shelf::new(), demo());
    let backup = shelf.backup(&source, "backup");
    let nowhere = "postgresql://nobody@127.0.0.1:1/nothing";
    let said = succeeds(fazhi(nowhere, &["restore", "--check", text(&backup)]));
    assert!(
        said.starts_with("由 fazhi ") && said.contains("\nmade 20") && said.contains(" from PostgreSQL "),
        "{said}"
    );
    let trail = number(&source, "SELECT count(*) FROM trail");
    assert!(said.lines().any(|line| line.trim() == format!("{trail}  trail")), "{said}");
    assert!(
        said.ends_with("\nproven: made with the ledger's secret, and not altered since\n")
            && said.contains(" county-years\n经证明：")
            && said.contains("\ncomplete and without damage: "),
        "{said}"
    );
    let said = refuses(fazhi(nowhere, &["restore", "--check", "/no/such/file"]));
    assert!(said.contains("cannot read /no/such/file: No such file"), "{said}");
}

#[test]
fn a_backup_of_a_newer_schema_is_for_a_newer_release() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let mut unpacked = Unpacked::read(&backup);
    unpacked.header["schema"].as_array_mut().unwrap().push(json!("29991231000000"));
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("schema version 29991231000000") && said.contains("by a newer fazhi"), "{said}");
    assert_eq!(tables(&target), 0);
}

#[test]
fn a_newer_database_is_neither_backed_up_nor_written_over() {
    let (shelf, old, newer) = (Shelf::new(), started(), started());
    let backup = shelf.backup(&old, "backup");
    execute(&newer, "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')");
    for args in [&["backup", text(&shelf.file("newer"))], &["restore", text(&backup)]] {
        let said = refuses(fazhi(&newer.url, args));
        assert!(said.contains("the database has schema version 29991231000000"), "{said}");
    }
}

/// A database that is not empty, and what is named of it.
#[track_caller]
fn is_left_alone(target: &Database, expected: &str) {
    let (shelf, source) = (Shelf::new(), started());
    let backup = shelf.backup(&source, "backup");
    let before = target.dump(&[]);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("nothing was changed") && said.contains(expected), "{said}");
    assert!(before == target.dump(&[]));
}

#[test]
fn a_database_in_use_is_left_alone() {
    is_left_alone(
        &demo(),
        "There are rows in: accounts, activities, activity_partners, cases, deadlines, decisions, declarations, documents, duties, legality_reviews, members, observations, plan_tasks, plans, shortcomings, ",
    );
    let token = started();
    succeeds(fazhi(&token.url, &["token", "create", "--role", "admin", "--region", "CN"]));
    is_left_alone(&token, "There are rows in: accounts, tokens, trail\n");
    let reorganised = started();
    let args = ["region", "succeed", "--from", "540526100", "--to", "540526101", "--on", "2026-01-01"];
    succeeds(fazhi(&reorganised.url, &args));
    is_left_alone(&reorganised, "There are rows in: trail, regions (reorganised)\n");
    let foreign = Database::empty();
    execute(&foreign, "CREATE TABLE other (id integer)");
    is_left_alone(&foreign, "tables that are not of fazhi; nothing was changed. There are: other\n");
}

#[test]
fn nothing_is_restored_into_a_distributed_database() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let mut conn = crate::postgres::connect(&target.url);
    conn.batch_execute(include_str!("../migrations/citus.sql")).unwrap();
    conn.batch_execute(
        "CREATE TABLE members (county_code text); INSERT INTO pg_catalog.pg_dist_partition VALUES ('members', 'h')",
    )
    .unwrap();
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("distributed over several nodes") && said.contains("fazhi distribute"), "{said}");
    assert_eq!(tables(&target), 1);
    // One that is not distributed yet takes it.
    conn.batch_execute("DROP TABLE members; TRUNCATE pg_catalog.pg_dist_partition").unwrap();
    succeeds(fazhi(&target.url, &["restore", text(&backup)]));
}
