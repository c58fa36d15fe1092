//! Whoever edits a backup and does not have the ledger's secret.

use std::fs;

use fazhi::keys::Keys;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, tables, text};
use crate::postgres::Database;
use crate::program::{SECRET, fazhi, needs_attention, refuses, succeeds, without_secret};
use crate::service::Service;

const OTHER_SECRET: &str = "c0ffee00c0ffee11c0ffee22c0ffee33c0ffee44c0ffee55";

/// A clerk's token, on the demo's ledger.
fn clerk(database: &Database) -> String {
    let args = ["token", "create", "--role", "clerk", "--region", "540526201", "--name", "经办人"];
    succeeds(fazhi(&database.url, &args)).trim().to_owned()
}

/// How often the trail says that an unproven backup was restored.
fn said_in_the_trail(database: &Database) -> i64 {
    number(database, "SELECT count(*) FROM trail WHERE county_code = 'CN' AND action = 'restored_unproven'")
}

fn valid_tokens(database: &Database) -> i64 {
    number(database, "SELECT count(*) FROM tokens WHERE revoked_at IS NULL")
}

/// Restores with `--unproven`: no token lets in, the trail says so and is sound.
#[track_caller]
fn is_restored_without_tokens(file: &std::path::Path, why: &str) -> Database {
    let target = Database::empty();
    let said = succeeds(fazhi(&target.url, &["restore", "--unproven", text(file)]));
    assert!(said.contains("NOT PROVEN: ") && said.contains(why), "{said}");
    assert!(said.contains("fazhi token create"), "{said}");
    assert_eq!((valid_tokens(&target), said_in_the_trail(&target)), (0, 1));
    target
}

#[track_caller]
fn is_refused(file: &std::path::Path, why: &str) {
    let target = Database::empty();
    let said = refuses(fazhi(&target.url, &["restore", text(file)]));
    assert!(said.contains("not proven, and nothing was restored") && said.contains(why), "{said}");
    assert!(said.contains("--unproven"), "{said}");
    let mut streamed = fazhi(&target.url, &["restore", "-"]);
    streamed.stdin(fs::File::open(file).unwrap());
    assert!(refuses(streamed).contains(why));
    assert_eq!(tables(&target), 0);
}

/// He holds a clerk's token, makes the account an administrator of the nation, and all digests that need no secret anew.
#[test]
fn roles_that_are_put_into_a_backup_let_nobody_in() {
    let (shelf, source) = (Shelf::new(), demo());
    let token = clerk(&source);
    let backup = shelf.backup(&source, "backup");
    let mut edited = Unpacked::read(&backup);
    let roles = edited.rows("account_roles");
    let before = roles.clone();
    for row in roles.iter_mut() {
        *row = row.replace("clerk,540526201", "admin,CN");
    }
    assert_ne!(*roles, before);
    edited.count_again();
    let file = shelf.file("edited");
    edited.write_without_secret(&file);
    is_refused(&file, "it was altered after it was made");
    let checked =
        succeeds(fazhi("postgresql://nobody@127.0.0.1:1/nothing", &["restore", "--check", text(&file)]));
    assert!(checked.contains("\nnot proven: it was altered after it was made"), "{checked}");

    let target = is_restored_without_tokens(&file, "it was altered after it was made");
    let service = Service::start(&target.url, SECRET);
    assert_eq!(service.get(&token, "/me").0, 401);
    assert_eq!(service.get(&token, "/accounts").0, 401);

    // What nobody edited goes on as it was.
    let untouched = Database::empty();
    let said = succeeds(fazhi(&untouched.url, &["restore", text(&backup)]));
    assert!(!said.contains("PROVEN") && said.contains("\ntrail verified: "), "{said}");
    let service = Service::start(&untouched.url, SECRET);
    assert_eq!((service.get(&token, "/me").0, service.get(&token, "/accounts").0), (200, 403));
}

#[test]
fn a_keyed_digest_that_is_taken_away_or_made_up_proves_nothing() {
    let (shelf, source) = (Shelf::new(), demo());
    let backup = shelf.backup(&source, "backup");
    let file = shelf.file("edited");
    let unpacked = Unpacked::read(&backup);
    unpacked.write_with(&file, Some(&Keys::from_secret(OTHER_SECRET).backups));
    is_refused(&file, "it was altered after it was made");

    let mut bytes = fs::read(&backup).unwrap();
    for place in [bytes.len() - 1, bytes.len() - 32] {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1;
        fs::write(&file, flipped).unwrap();
        is_refused(&file, "it was altered after it was made");
    }
    bytes.truncate(bytes.len() - 32);
    fs::write(&file, &bytes).unwrap();
    let said = refuses(fazhi(&Database::empty().url, &["restore", "--unproven", text(&file)]));
    assert!(said.contains("the backup is not complete"), "{said}");

    // As an older release would have written it.
    unpacked.write_format_1(&file);
    is_refused(&file, "it was made by an older release");
    is_restored_without_tokens(&file, "it was made by an older release");
}

