//! Whoever can write into the database can alter the trail, but not unnoticed.

use diesel::connection::SimpleConnection;
use fazhi::session::trail::verify::{ChainsFault, FaultKind, Marks, Verified, marks, verify};
use serde_json::json;

use crate::support::program::{fazhi, succeeds};
use crate::support::{App, GUDUI, ZHEGU, bodies, spawn_app};

const MEMBERS: &str = "/api/v1/members";

/// A ledger with four entries of 古堆乡's trail and two of 哲古镇's; the first of each is the clerk's account, with its
/// token the second.
fn ledger() -> App {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let member = app.post(&clerk, MEMBERS, &bodies::member()).send().expect(201).id();
    let item = format!("{MEMBERS}/{member}");
    app.patch(&clerk, &item, &json!({"office": "党委书记"})).if_match("\"1\"").send().expect(200);
    app.clerk(ZHEGU);
    app
}

fn walked(app: &App, against: &Marks) -> Verified {
    let key = &app.secrets.keys.trail;
    app.db.read_now(|conn| Ok(verify(conn, key, against)?)).expect("a walk")
}

fn tampered(sql: &str) -> Verified {
    let app = ledger();
    app.connect().batch_execute(sql).expect("a superuser may");
    walked(&app, &Marks::new())
}

/// Where the first bad entry of each chain is, and what is wrong with it.
fn faults(verified: &Verified) -> Vec<(&str, i64, FaultKind)> {
    verified.faults.iter().map(|fault| (fault.township_code.as_str(), fault.position, fault.kind)).collect()
}

#[test]
fn a_trail_that_nobody_touched_is_sound() {
    let verified = walked(&ledger(), &Marks::new());
    assert_eq!((verified.chains, verified.entries, faults(&verified)), (2, 6, vec![]));
}

