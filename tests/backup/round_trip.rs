//! There and back: the same rows, the same schema, the same second backup.

use std::collections::BTreeSet;
use std::process::Stdio;

use diesel_migrations::MigrationHarness;
use fazhi::db::migrations::MIGRATIONS;
use fazhi::upgrade::migrate;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, restore, set, started, tables, text};
use crate::postgres::{Database, connect};
use crate::program::{fazhi, succeeds};

/// All rows as `pg_dump` writes them, in whatever order they lie. What a database says of itself is its own: when it
/// went through which step, which state its directory is in, and how far its sequences are.
fn rows(database: &Database) -> BTreeSet<String> {
    let but = ["--exclude-table-data=__diesel_schema_migrations", "--exclude-table-data=region_directory"];
    let dump = database.dump(&["--data-only", but[0], but[1]]);
    dump.lines().filter(|line| !line.contains("pg_catalog.setval(")).map(str::to_owned).collect()
}

#[track_caller]
fn assert_same(one: &Database, other: &Database) {
    assert!(rows(one) == rows(other), "the rows differ");
    assert_eq!(one.schema(), other.schema());
}

#[test]
fn a_ledger_comes_back_and_its_backup_is_the_same_again() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let first = shelf.backup(&source, "first");
    let said = restore(&target, &first);
    let number_of_tables = tables(&source) - 1;
    assert!(said.starts_with(&format!("已恢复：{number_of_tables} 张表，")), "{said}");
    assert!(said.contains(&format!("\nrestored: {number_of_tables} tables, ")), "{said}");
    // The demo has 2024 and the two years up to today's, and more where cases began in the year before.
    let years = number(&source, "SELECT count(DISTINCT year) FROM township_years");
    assert!(said.contains(&format!(" rows, {years} county-years, made 20")), "{said}");
    assert_same(&source, &target);
    let mut second = Unpacked::read(&shelf.backup(&target, "second"));
    let first = Unpacked::read(&first);
    assert_eq!(first.header["release"], env!("CARGO_PKG_VERSION"));
    let figures = first.manifest["figures"]["county_years"].as_array().unwrap();
    assert_eq!(i64::try_from(figures.len()), Ok(years));
    assert_eq!(first.unlike(&mut second), ["region_directory"]);
}

