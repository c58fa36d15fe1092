//! `--verify` finds what is not as it was.

use serde_json::json;

use crate::file::Unpacked;
use crate::ledger::{Shelf, demo, execute, number, restore, tables, text};
use crate::postgres::Database;
use crate::program::{fazhi, refuses, succeeds};

/// Alters rows on their way into a table, once it is there.
fn sabotage(database: &Database, table: &str, statement: &str) {
    execute(
        database,
        &format!(
            "CREATE FUNCTION alter_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement} END $$;
            CREATE FUNCTION plant() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                IF to_regclass('{table}') IS NOT NULL AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'sabotage') THEN
                    CREATE TRIGGER sabotage BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION alter_row();
                END IF;
            END $$;
            CREATE EVENT TRIGGER plant ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION plant();"
        ),
    );
}

#[test]
fn a_row_that_is_altered_on_its_way_is_found() {
    let (shelf, source) = (Shelf::new(), demo());
    let backup = shelf.backup(&source, "backup");
    let cases = number(&source, "SELECT count(*) FROM cases");
    let altered = format!("the {cases} rows of table cases are not what they are in the backup");
    for (table, statement, expected) in [
        (
            "cases",
            "IF NEW.outcome = 'succeeded' THEN NEW.subject := NEW.subject || ' '; END IF; RETURN NEW;",
            altered.as_str(),
        ),
        (
            "township_years",
            "IF NEW.year = 2024 THEN RETURN NULL; END IF; RETURN NEW;",
            "table township_years has ",
        ),
    ] {
        let target = Database::empty();
        sabotage(&target, table, statement);
        let said = refuses(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
        assert!(said.contains(expected) && said.contains("nothing was kept"), "{said}");
        assert_eq!(tables(&target), 0);
        // Without the proof: the trail speaks of records, and of nothing else.
        if table == "cases" {
            let said = refuses(fazhi(&target.url, &["restore", text(&backup)]));
            assert!(
                said.contains("was altered, its last entry in the trail says otherwise: subject"),
                "{said}"
            );
        } else {
            restore(&target, &backup);
            assert_eq!(tables(&target), tables(&source));
        }
    }
}

#[test]
fn figures_that_do_not_follow_any_more_are_found() {
    let (shelf, source, target) = (Shelf::new(), demo(), Database::empty());
    let backup = shelf.backup(&source, "backup");
    let unaltered = Unpacked::read(&backup);
    let figures = &unaltered.manifest["figures"]["county_years"];
    assert_eq!((&figures[1]["county"], &figures[1]["year"]), (&json!("540526"), &json!(2024)));

    let mut other = unaltered.clone();
    other.manifest["figures"]["county_years"][1]["sha256"] = figures[2]["sha256"].clone();
    other.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
    assert!(said.contains("the figures of 540526 for 2024 are not what they were"), "{said}");

    let there_are = figures.as_array().unwrap().len();
    let mut more = unaltered.clone();
    more.manifest["figures"]["county_years"].as_array_mut().unwrap().push(figures[0].clone());
    more.write(&backup);
    let said = refuses(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
    let differ =
        format!("there are figures of {there_are} county-years, and of {} in the backup", there_are + 1);
    assert!(said.contains(&differ), "{said}");
    assert_eq!(tables(&target), 0);

    // Indicators of another release.
    other.manifest["figures"]["catalogue"] = json!("another");
    other.write(&backup);
    let said = succeeds(fazhi(&target.url, &["restore", "--verify", text(&backup)]));
    assert!(said.contains("\nverified: ") && said.contains(" rows, no figures: "), "{said}");
}
