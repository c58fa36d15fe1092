//! Up, down, and up again; two at once; a schema from the future.

use std::sync::Barrier;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Array, BigInt, Text};
use diesel::{Connection, PgConnection, QueryResult, RunQueryDsl, sql_query};
use diesel_migrations::MigrationHarness;
use fazhi::db::migrations::{MIGRATIONS, MigrationError};
use fazhi::upgrade::{UpgradeError, migrate};

use crate::postgres::{Database, connect};

fn steps() -> usize {
    MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap().len()
}

#[test]
fn up_down_and_up_again_is_the_same_schema() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    assert_eq!(migrate(&mut conn, None).unwrap(), steps());
    let first = database.schema();
    assert!(first.contains("CREATE TABLE public.activities"));
    conn.revert_all_migrations(MIGRATIONS).unwrap();
    let none = database.schema();
    let left: Vec<&str> = none.lines().filter(|line| line.starts_with("CREATE ")).collect();
    assert_eq!(left, ["CREATE TABLE public.__diesel_schema_migrations ("]);
    assert_eq!(migrate(&mut conn, None).unwrap(), steps());
    assert_eq!(database.schema(), first);
    assert_eq!(migrate(&mut conn, None).unwrap(), 0, "there is nothing left to do");
}

/// What stays on the connection would be in the way of whoever gets it next from a pooler.
#[test]
fn no_statement_stays_prepared() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    migrate(&mut conn, None).unwrap();
    let prepared = sql::<BigInt>("count(*) FROM pg_prepared_statements WHERE name <> ''");
    assert_eq!(diesel::select(prepared).get_result::<i64>(&mut conn), Ok(0));
}

#[test]
fn each_step_goes_down_by_itself() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    let mut dumps = vec![dump_after_first_use(&database, &mut conn)];
    for _ in 0..steps() {
        conn.run_next_migration(MIGRATIONS).unwrap();
        dumps.push(database.schema());
    }
    for expected in dumps.iter().rev().skip(1) {
        conn.revert_last_migration(MIGRATIONS).unwrap();
        assert_eq!(database.schema(), *expected);
    }
}

/// A coordinator of Citus takes them only so. PostgreSQL prepares none that are two.
#[test]
fn each_step_is_sent_statement_by_statement() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    let mut folders: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut execute = |folder: &std::path::Path, file: &str| {
        let script = std::fs::read_to_string(folder.join(file)).unwrap();
        let statements = fazhi::db::statements::split(&script);
        assert!(!statements.is_empty(), "{folder:?} {file}");
        conn.transaction(|conn| {
            for statement in statements {
                let done = sql_query(statement).execute(conn);
                done.unwrap_or_else(|error| panic!("{folder:?} {file}: {error}\n{statement}"));
            }
            QueryResult::Ok(())
        })
        .unwrap();
    };
    for folder in &folders {
        execute(folder, "up.sql");
    }
    for folder in folders.iter().rev() {
        execute(folder, "down.sql");
    }
    assert!(!database.schema().contains("CREATE TABLE"), "nothing is left");
}

/// Entries that hold differences become whole when the step that brought these is undone.
#[test]
fn differences_become_whole_copies_on_the_way_down() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    let names = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap();
    let step = names.iter().position(|step| step.name().to_string().ends_with("_differences")).unwrap();
    (0..=step).for_each(|_| drop(conn.run_next_migration(MIGRATIONS).unwrap()));
    let entry = |version: i32, action: &str, changed: &str, patch: &str, after: &str| {
        let json = |text: &str| if text.is_empty() { "NULL".to_owned() } else { format!("'{text}'") };
        format!(
            "INSERT INTO trail (county_code, id, township_code, resource, record_id, version, action, at, token_id, actor, role,
                request_id, seq, position, account, changed, hash, format, patch, after, size)
            VALUES ('540526', gen_random_uuid(), '540526201', 'plans', '00000000-0000-7000-8000-000000000001', {version},
                '{action}', now(), '', '', '', '', {version}, {version}, '', '{changed}', sha256('x'), 2, {}, {}, 1);",
            json(patch),
            json(after)
        )
    };
    let entries = [
        entry(1, "created", "{}", "", r#"{"a/b": 1, "tasks": ["x", "y"], "gone": true}"#),
        entry(
            2,
            "patched",
            "{a/b,tasks}",
            r#"[{"op":"replace","path":"/a~1b","value":"n"},{"op":"add","path":"/tasks/2","value":{"z":1}}]"#,
            "",
        ),
        entry(
            3,
            "patched",
            "{tasks,gone}",
            r#"[{"op":"remove","path":"/tasks/0"},{"op":"replace","path":"/tasks/1/z","value":null},
            {"op":"remove","path":"/gone"},{"op":"add","path":"/new","value":[]}]"#,
            "",
        ),
    ];
    conn.batch_execute(&entries.concat()).unwrap();
    conn.revert_last_migration(MIGRATIONS).unwrap();
    let rows = sql::<Array<Text>>(
        "array(SELECT coalesce(before::jsonb::text, '-') || ' ' || after::jsonb::text FROM trail ORDER BY version)",
    );
    let rows: Vec<String> = diesel::select(rows).get_result(&mut conn).unwrap();
    assert_eq!(
        rows,
        [
            r#"- {"a/b": 1, "gone": true, "tasks": ["x", "y"]}"#,
            r#"{"a/b": 1, "tasks": ["x", "y"]} {"a/b": "n", "gone": true, "tasks": ["x", "y", {"z": 1}]}"#,
            r#"{"gone": true, "tasks": ["x", "y", {"z": 1}]} {"a/b": "n", "new": [], "tasks": ["y", {"z": null}]}"#,
        ]
    );
}