#[test]
fn the_first_bad_entry_of_each_chain_is_named() {
    let of = |township: &str| format!("township_code = '{township}'");
    let here = of(GUDUI);
    let copy = "county_code, gen_random_uuid(), township_code, resource, record_id, version + 100, action, at, token_id, actor,
        role, request_id, reason, before, after, seq + 100, position + 1, account, address, changed, hash, format, patch, size, redacted";
    let cases = [
        // Edited: any column, one entry or all of them.
        (format!("UPDATE trail SET reason = '别的理由' WHERE {here} AND position = 4"), vec![(GUDUI, 4, FaultKind::Altered)]),
        (format!("UPDATE trail SET reason = '' WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Altered)]),
        (format!("UPDATE trail SET actor = 'x' WHERE {here} AND position = 2"), vec![(GUDUI, 2, FaultKind::Altered)]),
        (format!("UPDATE trail SET at = at - interval '1 microsecond' WHERE {here} AND position = 1"), vec![(GUDUI, 1, FaultKind::Altered)]),
        (format!("UPDATE trail SET address = NULL WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Altered)]),
        (format!("UPDATE trail SET changed = '{{}}' WHERE {here} AND position = 4"), vec![(GUDUI, 4, FaultKind::Altered)]),
        (format!("UPDATE trail SET after = replace(after::text, '扎西', '次仁')::json WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Altered)]),
        (format!("UPDATE trail SET after = (after::text || ' ')::json WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Altered)]),
        (format!("UPDATE trail SET patch = NULL, after = patch, before = patch WHERE {here} AND position = 4"), vec![(GUDUI, 4, FaultKind::Altered)]),
        (format!("UPDATE trail SET hash = sha256(hash) WHERE {here} AND position = 2"), vec![(GUDUI, 2, FaultKind::Altered)]),
        ("UPDATE trail SET role = 'head'".to_owned(), vec![(ZHEGU, 1, FaultKind::Altered), (GUDUI, 1, FaultKind::Altered)]),
        // Deleted.
        (format!("DELETE FROM trail WHERE {here} AND position = 1"), vec![(GUDUI, 1, FaultKind::Missing)]),
        (format!("DELETE FROM trail WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Missing)]),
        // Inserted.
        (format!("INSERT INTO trail SELECT {copy} FROM trail WHERE {here} AND position = 4"), vec![(GUDUI, 5, FaultKind::Altered)]),
        (format!("UPDATE trail SET position = position + 10 WHERE {here} AND position > 2;
            INSERT INTO trail SELECT {copy} FROM trail WHERE {here} AND position = 2;
            UPDATE trail SET position = position - 9 WHERE {here} AND position > 10;"), vec![(GUDUI, 3, FaultKind::Altered)]),
        // Reordered: within the chain, and in the feed.
        (format!("UPDATE trail SET position = -position WHERE {here} AND position IN (2, 3);
            UPDATE trail SET position = 5 + position WHERE {here} AND position < 0;"), vec![(GUDUI, 2, FaultKind::Altered)]),
        (format!("UPDATE trail SET seq = -seq WHERE {here} AND position = 3"), vec![(GUDUI, 3, FaultKind::Feed)]),
        // Moved to another township.
        (format!("UPDATE trail SET township_code = '{ZHEGU}', position = 3 WHERE {here} AND position = 4"), vec![(ZHEGU, 3, FaultKind::Altered), (GUDUI, 4, FaultKind::CutOff)]),
        // Cut off, with or without the end of the chain that says how long it was.
        (format!("DELETE FROM trail WHERE {here} AND position > 2"), vec![(GUDUI, 3, FaultKind::CutOff)]),
        (format!("DELETE FROM trail WHERE {here}"), vec![(GUDUI, 1, FaultKind::CutOff)]),
        (format!("DELETE FROM trail WHERE {here} AND position = 4;
            UPDATE trail_heads h SET position = 3, hash = t.hash FROM trail t WHERE t.{here} AND t.position = 3 AND h.{here}"), vec![(GUDUI, 3, FaultKind::End)]),
        (format!("DELETE FROM trail_heads WHERE {here}"), vec![(GUDUI, 4, FaultKind::End)]),
        (format!("UPDATE trail_heads SET mac = sha256(mac) WHERE {here}"), vec![(GUDUI, 4, FaultKind::End)]),
    ];
    for (sql, expected) in cases {
        assert_eq!(faults(&tampered(&sql)), expected, "{sql}");
    }
}

/// The end that the service wrote at an earlier time is genuine; only what was written down elsewhere tells.
#[test]
fn an_end_taken_back_is_found_by_what_was_written_down() {
    let app = ledger();
    let mut conn = app.connect();
    conn.batch_execute("CREATE TABLE kept AS SELECT * FROM trail_heads").unwrap();
    let clerk = app.clerk(GUDUI);
    app.post(&clerk, MEMBERS, &bodies::member()).send().expect(201);
    let written_down = app.db.read_now(|conn| Ok(marks(conn)?)).unwrap();
    let cut = format!(
        "DELETE FROM trail WHERE township_code = '{GUDUI}' AND position > 4;
        UPDATE trail_heads h SET (position, hash, mac) = (k.position, k.hash, k.mac) FROM kept k
        WHERE k.township_code = h.township_code;"
    );
    conn.batch_execute(&cut).unwrap();
    assert_eq!(faults(&walked(&app, &Marks::new())), []);
    assert_eq!(faults(&walked(&app, &written_down)), [(GUDUI, 5, FaultKind::CutOff)]);
    conn.batch_execute(&format!("DELETE FROM trail WHERE township_code = '{ZHEGU}'; DELETE FROM trail_heads WHERE township_code = '{ZHEGU}'")).unwrap();
    let without_marks = walked(&app, &Marks::new());
    assert_eq!(faults(&without_marks), []);
    assert_eq!(without_marks.of_all, Some(ChainsFault::Missing { found: 1, begun: 2 }));
    assert_eq!(
        faults(&walked(&app, &written_down)),
        [(ZHEGU, 1, FaultKind::CutOff), (GUDUI, 5, FaultKind::CutOff)]
    );
}

/// Another key cannot have made it.
#[test]
fn without_the_key_no_chain_can_be_made() {
    let app = ledger();
    let other = fazhi::keys::Keys::from_secret("another secret than the ledger's");
    let walked = app.db.read_now(|conn| Ok(verify(conn, &other.trail, &Marks::new())?)).unwrap();
    assert_eq!(faults(&walked), [(ZHEGU, 1, FaultKind::Altered), (GUDUI, 1, FaultKind::Altered)]);
}

#[test]
fn the_program_says_it_and_its_exit_code_does() {
    let app = ledger();
    let folder = tempfile::tempdir().unwrap();
    let ends = folder.path().join("ends");
    let ends = ends.to_str().unwrap();
    let said = succeeds(fazhi(app.url(), &["verify", "--save", ends]));
    assert_eq!(
        said,
        "核验通过：2 条链共 6 条痕迹，3 行与其最后一条痕迹一致\n\
         verified: 6 entries in 2 chains, 3 rows against their last entries\n"
    );
    succeeds(fazhi(app.url(), &["verify", "--against", ends]));
    let cut = format!("DELETE FROM trail WHERE township_code = '{GUDUI}' AND position = 3");
    app.connect().batch_execute(&cut).unwrap();
    let output = fazhi(app.url(), &["verify"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    // Without the entry that began it, the member's later one, a difference, cannot be read.
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..2], [format!("{GUDUI}: 第 3 条痕迹缺失"), format!("{GUDUI}: entry 3 is missing")]);
    assert!(lines[2..].iter().all(|line| line.starts_with(&format!("{GUDUI}: members/"))), "{said}");
    assert!(lines[2].ends_with(" 的最后一条痕迹无法读取"), "{said}");
    assert!(lines[3].ends_with(" has a last entry in the trail that cannot be read"), "{said}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "fazhi: 核验未通过，发现 2 处问题。\nNot verified: 2 faults were found\n");
}
