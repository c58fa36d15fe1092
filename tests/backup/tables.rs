//! No table is forgotten, whatever a later migration may bring.

use std::collections::BTreeSet;

use fazhi::db::privileges;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, restore, started, tables, text};
use crate::postgres::{Database, connect};
use crate::program::{fazhi, refuses};

/// Tables as no migration has made one yet: a name to be quoted, no key, keys in odd orders, references in a circle and
/// to itself, columns that are computed, dropped, named as the row or as a word of SQL.
const LATER: &str = r#"
    CREATE TABLE "Order by" ("group" text, t integer, gone text, "select" numeric GENERATED ALWAYS AS (t * 2) STORED);
    ALTER TABLE "Order by" DROP COLUMN gone;
    ALTER TABLE "Order by" ADD COLUMN "after" date[] DEFAULT '{}';
    CREATE TABLE folders (b integer, a text, parent text, letter integer, PRIMARY KEY (a, b), UNIQUE (a),
        CONSTRAINT folders_parent_fkey FOREIGN KEY (parent) REFERENCES folders (a));
    CREATE TABLE letters (id integer PRIMARY KEY, folder text REFERENCES folders (a) DEFERRABLE);
    ALTER TABLE folders ADD CONSTRAINT folders_letter_fkey FOREIGN KEY (letter) REFERENCES letters (id) ON DELETE CASCADE;
    CREATE INDEX folders_parent_idx ON folders (lower(parent) DESC) INCLUDE (b) WHERE b > 0;
"#;

const LATER_ROWS: &str = r#"
    INSERT INTO "Order by" VALUES ('b', 1), ('B', 2), (NULL, 3), ('b', 1);
    INSERT INTO folders VALUES (1, 'Z', 'a', NULL), (2, 'a', 'z', NULL), (3, 'z', NULL, NULL);
    INSERT INTO letters VALUES (1, 'a');
    UPDATE folders SET letter = 1;
"#;

/// Makes these tables, with rows, while the schema is migrated, as a step of a later release would.
fn with_later_tables(database: &Database) {
    execute(
        database,
        &format!(
            "CREATE FUNCTION add_later_tables() RETURNS event_trigger LANGUAGE plpgsql AS $outer$ BEGIN
                IF to_regclass('county_figures') IS NOT NULL AND to_regclass('\"Order by\"') IS NULL THEN
                    EXECUTE $inner${LATER} {LATER_ROWS}$inner$;
                END IF;
            END $outer$;
            CREATE EVENT TRIGGER later ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
                EXECUTE FUNCTION add_later_tables();"
        ),
    );
}

#[test]
fn every_table_is_in_a_backup_with_all_its_rows() {
    let (shelf, database) = (Shelf::new(), demo());
    execute(&database, LATER);
    execute(&database, LATER_ROWS);
    let backup = Unpacked::read(&shelf.backup(&database, "backup"));
    let names: BTreeSet<&str> = backup.tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(i64::try_from(names.len()).unwrap(), tables(&database) - 1, "all but the list of migrations");
    assert!(["Order by", "folders", "letters", "trail"].iter().all(|name| names.contains(name)), "{names:?}");
    for (name, rows) in &backup.tables {
        let count = number(&database, &format!("SELECT count(*) FROM \"{name}\""));
        assert_eq!(i64::try_from(rows.len()).unwrap(), count, "{name}");
    }
}

#[test]
fn tables_of_whatever_kind_come_back() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    execute(&source, LATER);
    execute(&source, LATER_ROWS);
    // As the next start would.
    privileges::lay_down(&mut connect(&source.url)).unwrap();
    let backup = shelf.backup(&source, "backup");
    with_later_tables(&target);
    restore(&target, &backup);
    let mut again = Unpacked::read(&shelf.backup(&target, "again"));
    assert_eq!(Unpacked::read(&backup).unlike(&mut again), ["region_directory"]);
    execute(&target, "DROP EVENT TRIGGER later; DROP FUNCTION add_later_tables");
    assert_eq!(source.schema(), target.schema());
}

/// A foreign key that is put back is checked for every row.
#[test]
fn a_row_whose_reference_leads_nowhere_is_refused() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let mut unpacked = Unpacked::read(&backup);
    unpacked.rows("cases").clear();
    unpacked.count_again();
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("case_events_case_id_fkey"), "{said}");
    assert_eq!(tables(&target), 0);
}

#[test]
fn tables_that_the_schema_does_not_have_are_named() {
    let (shelf, source, target) = (Shelf::new(), started(), Database::empty());
    execute(&source, "CREATE TABLE scratch (id integer PRIMARY KEY, what text)");
    let backup = shelf.backup(&source, "backup");
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("does not fit schema version") && said.contains("scratch (id, what)"), "{said}");
    assert_eq!(tables(&target), 0);

    let mut unpacked = Unpacked::read(&backup);
    unpacked.tables.retain(|(name, _)| name != "scratch" && name != "cases");
    let listed = unpacked.header["tables"].as_array_mut().unwrap();
    listed.retain(|table| table["name"] != "scratch" && table["name"] != "cases");
    unpacked.count_again();
    unpacked.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
    assert!(said.contains("the backup lacks the table cases"), "{said}");
    assert_eq!(tables(&target), 0);
}
