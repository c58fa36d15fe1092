//! Many records at once: as each would be entered alone, all or none, or each for itself.

use std::num::NonZeroI64;

use diesel::connection::SimpleConnection;
use fazhi::session::trail::verify::{Marks, verify};
use serde_json::{Value, json};

use crate::resources::RESOURCES;
use crate::support::app::spawn_app_of;
use crate::support::{Answer, App, ELSEWHERE, GUDUI, Request, Token, ZHEGU, bodies, spawn_app};

const ACTIVITIES: &str = "/api/v1/activities";
const BATCH: &str = "/api/v1/activities:batch";

fn activity(patch: &Value) -> Value {
    bodies::with(bodies::with(bodies::activity(), &json!({"joint_townships": []})), patch)
}

fn send<'a>(app: &'a App, token: &Token, query: &str, items: &[Value]) -> Request<'a> {
    app.post(token, &format!("{BATCH}{query}"), &json!(items))
}

/// Index, status and places of what was refused.
fn refused(items: &Value) -> Vec<(i64, i64, Vec<String>)> {
    let items = items.as_array().unwrap().iter();
    let problem =
        |item: &Value| if item.get("problem").is_some() { item["problem"].clone() } else { item.clone() };
    items
        .map(problem)
        .filter(|problem| !problem.is_null())
        .map(|problem| {
            let errors = problem["errors"].as_array().unwrap().iter();
            let errors = errors.map(|error| error["pointer"].as_str().unwrap_or_default().to_owned());
            let number = |name: &str| problem[name].as_i64().unwrap();
            (number("index"), number("status"), errors.collect())
        })
        .collect()
}

fn count(app: &App) -> i64 {
    app.number("SELECT count(*) FROM activities")
}

fn is_sound(app: &App) {
    let key = &app.secrets.keys.trail;
    let verified = app.db.read_now(|conn| Ok(verify(conn, key, &Marks::new())?)).expect("a walk");
    assert!(verified.faults.is_empty());
}

#[test]
fn each_record_is_entered_as_it_would_be_alone() {
    let app = spawn_app();
    let clerk = app.clerk("540526");
    for resource in RESOURCES.iter() {
        let elsewhere = resource.with(r#"{"township_code": "540526101", "joint_townships": null}"#);
        let elsewhere = if resource.path == "activities" {
            elsewhere
        } else {
            resource.with(r#"{"township_code": "540526101"}"#)
        };
        let bodies = [resource.nth_with(1, "{}"), elsewhere, resource.nth_with(2, "{}")];
        let alone = resource.create(&app, &clerk);
        let counters = || app.number("SELECT sum(version) FROM township_years");
        let before = counters();
        let path = format!("{}:batch", resource.list());
        let answer = app.post(&clerk, &path, &json!(bodies)).send().expect(200);
        assert_eq!((&answer.body["created"], &answer.body["refused"]), (&json!(3), &json!(0)));
        let items = answer.body["items"].as_array().unwrap();
        for (index, item) in items.iter().enumerate() {
            assert_eq!((&item["index"], &item["problem"]), (&json!(index), &Value::Null));
            let id = item["record"]["id"].as_str().unwrap();
            let read = app.get(&clerk, &resource.item(id)).send().expect(200);
            let mut told = item["record"].clone();
            told.as_object_mut().unwrap().remove("warnings");
            assert_eq!(read.body, told, "{}", resource.path);
            let history = app.get(&clerk, &format!("{}/history", resource.item(id))).send().expect(200);
            let entries = history.body["items"].as_array().unwrap();
            assert_eq!((entries.len(), &entries[0]["action"]), (1, &json!("created")));
        }
        // A record that is entered alone differs by its metadata and the ids of its parts only.
        let fields = |record: &Value| {
            let names = ["title", "subject", "person_name", "year", "due_on", "note"];
            // A township has one report of a year.
            let of_it = |name: &&str| (resource.path, *name) != ("reports", "year");
            names.into_iter().filter(of_it).map(|name| record[name].clone()).collect::<Vec<_>>()
        };
        assert_eq!(fields(&items[0]["record"]), fields(&alone.body), "{}", resource.path);
        let years = app.number("SELECT count(DISTINCT (township_code, year)) FROM township_years WHERE changed_at = (SELECT max(changed_at) FROM township_years)");
        assert_eq!(counters() - before, years, "{}: one for each township and year", resource.path);
    }
    is_sound(&app);
}

/// Readers of the feed see each once, those of a township in the order of the batch.
#[test]
fn the_feed_tells_each_in_order() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk("540526"), app.officer("540526"));
    let townships = [ZHEGU, GUDUI, ZHEGU, GUDUI, GUDUI];
    let items: Vec<Value> = townships.iter().map(|code| activity(&json!({"township_code": code}))).collect();
    let entered = send(&app, &clerk, "", &items).send().expect(200);
    let id = |index: usize| entered.body["items"][index]["record"]["id"].clone();
    for (township, indexes) in [(GUDUI, vec![1, 3, 4]), (ZHEGU, vec![0, 2])] {
        let path = format!("/api/v1/changes?resource=activities&region={township}");
        let feed = app.get(&officer, &path).send().expect(200);
        let told: Vec<Value> =
            feed.body["items"].as_array().unwrap().iter().map(|change| change["record_id"].clone()).collect();
        assert_eq!(told, indexes.into_iter().map(id).collect::<Vec<_>>());
    }
    is_sound(&app);
}

