//! Several at once: nothing is lost, nothing is counted twice.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::resources::{RESOURCES, json};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const THREADS: usize = 8;
const ROUNDS: usize = 25;

/// Runs the same in two threads that start together.
fn both<T: Send>(work: impl Fn(usize) -> T + Sync) -> [T; 2] {
    let start = Barrier::new(2);
    let run = |i: usize| {
        start.wait();
        work(i)
    };
    thread::scope(|scope| {
        let first = scope.spawn(|| run(0));
        let second = scope.spawn(|| run(1));
        [first.join().unwrap(), second.join().unwrap()]
    })
}

#[test]
fn of_two_clerks_saving_the_same_record_one_is_told() {
    let app = spawn_app();
    let clerks = [app.clerk(GUDUI), app.clerk("540526")];
    for resource in RESOURCES.iter() {
        for n in 0..5 {
            let item = resource.item(&resource.create_nth(&app, &clerks[0], n).id());
            let changes = [json(resource.change), json!({ resource.clearable: null })];
            let [a, b] = both(|i| app.patch(&clerks[i], &item, &changes[i]).if_match("\"1\"").send());
            let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
            let lost = lost.expect_problem(412, "precondition_failed");
            assert_eq!((won.clone().expect(200).etag().as_str(), lost.etag().as_str()), ("\"2\"", "\"2\""));
            assert_eq!(app.get(&clerks[0], &item).send().body, won.record());
        }
    }
}

#[test]
fn of_two_voiding_the_same_record_one_is_told() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        let [a, b] = both(|_| app.delete(&clerk, &item).if_match("*").send());
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(app.get(&clerk, &item).send().etag(), "\"2\"");
    }
}

#[test]
fn of_two_entering_the_same_external_record_one_is_told() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        for i in 0..5 {
            let external_ref = json!({ "external_ref": format!("OA-{i}") }).to_string();
            let body = |who| resource.nth_with(2 * i + who, &external_ref);
            let [a, b] = both(|who| app.post(&clerk, &resource.list(), &body(who)).send());
            let refused = if a.status == 201 { b } else { a };
            let refused = refused.expect_problem(409, "conflict");
            assert_eq!(refused.violations(), [("/external_ref".to_owned(), "taken".to_owned())]);
        }
        let page = app.get(&clerk, &format!("{}?count=exact", resource.list())).send().expect(200);
        assert_eq!(page.body["page"]["total"], json!(5));
    }
}

/// Adds one to a number of the record, as often as it takes; how often it had to be tried.
fn add_one(app: &App, clerk: &Token, item: &str) -> usize {
    for attempt in 1.. {
        let read = app.get(clerk, item).send().expect(200);
        let more = json!({"materials": read.body["materials"].as_i64().unwrap() + 1});
        match app.patch(clerk, item, &more).if_match(&read.etag()).send() {
            Answer { status: 200, .. } => return attempt,
            refused => drop(refused.expect_problem(412, "precondition_failed")),
        }
    }
    unreachable!("it ends with the number of attempts")
}

