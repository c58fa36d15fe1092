//! A node of a distributed database is down: whoever asks about its counties is answered 503, and nobody else.
//!
//! There is no such database here. A table fails for the rows of one county as it does there: with the SQLSTATE of a broken
//! connection, while the connection of the service is sound.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use fazhi::db::Db;
use fazhi::metrics::Metrics;
use serde_json::json;

use crate::support::postgres::{self, Database};
use crate::support::{App, ELSEWHERE, GUDUI, Token, app, bodies, spawn_app};

/// From now on, rows of 110101 cannot be reached.
const OUT: &str = "
    CREATE FUNCTION reached(county text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
        IF county = '110101' THEN
            RAISE 'connection to the remote node fazhi@127.0.0.1:9701 failed with the following error: Connection refused'
                USING ERRCODE = '08006';
        END IF;
        RETURN true;
    END $$;
    ALTER TABLE township_years RENAME TO reachable_years;
    CREATE VIEW township_years AS SELECT * FROM reachable_years WHERE reached(county_code);
    ALTER TABLE members RENAME TO reachable_members;
    CREATE VIEW members AS SELECT * FROM reachable_members WHERE reached(county_code);
    GRANT SELECT ON township_years, members TO fazhi_app";

const READERS: usize = 6;
const LIST: &str = "/api/v1/members";

fn member(app: &App, token: &Token, township: &str) -> String {
    let body = bodies::with(bodies::member(), &json!({"township_code": township}));
    format!("{LIST}/{}", app.post(token, LIST, &body).send().expect(201).id())
}

#[test]
fn one_node_down_leaves_the_readers_of_other_counties_alone() {
    let app = spawn_app();
    let (here, there) = (app.clerk(GUDUI), app.clerk(ELSEWHERE));
    let (record, other) = (member(&app, &here, GUDUI), member(&app, &there, ELSEWHERE));
    let etag = app.get(&here, LIST).send().expect(200).etag();
    app.connect().batch_execute(OUT).unwrap();
    let (answered, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let until = Instant::now() + Duration::from_secs(3);
    // All at once, so that readers of both counties share looks.
    thread::scope(|scope| {
        for reader in 0..READERS * 2 {
            let (app, here, there, record, other, etag) = (&app, &here, &there, &record, &other, &etag);
            let (answered, refused) = (&answered, &refused);
            scope.spawn(move || {
                while Instant::now() < until {
                    if reader % 2 == 0 {
                        app.get(here, LIST).if_none_match(etag).send().expect(304);
                        app.get(here, LIST).send().expect(200);
                        app.get(here, record).send().expect(200);
                        answered.fetch_add(1, Ordering::SeqCst);
                    } else {
                        app.get(there, LIST).send().expect_problem(503, "unavailable");
                        app.get(there, other).send().expect_problem(503, "unavailable");
                        refused.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let (answered, refused) = (answered.into_inner(), refused.into_inner());
    assert!(answered > READERS && refused > READERS, "{answered} {refused}");
    app.get(&app.officer("CN"), LIST).send().expect_problem(503, "unavailable");
    assert_eq!(app.get(&Token::nobody(), "/readyz").send().status, 200);
}

const CITUS: &str = include_str!("../migrations/citus.sql");

/// The coordinator of a stand-in cluster, of which the second node does not answer.
#[test]
fn readiness_and_metrics_say_which_counties_are_out() {
    let database = Database::ready(app::prepare);
    let mut conn = postgres::connect(&database.url);
    conn.batch_execute(CITUS).unwrap();
    conn.batch_execute(
        "INSERT INTO pg_catalog.pg_dist_partition VALUES ('members', 'h');
        UPDATE pg_catalog.pg_dist_node SET nodename = 'unreachable' WHERE groupid = 2",
    )
    .unwrap();
    let metrics = Metrics::default();
    let db = Db::new(app::settings(&database.url, Duration::from_secs(20)), metrics.database.clone());
    let service = App::serve(db, Some(database));
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let readyz = || client.get(format!("http://{}/readyz", service.address)).send().unwrap().text().unwrap();
    wait_for("nodes out: unreachable:5432", readyz);
    let told = readyz();
    assert!(told.starts_with("ready\n"), "{told}");
    let counties = told.lines().find_map(|line| line.strip_prefix("counties out: ")).unwrap();
    assert!(counties.contains("110101") && !counties.contains("540526"), "{counties}");
    let text = metrics.text().unwrap();
    assert!(text.contains("fazhi_node_out{node=\"unreachable:5432\"} 1"), "{text}");
    assert!(text.contains("fazhi_county_out{county=\"110101\"} 1") && !text.contains("540526"));
    conn.batch_execute("UPDATE pg_catalog.pg_dist_node SET nodename = 'two' WHERE groupid = 2").unwrap();
    wait_for("ready\n", || if readyz() == "ready\n" { "ready\n".to_owned() } else { String::new() });
    assert!(!metrics.text().unwrap().contains("fazhi_county_out{"));
}

#[track_caller]
fn wait_for(text: &str, read: impl Fn() -> String) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !read().contains(text) {
        assert!(Instant::now() < deadline, "{}", read());
        thread::sleep(Duration::from_millis(100));
    }
}
