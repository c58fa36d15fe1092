//! `fazhi distribute`, as far as it can be tried without Citus: what it asks of it (`citus.sql`), in which order, and when.

use std::process::{Command, Output};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{Array, Text};
use diesel::{PgConnection, RunQueryDsl};
use fazhi::db::distribution::{self, DistributionError, Kind};
use fazhi::db::privileges;
use fazhi::upgrade::migrate;

use crate::catalogue::Catalogue;
use crate::postgres::{Database, connect};

const CITUS: &str = include_str!("citus.sql");

fn texts(conn: &mut PgConnection, query: &str) -> Vec<String> {
    diesel::select(sql::<Array<Text>>(&format!("array({query})"))).get_result(conn).unwrap()
}

/// The distributed tables, in the order in which they were distributed.
fn distributed(conn: &mut PgConnection) -> Vec<String> {
    texts(conn, "SELECT logicalrelid::text FROM pg_catalog.pg_dist_partition ORDER BY ctid")
}

fn ledger() -> (Database, PgConnection) {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    migrate(&mut conn, None).unwrap();
    (database, conn)
}

fn fazhi(database: &Database, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fazhi"));
    command.args(args).env("DATABASE_URL", &database.url).env_remove("FAZHI_SECRET").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

#[test]
fn plain_postgresql_is_refused_in_words() {
    let (database, mut conn) = ledger();
    assert_eq!(distribution::kind(&mut conn).unwrap(), Kind::Plain);
    assert!(distribution::distribute_new(&mut conn).unwrap().is_empty());
    let refused = fazhi(&database, &["distribute"]);
    assert!(!refused.status.success() && said(&refused).contains("no Citus extension"), "{}", said(&refused));
}

#[test]
fn the_tables_of_counties_are_distributed_and_no_others_once() {
    let (database, mut conn) = ledger();
    conn.batch_execute(CITUS).unwrap();
    assert_eq!(distribution::kind(&mut conn).unwrap(), Kind::Coordinator { is_distributed: false });
    let done = fazhi(&database, &["distribute", "--shards", "8"]);
    assert!(done.status.success(), "{}", said(&done));
    let tables = distributed(&mut conn);
    assert_eq!(tables.first().map(String::as_str), Some("members"));
    let mut keyed: Vec<String> = Catalogue::open()
        .columns()
        .iter()
        .filter(|column| column["name"] == "county_code")
        .map(|column| column["table"].as_str().unwrap().to_owned())
        .collect();
    let mut sorted = tables.clone();
    keyed.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(sorted, keyed);
    let how = "SELECT DISTINCT concat(colocated, shards) FROM pg_catalog.pg_dist_partition ORDER BY 1";
    assert_eq!(texts(&mut conn, how), ["members", "none8"]);
    // The owner's right to change the trail is taken after the nodes have the table, since they are told of that.
    let rights = "SELECT privilege_type::text FROM information_schema.role_table_grants
        WHERE table_name = 'trail' AND grantee = current_user ORDER BY 1";
    assert_eq!(texts(&mut conn, rights), ["INSERT", "REFERENCES", "SELECT", "TRIGGER"]);
    let again = fazhi(&database, &["distribute"]);
    assert!(again.status.success() && said(&again).contains("nothing to do"), "{}", said(&again));
    assert_eq!(distributed(&mut conn), tables);
}

/// Neither is half of it done, nor anything where it cannot be done.
#[test]
fn what_cannot_be_distributed_is_left_as_it_is() {
    let (database, mut conn) = ledger();
    conn.batch_execute(CITUS).unwrap();
    let refused = |conn: &mut PgConnection, change: &str, undo: &str| {
        conn.batch_execute(change).unwrap();
        let output = fazhi(&database, &["distribute"]);
        assert!(!output.status.success(), "{}", said(&output));
        assert!(distributed(conn).is_empty());
        conn.batch_execute(undo).unwrap();
        said(&output)
    };
    let policy =
        refused(&mut conn, "CREATE POLICY scope ON cases USING (true)", "DROP POLICY scope ON cases");
    assert!(policy.contains("policies") && policy.contains("cases"), "{policy}");
    let none = refused(
        &mut conn,
        "UPDATE pg_catalog.pg_dist_node SET isactive = false",
        "UPDATE pg_catalog.pg_dist_node SET isactive = true",
    );
    assert!(none.contains("no node"), "{none}");
    let key = "ALTER TABLE plan_tasks ADD CONSTRAINT plan_tasks_id_key UNIQUE (position, plan_id)";
    let half = refused(&mut conn, key, "ALTER TABLE plan_tasks DROP CONSTRAINT plan_tasks_id_key");
    assert!(half.contains("plan_tasks_id_key"), "{half}");
    let worker = refused(
        &mut conn,
        "UPDATE pg_catalog.pg_dist_local_group SET groupid = 1",
        "UPDATE pg_catalog.pg_dist_local_group SET groupid = 0",
    );
    assert!(worker.contains("names a worker"), "{worker}");
    assert!(matches!(distribution::must_not_be_worker(&mut conn), Ok(())));
}

/// On a worker, the feed would be numbered by another sequence.
#[test]
fn no_service_starts_on_a_worker() {
    let (_database, mut conn) = ledger();
    conn.batch_execute(CITUS).unwrap();
    conn.batch_execute("UPDATE pg_catalog.pg_dist_local_group SET groupid = 2").unwrap();
    assert!(matches!(distribution::must_not_be_worker(&mut conn), Err(DistributionError::Worker)));
    let refused = migrate(&mut conn, None).unwrap_err().to_string();
    assert!(refused.contains("worker"), "{refused}");
}

#[test]
fn what_a_step_adds_is_distributed_by_the_migration() {
    let (database, mut conn) = ledger();
    conn.batch_execute(CITUS).unwrap();
    assert!(fazhi(&database, &["distribute"]).status.success());
    let before = distributed(&mut conn);
    conn.batch_execute(
        "CREATE TABLE case_notes (county_code text COLLATE \"C\" NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL,
            CONSTRAINT case_notes_pkey PRIMARY KEY (county_code, id),
            CONSTRAINT case_notes_case_id_fkey FOREIGN KEY (county_code, case_id) REFERENCES cases (county_code, id));
        CREATE TABLE local_notes (id uuid PRIMARY KEY)",
    )
    .unwrap();
    assert_eq!(migrate(&mut conn, None).unwrap(), 0);
    assert_eq!(distributed(&mut conn), [before, vec!["case_notes".to_owned()]].concat());
}

