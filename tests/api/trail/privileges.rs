//! The service cannot change or delete what stands in the trail, even where its own code were to try.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{Array, Bool, Text};
use diesel::{Connection, PgConnection, QueryResult, RunQueryDsl};
use fazhi::db::privileges;
use fazhi::problems::{ApiError, ApiResult};

use crate::support::postgres::{Database, connect};
use crate::support::{App, GUDUI, bodies, spawn_app};

const TRIES: [&str; 4] = [
    "UPDATE trail SET reason = 'x'",
    "DELETE FROM trail",
    "DELETE FROM trail WHERE at < now() - interval '10 years'",
    "TRUNCATE trail",
];

fn is_denied(tried: QueryResult<()>) -> bool {
    tried.is_err_and(|error| error.to_string() == "permission denied for table trail")
}

fn ledger() -> App {
    let app = spawn_app();
    app.post(&app.clerk(GUDUI), "/api/v1/members", &bodies::member()).send().expect(201);
    app
}

#[test]
fn the_role_of_the_service_may_only_add_to_the_trail() {
    let app = ledger();
    let before = app.number("SELECT count(*) FROM trail");
    for sql in TRIES {
        let tried = |conn: &mut PgConnection| Ok(is_denied(conn.batch_execute(sql)));
        assert!(app.db.write_now(tried).unwrap(), "{sql}");
    }
    for (privilege, has) in [("SELECT", 1), ("INSERT", 1), ("UPDATE", 0), ("DELETE", 0), ("TRUNCATE", 0)] {
        let sql = format!("SELECT has_table_privilege(current_user, 'trail', '{privilege}')::int");
        assert_eq!(app.number(&sql), has, "{privilege}");
    }
    assert_eq!(app.number("SELECT (current_user = 'fazhi_app')::int"), 1);
    assert_eq!(app.number("SELECT count(*) FROM trail"), before);
    // It can neither make itself more than it is by owning something, nor log in.
    assert_eq!(app.number("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolname = 'fazhi_app'"), 0);
    assert_eq!(
        app.number(
            "SELECT (rolcanlogin OR rolsuper OR rolcreaterole)::int FROM pg_roles WHERE rolname = 'fazhi_app'"
        ),
        0
    );
}

/// Each table is listed with what the code needs of it, and the role has exactly that.
#[test]
fn the_role_of_the_service_has_the_rights_that_are_listed_and_no_other() {
    let app = ledger();
    let mut listed: Vec<_> = privileges::rights().collect();
    listed.sort_unstable();
    let listed: Vec<String> = listed.iter().map(|(name, rights)| format!("{name}: {rights}")).collect();
    let held = "array(SELECT relname || ': ' || array_to_string(array(
            SELECT right_ FROM unnest(CASE relkind WHEN 'S' THEN ARRAY['SELECT', 'UPDATE', 'USAGE']
                ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] END)
                WITH ORDINALITY AS every (right_, place)
            WHERE CASE relkind WHEN 'S' THEN has_sequence_privilege('fazhi_app', oid, right_)
                ELSE has_table_privilege('fazhi_app', oid, right_) END
            ORDER BY place), ', ')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v', 'm', 'f')
        ORDER BY relname)";
    let held: Vec<String> = diesel::select(sql::<Array<Text>>(held)).get_result(&mut app.connect()).unwrap();
    assert_eq!(held, listed, "a new table stands in src/db/privileges.rs with what the code needs of it");
    let may_create = "SELECT (has_schema_privilege('fazhi_app', 'public', 'CREATE')
        OR has_database_privilege('fazhi_app', current_database(), 'CREATE'))::int";
    assert_eq!(app.number(may_create), 0);
}

/// Where the user may create no role, the owner takes the right from itself.
#[test]
fn an_owner_who_may_create_no_role_cannot_either() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    conn.batch_execute(
        "DO $$ BEGIN CREATE ROLE a_plain_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        ALTER SCHEMA public OWNER TO a_plain_owner; SET ROLE a_plain_owner",
    )
    .unwrap();
    fazhi::upgrade::migrate(&mut conn, None).unwrap();
    assert_eq!(privileges::lay_down(&mut conn), Ok(None));
    for sql in TRIES {
        assert!(is_denied(conn.batch_execute(sql)), "{sql}");
    }
    conn.batch_execute("SELECT * FROM trail; UPDATE trail_heads SET position = 0; DELETE FROM secrets")
        .unwrap();
    assert_eq!(privileges::lay_down(&mut conn), Ok(None), "again at the next start");
    conn.batch_execute("RESET ROLE; DROP OWNED BY a_plain_owner CASCADE").unwrap();
}

/// A redaction changes entries all the same, and takes no right along: with the rights of the owner, also of one who took
/// its own away.
#[test]
fn what_only_the_owner_may_lasts_no_longer_than_it_takes() {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    conn.batch_execute(
        "DO $$ BEGIN CREATE ROLE another_plain_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        ALTER SCHEMA public OWNER TO another_plain_owner; SET SESSION AUTHORIZATION another_plain_owner",
    )
    .unwrap();
    fazhi::upgrade::migrate(&mut conn, None).unwrap();
    assert_eq!(privileges::lay_down(&mut conn), Ok(None));
    let redact =
        |conn: &mut PgConnection| privileges::as_owner(conn, |conn| Ok(conn.batch_execute(TRIES[0])?));
    conn.transaction(redact).unwrap();
    for sql in TRIES {
        assert!(is_denied(conn.batch_execute(sql)), "{sql}");
    }
    let failed: ApiResult<()> = conn.transaction(|conn| {
        redact(conn)?;
        privileges::as_owner(conn, |_| Err(ApiError::not_found()))
    });
    assert!(failed.is_err() && is_denied(conn.batch_execute(TRIES[0])));
    conn.batch_execute("RESET SESSION AUTHORIZATION; DROP OWNED BY another_plain_owner CASCADE").unwrap();
    // The service's own role is what it was again, too.
    let app = ledger();
    let work = |conn: &mut PgConnection| {
        redact(conn)?;
        let role = diesel::select(sql::<Bool>("current_user = 'fazhi_app'")).get_result(conn)?;
        Ok((role, is_denied(conn.batch_execute(TRIES[0]))))
    };
    assert_eq!(app.db.write_now(work).unwrap(), (true, true));
}
