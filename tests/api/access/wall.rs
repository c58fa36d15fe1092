//! The second wall: what a statement forgets to limit, PostgreSQL does.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl};
use fazhi::auth::Reach;
use fazhi::session::wall::Wall;
use serde_json::json;

use crate::support::{App, ELSEWHERE, GUDUI, ZHEGU, bodies, spawn_app};

/// Every table whose rows are a township's.
const TABLES: [&str; 8] =
    ["members", "plans", "plan_tasks", "activities", "cases", "case_events", "trail", "trail_heads"];

/// One of everything, in three townships of two counties.
fn ledger() -> App {
    let app = spawn_app();
    for township in [GUDUI, ZHEGU, ELSEWHERE] {
        let clerk = app.clerk(township);
        for (path, body) in [
            ("members", bodies::member()),
            ("plans", bodies::plan()),
            ("activities", bodies::activity()),
            ("cases", bodies::case()),
        ] {
            let own = bodies::with(body, &json!({"township_code": township}));
            let own =
                if path == "activities" { bodies::with(own, &json!({"joint_townships": null})) } else { own };
            app.post(&clerk, &format!("/api/v1/{path}"), &own).send().expect(201);
        }
    }
    app
}

fn townships(conn: &mut PgConnection, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let sql = format!("SELECT count(DISTINCT township_code) AS number FROM {table}");
    diesel::sql_query(sql).get_result::<Row>(conn).expect("a number").number
}

#[test]
fn a_statement_without_any_limit_sees_the_scope_and_no_more() {
    let app = ledger();
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    for (reach, expected) in [
        (Reach::townships(codes(&[GUDUI])), 1),
        (Reach::townships(codes(&[GUDUI, ELSEWHERE])), 2),
        (Reach::counties(codes(&["540526"])), 2),
        (Reach::counties(codes(&["540527"])), 0),
        (Reach::townships(vec![]), 0),
        (Reach::counties(vec![]), 0),
    ] {
        for table in TABLES {
            let seen = app.db.read_now(|conn| {
                Wall(true).raise(conn, &reach)?;
                Ok(townships(conn, table))
            });
            assert_eq!(seen.unwrap(), expected, "{table} {reach:?}");
        }
    }
    let all = app.db.read_now(|conn| {
        Wall(true).raise(conn, &Reach::nation())?;
        Ok(townships(conn, "members"))
    });
    assert_eq!(all.unwrap(), 3);
    assert_eq!(
        app.db.read_now(|conn| Ok(townships(conn, "members"))).unwrap(),
        3,
        "the next transaction is free again"
    );
}

/// A setting that was set in an earlier transaction reads as an empty text, not as nothing.
#[test]
fn a_scope_that_is_not_set_shows_nothing() {
    let app = ledger();
    let mut conn = app.connect();
    conn.batch_execute("SET ROLE fazhi_scoped").unwrap();
    for settings in [
        "SELECT 1",
        "BEGIN; SET LOCAL fazhi.counties = '*'; SET LOCAL fazhi.townships = '*'; COMMIT",
        "SET fazhi.counties = ''; SET fazhi.townships = ''",
        "SET fazhi.counties = '540526'",
        "SET fazhi.counties = ''; SET fazhi.townships = '*'",
        "SET fazhi.counties = '5405'; SET fazhi.townships = '*'",
    ] {
        conn.batch_execute(settings).unwrap();
        for table in TABLES {
            assert_eq!(townships(&mut conn, table), 0, "{table} after {settings}");
        }
    }
    conn.batch_execute("SET fazhi.counties = '540526'").unwrap();
    assert_eq!(townships(&mut conn, "members"), 2, "the measure does measure");
}

#[test]
fn what_lies_beyond_cannot_be_written_either() {
    let app = ledger();
    for sql in [
        "UPDATE members SET note = 'x'",
        "INSERT INTO township_years VALUES ('110101', '110101001', 2000, 1, now())",
        "DELETE FROM case_events",
    ] {
        let changed = app.db.write_now(|conn| {
            Wall(true).raise(conn, &Reach::townships(vec![GUDUI.to_owned()]))?;
            Ok(conn.batch_execute(sql).is_ok())
        });
        assert_eq!(changed.unwrap(), !sql.starts_with("INSERT"), "{sql}");
    }
    assert_eq!(app.number("SELECT count(*) FROM members WHERE note = 'x'"), 1);
    assert_eq!(app.number("SELECT count(*) FROM case_events"), 4, "those of the other two");
    assert_eq!(app.number("SELECT count(*) FROM township_years WHERE year = 2000"), 0);
}

/// No table with a county is left out, also none that a later step brings.
#[test]
fn every_table_of_a_county_has_the_wall() {
    let app = spawn_app();
    let open = "SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname = 'county_code' AND NOT relrowsecurity";
    assert_eq!(app.number(open), 1, "vocabularies alone, which everybody may read");
}
