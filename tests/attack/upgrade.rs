//! Keys come once, with the upgrade from a release that had none. What has no key beside what has one was written into the
//! database, or into a backup, by somebody who does not know the secret.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use fazhi::db::{migrations, privileges};
use fazhi::session::secrets;
use fazhi::session::trail::Head;

use crate::support::app::open;
use crate::support::postgres::{Database, connect};
use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{App, GUDUI, Token};

/// Steps of the schema before there were keys, and before nothing was without one.
const BEFORE_KEYS: usize = 7;
const BEFORE_CONSTRAINTS: usize = 10;

const SECRET: &str = "a secret of the operator's, of 32 characters and more";
/// What a client sends; the database holds SHA-256 of the last part.
const TOKEN: &str = "fz_bbbbbbbbbbbb_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

/// A clerk's account with its token, a record with its entries and a term, as a release without keys left them.
const LEDGER: &str = r"
    INSERT INTO accounts (id, name, version, created_at, created_by, updated_at, updated_by)
        VALUES ('00000000-0000-7000-8000-00000000000b', '古堆乡司法所', 1, now(), 'x', now(), 'x');
    INSERT INTO account_roles VALUES ('00000000-0000-7000-8000-00000000000b', 'clerk', '540526201');
    INSERT INTO tokens (id, secret_hash, name, created_at, created_by, expires_at, account_id, is_keyed, networks)
        VALUES ('bbbbbbbbbbbb', sha256('BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'), '古堆乡司法所', now(), 'x',
            now() + interval '1 day', '00000000-0000-7000-8000-00000000000b', false, '{}');
    INSERT INTO vocabulary_terms (county_code, vocabulary, code, name_zh, created_at, created_by)
        VALUES ('540526', 'venue_classes', 'camp', '牧民定居点', now(), 'x');
    INSERT INTO members (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            person_name, office, group_role, body, serves_from)
        VALUES ('540526', '00000000-0000-7000-8000-00000000000c', '540526201', 2024, 2, '2024-01-15T01:00:00Z', '古堆乡司法所',
            '2024-01-16T01:00:00.5Z', '古堆乡司法所', '扎西', '党委书记', 'head', 'leading_group', '2024-01-15');
    INSERT INTO trail (county_code, id, township_code, resource, record_id, version, action, at, token_id, actor, role,
            request_id, before, after)
        SELECT '540526', gen_random_uuid(), '540526201', 'members', '00000000-0000-7000-8000-00000000000c', version,
            action, updated_at, 'bbbbbbbbbbbb', '古堆乡司法所', 'clerk', 'x',
            CASE WHEN version = 2 THEN jsonb_build_object('office', '乡长') END,
            jsonb_build_object('id', '00000000-0000-7000-8000-00000000000c', 'version', version, 'created_at', '2024-01-15T01:00:00Z',
                'created_by', '古堆乡司法所', 'updated_at', updated_at, 'updated_by', '古堆乡司法所', 'voided_at', NULL,
                'voided_by', NULL, 'void_reason', NULL, 'township_code', '540526201', 'year', 2024, 'external_ref', NULL,
                'note', NULL, 'person_name', '扎西', 'office', office, 'group_role', 'head', 'body', 'leading_group',
                'duties', NULL, 'serves_from', '2024-01-15', 'serves_to', NULL)
        FROM (VALUES (1, 'created', timestamptz '2024-01-15T01:00:00Z', '乡长'),
            (2, 'patched', '2024-01-16T01:00:00.5Z', '党委书记')) AS v (version, action, updated_at, office)
";

/// 古堆乡 and what is above it: the directory of today has levels that earlier schemas refuse.
const REGIONS: &str = "
    INSERT INTO regions (code, name, level, parent_code) VALUES ('CN', '全国', 'nation', NULL),
        ('54', '西藏自治区', 'province', 'CN'), ('5405', '山南市', 'prefecture', '54'),
        ('540526', '措美县', 'county', '5405'), ('540526201', '古堆乡', 'township', '540526');
    INSERT INTO region_directory VALUES (1, gen_random_uuid(), now())";

