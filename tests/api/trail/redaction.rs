//! What should not have been entered is taken out of everything that is kept of a record, and the chain still holds: it says
//! who took something out, and notices whoever takes out or puts back anything else.

use diesel::connection::SimpleConnection;
use fazhi::session::trail::verify::{FaultKind, Marks, Verified, verify};
use serde_json::{Value, json};

use super::differences::write_as_before;
use crate::resources::{RESOURCES, Resource, resource};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

/// What has to go, and what stands in its place.
const TEXT: &str = "Zhang-Sanfeng";
const STARS: &str = "＊＊＊＊＊＊＊＊＊＊＊＊＊";

fn walked(app: &App) -> Verified {
    app.db.read_now(|conn| Ok(verify(conn, &app.secrets.keys.trail, &Marks::new())?)).expect("a walk")
}

fn redact(app: &App, token: &Token, item: &str, etag: &str) -> Answer {
    let request = app.post(token, &format!("{item}:redact"), &json!({ "text": TEXT }));
    request.reason("误登个人信息").if_match(etag).send()
}

/// The good body of a resource with the text in a field and, where it has parts, in each of these.
fn holding(resource: &Resource) -> Value {
    let mut body = resource.good();
    body["note"] = json!(format!("住址：{TEXT}，{TEXT}"));
    for (parts, field) in [("tasks", "measure"), ("events", "note")] {
        for part in body.get_mut(parts).and_then(Value::as_array_mut).into_iter().flatten() {
            part[field] = json!(format!("\"{TEXT}\"\\"));
        }
    }
    body
}

/// A record that came to hold the text in every way there is, and what was answered of each of its versions.
fn planted(app: &App, clerk: &Token, resource: &Resource) -> (String, Vec<Value>) {
    let create = app.post(clerk, &resource.list(), &holding(resource)).idempotency_key(resource.path);
    let entered = create.header("x-request-id", TEXT).send().expect(201);
    let item = resource.item(&entered.id());
    let patch = |version: usize, change: Value| {
        let request = app.patch(clerk, &item, &change).reason(&format!("据{TEXT}反映"));
        request.if_match(&format!("\"{version}\"")).send().expect(200).record()
    };
    let mut answers = vec![entered.record()];
    answers.push(patch(1, json!({"note": null})));
    answers.push(patch(2, json!({"note": format!("又是{TEXT}")})));
    let void = app.delete(clerk, &item).reason(&format!("{TEXT}要求")).if_match("\"3\"");
    answers.push(void.send().expect(200).record());
    (item, answers)
}

/// What a record was, without the text.
fn without(record: &Value) -> Value {
    serde_json::from_str(&record.to_string().replace(TEXT, STARS)).unwrap()
}