fn mixed() -> [Value; 5] {
    [
        activity(&json!({})),
        activity(&json!({"kind": "trainings", "persons": 13})),
        activity(&json!({"township_code": ELSEWHERE})),
        activity(&json!({"title": "另一次"})),
        json!([]),
    ]
}

#[test]
fn all_are_entered_or_none() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let answer = send(&app, &clerk, "", &mixed()).send().expect_problem(422, "invalid_body");
    let expected = [
        (1, 422, vec!["/1/kind".to_owned()]),
        (2, 404, vec!["/2/township_code".to_owned()]),
        (4, 422, vec!["/4".to_owned()]),
    ];
    assert_eq!(refused(&answer.body["items"]), expected);
    assert_eq!(count(&app), 0);
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'activities'"), 0);
    // The status is that of the first that is refused.
    let far = [activity(&json!({"township_code": ELSEWHERE})), json!({})];
    send(&app, &clerk, "?mode=all", &far).send().expect_problem(404, "not_found");
}

#[test]
fn each_is_entered_or_refused_for_itself() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let answer = send(&app, &clerk, "?mode=each", &mixed()).send().expect(200);
    assert_eq!((&answer.body["created"], &answer.body["refused"]), (&json!(2), &json!(3)));
    let statuses: Vec<_> =
        refused(&answer.body["items"]).into_iter().map(|(index, status, _)| (index, status)).collect();
    assert_eq!(statuses, [(1, 422), (2, 404), (4, 422)]);
    assert_eq!(answer.body["items"][3]["record"]["title"], json!("另一次"));
    assert_eq!(count(&app), 2);
    let none =
        send(&app, &clerk, "?mode=each", &[json!({}), json!(1)]).idempotency_key("n").send().expect(200);
    assert_eq!(none.body["created"], json!(0));
    let again =
        send(&app, &clerk, "?mode=each", &[json!({}), json!(1)]).idempotency_key("n").send().expect(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    send(&app, &clerk, "?mode=some", &mixed()).send().expect_problem(400, "invalid_parameter");
    is_sound(&app);
}