#[test]
fn nothing_is_lost_when_many_add_to_one_number() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::with(bodies::activity(), &json!({"materials": 0}));
    let item = format!(
        "/api/v1/activities/{}",
        app.post(&clerk, "/api/v1/activities", &body).send().expect(201).id()
    );
    let attempts: usize = thread::scope(|scope| {
        let work = || (0..ROUNDS).map(|_| add_one(&app, &clerk, &item)).sum::<usize>();
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let writes = THREADS * ROUNDS;
    assert!(attempts >= writes);
    let read = app.get(&clerk, &item).send().expect(200);
    assert_eq!((&read.body["materials"], &read.body["version"]), (&json!(writes), &json!(writes + 1)));
    let path = format!("{item}/history?limit=200");
    let newest = app.get(&clerk, &path).send().expect(200);
    let path = format!("{path}&cursor={}", newest.next_cursor().expect("more"));
    let oldest = app.get(&clerk, &path).send().expect(200);
    let pages = [&newest, &oldest].map(|page| page.body["items"].as_array().unwrap());
    let versions: Vec<&Value> = pages.into_iter().flatten().map(|e| &e["version"]).collect();
    assert_eq!(json!(versions), json!((1..=writes + 1).rev().collect::<Vec<_>>()));
    // What counts for the partner was never confirmed, so none of it is the partner's.
    let counters = [GUDUI, ZHEGU].map(|township| counter(&app, township, 2024));
    assert_eq!(counters, [i64::try_from(writes + 1).unwrap(), 0]);
}

fn counter(app: &App, township: &str, year: i16) -> i64 {
    app.number(&format!(
        "SELECT coalesce(sum(version), 0) FROM township_years WHERE township_code = '{township}' AND year = {year}"
    ))
}

/// Each thread writes records of the same two townships and confirms them, which locks the same chains and counters in turn.
#[test]
fn joint_records_do_not_deadlock() {
    let app = spawn_app();
    let townships = [GUDUI, ZHEGU];
    let clerk = app.clerk("540526");
    thread::scope(|scope| {
        for i in 0..THREADS {
            let (own, other) = (townships[i % 2], townships[(i + 1) % 2]);
            let body =
                bodies::with(bodies::activity(), &json!({"township_code": own, "joint_townships": [other]}));
            let (app, clerk) = (&app, &clerk);
            scope.spawn(move || {
                for _ in 0..10 {
                    let id = app.post(clerk, "/api/v1/activities", &body).send().expect(201).id();
                    app.decide(clerk, &id, other, "confirm").send().expect(200);
                    let path = format!("/api/v1/activities/{id}");
                    app.patch(clerk, &path, &json!({"sessions": 2})).if_match("\"1\"").send().expect(200);
                }
            });
        }
    });
    // Half of the records are each one's: made and changed. Of the other half, each was confirmed and taken back.
    let writes = i64::try_from(THREADS * 10).unwrap() * 2;
    assert_eq!(townships.map(|township| counter(&app, township, 2024)), [writes, writes]);
}

/// A record that moves to another year counts in both.
#[test]
fn a_change_touches_the_year_it_leaves() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::activity();
    let id = app.post(&clerk, "/api/v1/activities", &body).send().expect(201).id();
    let moved = bodies::with(body, &json!({"held_on": "2023-12-31", "joint_townships": null}));
    app.put(&clerk, &format!("/api/v1/activities/{id}"), &moved).if_match("\"1\"").send().expect(200);
    let counters =
        [(GUDUI, 2024), (GUDUI, 2023), (ZHEGU, 2024), (ZHEGU, 2023)].map(|(t, y)| counter(&app, t, y));
    assert_eq!(counters, [2, 1, 0, 0]);
}

/// The events of a case are read by a statement of their own. The amount says how many belong to the same version.
#[test]
fn a_case_is_never_read_with_the_events_of_another_version() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let cases = "/api/v1/cases";
    let item = format!("{cases}/{}", app.post(&clerk, cases, &bodies::case()).send().expect(201).id());
    let event = json!({"kind": "replied", "occurred_on": "2024-03-12"});
    let list = "/api/v1/cases?limit=1";
    both(|i| {
        for round in 1..=4 * ROUNDS {
            if i == 0 {
                let count = round % 4 + 1;
                let patch = json!({"amount": format!("{count}.00"), "events": vec![&event; count]});
                app.patch(&clerk, &item, &patch).if_match("*").send().expect(200);
            } else {
                let list = app.get(&clerk, list).send().expect(200);
                for case in [app.get(&clerk, &item).send().expect(200).body, list.body["items"][0].clone()] {
                    let amount = case["amount"].as_str().unwrap().to_owned();
                    let events = format!("{}.00", case["events"].as_array().unwrap().len());
                    assert!(amount == events || amount == "12000.00", "{case}");
                }
            }
        }
    });
}