#[test]
fn it_is_taken_out_everywhere_and_the_chain_says_so() {
    for form in ["of today", "of the release before"] {
        let app = spawn_app();
        let (clerk, admin) = (app.clerk(GUDUI), app.admin("540526"));
        let records: Vec<_> = RESOURCES.iter().map(|resource| planted(&app, &clerk, resource)).collect();
        if form != "of today" {
            write_as_before(&app);
        }
        assert!(app.dump().contains(TEXT));
        for (item, answers) in &records {
            let redacted = redact(&app, &admin, item, "\"4\"").expect(200);
            let mut expected = without(&answers[3]);
            for stamped in ["version", "updated_at", "updated_by"] {
                expected[stamped] = redacted.body[stamped].clone();
            }
            assert_eq!((&redacted.body, redacted.etag().as_str()), (&expected, "\"5\""));
            let history = app.get(&clerk, &format!("{item}/history")).send().expect(200).body;
            let entries = history["items"].as_array().unwrap();
            for (entry, answer) in entries.iter().rev().zip(answers) {
                assert_eq!((&entry["after"], &entry["redacted"]), (&without(answer), &Value::Null));
            }
            let newest = &entries[0];
            assert_eq!(
                (&newest["action"], &newest["reason"], &newest["actor"], &newest["role"]),
                (&json!("redacted"), &json!("误登个人信息"), &json!("admin 540526"), &json!("admin"))
            );
            let named: Vec<&Value> =
                newest["redacted"].as_array().unwrap().iter().map(|entry| &entry["version"]).collect();
            assert_eq!(json!(named), json!([1, 2, 3, 4]));
            let at = answers[0]["updated_at"].as_str().unwrap();
            let past = app.get(&clerk, &format!("{item}?as_of={at}")).send().expect(200);
            assert_eq!(past.body, without(&answers[0]));
        }
        let feed = app.get(&clerk, "/api/v1/changes?limit=200").send().expect(200).body;
        let redactions = feed["items"].as_array().unwrap().iter().filter(|item| item["action"] == "redacted");
        assert_eq!(redactions.count(), RESOURCES.len());
        let dump = app.dump();
        let found: Vec<&str> = dump.lines().filter(|line| line.contains(TEXT)).collect();
        assert_eq!(found, [""; 0], "{form}");
        assert_eq!(app.number("SELECT count(*) FROM idempotency_keys"), 0);
        let verified = walked(&app);
        assert_eq!((verified.faults, verified.redacted), (vec![], 4 * RESOURCES.len() as u64), "{form}");
        // Life goes on, and what was entered with it once can be made valid again without it.
        for (item, answers) in &records {
            app.restore(&clerk, item).if_match("\"5\"").send().expect(200);
            let request = app.request("POST", &clerk, &format!("{item}:restore?version=1")).reason("恢复");
            let restored = request.if_match("\"6\"").send().expect(200);
            assert_eq!(restored.body["note"], without(&answers[0])["note"]);
        }
        assert_eq!(walked(&app).faults, []);
    }
}

#[test]
fn it_is_not_done_by_just_anybody_nor_for_nothing() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk(GUDUI), app.admin("540526"));
    let (item, _) = planted(&app, &clerk, resource("activities"));
    let before = app.number("SELECT count(*) FROM trail");
    for other in [&clerk, &app.officer("540526"), &app.auditor("CN")] {
        redact(&app, other, &item, "\"4\"").expect_problem(403, "forbidden");
    }
    redact(&app, &app.admin("130102"), &item, "\"4\"").expect_problem(404, "not_found");
    redact(&app, &admin, &item, "\"3\"").expect_problem(412, "precondition_failed");
    let ask = |text: &str| app.post(&admin, &format!("{item}:redact"), &json!({ "text": text }));
    let unexplained = ask(TEXT).if_match("\"4\"").without_reason().send();
    unexplained.expect_problem(400, "change_reason_required");
    let said_again = ask(TEXT).if_match("\"4\"").reason(&format!("去掉{TEXT}")).send();
    assert!(said_again.expect_problem(400, "invalid_header").violates("X-Change-Reason"));
    ask(TEXT).reason("误登").send().expect_problem(428, "precondition_required");
    for (text, word) in
        [("无此文字", "not_held"), ("2024", "not_held"), ("＊＊＊＊", "masked"), ("三字文", "min_length")]
    {
        let refused = ask(text).reason("误登").if_match("\"4\"").send().expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [("/text".to_owned(), word.to_owned())], "{text}");
    }
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'activities'"), 4);
    assert!(app.number("SELECT count(*) FROM trail") >= before);
    assert_eq!(app.get(&clerk, &item).send().etag(), "\"4\"");
}

/// A ledger with a record that was redacted; `kept` is the trail as it was before.
fn ledger() -> App {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.post(
        &app.clerk(ZHEGU),
        "/api/v1/members",
        &bodies::with(bodies::member(), &json!({"township_code": ZHEGU})),
    )
    .send()
    .expect(201);
    let (item, _) = planted(&app, &clerk, resource("members"));
    app.connect().batch_execute("CREATE TABLE kept AS SELECT * FROM trail").unwrap();
    redact(&app, &app.admin("540526"), &item, "\"4\"").expect(200);
    assert_eq!((walked(&app).faults, walked(&app).redacted), (vec![], 4));
    app
}

