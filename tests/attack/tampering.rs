//! Whoever writes into the database as a superuser, and does not know the secret: `fazhi verify` names what he did.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use fazhi::auth::Role;
use fazhi::db::schema::RECORDS;
use fazhi::figures::stored;
use fazhi::integrity;
use fazhi::session::trail::verify::{Marks, verify};
use serde_json::json;

use crate::support::program::{fazhi, succeeds};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

/// A ledger that holds something of every kind that leaves entries, each changed at least once, and kept sums of its county.
pub fn ledger() -> App {
    let app = spawn_app();
    let (clerk, officer, admin) = (app.clerk(GUDUI), app.officer("540526"), app.admin("540526"));
    for (list, body) in bodies::of_resources() {
        let id = app.post(&clerk, &format!("/api/v1/{list}"), &body).send().expect(201).id();
        let item = format!("/api/v1/{list}/{id}");
        app.patch(&clerk, &item, &json!({"note": "更正"})).if_match("\"1\"").send().expect(200);
        app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
        app.restore(&clerk, &item).if_match("\"3\"").send().expect(200);
        match list {
            "cases" => name_parties(&app, &item),
            "activities" => confirm(&app, &item),
            _ => {}
        }
    }
    let term = json!({"county_code": "540526", "code": "camp", "name_zh": "牧民定居点"});
    app.post(&officer, "/api/v1/vocabularies/venue_classes/terms", &term).send().expect(201);
    let issue = json!({"name": "看板", "role": "viewer", "region": GUDUI, "networks": ["10.0.0.0/8"]});
    let issued = app.post(&admin, "/api/v1/tokens", &issue).send().expect(201);
    let path = format!("/api/v1/tokens/{}", issued.body["id"].as_str().unwrap());
    app.post(&admin, &format!("{path}:rotate"), &json!({})).send().expect(201);
    app.delete(&admin, &path).send().expect(200);
    app.clerk(ZHEGU);
    let nation = app.token(Role::Viewer, "CN", chrono::TimeDelta::days(1));
    app.get(&nation, "/api/v1/regions/54/figures?year=2024&by=county").send().expect(200);
    assert_eq!(app.number("SELECT count(*) FROM county_figures"), 1);
    app
}

fn confirm(app: &App, activity: &str) {
    let path = format!("{activity}/partners/{ZHEGU}:confirm");
    let confirm = app.request("POST", &app.clerk(ZHEGU), &path).if_match("*").reason("已核实");
    confirm.send().expect(200);
}

fn name_parties(app: &App, case: &str) {
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    let decision = "/api/v1/regions/540526/personal-data";
    app.put(&officer, decision, &json!({"party_names": true})).if_match("*").send().expect(200);
    let parties =
        json!({"items": [{"name": "张三丰", "role": "applicant"}, {"name": "次仁", "role": "respondent"}]});
    app.put(&clerk, &format!("{case}/parties"), &parties).if_match("\"0\"").send().expect(200);
}

/// What verification says of what the connection sees.
fn told(app: &App, conn: &mut PgConnection) -> Vec<String> {
    let chains = verify(conn, &app.secrets.keys.trail, &Marks::new()).unwrap();
    let mut told: Vec<String> = chains.of_all.iter().map(ToString::to_string).collect();
    told.extend(chains.faults.iter().map(ToString::to_string));
    let rows = integrity::compare_rows(conn).unwrap();
    told.extend(rows.faults.iter().map(ToString::to_string));
    told.extend(stored::wrong(conn).unwrap().iter().map(|(county, year)| format!("sums of {county} {year}")));
    told
}

/// The same after some statements, of which nothing remains.
fn told_of(app: &App, conn: &mut PgConnection, sql: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let _ = conn.transaction::<(), diesel::result::Error, _>(|conn| {
        conn.batch_execute(sql).unwrap_or_else(|error| panic!("a superuser may: {error}: {sql}"));
        lines = told(app, conn);
        Err(diesel::result::Error::RollbackTransaction)
    });
    lines
}