#[test]
fn a_backup_of_another_ledger_needs_that_ledgers_secret() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let with = |secret: &str, args: &[&str]| {
        let mut command = fazhi(&target.url, args);
        command.env("FAZHI_SECRET", secret);
        command
    };
    let said = refuses(with(OTHER_SECRET, &["restore", text(&backup)]));
    assert!(said.contains("it was made with another secret than FAZHI_SECRET"), "{said}");
    let said = refuses(with(OTHER_SECRET, &["restore", "--unproven", text(&backup)]));
    assert!(said.contains("to the secret of the ledger that it was made of"), "{said}");
    let said = refuses(without_secret(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("FAZHI_SECRET is not set"), "{said}");
    assert_eq!(tables(&target), 0);
    let with_both = |args: &[&str]| {
        let mut command = with(OTHER_SECRET, args);
        command.env("FAZHI_SECRET_OLD", SECRET);
        succeeds(command)
    };
    assert!(with_both(&["restore", "--check", text(&backup)]).contains("\nproven: "));
    with_both(&["restore", text(&backup)]);
    assert!(with_both(&["secret", "rotate"]).contains("rotated: "));
    succeeds(with(OTHER_SECRET, &["verify"]));
}

#[test]
fn a_backup_that_is_made_without_the_secret_is_made_all_the_same() {
    let (shelf, source) = (Shelf::new(), demo());
    let file = shelf.file("backup");
    let said = needs_attention(without_secret(&source.url, &["backup", text(&file)]));
    assert!(said.contains("saved, but it has no digest under the ledger's secret"), "{said}");
    assert!(said.contains("set FAZHI_SECRET"), "{said}");
    is_refused(&file, "it was made without FAZHI_SECRET");
    is_restored_without_tokens(&file, "it was made without FAZHI_SECRET");
    let mut wrong = fazhi(&source.url, &["backup", "--force", text(&file)]);
    wrong.env("FAZHI_SECRET", OTHER_SECRET);
    assert!(needs_attention(wrong).contains("FAZHI_SECRET is not the secret"));
}

/// Whoever reads such a backup has the secret.
#[test]
fn a_backup_that_holds_its_secret_is_proven_only_by_one_from_outside() {
    let (shelf, source) = (Shelf::new(), crate::ledger::started());
    succeeds(without_secret(&source.url, &["demo"]));
    let file = shelf.file("backup");
    succeeds(without_secret(&source.url, &["backup", text(&file)]));
    let target = Database::empty();
    let said = refuses(without_secret(&target.url, &["restore", text(&file)]));
    assert!(said.contains("it holds the secret of its ledger"), "{said}");
    let said = succeeds(without_secret(&target.url, &["restore", "--unproven", text(&file)]));
    assert!(said.contains("NOT PROVEN: it holds the secret of its ledger"), "{said}");
    assert_eq!((valid_tokens(&target), said_in_the_trail(&target)), (0, 1));

    let secret = succeeds(without_secret(&source.url, &["secret"])).trim().to_owned();
    let target = Database::empty();
    let mut vouched = fazhi(&target.url, &["restore", text(&file)]);
    vouched.env("FAZHI_SECRET", &secret);
    assert!(!succeeds(vouched).contains("PROVEN"));
    assert!(valid_tokens(&target) > 0);
}

/// The digest says that it is what the database held; the trail says what had been done to that.
#[test]
fn a_trail_that_was_altered_before_the_backup_is_named() {
    let (shelf, source) = (Shelf::new(), demo());
    execute(&source, "UPDATE trail SET actor = '无辜者' WHERE township_code = '540526201' AND position = 3");
    let backup = shelf.backup(&source, "backup");
    is_refused(&backup, "its trail is not sound: 540526201: entry 3 ");
    let target = is_restored_without_tokens(&backup, "its trail is not sound: 540526201: entry 3 ");
    let verified = fazhi(&target.url, &["verify"]).output().unwrap();
    assert!(!verified.status.success(), "it is still told");
}

/// Without the row that says which secret a ledger has, its tokens could be those of any.
#[test]
fn a_ledger_that_is_told_to_have_no_secret_is_not_restored() {
    let (shelf, source) = (Shelf::new(), demo());
    let file = shelf.file("edited");
    let mut edited = Unpacked::read(&shelf.backup(&source, "backup"));
    edited.rows("secrets").retain(|row| !row.contains("secret_check"));
    edited.count_again();
    edited.write_without_secret(&file);
    let target = Database::empty();
    let said = refuses(fazhi(&target.url, &["restore", "--unproven", text(&file)]));
    assert!(said.contains("secret_check"), "{said}");
    assert_eq!(tables(&target), 0);
}

#[test]
fn the_entry_says_what_was_restored() {
    let (shelf, source) = (Shelf::new(), demo());
    let valid = valid_tokens(&source);
    let file = shelf.file("edited");
    Unpacked::read(&shelf.backup(&source, "backup")).write_without_secret(&file);
    let target = is_restored_without_tokens(&file, "it was altered");
    let entry =
        |what: &str| format!("SELECT count(*) FROM trail WHERE action = 'restored_unproven' AND {what}");
    assert_eq!(number(&target, &entry("after ->> 'not_proven' LIKE 'it was altered%'")), 1);
    assert_eq!(
        number(&target, &entry("actor = 'command line' AND resource = 'backups' AND township_code = 'CN'")),
        1
    );
    assert_eq!(number(&target, &entry(&format!("(after ->> 'tokens_revoked')::int = {valid}"))), 1);
    let revoked = "SELECT count(*) FROM trail WHERE action = 'token_revoked'";
    assert!(number(&target, revoked) > number(&source, revoked), "each account's own trail says so, too");
    succeeds(fazhi(&target.url, &["verify"]));
}
