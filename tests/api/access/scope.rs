//! What is out of reach shows nowhere: not in lists, searches, counts, tags, figures, nor by what a body refers to.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::resources::{RESOURCES, Resource};
use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

const UNKNOWN: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

/// A body of the resource that concerns nobody but its township.
fn own(resource: &Resource) -> Value {
    bodies::with(
        resource.good(),
        &if resource.path == "activities" { json!({"joint_townships": null}) } else { json!({}) },
    )
}

#[test]
fn no_way_of_listing_shows_what_is_out_of_reach() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let list = resource.list();
        let foreign = [app.clerk(ZHEGU), app.clerk(ELSEWHERE), app.officer("110101"), app.auditor("540527")];
        let tags: Vec<String> = foreign.iter().map(|token| app.get(token, &list).send().etag()).collect();
        let id = app.post(&clerk, &list, &own(resource)).send().expect(201).id();
        let queries = [
            "",
            "?q=%E7%BA%A0",
            "?count=exact",
            "?sort=created_at",
            "?sort=-updated_at",
            "?year=2024",
            "?voided=include",
            "?updated_since=2020-01-01T00:00:00Z",
            "?from=2020-01-01&to=2030-01-01",
            "?limit=1",
        ];
        for (token, tag) in foreign.iter().zip(&tags) {
            for query in queries {
                let page = app.get(token, &format!("{list}{query}")).send().expect(200);
                assert_eq!(page.ids(), [""; 0], "{list}{query}");
                assert_eq!(page.body["page"]["next_cursor"], Value::Null);
                assert!([json!(null), json!(0)].contains(&page.body["page"]["total"]), "{list}{query}");
            }
            let mut still = app.get(token, &list).if_none_match(tag).send();
            assert_eq!(still.status, 304, "its tag tells nothing of a change out of reach: {}", still.body);
            for place in ["region=540526201", "township=540526201"] {
                still = app.get(token, &format!("{list}?{place}")).send().expect_problem(404, "not_found");
            }
            let made_up = app.get(token, &format!("{list}?township=540526999")).send();
            assert_eq!(seen(&still, "540526201"), seen(&made_up, "540526999"));
        }
        assert_eq!(app.get(&clerk, &list).send().ids(), [id]);
    }
}

/// An answer without its request's id and what was asked for.
fn seen(answer: &Answer, asked: &str) -> (u16, String) {
    let request_id = answer.header("x-request-id").unwrap();
    let body = String::from_utf8_lossy(&answer.bytes).replace(request_id, "").replace(asked, "");
    (answer.status, body)
}

/// Where a body is sent, and by whom.
type Try<'a> = (&'a str, Value, &'a Token);

#[test]
fn a_body_cannot_find_out_what_is_out_of_reach() {
    let app = spawn_app();
    let (here, neighbour, admin) = (app.clerk(GUDUI), app.clerk(ZHEGU), app.admin(ZHEGU));
    let theirs = app.post(&here, "/api/v1/members", &bodies::member()).send().expect(201).id();
    let account =
        app.get(&app.admin("CN"), &format!("/api/v1/tokens/{}", here.id)).send().body["account"]["id"]
            .clone();
    let plan = |member: &str| {
        let tasks =
            json!({"township_code": ZHEGU, "tasks": [{"title": "甲", "responsible_member_id": member}]});
        ("/api/v1/plans", bodies::with(bodies::plan(), &tasks), &neighbour)
    };
    let case = |member: &str| {
        let body = bodies::with(bodies::case(), &json!({"township_code": ZHEGU, "leader_member_id": member}));
        ("/api/v1/cases", body, &neighbour)
    };
    let token = |account: &str| ("/api/v1/tokens", json!({"name": "甲", "account_id": account}), &admin);
    let tries: [(&str, [Try<'_>; 2]); 3] = [
        (&theirs, [plan(&theirs), plan(UNKNOWN)]),
        (&theirs, [case(&theirs), case(UNKNOWN)]),
        (account.as_str().unwrap(), [token(account.as_str().unwrap()), token(UNKNOWN)]),
    ];
    for (known, tried) in tries {
        let [first, second] = tried.map(|(path, body, token)| app.post(token, path, &body).send());
        assert!([404, 422].contains(&first.status), "{}", first.body);
        assert_eq!(seen(&first, known), seen(&second, UNKNOWN));
    }
}

/// Two ways to be told the same must take the same time, or the time tells.
#[test]
fn what_is_out_of_reach_takes_as_long_as_what_does_not_exist() {
    let app = spawn_app();
    let id = app.post(&app.clerk(GUDUI), "/api/v1/members", &bodies::member()).send().expect(201).id();
    for token in [app.clerk(ZHEGU), app.clerk(ELSEWHERE)] {
        let is_alike = (0..5).any(|_| {
            let [theirs, none] = medians(&app, &token, [&id, UNKNOWN]).map(|time| time.as_secs_f64());
            (theirs - none).abs() < 0.2 * none
        });
        assert!(is_alike, "one takes longer than the other, each time");
    }
}

/// The medians of how long two things take, asked for by turns.
fn medians(app: &App, token: &Token, ids: [&str; 2]) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..200 {
        for (times, id) in times.iter_mut().zip(ids) {
            let begun = Instant::now();
            app.get(token, &format!("/api/v1/members/{id}")).send().expect(404);
            times.push(begun.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}
