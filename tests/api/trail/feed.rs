//! The feed: everything, once, in order, from anywhere; also under many writers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Array, Text};
use serde_json::{Value, json};

use crate::support::{App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

const CHANGES: &str = "/api/v1/changes";
const MEMBERS: &str = "/api/v1/members";

fn member(township: &str) -> Value {
    bodies::with(bodies::member(), &json!({"township_code": township}))
}

/// All that follows a cursor, page by page, and where it ends.
fn followed(app: &App, token: &Token, query: &str, mut after: Option<String>) -> (Vec<Value>, String) {
    let mut seen = Vec::new();
    loop {
        let from = after.as_ref().map(|after| format!("&after={after}")).unwrap_or_default();
        let page = app.get(token, &format!("{CHANGES}?limit=7{query}{from}")).send().expect(200).body;
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        let cursor = page["cursor"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return (seen, cursor);
        }
        after = Some(cursor);
    }
}

fn told(changes: &[Value]) -> Vec<(String, i64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    changes
        .iter()
        .map(|c| (text(&c["record_id"]), c["version"].as_i64().unwrap(), text(&c["action"])))
        .collect()
}

#[test]
fn each_change_comes_once_in_order_and_a_voided_record_is_a_tombstone() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    let (none, start) = followed(&app, &officer, "", None);
    assert_eq!(none, [] as [Value; 0]);
    let id = app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201).id();
    let item = format!("{MEMBERS}/{id}");
    app.patch(&clerk, &item, &json!({"office": "书记"}))
        .if_match("\"1\"")
        .reason("更正职务")
        .send()
        .expect(200);
    let voided = app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
    let (changes, end) = followed(&app, &officer, "", Some(start.clone()));
    let expected = [(1, "created"), (2, "patched"), (3, "voided")];
    assert_eq!(told(&changes), expected.map(|(version, action)| (id.clone(), version, action.to_owned())));
    let tombstones: Vec<bool> = changes.iter().map(|change| change["tombstone"].as_bool().unwrap()).collect();
    assert_eq!(tombstones, [false, false, true]);
    assert_eq!(changes[2]["after"], voided.body);
    assert_eq!((&changes[1]["changed"], &changes[1]["reason"]), (&json!(["office"]), &json!("更正职务")));
    assert_eq!(
        (&changes[1]["role"], &changes[1]["token_id"], &changes[1]["address"]),
        (&json!("clerk"), &json!(clerk.id), &json!("127.0.0.1"))
    );
    assert_eq!(followed(&app, &officer, "", Some(end)).0, [] as [Value; 0]);
    // From any change on, and for ever.
    let second = changes[1]["cursor"].as_str().unwrap().to_owned();
    assert_eq!(told(&followed(&app, &officer, "", Some(second)).0), told(&changes[2..]));
    for altered in ["x", "", &start[..20], &format!("{}A", &start[..start.len() - 1])] {
        let refused = app.get(&officer, &format!("{CHANGES}?after={altered}")).send();
        assert!(["invalid_cursor", "invalid_parameter"].contains(&refused.problem_code()), "{altered}");
    }
}

