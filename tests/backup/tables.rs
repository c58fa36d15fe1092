//! Every table of the ledger is in a backup, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;
use fazhi::db::migrations::MIGRATIONS;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, started, tables, text};
use crate::postgres::{Database, connect};
use crate::program::{fazhi, needs_attention, refuses, succeeds};

#[test]
fn every_table_is_in_a_backup_with_all_its_rows() {
    let (shelf, database) = (Shelf::new(), demo());
    let backup = Unpacked::read(&shelf.backup(&database, "backup"));
    let names: BTreeSet<&str> = backup.tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(i64::try_from(names.len()).unwrap(), tables(&database) - 1, "all but the list of migrations");
    for (name, rows) in &backup.tables {
        let count = number(&database, &format!("SELECT count(*) FROM \"{name}\""));
        assert_eq!(i64::try_from(rows.len()).unwrap(), count, "{name}");
    }
}

/// The tables of a database with their columns, as `src/backup/tables.txt` has them.
fn drawn(database: &Database) -> BTreeMap<String, String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        columns: String,
    }
    let query = "SELECT table_name::text AS name, string_agg(column_name, ' ' ORDER BY ordinal_position) AS columns
        FROM information_schema.columns
        WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name <> '__diesel_schema_migrations'
        GROUP BY 1";
    let rows = diesel::sql_query(query).load::<Row>(&mut connect(&database.url)).unwrap();
    rows.into_iter().map(|row| (row.name, row.columns)).collect()
}

/// A table that the list does not have would be in no backup. With `WRITE_TABLES` it is written.
#[test]
fn the_list_of_tables_is_what_the_migrations_make() {
    let database = Database::empty();
    let (mut conn, mut before, mut lines) = (connect(&database.url), BTreeMap::new(), String::new());
    while conn.has_pending_migration(MIGRATIONS).unwrap() {
        let step = conn.run_next_migration(MIGRATIONS).unwrap().to_string();
        let now = drawn(&database);
        for (name, columns) in now.iter().filter(|(name, columns)| before.get(*name) != Some(*columns)) {
            writeln!(lines, "{step} {name} {columns}").unwrap();
        }
        for name in before.keys().filter(|name| !now.contains_key(*name)) {
            writeln!(lines, "{step} {name}").unwrap();
        }
        before = now;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/backup/tables.txt");
    if std::env::var_os("WRITE_TABLES").is_some() {
        std::fs::write(path, &lines).unwrap();
    }
    let listed = std::fs::read_to_string(path).unwrap();
    assert!(
        listed == lines,
        "src/backup/tables.txt is not current: WRITE_TABLES=1 cargo test --test backup list_of_tables"
    );
}

#[test]
fn what_is_not_of_fazhi_is_left_out_and_named() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let untouched = Unpacked::read(&shelf.backup(&source, "untouched"));
    execute(
        &source,
        "CREATE TABLE keep_t AS SELECT * FROM trail; CREATE TABLE \"Order by\" (\"group\" text);
        ALTER TABLE cases ADD COLUMN \"my \"\"note\" text DEFAULT 'x'; ALTER TABLE regions ADD COLUMN t text",
    );
    let file = shelf.file("backup");
    let said = needs_attention(fazhi(&source.url, &["backup", text(&file)]));
    let foreign = "Order by, cases.my \"note, keep_t, regions.t";
    assert!(
        said.contains(&format!("saved, but these are not of fazhi and are not in it: {foreign};")),
        "{said}"
    );
    let checked = succeeds(fazhi(&source.url, &["restore", "--check", text(&file)]));
    assert!(checked.contains(&format!("\nleft out, since not of fazhi: {foreign}\n")), "{checked}");
    let mut backup = Unpacked::read(&file);
    backup.header["left_out"] = untouched.header["left_out"].clone();
    backup.header.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    assert_eq!(untouched.unlike(&mut backup), [""; 0]);
    succeeds(fazhi(&target.url, &["restore", "--verify", text(&file)]));
    assert_eq!(tables(&target), tables(&source) - 2);
}

#[test]
fn what_is_missing_is_named_before_a_backup_is_made() {
    for (sql, missing) in [
        ("DROP TABLE county_figures", "the table county_figures"),
        ("ALTER TABLE members DROP COLUMN duties", "the column duties of table members"),
    ] {
        let (shelf, database) = (Shelf::new(), started());
        execute(&database, sql);
        let said = refuses(fazhi(&database.url, &["backup", text(&shelf.file("backup"))]));
        assert!(said.contains(&format!("the database lacks {missing}")), "{said}");
    }
}

/// A foreign key that is put back is checked for every row.
#[test]
fn a_row_whose_reference_leads_nowhere_is_refused() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let mut unpacked = Unpacked::read(&backup);
    unpacked.rows("plans").clear();
    unpacked.count_again();
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("plan_tasks_plan_id_fkey"), "{said}");
    assert_eq!(tables(&target), 0);
}

#[test]
fn tables_that_the_schema_does_not_have_are_not_restored() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let mut unpacked = Unpacked::read(&backup);
    let more = serde_json::json!({"name": "scratch", "columns": ["id", "what"]});
    unpacked.header["tables"].as_array_mut().unwrap().push(more);
    unpacked.tables.push(("scratch".to_owned(), vec!["(1,a)".to_owned()]));
    unpacked.count_again();
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("does not fit schema version") && said.contains("scratch (id, what)"), "{said}");
    assert_eq!(tables(&target), 0);

    unpacked.tables.retain(|(name, _)| name != "scratch" && name != "cases");
    let listed = unpacked.header["tables"].as_array_mut().unwrap();
    listed.retain(|table| table["name"] != "scratch" && table["name"] != "cases");
    unpacked.count_again();
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("the backup lacks the table cases"), "{said}");
    assert_eq!(tables(&target), 0);
}

/// No request makes such a row, and none would come back.
#[test]
fn a_row_that_is_too_long_to_be_restored_is_named() {
    let (shelf, database) = (Shelf::new(), started());
    execute(
        &database,
        "INSERT INTO vocabulary_terms SELECT '540526', 'a', 'a', repeat('a', 17000000), '', now(), '', gen_random_uuid()",
    );
    let said = refuses(fazhi(&database.url, &["backup", text(&shelf.file("backup"))]));
    assert!(said.contains("table vocabulary_terms has a row of 170000"), "{said}");
}

/// What a figure cannot be computed of is still a record.
#[test]
fn a_ledger_whose_figures_fail_is_backed_up() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    // Whatever it is that cannot be added up.
    execute(
        &source,
        "ALTER TABLE activities DROP CONSTRAINT activities_audience_estimated_check;
        ALTER TABLE activities ALTER COLUMN audience_estimated TYPE text USING left(audience_estimated::text, 1)",
    );
    let file = shelf.file("backup");
    let output = fazhi(&source.url, &["backup", text(&file)]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.contains("without figures: they could not be computed: "),
        "{said}"
    );
    let checked = succeeds(fazhi(&source.url, &["restore", "--check", text(&file)]));
    assert!(checked.contains("\nwithout figures: they could not be computed: "), "{checked}");
    assert!(Unpacked::read(&file).manifest["figures"].is_null());
    let said = succeeds(fazhi(&target.url, &["restore", "--verify", text(&file)]));
    assert!(
        said.contains("no figures: there are none in the backup, since they could not be computed: "),
        "{said}"
    );
}
