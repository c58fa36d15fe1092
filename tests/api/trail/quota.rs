//! A township may add so many bytes a day, and no more: nothing of the trail can ever be taken out to make room.

use diesel::connection::SimpleConnection;
use serde_json::json;
use std::num::NonZeroI64;

use crate::support::app::spawn_app_of;
use crate::support::{App, GUDUI, ZHEGU, bodies};

const MEMBERS: &str = "/api/v1/members";

fn with_quota(bytes: i64) -> App {
    spawn_app_of(|state| state.with_quota(NonZeroI64::new(bytes)))
}

fn used(app: &App) -> i64 {
    app.number("SELECT bytes FROM trail_heads WHERE township_code = '540526201'")
}

#[test]
fn beyond_its_quota_a_township_waits_for_the_next_day() {
    let app = with_quota(40_000);
    let (clerk, admin) = (app.clerk(GUDUI), app.admin("540526"));
    let enter = || app.post(&clerk, MEMBERS, &bodies::member()).send();
    let first = enter().expect(201);
    let mut entered = 1;
    let refused = loop {
        let answer = enter();
        if answer.status != 201 {
            break answer;
        }
        entered += 1;
        assert!(entered < 40, "no end");
    };
    refused.expect_problem(429, "daily_quota_exceeded");
    // A record and its entry are some 700 bytes each, and an entry takes a KiB besides.
    assert!((10..25).contains(&entered), "{entered}");
    assert!((30_000..=40_000).contains(&used(&app)), "{}", used(&app));
    let again = enter();
    let seconds: u32 = again.header("retry-after").unwrap().parse().unwrap();
    let left = fazhi::clock::day_in_beijing(fazhi::clock::now()).1;
    assert!((left..left + 60).contains(&seconds), "{seconds} of {left}");
    assert_eq!(app.number("SELECT count(*) FROM members"), entered);
    let item = format!("{MEMBERS}/{}", first.id());
    let patch = app.patch(&clerk, &item, &json!({"duties": "长".repeat(900)})).if_match("\"1\"").send();
    patch.expect_problem(429, "daily_quota_exceeded");
    // Reading goes on, and so do its neighbours, and what an administrator has to do.
    app.get(&clerk, &item).send().expect(200);
    let elsewhere = bodies::with(bodies::member(), &json!({"township_code": ZHEGU}));
    app.post(&app.clerk(ZHEGU), MEMBERS, &elsewhere).send().expect(201);
    let redact = app.post(&admin, &format!("{item}:redact"), &json!({"text": "双组长之一"})).reason("误登");
    redact.if_match("\"1\"").send().expect(200);
    app.connect().batch_execute("UPDATE trail_heads SET day = day - 1").unwrap();
    enter().expect(201);
    assert!(used(&app) < 5_000, "{}", used(&app));
}

/// What counts is what is added: small changes of a long record are small.
#[test]
fn a_change_costs_what_it_changes() {
    let app = with_quota(1 << 30);
    let clerk = app.clerk(GUDUI);
    let tasks: Vec<_> =
        (0..100).map(|n| json!({"title": format!("任务{n}"), "measure": "法".repeat(400)})).collect();
    let before = used(&app);
    let plan = bodies::with(bodies::plan(), &json!({ "tasks": tasks }));
    let id = app.post(&clerk, "/api/v1/plans", &plan).send().expect(201).id();
    let entered = used(&app) - before;
    assert!((2 * 120_000..2 * 200_000).contains(&entered), "{entered}");
    let item = format!("/api/v1/plans/{id}");
    app.patch(&clerk, &item, &json!({"note": "小改"})).if_match("\"1\"").send().expect(200);
    assert!((1..3_000).contains(&(used(&app) - before - entered)), "{}", used(&app) - before - entered);
}