/// Statements, and what has to be in one of the lines that verification says of them.
#[track_caller]
fn named(cases: &[(&str, &[&str])]) {
    let app = ledger();
    let mut conn = app.connect();
    assert_eq!(told_of(&app, &mut conn, "SELECT"), Vec::<String>::new(), "nothing was done yet");
    for (sql, words) in cases {
        let lines = told_of(&app, &mut conn, sql);
        let is_named = lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(is_named, "{sql}\n{words:?} are not in {lines:#?}");
    }
}

#[test]
fn a_record_that_is_not_what_its_last_entry_says_is_named() {
    named(&[
        ("UPDATE activities SET sessions = 999", &["540526201: activities/", "altered", ": sessions"]),
        ("UPDATE activities SET joint_townships = '{540526100}'", &["activities/", ": joint_townships"]),
        (
            "UPDATE activities SET voided_at = now(), voided_by = 'x'",
            &["activities/", ": voided_at, voided_by"],
        ),
        ("UPDATE activities SET created_by = '无辜者'", &["activities/", ": created_by"]),
        ("UPDATE activities SET version = 3", &["activities/", ": version"]),
        (
            "UPDATE activities SET updated_at = updated_at - interval '1 microsecond'",
            &["activities/", ": updated_at"],
        ),
        ("UPDATE activities SET township_code = '540526101'", &["activities/", ": township_code"]),
        // Out of every list of the county, and of its figures.
        ("SET LOCAL session_replication_role = replica; UPDATE activities SET county_code = '5405'", &["activities/", "was deleted"]),
        // Into the figures of a partner who has not confirmed it, or never decided on it.
        (
            "INSERT INTO activity_partners SELECT county_code, id, '540526100', gen_random_uuid(), 'confirmed', NULL, NULL, NULL,
                NULL, 0 FROM activities",
            &["540526100: partners/", "was added"],
        ),
        ("UPDATE activity_partners SET status = 'declined', reason = 'x'", &["540526101: partners/", ": reason, status"]),
        ("DELETE FROM activity_partners", &["540526101: partners/", "was deleted"]),
        ("UPDATE members SET person_name = '次仁'", &["members/", ": person_name"]),
        ("UPDATE members SET serves_to = '2024-02-01'", &["members/", ": serves_to"]),
        ("UPDATE plans SET title = 'x'", &["plans/", ": title"]),
        ("UPDATE plan_tasks SET due_on = '2025-01-31' WHERE position = 0", &["plans/", ": tasks"]),
        ("UPDATE plan_tasks SET position = 2 WHERE position = 0", &["plans/", ": tasks"]),
        ("DELETE FROM plan_tasks WHERE position = 1", &["plans/", ": tasks"]),
        ("UPDATE cases SET amount = 0.01", &["cases/", ": amount"]),
        ("UPDATE cases SET due_on = '2030-01-01'", &["cases/", ": due_on"]),
        ("UPDATE cases SET events = replace(events::text, '2024-03-11', '2024-03-12')::json", &["cases/", ": events"]),
        ("UPDATE cases SET events = '[]'", &["cases/", ": events"]),
        ("UPDATE decisions SET title = 'x'", &["decisions/", ": title"]),
        ("UPDATE decisions SET steps = replace(steps::text, '2024-05-10', '2024-05-09')::json", &["decisions/", ": steps"]),
        ("UPDATE decisions SET steps = '[]', steps_done = '{}'", &["decisions/", ": steps"]),
        ("UPDATE declarations SET says = 'without_figure'", &["declarations/", ": says"]),
        ("UPDATE declarations SET indicators = '{fines}'", &["declarations/", ": indicators"]),
        ("UPDATE duties SET kind = 'lectured'", &["duties/", ": kind"]),
        ("UPDATE shortcomings SET cause = 'x'", &["shortcomings/", ": cause"]),
        ("UPDATE observations SET value = 7", &["observations/", ": value"]),
        ("UPDATE documents SET filed_on = '2024-05-11'", &["documents/", ": filed_on"]),
        ("UPDATE documents SET status = 'expired'", &["documents/", ": status"]),
        ("UPDATE legality_reviews SET outcome = 'passed'", &["legality-reviews/", ": outcome"]),
        ("UPDATE legality_reviews SET opinions_given = 9", &["legality-reviews/", ": opinions_given"]),
    ]);
}