/// A ledger of an earlier release gets an own unit for each county, those that have ended included.
#[test]
fn counties_get_own_units() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    let names = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap();
    let step = names.iter().position(|step| step.name().to_string().ends_with("_own_units")).unwrap();
    (0..step).for_each(|_| drop(conn.run_next_migration(MIGRATIONS).unwrap()));
    conn.batch_execute(
        "INSERT INTO regions VALUES ('CN', '全国', 'nation', NULL), ('35', '福建省', 'province', 'CN'),
            ('3505', '泉州市', 'prefecture', '35'), ('350527', '金门县', 'county', '3505'),
            ('350527000', '金门县', 'township', '350527'), ('350500', '清濛县', 'county', '3505'),
            ('350599', '清濛区', 'county', '3505'), ('350500101', '某镇', 'township', '350500');
        UPDATE regions SET valid_from = '2025-01-01' WHERE code = '350599';
        UPDATE regions SET valid_to = '2024-12-31', successor_code = '350599' WHERE code = '350500';
        INSERT INTO region_directory VALUES (1, gen_random_uuid(), now())",
    )
    .unwrap();
    let before = units(&mut conn);
    conn.run_next_migration(MIGRATIONS).unwrap();
    assert_eq!(
        units(&mut conn),
        [
            "350500000 清濛县本级 own_unit 350500 2024-12-31 350599000",
            "350500101 某镇 township 350500",
            "350527000 金门县本级 own_unit 350527",
            "350599000 清濛区本级 own_unit 350599 2025-01-01",
        ]
    );
    conn.revert_last_migration(MIGRATIONS).unwrap();
    assert_eq!(units(&mut conn), before);
}

/// The regions with codes of nine digits.
fn units(conn: &mut PgConnection) -> Vec<String> {
    let rows = sql::<Array<Text>>(
        "array(SELECT concat_ws(' ', code, name, level, parent_code, valid_from, valid_to, successor_code)
            FROM regions WHERE length(code) = 9 ORDER BY code)",
    );
    diesel::select(rows).get_result(conn).unwrap()
}

/// diesel makes its own table when it first looks for what was applied.
fn dump_after_first_use(database: &Database, conn: &mut PgConnection) -> String {
    assert!(conn.has_pending_migration(MIGRATIONS).unwrap());
    database.schema()
}

#[test]
fn two_that_start_together_migrate_once() {
    let database = Database::empty();
    let start = Barrier::new(4);
    let applied: Vec<usize> = thread::scope(|scope| {
        let instance = || {
            let mut conn = connect(&database.url);
            start.wait();
            migrate(&mut conn, None).unwrap()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(instance)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(applied.iter().sum::<usize>(), steps());
    assert_eq!(applied.iter().filter(|applied| **applied > 0).count(), 1, "{applied:?}");
}

/// What the first releases laid down at each start, where the user could make roles.
const ROW_SECURITY: &str = "
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_scoped') THEN CREATE ROLE fazhi_scoped NOLOGIN; END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') THEN CREATE ROLE fazhi_app NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    GRANT USAGE ON SCHEMA public TO fazhi_scoped;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO fazhi_scoped;
    GRANT USAGE, SELECT ON SEQUENCE trail_seq TO fazhi_scoped;
    CREATE POLICY service ON members TO fazhi_app USING (true);
    CREATE POLICY scope ON members TO fazhi_scoped USING (county_code = ANY (ARRAY['540526']));
    ALTER TABLE members ENABLE ROW LEVEL SECURITY";

#[test]
fn row_level_security_of_earlier_starts_goes_with_its_role() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    migrate(&mut conn, None).unwrap();
    let fresh = database.schema();
    conn.revert_all_migrations(MIGRATIONS).unwrap();
    for _ in 0..10 {
        conn.run_next_migration(MIGRATIONS).unwrap();
    }
    conn.batch_execute(ROW_SECURITY).unwrap();
    migrate(&mut conn, None).unwrap();
    assert_eq!(database.schema(), fresh, "no policy and no right is left");
    let roles = sql::<BigInt>("count(*) FROM pg_roles WHERE rolname = 'fazhi_scoped'");
    assert_eq!(diesel::select(roles).get_result::<i64>(&mut conn), Ok(0));
}

#[test]
fn a_schema_from_the_future_is_refused() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    migrate(&mut conn, None).unwrap();
    sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')")
        .execute(&mut conn)
        .unwrap();
    let before = database.schema();
    match migrate(&mut conn, None) {
        Err(UpgradeError::Migration(MigrationError::NewerSchema(version))) => {
            assert_eq!(version, "29991231000000");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(database.schema(), before);
    // The lock is free again: the right release can start.
    sql_query("DELETE FROM __diesel_schema_migrations WHERE version LIKE '2999%'")
        .execute(&mut conn)
        .unwrap();
    assert_eq!(migrate(&mut connect(&database.url), None).unwrap(), 0);
}