/// The role is neither made nor used: the nodes would not let it in.
#[test]
fn a_distributed_ledger_needs_a_role_that_may_log_in() {
    let (database, mut conn) = ledger();
    conn.batch_execute(CITUS).unwrap();
    assert_eq!(privileges::lay_down(&mut conn).unwrap(), Some(privileges::ROLE));
    assert!(fazhi(&database, &["distribute"]).status.success());
    assert_eq!(privileges::lay_down(&mut conn).unwrap(), None);
    let lets_in = |may: &str| format!("ALTER ROLE fazhi_app {may}");
    conn.batch_execute(&lets_in("LOGIN")).unwrap();
    let role = privileges::lay_down(&mut conn);
    conn.batch_execute(&lets_in("NOLOGIN")).unwrap();
    assert_eq!(role.unwrap(), Some(privileges::ROLE));
}

#[test]
fn the_counties_of_a_node_that_is_down_are_named() {
    let (_database, mut conn) = ledger();
    fazhi::regions::directory::load(&mut conn).unwrap();
    conn.batch_execute(CITUS).unwrap();
    assert_eq!(distribution::outage(&mut conn).unwrap(), distribution::Outage::default());
    for down in ["nodename = 'unreachable'", "nodename = 'two', isactive = false"] {
        conn.batch_execute(&format!("UPDATE pg_catalog.pg_dist_node SET {down} WHERE groupid = 2")).unwrap();
        let outage = distribution::outage(&mut conn).unwrap();
        assert_eq!(outage.nodes.len(), 1, "{down}");
        let odd =
            "SELECT code FROM regions WHERE level = 'county' AND left(code, 2)::int % 2 = 1 ORDER BY code";
        assert_eq!(outage.counties, texts(&mut conn, odd), "{down}");
        assert!(outage.counties.len() > 1000);
    }
}