#[test]
fn a_record_that_was_deleted_added_or_altered_is_named() {
    let copy = "INSERT INTO activities SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid()))).*
        FROM activities a";
    named(&[(copy, &["540526201: activities/", "was added"])]);
    for (change, word) in
        [("DELETE FROM {table}", "was deleted"), ("UPDATE {table} SET note = 'x'", ": note")]
    {
        let cases = RECORDS.map(|table| {
            let record = format!("540526201: {}/", table.replace('_', "-"));
            (change.replace("{table}", table), record)
        });
        let cases = cases.each_ref().map(|(sql, record)| (sql.as_str(), [record.as_str(), word]));
        named(&cases.each_ref().map(|(sql, words)| (*sql, words.as_slice())));
    }
}

#[test]
fn what_somebody_may_do_is_named_where_no_entry_says_so() {
    let account =
        "(SELECT account_id FROM account_roles WHERE role = 'clerk' AND region_code = '540526201' LIMIT 1)";
    let token = format!("(SELECT min(id) FROM tokens WHERE account_id = {account})");
    let role = format!("INSERT INTO account_roles SELECT {account}, 'admin', 'CN'");
    let planted = "INSERT INTO accounts VALUES ('00000000-0000-7000-8000-000000000001', 'x', 1, now(), 'x', now(), 'x', NULL, 'CN');
        INSERT INTO account_roles VALUES ('00000000-0000-7000-8000-000000000001', 'admin', 'CN')";
    let issued = format!(
        "INSERT INTO tokens (id, secret_hash, name, created_at, created_by, expires_at, account_id, networks)
        SELECT 'aaaaaaaaaaaa', sha256('x'), 'x', now(), 'x', now() + interval '1 day', {account}, '{{}}'"
    );
    let moved = format!(
        "UPDATE tokens SET account_id = (SELECT account_id FROM account_roles WHERE role = 'admin') WHERE id = {token}"
    );
    let later = format!("UPDATE tokens SET expires_at = expires_at + interval '1 day' WHERE id = {token}");
    let elsewhere = "UPDATE tokens SET networks = '{}' WHERE networks <> '{}' AND revoked_at IS NULL";
    named(&[
        (&role, &["540526201: accounts/", ": roles"]),
        ("DELETE FROM account_roles WHERE role = 'clerk'", &["540526201: accounts/", ": roles"]),
        (
            "UPDATE account_roles SET region_code = '54' WHERE role = 'officer'",
            &["540526: accounts/", ": roles"],
        ),
        (
            "UPDATE accounts SET name = 'x' WHERE region_code = '540526201'",
            &["540526201: accounts/", ": name"],
        ),
        ("UPDATE accounts SET disabled_at = now()", &["540526201: accounts/", ": disabled_at"]),
        (
            "UPDATE accounts SET region_code = '540526101' WHERE region_code = '540526201'",
            &["accounts/", ": township_code"],
        ),
        (
            "UPDATE accounts SET region_code = 'CN' WHERE region_code = '540526201'",
            &["CN: accounts/", "was added"],
        ),
        (planted, &["CN: accounts/00000000-0000-7000-8000-000000000001 was added"]),
        (&issued, &["540526201: accounts/", ": tokens"]),
        (&moved, &["540526: accounts/", ": tokens"]),
        (&later, &["540526201: accounts/", ": tokens"]),
        (elsewhere, &["540526201: accounts/", ": tokens"]),
        ("UPDATE tokens SET revoked_at = NULL", &["540526201: accounts/", ": tokens"]),
        ("UPDATE tokens SET revoked_at = now()", &["540526201: accounts/", ": tokens"]),
        ("DELETE FROM tokens", &["540526201: accounts/", ": tokens"]),
    ]);
}

