//! The days that cases are due follow the catalogue of deadlines: cases that an older catalogue computed are renewed.

use std::thread;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::{QueryDsl, RunQueryDsl};
use fazhi::auth::Role;
use fazhi::db::schema::deadline_catalogue;
use fazhi::deadlines::catalogue_digest;
use fazhi::http::body;
use fazhi::ledger::cases::CaseInput;
use fazhi::ledger::{Metadata, Record, Statements};
use fazhi::upgrade::{UpgradeError, deadlines};
use serde_json::{Value, json};

use crate::support::program::{fazhi, succeeds};
use crate::support::{App, ELSEWHERE, GUDUI, ZHEGU, bodies, spawn_app};

/// The ids of cases with the days by which an older catalogue had them due: entered as its release entered them.
fn older(app: &App, cases: &[(Value, Option<&str>)]) -> Vec<String> {
    app.offline(Role::Clerk, "CN", |writing| {
        let enter = |(case, due_on): &(Value, Option<&str>)| {
            let mut case: CaseInput = body::input(case.clone()).unwrap();
            case.due_on = due_on.map(|day| day.parse::<NaiveDate>().unwrap());
            let record = Record { metadata: Metadata::new(writing), fields: case };
            CaseInput::insert(writing.conn, std::slice::from_ref(&record)).unwrap();
            writing.audit_new(&[&record]).unwrap();
            record.metadata.id.to_string()
        };
        cases.iter().map(enter).collect()
    })
}

/// The ledger was last opened by a release with that catalogue.
fn opened_by_older(app: &App) {
    app.connect()
        .batch_execute(
            "INSERT INTO deadline_catalogue VALUES (1, 'older') ON CONFLICT (id) DO UPDATE SET digest = 'older'",
        )
        .unwrap();
}

/// The digest of the catalogue without any notice that was loaded.
fn known() -> String {
    format!("{} 0", catalogue_digest())
}

/// The digest that is noted, which only the owner reads.
fn noted(app: &App) -> String {
    deadline_catalogue::table.select(deadline_catalogue::digest).first(&mut app.connect()).unwrap()
}

fn renew(app: &App) -> Result<usize, UpgradeError> {
    deadlines::renew(&mut app.connect(), &app.db, &app.secrets.keys)
}

fn petition(patch: &Value) -> Value {
    bodies::with(bodies::petition(), patch)
}

fn entries(app: &App) -> i64 {
    app.number("SELECT count(*) FROM trail")
}

fn counter(app: &App, township: &str) -> i64 {
    app.number(&format!(
        "SELECT version FROM township_years WHERE township_code = '{township}' AND year = 2024"
    ))
}

#[track_caller]
fn is_verified(app: &App) {
    let said = succeeds(fazhi(app.url(), &["verify"]));
    assert!(said.contains("\nverified: "), "{said}");
}

/// A petition that was closed 80 days after it was accepted.
fn closed() -> Value {
    petition(&json!({"closed_on": "2024-05-20", "outcome": "succeeded", "events": []}))
}

fn penalty() -> Value {
    let none =
        json!({"kind": "penalty", "channel": null, "pathway": null, "repeated": null, "backlog": null});
    bodies::with(petition(&none), &json!({"township_code": ZHEGU}))
}

/// A petition that was paused for ten days.
fn paused() -> Value {
    let events = json!([{"kind": "paused", "occurred_on": "2024-03-11"}, {"kind": "resumed", "occurred_on": "2024-03-21"}]);
    petition(&json!({ "events": events }))
}

/// The older catalogue gave petitions 90 days and mediation 30, or 60 and the days of a pause; penalties had what they have now.
#[test]
fn cases_of_an_older_catalogue_get_their_day_by_a_new_version() {
    let app = spawn_app();
    let (auditor, clerk) = (app.auditor("CN"), app.clerk(GUDUI));
    let cases = [
        (closed(), Some("2024-05-30"), 2, json!("2024-04-30")),
        (bodies::case(), Some("2024-04-10"), 2, json!(null)),
        (petition(&json!({"township_code": ELSEWHERE})), None, 2, json!("2024-04-30")),
        (penalty(), Some("2024-05-30"), 1, json!("2024-05-30")),
        (petition(&json!({"pathway": 4})), None, 1, json!(null)),
        (paused(), Some("2024-05-10"), 2, json!("2024-04-30")),
        (petition(&json!({})), Some("2024-05-30"), 3, json!("2024-04-30")),
    ];
    let ids = older(&app, &cases.clone().map(|(case, due_on, ..)| (case, due_on)));
    let voided = format!("/api/v1/cases/{}", ids[6]);
    app.delete(&clerk, &voided).if_match("\"1\"").send().expect(200);
    opened_by_older(&app);
    let count = entries(&app);

    assert_eq!(renew(&app).unwrap(), 5);

    for (id, (_, _, version, due_on)) in ids.iter().zip(&cases) {
        let case = app.get(&auditor, &format!("/api/v1/cases/{id}")).send().expect(200);
        assert_eq!((&case.body["version"], &case.body["due_on"]), (&json!(version), due_on));
        assert_eq!(case.body["voided_at"] != json!(null), *id == ids[6]);
    }
    let history = app.get(&auditor, &format!("/api/v1/cases/{}/history", ids[0])).send().expect(200);
    let entry = &history.body["items"][0];
    assert_eq!((&entry["action"], &entry["actor"]), (&json!("patched"), &json!("upgrade")));
    assert!(entry["reason"].as_str().unwrap().starts_with("办理期限目录已更新"), "{entry}");
    let change = json!([{"field": "due_on", "before": "2024-05-30", "after": "2024-04-30"}]);
    assert_eq!(entry["changes"], change);
    assert_eq!(entries(&app), count + 5);
    is_verified(&app);
    assert_eq!(renew(&app).unwrap(), 0);
    // As if the digest had not been noted before a crash.
    opened_by_older(&app);
    assert_eq!(renew(&app).unwrap(), 0);
    assert_eq!(entries(&app), count + 5);
}