#[test]
fn filters_narrow_it_and_reach_bounds_it() {
    let app = spawn_app();
    let (here, there, far) = (app.clerk(GUDUI), app.clerk(ZHEGU), app.clerk(ELSEWHERE));
    let mine = app.post(&here, MEMBERS, &member(GUDUI)).send().expect(201);
    let theirs = app.post(&there, MEMBERS, &member(ZHEGU)).send().expect(201).id();
    let plan = app.post(&here, "/api/v1/plans", &bodies::plan()).send().expect(201).id();
    app.post(&far, MEMBERS, &member(ELSEWHERE)).send().expect(201);
    let officer = app.officer("540526");
    let ids = |token: &Token, query: &str| -> Vec<String> {
        told(&followed(&app, token, query, None).0).into_iter().map(|(id, ..)| id).collect()
    };
    let id = mine.id();
    assert_eq!(ids(&officer, ""), [id.as_str(), &theirs, &plan]);
    assert_eq!(ids(&here, ""), [id.as_str(), &plan]);
    assert_eq!(ids(&officer, "&region=540526101"), [theirs.as_str()]);
    assert_eq!(ids(&officer, "&resource=plans"), [plan.as_str()]);
    assert_eq!(ids(&officer, &format!("&record={id}")), [id.as_str()]);
    let account = app.get(&here, "/api/v1/me").send().body["account"].as_str().unwrap().to_owned();
    assert_eq!(ids(&officer, &format!("&account={account}")), [id.as_str(), &plan]);
    let at = mine.body["created_at"].as_str().unwrap();
    assert_eq!(ids(&officer, &format!("&to={at}")), [""; 0]);
    assert_eq!(ids(&officer, &format!("&from={at}")).len(), 3);
    for region in ["110101", "CN", "540599"] {
        let path = format!("{CHANGES}?region={region}");
        app.get(&officer, &path).send().expect_problem(404, "not_found");
    }
    app.get(&app.admin("540526"), CHANGES).send().expect_problem(403, "forbidden");
    // Who got which token is an auditor's matter.
    let resources = |token: &Token| -> Vec<Value> {
        let changes = followed(&app, token, "&region=540526201", None).0;
        changes.iter().map(|change| change["resource"].clone()).collect()
    };
    assert!(resources(&app.auditor("540526")).contains(&json!("accounts")));
    assert!(!resources(&officer).contains(&json!("accounts")));
}

#[test]
fn waiting_ends_with_the_first_change_or_with_the_time() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    let (_, start) = followed(&app, &officer, "", None);
    let wait = |seconds: u32| {
        let begun = Instant::now();
        let page = app.get(&officer, &format!("{CHANGES}?after={start}&wait={seconds}")).send().expect(200);
        (page.body["items"].as_array().unwrap().len(), begun.elapsed())
    };
    let (none, time) = wait(1);
    assert!(
        none == 0 && time >= Duration::from_millis(700) && time < Duration::from_secs(10),
        "{none} {time:?}"
    );
    thread::scope(|scope| {
        let waiting = scope.spawn(|| wait(50));
        thread::sleep(Duration::from_millis(500));
        app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201);
        let (one, time) = waiting.join().unwrap();
        assert!(one == 1 && time < Duration::from_secs(20), "{one} {time:?}");
    });
}

#[test]
fn the_latest_place_is_where_only_what_follows_is_told() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201);
    let latest = app.get(&officer, &format!("{CHANGES}?after=latest")).send().expect(200);
    assert_eq!((&latest.body["items"], &latest.body["more"]), (&json!([]), &json!(false)));
    let cursor = latest.body["cursor"].as_str().unwrap().to_owned();
    let (none, streamed_to) = streamed(&app, &officer, Some("latest"), 0);
    assert_eq!(none, [] as [Value; 0]);
    let second = app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201).id();
    for after in [Some(cursor), streamed_to] {
        assert_eq!(told(&followed(&app, &officer, "", after).0), [(second.clone(), 1, "created".to_owned())]);
    }
    thread::scope(|scope| {
        let waiting =
            scope.spawn(|| app.get(&officer, &format!("{CHANGES}?after=latest&wait=50")).send().expect(200));
        thread::sleep(Duration::from_millis(500));
        let third = app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201).id();
        let waited = waiting.join().unwrap();
        assert_eq!(told(waited.body["items"].as_array().unwrap()), [(third, 1, "created".to_owned())]);
    });
}

/// A transaction that has its number but has not ended holds the feed back: what comes later would hide it.
#[test]
fn nothing_is_shown_before_what_may_still_come_before_it() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    let (_, start) = followed(&app, &officer, "", None);
    // It has its place, as a writer has between numbering its entry and its commit.
    let mut slow = app.connect();
    slow.batch_execute(&format!(
        "BEGIN; SELECT pg_try_advisory_xact_lock_shared({}, ((SELECT last_value FROM trail_seq) % 2147483648)::int);
        SELECT nextval('trail_seq')",
        fazhi::session::trail::NUMBERING
    ))
    .unwrap();
    let later = app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201).id();
    let (held, cursor) = followed(&app, &officer, "", Some(start));
    assert_eq!(held, [] as [Value; 0]);
    slow.batch_execute("COMMIT").unwrap();
    assert_eq!(told(&followed(&app, &officer, "", Some(cursor)).0), [(later, 1, "created".to_owned())]);
}

