//! PostgreSQL goes away in the middle of a write, and comes back.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use fazhi::embedded::Server;
use serde_json::json;

use crate::support::{Answer, App, GUDUI, Token, app, bodies, postgres};

const LIST: &str = "/api/v1/activities";

/// A PostgreSQL of this test's own; its folder goes with it.
struct Outage {
    server: Option<Server>,
    folder: PathBuf,
}

impl Outage {
    fn begin() -> Self {
        let folder = postgres::fresh_folder();
        Self { server: Some(postgres::start(&folder)), folder }
    }

    fn url(&self) -> String {
        self.server.as_ref().expect("a running server").url().to_owned()
    }

    fn stop(&mut self) {
        self.server.take().expect("a running server").stop().expect("it stops");
    }

    fn start_again(&mut self) {
        self.server = Some(postgres::start(&self.folder));
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        self.server = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An answer that says: later, and nothing was done.
#[track_caller]
fn unavailable(answer: Answer) {
    let answer = answer.expect_problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), Some("2"));
    let said = answer.body.to_string();
    for inside in ["postgres", "socket", "terminat", "FATAL", "/tmp", "/dev"] {
        assert!(!said.contains(inside), "{inside} in {said}");
    }
}

/// Whatever enters the trail sleeps there. A lock would be let go by the end of its holder, perhaps too early.
const SLEEP: &str = "CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
    CREATE TRIGGER sleeps BEFORE INSERT ON trail FOR EACH ROW EXECUTE FUNCTION sleep()";

/// Waits for a session that sleeps: the write stands in its middle.
fn wait_for_sleep(conn: &mut diesel::PgConnection) {
    use diesel::RunQueryDsl;
    use diesel::sql_types::BigInt;
    let waiting = "count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    let deadline = Instant::now() + Duration::from_secs(20);
    while diesel::select(diesel::dsl::sql::<BigInt>(&format!("(SELECT {waiting})")))
        .get_result::<i64>(conn)
        .unwrap()
        == 0
    {
        assert!(Instant::now() < deadline, "the write never fell asleep");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Readiness follows the database within a few seconds.
#[track_caller]
fn wait_until_ready(service: &App, status: u16) {
    let deadline = Instant::now() + Duration::from_secs(4);
    while service.get(&Token::nobody(), "/readyz").send().status != status {
        assert!(Instant::now() < deadline, "/readyz never says {status}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_write_cut_off_by_an_outage_leaves_nothing_and_the_service_recovers() {
    let mut outage = Outage::begin();
    app::prepare(&mut postgres::connect(&outage.url()));
    let service = App::serve(app::open(&outage.url(), Duration::from_millis(800)), None);
    let clerk = service.clerk(GUDUI);
    let first = service.post(&clerk, LIST, &bodies::activity()).send().expect(201);
    let write = || service.post(&clerk, LIST, &bodies::activity()).idempotency_key("cut off").send();

    // The trail is written after the record and before the counters: there the write is held, and cut off.
    let mut observer = postgres::connect(&outage.url());
    observer.batch_execute(SLEEP).unwrap();
    thread::scope(|scope| {
        let cut_off = scope.spawn(write);
        wait_for_sleep(&mut observer);
        outage.stop();
        unavailable(cut_off.join().unwrap());
    });

    unavailable(write());
    unavailable(service.get(&clerk, LIST).send());
    unavailable(service.get(&clerk, &format!("{LIST}/{}", first.id())).send());
    wait_until_ready(&service, 503);
    assert_eq!(service.get(&clerk, "/healthz").send().status, 200);
    service.get(&clerk, "/api/v1/openapi.json").send().expect(200);

    outage.start_again();
    let page = service.get(&clerk, &format!("{LIST}?count=exact")).send().expect(200);
    assert_eq!((page.ids(), &page.body["page"]["total"]), (vec![first.id()], &json!(1)));
    wait_until_ready(&service, 200);
    for (table, rows) in
        [("activities", 1), ("trail WHERE resource = 'activities'", 1), ("idempotency_keys", 0)]
    {
        assert_eq!(service.number(&format!("SELECT count(*) FROM {table}")), rows, "{table}");
    }
    assert_eq!(service.number("SELECT max(version) FROM township_years"), 1);
    postgres::connect(&outage.url()).batch_execute("DROP FUNCTION sleep CASCADE").unwrap();
    let again = write().expect(201);
    assert_eq!(again.header("idempotent-replayed"), None);
    assert_eq!(service.get(&clerk, LIST).send().expect(200).ids().len(), 2);
}