/// A schema of so many steps, with regions.
fn schema(steps: usize) -> (Database, PgConnection) {
    let database = Database::empty();
    let mut conn = connect(&database.url);
    migrations::apply(&mut conn, &migrations::known().unwrap()[..steps]).unwrap();
    conn.batch_execute(REGIONS).unwrap();
    (database, conn)
}

/// A ledger of the release before the constraints, used with keys: a token and an entry have one, whatever it is.
fn keyed() -> (Database, PgConnection) {
    let (database, mut conn) = schema(BEFORE_KEYS);
    conn.batch_execute(LEDGER).unwrap();
    let steps = &migrations::known().unwrap()[BEFORE_KEYS..BEFORE_CONSTRAINTS];
    migrations::apply(&mut conn, steps).unwrap();
    conn.batch_execute("UPDATE tokens SET is_keyed = true; UPDATE trail SET hash = sha256('x')").unwrap();
    let keys = secrets::begin(&mut conn, Some(SECRET)).unwrap();
    let hash: Vec<u8> = diesel::select(sql::<Binary>("sha256('x')")).get_result(&mut conn).unwrap();
    let end = Head { position: 2, hash: hash.clone() };
    diesel::sql_query("INSERT INTO trail_heads VALUES ('540526', '540526201', 2, $1, $2)")
        .bind::<Binary, _>(hash)
        .bind::<Binary, _>(end.mac(GUDUI, &keys.trail).to_vec())
        .execute(&mut conn)
        .unwrap();
    (database, conn)
}

fn with_secret(database: &Database, args: &[&str]) -> std::process::Command {
    let mut command = fazhi(&database.url, args);
    command.env("FAZHI_SECRET", SECRET);
    command
}

fn number(conn: &mut PgConnection, sql: &str) -> i64 {
    diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(sql)).get_result(conn).unwrap()
}

#[test]
fn a_ledger_without_keys_is_keyed_once() {
    let (database, mut conn) = schema(BEFORE_KEYS);
    conn.batch_execute(LEDGER).unwrap();
    succeeds(fazhi(&database.url, &["migrate"]));
    let said = succeeds(fazhi(&database.url, &["verify"]));
    // The record's two entries, and one each that the upgrade states of account and term.
    assert_eq!(
        said,
        "核验通过：2 条链共 4 条痕迹，3 行与其最后一条痕迹一致\n\
         verified: 4 entries in 2 chains, 3 rows against their last entries\n"
    );
    assert_eq!(number(&mut conn, "(SELECT count(*) FROM trail WHERE actor = 'upgrade')"), 2);
    let before =
        database.dump(&["--table=tokens", "--table=trail", "--table=trail_heads", "--table=trail_chains"]);
    succeeds(fazhi(&database.url, &["migrate"]));
    let after =
        database.dump(&["--table=tokens", "--table=trail", "--table=trail_heads", "--table=trail_chains"]);
    assert!(before == after, "nothing is keyed again");
    privileges::lay_down(&mut conn).unwrap();
    let app = App::serve(open(&database.url, Duration::from_secs(20)), Some(database));
    let clerk = Token::of(TOKEN);
    let me = app.get(&clerk, "/api/v1/me").send().expect(200);
    assert_eq!(me.body["roles"][0]["region"]["code"], GUDUI);
    let item = "/api/v1/members/00000000-0000-7000-8000-00000000000c";
    app.patch(&clerk, item, &serde_json::json!({"note": "更正"})).if_match("\"2\"").send().expect(200);
    succeeds(fazhi(app.url(), &["verify"]));
    conn.batch_execute("UPDATE members SET office = '乡长'").unwrap();
    assert!(!fazhi(app.url(), &["verify"]).output().unwrap().status.success());
}

