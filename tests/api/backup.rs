//! Backups of a ledger at work, and the service on what was restored from them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use crate::support::app::open;
use crate::support::postgres::Database;
use crate::support::program::{fazhi, succeeds};
use crate::support::{App, ELSEWHERE, GUDUI, Token, bodies, spawn_app};

const LIST: &str = "/api/v1/activities";

fn back_up(app: &App, file: &Path) {
    succeeds(fazhi(app.url(), &["backup", file.to_str().unwrap()]));
}

/// The service on what was restored, with the secret of the ledger that was backed up.
fn restored(app: &App, file: &Path) -> App {
    let database = Database::empty();
    let mut restoring = fazhi(&database.url, &["restore", "--verify", file.to_str().unwrap()]);
    restoring.env("FAZHI_SECRET", succeeds(fazhi(app.url(), &["secret"])).trim());
    let said = succeeds(restoring);
    assert!(said.contains("\nverified: "), "{said}");
    App::serve(open(&database.url, Duration::from_secs(20)), Some(database))
}

/// Enters, changes and voids until it is told to stop. Each change is one to one township and year.
fn write(app: &App, clerk: &Token, name: &str, enough: &AtomicBool) {
    let body =
        bodies::with(bodies::activity(), &json!({"township_code": ELSEWHERE, "joint_townships": null}));
    for round in 0.. {
        let key = format!("{name}-{round}");
        let id = app.post(clerk, LIST, &body).idempotency_key(&key).send().expect(201).id();
        let item = format!("{LIST}/{id}");
        let change = json!({ "title": key });
        app.patch(clerk, &item, &change).if_match("\"1\"").send().expect(200);
        if round % 3 == 0 {
            app.delete(clerk, &item).if_match("\"2\"").send().expect(200);
        }
        if enough.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// What must be nowhere, at any instant: records, trail, counters and kept answers are written together.
fn contradictions(app: &App) -> i64 {
    let township = format!("township_code = '{ELSEWHERE}'");
    [
        // A record, and the newest entry of its trail.
        "SELECT count(*) FROM activities a WHERE NOT EXISTS (SELECT FROM trail t WHERE (t.county_code, t.record_id,
            t.version, t.at) = (a.county_code, a.id, a.version, a.updated_at)) OR a.title IS DISTINCT FROM (
                SELECT coalesce(t.after ->> 'title', change ->> 'value') FROM trail t
                LEFT JOIN LATERAL json_array_elements(t.patch) change ON change ->> 'path' = '/title'
                WHERE t.record_id = a.id AND (t.after IS NOT NULL OR change IS NOT NULL) ORDER BY t.version DESC LIMIT 1)"
            .to_owned(),
        // A trail, and its record with as many versions.
        format!(
            "SELECT count(*) FROM (SELECT record_id, count(*) AS changes FROM trail WHERE {township} AND resource = 'activities' GROUP BY 1) t
             LEFT JOIN activities a ON a.id = record_id WHERE version IS DISTINCT FROM changes"
        ),
        // A counter, and the changes that bumped it.
        format!(
            "SELECT count(*) FROM township_years y
             WHERE {township} AND version <> (SELECT count(*) FROM trail WHERE {township} AND resource = 'activities')"
        ),
        // A kept answer, and the entry it answered.
        "SELECT abs((SELECT count(*) FROM idempotency_keys)
            - (SELECT count(*) FROM trail WHERE action = 'created' AND account IN (SELECT account FROM idempotency_keys)))"
            .to_owned(),
    ]
    .iter()
    .map(|sql| app.number(sql))
    .sum()
}

#[test]
fn a_backup_under_load_is_the_ledger_of_one_instant() {
    let (app, shelf) = (spawn_app(), TempDir::new().unwrap());
    app.load_demo();
    let clerk = app.clerk(ELSEWHERE);
    let files = ["first", "second", "third"].map(|name| shelf.path().join(name));
    let enough = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers = ["a", "b", "c"].map(|name| {
            let (app, clerk, enough) = (&app, &clerk, &enough);
            scope.spawn(move || write(app, clerk, name, enough))
        });
        for file in &files {
            back_up(&app, file);
        }
        enough.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.join().unwrap();
        }
    });
    let mut seen = Vec::new();
    for file in &files {
        let copy = restored(&app, file);
        assert_eq!(contradictions(&copy), 0, "{}", file.display());
        seen.push(copy.number(&format!("SELECT count(*) FROM trail WHERE township_code = '{ELSEWHERE}'")));
    }
    seen.push(app.number(&format!("SELECT count(*) FROM trail WHERE township_code = '{ELSEWHERE}'")));
    assert!(seen.is_sorted_by(|one, next| one < next), "writers went on all the time: {seen:?}");
}

#[test]
fn a_restored_service_goes_on_where_the_other_was() {
    let (app, shelf) = (spawn_app(), TempDir::new().unwrap());
    app.load_demo();
    let clerk = app.clerk(GUDUI);
    let post =
        |app: &App| app.post(&clerk, LIST, &bodies::activity()).idempotency_key("once").send().expect(201);
    let id = post(&app).id();
    let first_page = app.get(&clerk, &format!("{LIST}?limit=3")).send().expect(200);
    let file = shelf.path().join("backup");
    back_up(&app, &file);
    let copy = restored(&app, &file);
    let next_page = format!("{LIST}?limit=3&cursor={}", first_page.next_cursor().expect("more"));
    for path in [
        "/api/v1/me",
        "/api/v1/regions/540526201/figures?year=2024&compare=previous_year",
        "/api/v1/regions/540526201/figures?from=2020&to=2026",
        "/api/v1/plans?sort=-adopted_on",
        "/api/v1/vocabularies",
        &format!("{LIST}/{id}/history"),
        &next_page,
    ] {
        let (was, is) = (app.get(&clerk, path).send().expect(200), copy.get(&clerk, path).send().expect(200));
        assert_eq!(was.body, is.body, "{path}");
    }
    let again = post(&copy);
    assert_eq!((again.header("idempotent-replayed"), again.id()), (Some("true"), id));
}

/// Counters that went back reach the same numbers again, in another state.
#[test]
fn an_answer_from_the_lost_time_is_known_to_be_outdated() {
    let (app, shelf) = (spawn_app(), TempDir::new().unwrap());
    let clerk = app.clerk(GUDUI);
    let enter = |app: &App, title: &str| {
        let body = bodies::with(bodies::activity(), &json!({ "title": title }));
        app.post(&clerk, LIST, &body).send().expect(201)
    };
    enter(&app, "kept");
    let file = shelf.path().join("backup");
    back_up(&app, &file);
    enter(&app, "lost");
    let paths = [LIST, "/api/v1/regions/540526201/figures?year=2024"];
    let lost = paths.map(|path| app.get(&clerk, path).send().expect(200).etag());
    let copy = restored(&app, &file);
    enter(&copy, "new");
    for (path, tag) in paths.into_iter().zip(&lost) {
        let answer = copy.get(&clerk, path).if_none_match(tag).send().expect(200);
        let version = |tag: &str| tag.split('-').next().unwrap().to_owned();
        assert_eq!(version(&answer.etag()), version(tag), "the counters are where they were");
    }
}