#[test]
fn a_disabled_account_that_is_let_in_again_is_named() {
    let app = ledger();
    let admin = app.admin("540526");
    let list = app.get(&admin, "/api/v1/accounts").send().expect(200);
    let clerks =
        list.body["items"].as_array().unwrap().iter().find(|item| item["name"] == "clerk 540526101").unwrap();
    let disabled = json!({"name": clerks["name"], "roles": clerks["roles"], "disabled": true});
    let path = format!("/api/v1/accounts/{}", clerks["id"].as_str().unwrap());
    app.put(&admin, &path, &disabled).if_match("*").send().expect(200);
    let told = told_of(&app, &mut app.connect(), "UPDATE accounts SET disabled_at = NULL");
    assert!(told[0].starts_with("540526101: accounts/") && told[0].ends_with(": disabled_at"), "{told:?}");
}

#[test]
fn what_counties_decided_is_named_where_it_was_changed() {
    named(&[
        ("UPDATE county_settings SET party_names = false", &["540526: personal_data/", ": party_names"]),
        ("DELETE FROM county_settings", &["540526: personal_data/", "was deleted"]),
        (
            "INSERT INTO county_settings VALUES ('110101', gen_random_uuid(), true, 1, now(), 'x')",
            &["110101: personal_data/", "was added"],
        ),
        ("UPDATE vocabulary_terms SET name_zh = '别的'", &["540526: terms/", ": name_zh"]),
        ("DELETE FROM vocabulary_terms", &["540526: terms/", "was deleted"]),
        (
            "INSERT INTO vocabulary_terms VALUES ('540526', 'venue_classes', 'x', 'x', NULL, now(), 'x', gen_random_uuid())",
            &["540526: terms/", "was added"],
        ),
        ("DELETE FROM case_parties WHERE position = 0", &["540526201: parties/", ": parties"]),
        ("UPDATE case_party_lists SET version = 7", &["540526201: parties/", ": version"]),
        ("DELETE FROM case_party_lists", &["540526201: parties/", "was deleted"]),
    ]);
}

#[test]
fn a_whole_chain_or_the_whole_trail_that_was_taken_out_is_named() {
    let chain = format!(
        "DELETE FROM trail WHERE township_code = '{ZHEGU}'; DELETE FROM trail_heads WHERE township_code = '{ZHEGU}';
        DELETE FROM tokens; DELETE FROM account_roles; DELETE FROM accounts"
    );
    let all = "DELETE FROM trail; DELETE FROM trail_heads";
    let forged = format!("{all}; UPDATE trail_chains SET chains = 0");
    // What refers to others goes before them.
    let records = RECORDS.map(|table| format!("DELETE FROM {table}"));
    let records = records.into_iter().rev().collect::<Vec<_>>().join("; ");
    let everything = format!(
        "{all}; DELETE FROM trail_chains; DELETE FROM secrets; {records}; DELETE FROM tokens;
        DELETE FROM account_roles; DELETE FROM accounts; DELETE FROM county_settings; DELETE FROM vocabulary_terms;
        DELETE FROM calendar_notices"
    );
    let exchanged = "UPDATE trail_heads SET number = 3 - number WHERE number IN (1, 2)";
    named(&[
        (&chain, &["4 chains were begun and 3 are there"]),
        (all, &["4 chains were begun and 0 are there"]),
        (&forged, &["trail_chains", "was altered"]),
        ("DELETE FROM trail_chains", &["the row of trail_chains is missing"]),
        (&everything, &["the row of trail_chains is missing"]),
        ("UPDATE trail_chains SET chains = 3", &["trail_chains", "was altered"]),
        ("UPDATE trail_chains SET hash = sha256(hash)", &["trail_chains", "was altered"]),
        (exchanged, &["trail_chains", "was altered"]),
        ("UPDATE trail_heads SET number = number + 1", &["trail_chains", "was altered"]),
    ]);
}

/// An older count, which the service did write once, does not fit the chains that were begun before any later one.
#[test]
fn an_older_count_does_not_hide_which_chain_was_taken_out() {
    let app = spawn_app();
    app.clerk(GUDUI);
    app.clerk(ZHEGU);
    let mut conn = app.connect();
    conn.batch_execute("CREATE TABLE kept AS SELECT * FROM trail_chains").unwrap();
    app.clerk("540526100");
    let told = told_of(
        &app,
        &mut conn,
        "DELETE FROM trail WHERE township_code = '540526201'; DELETE FROM trail_heads WHERE township_code = '540526201';
        UPDATE trail_chains c SET (chains, hash) = (k.chains, k.hash) FROM kept k",
    );
    assert!(told.iter().any(|line| line.contains("was altered")), "{told:?}");
}