#[test]
fn one_key_is_for_all_of_them() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let items = [activity(&json!({})), activity(&json!({"title": "另一次"}))];
    let post = |query: &str| send(&app, &clerk, query, &items).idempotency_key("k").send();
    let (first, again) = (post("").expect(200), post("").expect(200));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!((&first.body, count(&app)), (&again.body, 2));
    post("?mode=each").expect_problem(422, "idempotency_key_reused");
    // What is redacted in one of them is not told again.
    let id = first.body["items"][1]["record"]["id"].as_str().unwrap().to_owned();
    let redact =
        app.post(&app.admin("540526"), &format!("{ACTIVITIES}/{id}:redact"), &json!({"text": "邀请县法院"}));
    redact.if_match("\"1\"").send().expect(200);
    assert_eq!(app.number("SELECT count(*) FROM idempotency_keys WHERE key = 'k'"), 0);
}

#[test]
fn another_systems_ids_are_held_against_each_other_and_the_ledger() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let known = activity(&json!({"external_ref": "oa-1"}));
    let id = app.post(&clerk, ACTIVITIES, &known).send().expect(201).id();
    let items = [
        activity(&json!({"external_ref": "oa-2"})),
        known.clone(),
        activity(&json!({"external_ref": "oa-2"})),
        activity(&json!({"external_ref": null})),
    ];
    let all = send(&app, &clerk, "", &items).send().expect_problem(409, "conflict");
    let taken = |index: i64| (index, 409, vec![format!("/{index}/external_ref")]);
    assert_eq!(refused(&all.body["items"]), [taken(1), taken(2)]);
    assert_eq!(all.body["items"][0]["conflicts_with"]["id"], json!(id));
    assert_eq!(all.body["items"][1]["conflicts_with"], Value::Null, "nothing was entered");
    assert_eq!(count(&app), 1);
    let each = send(&app, &clerk, "?mode=each", &items).send().expect(200);
    assert_eq!(refused(&each.body["items"]), [taken(1), taken(2)]);
    let first = &each.body["items"][0]["record"]["id"];
    assert_eq!(&each.body["items"][2]["problem"]["conflicts_with"]["id"], first);
    assert_eq!(count(&app), 3);
    is_sound(&app);
}

fn first_refusal(answer: &Answer) -> (i64, i64, Vec<String>) {
    refused(&answer.body["items"]).remove(0)
}

#[test]
fn what_holds_for_one_holds_for_many() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let items = [activity(&json!({})), activity(&json!({"note": "电话13800138000"}))];
    let unexplained = send(&app, &clerk, "", &items).without_reason().send();
    assert_eq!(first_refusal(&unexplained.expect_problem(400, "change_reason_required")).0, 0);
    let numbers = send(&app, &clerk, "", &items).send().expect_problem(422, "invalid_body");
    assert_eq!(first_refusal(&numbers), (1, 422, vec!["/1/note".to_owned()]));
    let confirmed = send(&app, &clerk, "", &items).confirmed().send().expect(200);
    assert_eq!(confirmed.body["items"][1]["record"]["warnings"][0]["pointer"], json!("/note"));
    send(&app, &app.auditor("540526"), "", &items).send().expect_problem(403, "forbidden");
    send(&app, &Token::nobody(), "", &items).send().expect_problem(401, "unauthenticated");
    let reason = "%E8%A1%A5%E5%BD%95";
    send(&app, &clerk, &format!("?mode=each&reason={reason}"), &items[..1])
        .without_reason()
        .send()
        .expect(200);
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE reason = '补录'"), 1);
}

#[test]
fn a_batch_is_a_list_of_1_to_1000() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let many = vec![activity(&json!({})); 1001];
    for (items, rule) in [(json!([]), "min_items"), (json!({}), "type"), (json!(many), "max_items")] {
        let refused = app.post(&clerk, BATCH, &items).send().expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [(String::new(), rule.to_owned())]);
    }
    let entered = send(&app, &clerk, "", &many[..1000]).send().expect(200);
    assert_eq!((&entered.body["created"], count(&app)), (&json!(1000), 1000));
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'activities'"), 1000);
    assert_eq!(app.number("SELECT version FROM township_years"), 1);
    for text in ["[{}", "[1,]", "[1] 2", "", "[\"\u{1}\"]"] {
        let request = app.post(&clerk, BATCH, &json!(0)).body("application/json", text);
        request.send().expect_problem(400, "malformed_json");
    }
    let media = app.post(&clerk, BATCH, &json!(0)).body("text/plain", "[{}]").send();
    media.expect_problem(415, "unsupported_media_type");
    is_sound(&app);
}