/// The events of one connection, and the id of the last one.
fn streamed(app: &App, token: &Token, last: Option<&str>, seconds: u32) -> (Vec<Value>, Option<String>) {
    let url = format!("http://{}{CHANGES}/stream?seconds={seconds}", app.address);
    let client =
        reqwest::blocking::Client::builder().no_proxy().timeout(Duration::from_secs(70)).build().unwrap();
    let mut request = client.get(url).bearer_auth(token.text.as_ref().unwrap());
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let (mut events, mut id) = (Vec::new(), last.map(str::to_owned));
    let mut named = None;
    for line in BufReader::new(response).lines() {
        // A connection that is cut ends here; what came is whole.
        let Ok(line) = line else { break };
        if let Some(data) = line.strip_prefix("data: ") {
            events.push(serde_json::from_str(data).unwrap());
        } else if let Some(found) = line.strip_prefix("id: ") {
            named = Some(found.to_owned());
        } else if line.is_empty() {
            id.clone_from(&named);
        }
    }
    (events, id)
}

#[test]
fn a_stream_goes_on_where_it_was() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    for _ in 0..3 {
        app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201);
    }
    let (first, last) = streamed(&app, &officer, None, 0);
    assert_eq!(first.len(), 3);
    let second = first[1]["cursor"].as_str().unwrap();
    assert_eq!(told(&streamed(&app, &officer, Some(second), 0).0), told(&first[2..]));
    assert_eq!(streamed(&app, &officer, last.as_deref(), 0).0, [] as [Value; 0]);
    // What happens while it is open comes at once; and a token revoked meanwhile ends it.
    thread::scope(|scope| {
        let open = scope.spawn(|| (Instant::now(), streamed(&app, &officer, last.as_deref(), 50)));
        thread::sleep(Duration::from_millis(500));
        app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201);
        app.revoke(&officer);
        app.post(&clerk, MEMBERS, &member(GUDUI)).send().expect(201);
        let (begun, (events, _)) = open.join().unwrap();
        assert!(events.len() <= 1 && begun.elapsed() < Duration::from_secs(40), "{}", events.len());
    });
    let path = format!("{CHANGES}/stream?seconds=0");
    app.get(&officer, &path).send().expect_problem(401, "unauthenticated");
    app.get(&app.officer("540526"), &format!("{CHANGES}/stream?seconds=56"))
        .send()
        .expect_problem(400, "invalid_parameter");
}

/// Sixteen writers whose transactions take their time; a poller, a stream that is cut again and again, and one who comes
/// late all end with the same.
#[test]
fn all_readers_end_with_the_same_under_many_writers() {
    let townships = [GUDUI, ZHEGU, "540526100", ELSEWHERE].map(str::to_owned);
    let writers: Vec<_> = (0..16).map(|writer| vec![townships[writer % townships.len()].clone()]).collect();
    all_read_the_same(&spawn_app(), &writers, 12);
}

