//! One account does not take the database from all others. A table that is locked stands for work that takes long.

use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{PgConnection, RunQueryDsl};
use fazhi::db::{Db, Settings};
use serde_json::json;

use crate::support::postgres::Database;
use crate::support::{Answer, App, Token, app};

/// A service with eight connections: two for large work, of which an account gets one; two of all for an account.
fn serve(pool_timeout: Duration, list_timeout: Duration) -> App {
    let database = Database::ready(app::prepare);
    let settings = Settings { pool_size: 8, list_timeout, ..app::settings(&database.url, pool_timeout) };
    App::serve(Db::new(settings, fazhi::metrics::Metrics::default().database), Some(database))
}

/// Keeps everything that touches activities waiting, until it is dropped.
fn lock(app: &App) -> PgConnection {
    let mut conn = app.connect();
    conn.batch_execute("BEGIN; LOCK TABLE activities IN ACCESS EXCLUSIVE MODE").expect("the lock");
    conn
}

/// Waits until so many statements wait for the lock.
fn wait_for(app: &App, waiting: i64) {
    // The service's own role may not see what others wait for. Other tests wait in databases of their own.
    let waiting_here = "count(*) FROM pg_locks WHERE NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let mut conn = app.connect();
    let mut seen: i64 = 0;
    for _ in 0..200 {
        seen = diesel::select(sql::<BigInt>(waiting_here)).get_result(&mut conn).expect("the locks");
        if seen == waiting {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{seen} wait");
}

const SEARCH: &str = "/api/v1/activities?q=x";

#[test]
fn an_account_waits_for_itself_and_others_do_not() {
    let app = serve(Duration::from_secs(1), Duration::from_secs(30));
    let (viewer, other, third) = (app.officer("CN"), app.officer("CN"), app.officer("CN"));
    let ask = &|token: &Token, path: &str| -> Answer { app.get(token, path).send() };
    let lock = lock(&app);
    thread::scope(|scope| {
        let large = scope.spawn(|| ask(&viewer, SEARCH));
        wait_for(&app, 1);
        // However many more it sends, they wait without a connection, and are told so in time.
        let path = |n: u32| format!("{SEARCH}{n}");
        let more = [1, 2, 3, 4, 5, 6, 7, 8].map(|n| {
            let (path, viewer) = (path(n), &viewer);
            scope.spawn(move || ask(viewer, &path))
        });
        for refused in more {
            let refused = refused.join().unwrap().expect_problem(429, "too_many_at_once");
            assert!(refused.header("retry-after").is_some());
        }
        wait_for(&app, 1);
        // Its small requests go on, and so does everything of others.
        ask(&viewer, "/api/v1/members").expect(200);
        ask(&other, "/api/v1/plans").expect(200);
        let of_another = scope.spawn(|| ask(&other, SEARCH));
        wait_for(&app, 2);
        ask(&third, SEARCH).expect_problem(503, "unavailable");
        for token in [&viewer, &other, &third] {
            ask(token, "/api/v1/plans?limit=3").expect(200);
            ask(token, "/api/v1/cases?limit=3").expect(200);
        }
        drop(lock);
        for one in [large, of_another] {
            one.join().unwrap().expect(200);
        }
    });
}

/// Writers wait for each other; those of one account leave connections to all others.
#[test]
fn writes_of_one_token_do_not_take_all_connections() {
    let app = serve(Duration::from_secs(20), Duration::from_secs(30));
    let (clerk, other) = (app.clerk("540526201"), app.clerk("540526101"));
    let body =
        json!({"township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "民法典"});
    let lock = lock(&app);
    thread::scope(|scope| {
        let enter = || app.post(&clerk, "/api/v1/activities", &body).send().expect(201);
        let writes = [(); 8].map(|()| scope.spawn(enter));
        wait_for(&app, 2);
        app.get(&other, "/api/v1/plans").send().expect(200);
        app.post(
            &other,
            "/api/v1/members",
            &crate::support::bodies::with(
                crate::support::bodies::member(),
                &json!({"township_code": "540526101"}),
            ),
        )
        .send()
        .expect(201);
        wait_for(&app, 2);
        drop(lock);
        for write in writes {
            write.join().unwrap();
        }
    });
}

#[test]
fn a_list_that_takes_too_long_says_so() {
    let app = serve(Duration::from_secs(5), Duration::from_millis(300));
    let viewer = app.officer("CN");
    let lock = lock(&app);
    let sources = "/api/v1/regions/CN/figures/study_sessions/sources?year=2024";
    for path in [SEARCH, "/api/v1/activities?kind=seminar", "/api/v1/activities?count=exact", sources] {
        let refused = app.get(&viewer, path).send().expect_problem(422, "query_too_large");
        assert!(refused.body["detail"].as_str().unwrap().contains("缩小范围"), "{path}");
    }
    // What an index finds is not too large: something else is in its way.
    app.get(&viewer, "/api/v1/activities").send().expect_problem(503, "unavailable");
    drop(lock);
    app.get(&viewer, "/api/v1/activities").send().expect(200);
}