/// However a batch is made up, what it takes is bounded.
#[test]
fn a_batch_takes_no_more_than_its_share() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let raw = |body: String| app.post(&clerk, BATCH, &json!(0)).body("application/json", body).send();
    raw(format!("[{}]", " ".repeat(4 << 20))).expect_problem(413, "body_too_large");
    let long =
        raw(format!("[{{\"title\":\"{}\"}},1]", "长".repeat(400_000))).expect_problem(413, "body_too_large");
    assert_eq!(refused(&long.body["items"]), [(0, 413, vec![]), (1, 422, vec!["/1".to_owned()])]);
    // A megabyte of nothing but items, each of which is wrong: neither all of them nor all that is wrong is told.
    raw(format!("[{}1]", "1,".repeat(1 << 20))).expect_problem(422, "invalid_body");
    let wrong = format!("[{}{{}}]", "{\"a\":1,\"b\":1},".repeat(999));
    let told = raw(wrong).expect_problem(422, "invalid_body");
    let errors = |item: &Value| item["errors"].as_array().unwrap().len();
    let items = told.body["items"].as_array().unwrap();
    assert_eq!((items.len(), items.iter().map(errors).sum::<usize>()), (1000, 1000));
    // Few bytes that become many: a task has ten fields.
    let tasks = vec![json!({"title": "甲"}); 100];
    let plan = bodies::with(bodies::plan(), &json!({ "tasks": tasks }));
    let plans = vec![plan; 400];
    let grown = app.post(&clerk, "/api/v1/plans:batch", &json!(plans)).send();
    grown.expect_problem(413, "body_too_large");
    assert_eq!(app.number("SELECT count(*) FROM plans"), 0);
}

#[test]
fn a_townships_quota_holds_for_all_of_them() {
    let app = spawn_app_of(|state| state.with_quota(NonZeroI64::new(40_000)));
    let clerk = app.clerk(GUDUI);
    let items = vec![activity(&json!({})); 40];
    for query in ["", "?mode=each"] {
        let refused = send(&app, &clerk, query, &items).send().expect_problem(429, "daily_quota_exceeded");
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(count(&app), 0);
    let start = || app.connect().batch_execute("UPDATE trail_heads SET bytes = 0").unwrap();
    let used = || app.number("SELECT bytes FROM trail_heads WHERE township_code = '540526201'");
    start();
    send(&app, &clerk, "", &items[..10]).send().expect(200);
    let many = used();
    start();
    for _ in 0..10 {
        app.post(&clerk, ACTIVITIES, &items[0]).send().expect(201);
    }
    assert_eq!(used(), many, "a record costs the same alone");
}

/// Two that send the same at once enter it once.
#[test]
fn batches_at_once_do_not_stand_in_each_others_way() {
    let app = spawn_app();
    let clerks = [app.clerk("540526"), app.clerk("540526")];
    let items: Vec<Value> = (0..60)
        .map(|n| {
            let township = if n % 2 == 0 { GUDUI } else { ZHEGU };
            activity(&json!({"external_ref": format!("oa-{n}"), "township_code": township}))
        })
        .collect();
    let backwards: Vec<Value> = items.iter().rev().cloned().collect();
    let created: i64 = std::thread::scope(|scope| {
        let threads = [(&clerks[0], &items), (&clerks[1], &backwards)].map(|(clerk, items)| {
            scope.spawn(|| {
                send(&app, clerk, "?mode=each", items).send().expect(200).body["created"].as_i64().unwrap()
            })
        });
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((created, count(&app)), (60, 60));
    is_sound(&app);
}