#[test]
fn a_ledger_that_has_keys_is_upgraded_with_its_secret_only() {
    let (database, _conn) = keyed();
    let before = database.dump(&[]);
    assert!(refuses(fazhi(&database.url, &["migrate"])).contains("set FAZHI_SECRET"));
    let mut other = fazhi(&database.url, &["migrate"]);
    other.env("FAZHI_SECRET", "another secret, of 32 characters and more, too");
    assert!(refuses(other).contains("is not the secret"));
    assert!(database.dump(&[]) == before);
    succeeds(with_secret(&database, &["migrate"]));
}

const TOKEN_WITHOUT_KEY: &str = "
    INSERT INTO accounts VALUES ('00000000-0000-7000-8000-000000000001', 'x', 1, now(), 'x', now(), 'x', NULL, 'CN');
    INSERT INTO account_roles VALUES ('00000000-0000-7000-8000-000000000001', 'admin', 'CN');
    INSERT INTO tokens (id, secret_hash, name, created_at, created_by, expires_at, account_id, is_keyed, networks)
        VALUES ('aaaaaaaaaaaa', sha256('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), 'x', now(), 'x',
            now() + interval '1 day', '00000000-0000-7000-8000-000000000001', false, '{}')";
const ENTRIES_WITHOUT_KEY: &str = "UPDATE trail SET actor = '无辜者', reason = '伪造', hash = '';
    DELETE FROM trail_heads";
/// One row that tells that there are keys is enough.
const ALL_BUT_THE_SECRET: &str =
    "UPDATE tokens SET is_keyed = false; UPDATE trail SET hash = ''; DELETE FROM trail_heads";
const ALL_BUT_AN_ENTRY: &str = "UPDATE tokens SET is_keyed = false; DELETE FROM secrets";

#[test]
fn what_was_planted_without_a_key_is_named_and_nothing_is_upgraded() {
    for (sql, named) in [
        (TOKEN_WITHOUT_KEY, "Tokens: aaaaaaaaaaaa; entries of the trail of: -."),
        (ENTRIES_WITHOUT_KEY, "Tokens: -; entries of the trail of: 540526201."),
        (ALL_BUT_THE_SECRET, "Tokens: bbbbbbbbbbbb; entries of the trail of: 540526201."),
        (ALL_BUT_AN_ENTRY, "Tokens: bbbbbbbbbbbb; entries of the trail of: -."),
    ] {
        let (database, mut conn) = keyed();
        conn.batch_execute(sql).unwrap();
        let before = database.dump(&[]);
        for command in ["migrate", "serve"] {
            let said = refuses(with_secret(&database, &[command]));
            assert!(said.contains(named) && said.contains("升级已中止"), "{said}");
        }
        assert!(database.dump(&[]) == before, "{sql}");
    }
}

#[test]
fn what_was_planted_without_a_key_into_a_backup_is_named_and_nothing_is_restored() {
    let (database, mut conn) = keyed();
    conn.batch_execute(TOKEN_WITHOUT_KEY).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    succeeds(with_secret(&database, &["backup", file.to_str().unwrap()]));
    let target = Database::empty();
    let said = refuses(with_secret(&target, &["restore", file.to_str().unwrap()]));
    assert!(said.contains("Tokens: aaaaaaaaaaaa;"), "{said}");
    assert!(!target.dump(&[]).contains("CREATE TABLE"));
}

/// The row that tells which secret a ledger is used with is made with the ledger, and never again.
#[test]
fn a_ledger_is_not_begun_anew_where_it_was_taken_apart() {
    let (database, mut conn) = keyed();
    succeeds(with_secret(&database, &["migrate"]));
    conn.batch_execute("DELETE FROM secrets; DELETE FROM trail_chains").unwrap();
    let said = refuses(with_secret(&database, &["migrate"]));
    assert!(said.contains("the row secret_check of the table secrets is missing"), "{said}");
    assert_eq!(number(&mut conn, "(SELECT count(*) FROM trail_chains)"), 0);
}
