//! `FAZHI_STATEMENT_CACHE=off`: nothing is kept on a connection between transactions, as behind a pooler that gives every
//! transaction another one. (`docker/try` runs the service behind a real `PgBouncer`.)

use std::time::Duration;

use diesel::connection::SimpleConnection;
use fazhi::db::{Db, Settings, privileges};
use fazhi::metrics::Metrics;
use serde_json::json;

use crate::support::postgres::Database;
use crate::support::{App, GUDUI, app, bodies};

fn serve(statement_cache: bool) -> App {
    let database = Database::ready(app::prepare);
    let settings = Settings {
        url: database.url.clone(),
        pool_size: 1,
        pool_timeout: Duration::from_secs(20),
        statement_timeout: Duration::from_millis(54_321),
        list_timeout: Duration::from_millis(12_345),
        statement_cache,
        role: Some(privileges::ROLE),
    };
    App::serve(Db::new(settings, Metrics::default().database), Some(database))
}

/// Some of everything, through the one connection of the pool and those that authenticate.
fn use_it(app: &App) {
    let clerk = app.clerk(GUDUI);
    for _ in 0..3 {
        let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201);
        let path = format!("/api/v1/cases/{}", case.id());
        app.patch(&clerk, &path, &json!({"note": "已归档"})).if_match(&case.etag()).send().expect(200);
        assert_eq!(app.get(&clerk, &path).send().expect(200).body["note"], "已归档");
    }
    let activity = app.post(&clerk, "/api/v1/activities", &bodies::activity()).send().expect(201);
    app.get(&clerk, &format!("/api/v1/activities/{}", activity.id())).send().expect(200);
    for path in
        ["/api/v1/cases?year=2024&count=exact", "/api/v1/regions/540526201/figures?year=2024", "/api/v1/me"]
    {
        let etag = app.get(&clerk, path).send().expect(200).etag();
        app.get(&clerk, path).if_none_match(&etag).send().expect(304);
    }
    app.get(&app::Token::nobody(), "/api/v1/me").send().expect_problem(401, "unauthenticated");
}

/// How many named statements the pool's connection keeps.
fn kept(app: &App) -> i64 {
    app.number("SELECT count(*) FROM pg_prepared_statements")
}

#[test]
fn statements_are_kept_unless_a_setting_forbids_it() {
    let app = serve(true);
    use_it(&app);
    assert!(kept(&app) > 10, "{}", kept(&app));
}

#[test]
fn all_works_without_keeping_anything_on_a_connection() {
    let app = serve(false);
    use_it(&app);
    assert_eq!(kept(&app), 0);
    let timeout = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'";
    assert_eq!(app.number(timeout), 12_345, "said anew in each transaction");
}

fn readyz(app: &App) -> String {
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    client.get(format!("http://{}/readyz", app.address)).send().unwrap().text().unwrap()
}

/// Without the setting, the first statement that is not where it was prepared turns the cache off: whoever asks is answered,
/// and `/readyz` says what to set.
#[test]
fn a_statement_that_is_lost_turns_the_cache_off() {
    let app = serve(true);
    let clerk = app.clerk(GUDUI);
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201);
    let path = format!("/api/v1/cases/{}", case.id());
    app.get(&clerk, &path).send().expect(200);
    assert_eq!(readyz(&app), "ready\n");
    // As if another connection had been given to the next transaction.
    app.db.read_now(|conn| Ok(conn.batch_execute("DEALLOCATE ALL")?)).unwrap();
    let statuses: Vec<u16> = (0..20).map(|_| app.get(&clerk, &path).send().status).collect();
    assert!(statuses.iter().filter(|status| **status != 200).count() <= 1, "{statuses:?}");
    app.patch(&clerk, &path, &json!({"note": "已归档"})).if_match(&case.etag()).send().expect(200);
    use_it(&app);
    let said = readyz(&app);
    assert!(said.starts_with("ready\n") && said.contains("FAZHI_STATEMENT_CACHE=off"), "{said}");
}

/// Of a write, nothing is seen at all: it runs again.
#[test]
fn a_write_that_meets_a_lost_statement_runs_again() {
    let app = serve(true);
    let clerk = app.clerk(GUDUI);
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201);
    app.db.read_now(|conn| Ok(conn.batch_execute("DEALLOCATE ALL")?)).unwrap();
    let path = format!("/api/v1/cases/{}", case.id());
    app.patch(&clerk, &path, &json!({"note": "已归档"})).if_match(&case.etag()).send().expect(200);
    app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201);
}

#[test]
fn a_server_without_a_pooler_is_told_from_one_behind_it() {
    let app = serve(true);
    app.db.adapt_to_pooler().unwrap();
    assert!(!app.db.is_adapted_to_pooler());
}
