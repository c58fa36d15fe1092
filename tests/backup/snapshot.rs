//! One instant for all tables, in nobody's way.

use std::io::Read;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use diesel::connection::SimpleConnection;

use crate::file::Unpacked;
use crate::ledger::{demo, number, set};
use crate::postgres::{Database, connect};
use crate::program::fazhi;

/// A backup that has begun, and cannot go on until its output is read: a pipe holds less than the directory of regions.
struct Begun {
    process: Child,
    output: Vec<u8>,
}

impl Begun {
    fn on(database: &Database) -> Self {
        let mut command = fazhi(&database.url, &["backup", "-"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // The first line is written behind the snapshot.
        let mut output = vec![0; "fazhi backup 2\n".len()];
        process.stdout.as_mut().unwrap().read_exact(&mut output).unwrap();
        Self { process, output }
    }

    fn finish(mut self) -> Unpacked {
        self.process.stdout.take().unwrap().read_to_end(&mut self.output).unwrap();
        assert!(self.process.wait().unwrap().success());
        Unpacked::of(&self.output)
    }
}

#[test]
fn what_is_committed_meanwhile_is_in_no_table_of_it() {
    let database = demo();
    let before = number(&database, "SELECT count(*) FROM trail");
    let begun = Begun::on(&database);
    // Not for a moment is a writer kept waiting.
    let write = "SET lock_timeout = '1ms';
        UPDATE activities SET version = version + 1, updated_by = 'meanwhile';
        UPDATE township_years SET version = version + 100;
        DELETE FROM plan_tasks;
        INSERT INTO trail SELECT county_code, gen_random_uuid(), township_code, resource, record_id, version + 1000, 'patched',
            at, 'meanwhile', actor, role, request_id, reason, coalesce(after, '{}'), coalesce(after, '{}'), seq + 1000000, position + 1000000, account,
            address, changed, hash FROM trail;";
    connect(&database.url).batch_execute(write).unwrap();
    let mut backup = begun.finish();
    assert_eq!(i64::try_from(backup.rows("trail").len()).unwrap(), before);
    assert!(!backup.rows("plan_tasks").is_empty());
    for table in ["activities", "trail"] {
        assert!(!backup.rows(table).iter().any(|row| row.contains("meanwhile")), "{table}");
    }
}

#[test]
fn what_is_not_committed_is_not_waited_for() {
    let database = demo();
    let mut writer = connect(&database.url);
    writer.batch_execute("BEGIN; UPDATE activities SET updated_by = 'never'; DELETE FROM cases").unwrap();
    let mut backup = Begun::on(&database).finish();
    assert!(!backup.rows("cases").is_empty() && !backup.rows("activities")[0].contains("never"));
    writer.batch_execute("ROLLBACK").unwrap();
}

/// A step that rewrites a table would leave it empty for the snapshot.
#[test]
fn a_migration_waits_for_the_backup() {
    let database = demo();
    let begun = Begun::on(&database);
    let mut migration = connect(&database.url);
    let rewrite = "SET lock_timeout = '50ms'; ALTER TABLE trail ALTER COLUMN version TYPE bigint";
    let refused = migration.batch_execute(rewrite).unwrap_err();
    assert!(refused.to_string().contains("lock timeout"), "{refused}");
    assert!(!begun.finish().rows("trail").is_empty());
    migration.batch_execute(rewrite).unwrap();
}

/// A dump takes what the ledger's size asks for, whatever limits the database sets for everybody.
#[test]
fn a_backup_may_take_longer_than_any_statement() {
    let database = demo();
    for limit in ["statement_timeout", "idle_in_transaction_session_timeout"] {
        set(&database, &format!("{limit} = '800ms'"));
    }
    let begun = Begun::on(&database);
    sleep(Duration::from_millis(1500));
    assert!(!begun.finish().rows("trail").is_empty());
}