/// Sums that are kept pass for current by a version that anybody can read.
#[test]
fn kept_sums_that_were_changed_are_named() {
    named(&[
        ("UPDATE county_figures SET quantities[1] = 999", &["sums of 540526 2024"]),
        ("UPDATE county_figures SET reporting = 0", &["sums of 540526 2024"]),
    ]);
}

/// What earlier releases took for entries and tokens that had no key yet, and keyed.
#[test]
fn what_has_no_key_is_refused_by_the_database_and_by_the_service() {
    let app = ledger();
    let mut conn = app.connect();
    let blank = conn.batch_execute("UPDATE trail SET hash = ''").unwrap_err().to_string();
    assert!(blank.contains("trail_hash_check"), "{blank}");
    conn.batch_execute(
        "INSERT INTO accounts VALUES ('00000000-0000-7000-8000-000000000001', 'x', 1, now(), 'x', now(), 'x', NULL, 'CN');
        INSERT INTO account_roles VALUES ('00000000-0000-7000-8000-000000000001', 'admin', 'CN');
        INSERT INTO tokens (id, secret_hash, name, created_at, created_by, expires_at, account_id, networks)
            VALUES ('aaaaaaaaaaaa', sha256('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), 'x', now(), 'x',
                now() + interval '1 day', '00000000-0000-7000-8000-000000000001', '{}')",
    )
    .unwrap();
    let planted = Token::of("fz_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    app.get(&planted, "/api/v1/me").send().expect(401);
    assert!(!fazhi(app.url(), &["verify"]).output().unwrap().status.success());
    succeeds(fazhi(app.url(), &["migrate"]));
    app.get(&planted, "/api/v1/me").send().expect(401);
}

/// Whoever has a token of his own could lend its hash to another one.
#[test]
fn the_hash_of_an_own_token_opens_no_other_one() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk(GUDUI), app.admin("CN"));
    let swap = format!(
        "UPDATE tokens SET secret_hash = (SELECT secret_hash FROM tokens WHERE id = '{}') WHERE id = '{}'",
        clerk.id, admin.id
    );
    app.connect().batch_execute(&swap).unwrap();
    let secret = clerk.text.as_ref().unwrap().splitn(3, '_').nth(2).unwrap();
    let lent = Token::of(format!("fz_{}_{secret}", admin.id));
    app.get(&lent, "/api/v1/me").send().expect(401);
    app.get(&clerk, "/api/v1/me").send().expect(200);
}

/// As an operator runs it: nothing is changed by looking, whether all is sound, something was altered, or the schema is not
/// that of this release.
#[test]
fn to_verify_changes_nothing() {
    let app = ledger();
    let before = app.dump();
    let said = succeeds(fazhi(app.url(), &["verify"]));
    assert!(said.starts_with("核验通过：4 条链") && said.contains(" in 4 chains, "), "{said}");
    succeeds(fazhi(app.url(), &["token", "list"]));
    succeeds(fazhi(app.url(), &["secret"]));
    assert!(app.dump() == before, "looking changed something");
    let mut conn = app.connect();
    conn.batch_execute("UPDATE activities SET sessions = 999; DELETE FROM trail_chains").unwrap();
    let before = app.dump();
    let output = fazhi(app.url(), &["verify"]).output().unwrap();
    let (said, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 6), "{said}{error}");
    assert!(said.contains(": sessions\n") && said.contains("the kept sums of 2024"), "{said}");
    assert!(error.ends_with("Not verified: 3 faults were found\n"), "{error}");
    assert!(app.dump() == before, "looking changed something");
    conn.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version >= '20261128000011'").unwrap();
    let before = app.dump();
    for command in [&["verify"][..], &["token", "list"], &["secret"]] {
        let output = fazhi(app.url(), command).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains("run `fazhi migrate` first"), "{error}");
    }
    assert!(app.dump() == before, "looking changed something");
}