#[test]
fn figures_of_a_year_that_is_over_follow_and_the_quota_does_not() {
    let app = spawn_app();
    let auditor = app.auditor("CN");
    older(&app, &[(closed(), Some("2024-05-30")), (penalty(), Some("2024-05-30"))]);
    opened_by_older(&app);
    let figures = "/api/v1/regions/540526201/figures?year=2024&indicators=petitions_closed_in_time";
    let before = app.get(&auditor, figures).send().expect(200);
    assert_eq!(before.body["items"][0]["value"], 1);
    let added = "SELECT bytes FROM trail_heads WHERE township_code = '540526201'";
    let bytes = app.number(added);
    let counters = || [GUDUI, ZHEGU].map(|township| counter(&app, township));
    let [changed, unchanged] = counters();
    assert_eq!(renew(&app).unwrap(), 1);
    assert_eq!(counters(), [changed + 1, unchanged]);
    let after = app.get(&auditor, figures).if_none_match(&before.etag()).send().expect(200);
    assert_eq!(after.body["items"][0]["value"], 0);
    assert_eq!(app.number(added), bytes, "it is not the township that added it");
}

/// What opens a ledger renews it: the program, whichever subcommand that is.
#[test]
fn what_was_broken_off_is_taken_up_by_the_next_start() {
    let app = spawn_app();
    let elsewhere = petition(&json!({"township_code": ELSEWHERE}));
    older(&app, &[(elsewhere, Some("2024-05-30")), (petition(&json!({})), Some("2024-05-30"))]);
    opened_by_older(&app);
    let stale = "SELECT count(*) FROM cases WHERE due_on <> '2024-04-30'";
    // The county 110101 comes first; then the renewal fails.
    let turned =
        "UPDATE trail_heads SET mac = set_byte(mac, 0, 255 - get_byte(mac, 0)) WHERE county_code = '540526'";
    app.connect().batch_execute(turned).unwrap();
    renew(&app).unwrap_err();
    assert_eq!((app.number(stale), noted(&app).as_str()), (1, "older"));
    app.connect().batch_execute(turned).unwrap();
    succeeds(fazhi(app.url(), &["migrate"]));
    assert_eq!((app.number(stale), noted(&app).as_str()), (0, known().as_str()));
    assert_eq!(app.number("SELECT count(*) FROM cases WHERE version = 2"), 2);
    is_verified(&app);
}

/// More cases than are read at a time, two instances that start together, and a clerk who writes meanwhile.
#[test]
fn two_instances_renew_each_case_once_beside_a_writer() {
    const CASES: usize = 250;
    let app = spawn_app();
    let cases = (0..CASES).map(|number| {
        let township = if number % 2 == 0 { GUDUI } else { ZHEGU };
        (petition(&json!({"township_code": township})), Some("2024-05-30"))
    });
    let ids = older(&app, &cases.collect::<Vec<_>>());
    let clerk = app.clerk("540526");
    let (renewed, written) = thread::scope(|scope| {
        let instances = [scope.spawn(|| renew(&app).unwrap()), scope.spawn(|| renew(&app).unwrap())];
        let written = (0..).take_while(|_| instances.iter().any(|instance| !instance.is_finished())).map(
            |number: usize| {
                let path = format!("/api/v1/cases/{}", ids[(number * 37) % CASES]);
                let note = json!({"note": format!("第 {number} 次")});
                let etag = app.get(&clerk, &path).send().expect(200).etag();
                app.patch(&clerk, &path, &note).if_match(&etag).send().status
            },
        );
        let written: Vec<u16> = written.collect();
        (instances.map(|instance| instance.join().unwrap()), written)
    });
    assert!(written.iter().all(|status| [200, 412].contains(status)), "{written:?}");
    let corrected = i64::try_from(written.iter().filter(|status| **status == 200).count()).unwrap();
    assert!(renewed.contains(&0), "one of them finds it done: {renewed:?}");
    // A case that the clerk wrote first has its day by that.
    let by_upgrade = app.number("SELECT count(*) FROM trail WHERE actor = 'upgrade'");
    assert_eq!(by_upgrade, i64::try_from(renewed.iter().sum::<usize>()).unwrap());
    assert_eq!(app.number("SELECT sum(version) FROM cases"), 250 + by_upgrade + corrected);
    assert_eq!(app.number("SELECT count(*) FROM cases WHERE due_on = '2024-04-30'"), 250);
    is_verified(&app);
}