/// The same where each writes in many chains, of several counties: what is announced elsewhere than where readers look is
/// passed over when the next entry of another township is committed first.
#[test]
fn nothing_is_passed_over_in_forty_townships_of_several_counties() {
    let app = spawn_app();
    let mut conn = app.connect();
    // The first five of the first county that has as many, of each of eight provinces.
    let codes = "array(SELECT code FROM (
            SELECT code, left(code, 6) AS county, row_number() OVER (PARTITION BY left(code, 6) ORDER BY code) AS place
            FROM regions WHERE level = 'township' AND valid_to IS NULL) numbered
        WHERE place <= 5 AND county IN (SELECT min(county) FROM (
            SELECT left(code, 6) AS county FROM regions WHERE level = 'township' AND valid_to IS NULL
            GROUP BY 1 HAVING count(*) >= 5) large GROUP BY left(county, 2) ORDER BY 1 LIMIT 8)
        ORDER BY place, code)";
    let townships: Vec<String> =
        diesel::select(diesel::dsl::sql::<Array<Text>>(codes)).get_result(&mut conn).unwrap();
    assert_eq!(townships.len(), 40);
    let writers: Vec<_> = townships.chunks(5).map(<[String]>::to_vec).collect();
    all_read_the_same(&app, &writers, 15);
}

/// Each writer enters as many records, in turn in each of its townships, and changes each.
fn all_read_the_same(app: &App, writers: &[Vec<String>], each: usize) {
    let officer = app.officer("CN");
    let (done, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (polled, streams) = thread::scope(|scope| {
        for (writer, townships) in writers.iter().enumerate() {
            let (done, is_over) = (&done, &is_over);
            scope.spawn(move || {
                write(app, townships, writer, each);
                if done.fetch_add(1, Ordering::SeqCst) + 1 == writers.len() {
                    is_over.store(true, Ordering::SeqCst);
                }
            });
        }
        let poller = scope.spawn(|| {
            until(&is_over, None, |after| {
                let (changes, cursor) = followed(app, &officer, "", after);
                (changes, Some(cursor))
            })
        });
        let stream =
            scope.spawn(|| until(&is_over, None, |after| streamed(app, &officer, after.as_deref(), 1)));
        (poller.join().unwrap(), stream.join().unwrap())
    });
    let (late, _) = followed(app, &officer, "", None);
    assert_eq!(late.len(), writers.len() * each * 2);
    assert_eq!(told(&polled), told(&late), "the poller");
    assert_eq!(told(&streams), told(&late), "the stream");
    // Of each record, in the order of its versions.
    let mut versions: BTreeMap<String, i64> = BTreeMap::new();
    for (record, version, _) in told(&late) {
        assert_eq!(version, versions.get(&record).unwrap_or(&0) + 1, "{record}");
        versions.insert(record, version);
    }
}

/// Reads again and again until all has been written, and once more.
fn until(
    is_over: &AtomicBool,
    mut after: Option<String>,
    read: impl Fn(Option<String>) -> (Vec<Value>, Option<String>),
) -> Vec<Value> {
    let mut seen = Vec::new();
    loop {
        let was_over = is_over.load(Ordering::SeqCst);
        let (changes, cursor) = read(after);
        seen.extend(changes);
        after = cursor;
        if was_over {
            return seen;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Enters records and changes each, some through the service, some in a transaction of its own that sleeps between its
/// entry's number and its commit.
fn write(app: &App, townships: &[String], writer: usize, each: usize) {
    use fazhi::auth::Role;
    use fazhi::ledger::entry::create_record;
    use fazhi::ledger::members::MemberInput;
    let clerks: Vec<Token> = townships.iter().map(|township| app.clerk(township)).collect();
    for round in 0..each {
        let (township, clerk) = (&townships[round % townships.len()], &clerks[round % townships.len()]);
        let id = if (writer + round).is_multiple_of(2) {
            app.post(clerk, MEMBERS, &member(township)).send().expect(201).id()
        } else {
            app.offline(Role::Clerk, township, |writing| {
                let input: MemberInput = fazhi::http::body::input(member(township)).unwrap();
                let answer = create_record(writing, input).unwrap();
                let pause = (writer * 7 + round * 13) % 40;
                writing.conn.batch_execute(&format!("SELECT pg_sleep({pause} / 1000.0)")).unwrap();
                answer.keepable().unwrap()["id"].as_str().unwrap().to_owned()
            })
        };
        let change = json!({"office": format!("{writer}-{round}")});
        app.patch(clerk, &format!("{MEMBERS}/{id}"), &change).if_match("\"1\"").send().expect(200);
    }
}