/// Whoever can write into the database can redact nothing: it takes the key.
#[test]
fn a_redaction_that_nobody_made_is_found() {
    let of_members = "resource = 'members' AND township_code = '540526201'";
    // Positions 1 and 2 are the clerk's account and token; 3 to 6 the record, 7 its redaction.
    let cases = [
        // Another content than the certified one.
        (format!("UPDATE trail SET after = replace(after::text, '＊', '#')::json WHERE {of_members} AND version = 1"), GUDUI, 3),
        (format!("UPDATE trail SET reason = NULL WHERE {of_members} AND version = 2"), GUDUI, 4),
        (format!("UPDATE trail SET actor = 'x' WHERE {of_members} AND version = 3"), GUDUI, 5),
        (format!("UPDATE trail SET hash = sha256(hash) WHERE {of_members} AND version = 3"), GUDUI, 5),
        // What was taken out is put back.
        ("UPDATE trail t SET (before, after, patch, reason, request_id) = (k.before, k.after, k.patch, k.reason, k.request_id)
            FROM kept k WHERE k.id = t.id AND t.resource = 'members' AND t.township_code = '540526201' AND t.version = 1".to_owned(), GUDUI, 3),
        // The redaction certifies less, more, or nothing.
        (format!("UPDATE trail SET redacted = '[]' WHERE {of_members} AND action = 'redacted'"), GUDUI, 3),
        (format!("UPDATE trail SET redacted = (redacted::jsonb || redacted::jsonb)::json WHERE {of_members} AND action = 'redacted'"), GUDUI, 7),
        (format!("UPDATE trail SET redacted = 'null' WHERE {of_members} AND action = 'redacted'"), GUDUI, 3),
        // Somebody else's entry is altered and certified by a redaction of another chain.
        (format!("UPDATE trail SET reason = '伪造' WHERE resource = 'members' AND township_code = '{ZHEGU}';
            UPDATE trail r SET redacted = (SELECT jsonb_agg(e || jsonb_build_object('id', o.id, 'hash', encode(o.hash, 'hex')))
                FROM jsonb_array_elements(r.redacted::jsonb) e, trail o WHERE o.resource = 'members' AND o.township_code = '{ZHEGU}')::json
            WHERE {of_members} AND action = 'redacted'"), ZHEGU, 3),
        // The redaction is taken out.
        (format!("DELETE FROM trail WHERE {of_members} AND action = 'redacted'"), GUDUI, 3),
    ];
    for (sql, township, position) in cases {
        let app = ledger();
        app.connect().batch_execute(&sql).expect("a superuser may");
        let faults = walked(&app).faults;
        let found = faults.iter().find(|fault| fault.township_code == township);
        let found = found.map(|fault| (fault.position, fault.kind));
        assert_eq!(found, Some((position, FaultKind::Altered)), "{sql}");
    }
}

/// What was redacted twice is what the second redaction made of it.
#[test]
fn a_later_redaction_counts() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk(GUDUI), app.admin("540526"));
    let (item, _) = planted(&app, &clerk, resource("activities"));
    redact(&app, &admin, &item, "\"4\"").expect(200);
    app.connect().batch_execute("CREATE TABLE kept AS SELECT * FROM trail").unwrap();
    let request = app.post(
        &admin,
        &format!("{item}:redact"),
        &json!({"text": "住址：＊".trim_end_matches('＊').to_owned() + "，"}),
    );
    request.reason("误登").if_match("\"5\"").send().expect_problem(422, "invalid_body");
    let request = app.post(&admin, &format!("{item}:redact"), &json!({"text": "民法典专题"}));
    request.reason("误登").if_match("\"5\"").send().expect(200);
    assert_eq!(walked(&app).faults, []);
    let back = "UPDATE trail t SET after = k.after FROM kept k WHERE k.id = t.id AND t.resource = 'activities' AND t.version = 1";
    app.connect().batch_execute(back).unwrap();
    assert_eq!(walked(&app).faults.len(), 1);
}