/// What a clerk could never enter, and the schema still allows.
const ODD_ROWS: &str = r#"
    INSERT INTO accounts VALUES ('00000000-0000-7000-8000-000000000004', E'\t', 2147483647, '-infinity', '\N', 'infinity', '',
        NULL, '540526201');
    INSERT INTO tokens VALUES ('odd', decode(repeat('00ff275c0a', 6) || '0d22', 'hex'), '', '-infinity', '\N', 'infinity', NULL,
        '00000000-0000-7000-8000-000000000004', '{"",NULL,"a,b"}', 'infinity', '');
    INSERT INTO secrets VALUES ('', ''), ('cursor', '\x5c78'), (E'\\.', '\x00');
    INSERT INTO idempotency_keys VALUES ('odd', 'NULL', '\x', -1, NULL, '',
        '{"b": [1, 1.0, 1.50, 1e30, -0.0, null, true, "\u2028\"\\\n\ud842\udfb7"], "a": {"": {}}, "": ""}', now());
    INSERT INTO vocabulary_terms VALUES ('540526', 'a', 'b', E'(\\"x\\",)', NULL, '0044-03-15 BC', E'\t', gen_random_uuid());
    INSERT INTO township_years VALUES ('540526', '540526201', 2024, 9223372036854775807, now());
    INSERT INTO county_figures VALUES
        ('540526', -32768, '', -1, '', 0, NULL, '{}', '{NULL,-9223372036854775808,9223372036854775807}'),
        ('540526', 32767, ',', -1, '{}', 0, now(), '[]', '{}'), ('540526', 0, '', -1, ',', 0, NULL, 'null', '[0:1][2:3]={{1,2},{3,NULL}}');
    INSERT INTO members VALUES ('540526', '00000000-0000-7000-8000-000000000001', '540526201', 2024, '', NULL, 1,
        now(), E'line\nbreak\r\nand\ttab', now(), '''"', NULL, NULL, NULL, '𠮷野家', E'\\', 'head', 'leading_group',
        E'\u0001\u007f\u2028\ufeff', '2024-02-29', 'infinity');
    INSERT INTO activities VALUES ('540526', '00000000-0000-7000-8000-000000000002', '540526201', 2024, 'NULL', '\N', 1,
        now(), '', now(), '', NULL, NULL, NULL, 'training', '2024-12-31', NULL, E'a"b\'c\\d\ne,f(g){h} \\.', '', 'null',
        NULL, NULL, NULL, ARRAY[NULL, 'NULL', 'null', '', 'a,b', '{}', E'"\\\n', ' '], 1, 0, 0, NULL, 2147483647, NULL,
        NULL, false, NULL, NULL, NULL, NULL);
    INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, kind,
            subject, accepted_on, outcome, amount, leader_member_id)
        SELECT '540526', ('00000000-0000-7000-8000-00000000001' || n)::uuid, '540526201', 2024, 1, now(), '', now(), '',
            'penalty', repeat('很长的', 100000), '2024-01-01', 'pending', amount, '00000000-0000-7000-8000-000000000001'
        FROM (VALUES (0, 0.00), (1, 0.10), (2, 999999999999.99), (3, NULL)) AS amounts (n, amount);
    INSERT INTO trail VALUES ('540526', '00000000-0000-7000-8000-000000000003', '540526201', '', gen_random_uuid(), 1,
        'created', 'infinity', '', '', '', '', NULL, NULL, ' {"b" : 1.0, "b":1}', 4611686018427387904, -1, '', NULL, '{}', sha256(''));
"#;

#[test]
fn odd_values_come_back_as_they_were() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    execute(&source, ODD_ROWS);
    let backup = shelf.backup(&source, "odd");
    let said = succeeds(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
    assert!(said.contains("\nverified: ") && said.contains(", 1 county-years\n"), "{said}");
    assert_same(&source, &target);
}

/// How a database or its user prefers values to be written is no matter.
#[test]
fn settings_of_the_database_change_nothing() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    execute(&source, ODD_ROWS);
    let first = Unpacked::read(&shelf.backup(&source, "first"));
    let settings = ["datestyle = 'German, DMY'", "timezone = 'Asia/Shanghai'", "bytea_output = 'escape'"];
    for setting in settings {
        set(&source, setting);
        set(&target, setting);
    }
    let second = shelf.backup(&source, "second");
    assert_eq!(first.unlike(&mut Unpacked::read(&second)), [""; 0]);
    restore(&target, &second);
    assert_eq!(first.unlike(&mut Unpacked::read(&shelf.backup(&target, "third"))), ["region_directory"]);
}

#[test]
fn a_started_service_without_records_is_no_obstacle() {
    let (shelf, source) = (Shelf::new(), demo());
    let backup = shelf.backup(&source, "backup");
    let target = started();
    execute(&target, "INSERT INTO secrets VALUES ('cursor', '\\x00')");
    restore(&target, &backup);
    assert_same(&source, &target);
    assert_eq!(migrate(&mut connect(&target.url), None).unwrap(), 0);
}

#[test]
fn a_backup_goes_through_a_pipe() {
    let (source, target) = (demo(), Database::empty());
    let mut saving = fazhi(&source.url, &["backup", "-"]);
    let mut saving = saving.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut restoring = fazhi(&target.url, &["restore", "-", "--verify"]);
    restoring.stdin(saving.stdout.take().unwrap());
    let said = succeeds(restoring);
    assert!(saving.wait().unwrap().success());
    assert!(said.contains("\nverified: "), "{said}");
    assert_same(&source, &target);
}

/// Who owns a database needs no further right on the server.
#[test]
fn the_owner_of_a_database_need_be_no_superuser() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    execute(
        &target,
        "CREATE ROLE ordinary LOGIN;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ordinary', current_database()); END $$",
    );
    // The socket lets in nobody but the owner of the server, who becomes the other at once.
    let url = format!("{}&options=-c%20role%3Dordinary", target.url);
    succeeds(fazhi(&url, &["migrate"]));
    succeeds(fazhi(&url, &["restore", "--verify", text(&backup)]));
    let own = number(&target, "SELECT count(*) FROM pg_tables WHERE tableowner = 'ordinary'");
    assert_eq!(own, tables(&source));
    let again = shelf.file("again");
    succeeds(fazhi(&url, &["backup", text(&again)]));
    assert_eq!(Unpacked::read(&backup).unlike(&mut Unpacked::read(&again)), ["region_directory"]);
}

/// Restored into the schema it was made from, which then goes through the steps that followed.
#[test]
fn a_backup_of_any_older_schema_is_migrated_onward() {
    let (shelf, source, current) = (Shelf::new(), Database::empty(), started());
    let mut conn = connect(&source.url);
    conn.run_next_migration(MIGRATIONS).unwrap();
    execute(&source, "INSERT INTO regions (code, name, level) VALUES ('CN', 'old', 'nation')");
    while conn.has_pending_migration(MIGRATIONS).unwrap() {
        let steps = conn.applied_migrations().unwrap().len();
        let backup = shelf.backup(&source, &steps.to_string());
        assert_eq!(conn.applied_migrations().unwrap().len(), steps, "a backup migrates nothing");
        assert!(Unpacked::read(&backup).manifest["figures"].is_null(), "the figures' code needs all tables");
        let target = Database::empty();
        let said = succeeds(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
        assert!(said.contains("\nverified: ") && said.contains(" tables, 1 rows, no figures: "), "{said}");
        assert_eq!(migrate(&mut connect(&target.url), None).unwrap(), 0);
        assert_eq!(number(&target, "SELECT count(*) FROM regions WHERE name = 'old'"), 1);
        assert_eq!(target.schema(), current.schema());
        conn.run_next_migration(MIGRATIONS).unwrap();
    }
}
