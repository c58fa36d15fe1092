//! More requests than connections, and requests that end in odd ways: the pool gets back what it gave.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use diesel::PgConnection;

use crate::support::clerk::TOWNSHIP;
use crate::support::database::{SERVICE, clerk_token, number, wait_for_waiting};
use crate::support::deployment::{Deployment, refused};

const TIMEOUTS: &str = "fazhi_db_wait_timeouts_total";

fn sessions(observer: &mut PgConnection) -> i64 {
    number(observer, &format!("SELECT count(*) {SERVICE}"))
}

#[test]
fn who_waits_too_long_for_a_connection_is_told_to_come_again() {
    let settings = [("FAZHI_POOL_SIZE", "2"), ("FAZHI_WORKERS", "1"), ("FAZHI_POOL_TIMEOUT_MS", "500")];
    let at = Deployment::open(&settings, &[]);
    let record = at.clerk.record("before");
    let mut observer = at.session();
    let holder = at.database.holding("LOCK TABLE trail IN EXCLUSIVE MODE");
    std::thread::scope(|scope| {
        let ask = |title: &str| at.clerk.enter(title).send().unwrap().status();
        let held: Vec<_> = ["held 1", "held 2"].map(|title| scope.spawn(move || ask(title))).into();
        wait_for_waiting(&mut observer, 2);
        let waiting = (0..10).map(|i| at.clerk.enter(&format!("refused {i}")));
        let bound = Duration::from_secs(3);
        let waiting: Vec<_> =
            waiting.map(|request| scope.spawn(move || refused("waiting", request, bound))).collect();
        for one in waiting {
            one.join().unwrap();
        }
        refused("list", at.clerk.get("/api/v1/activities"), bound);
        assert!((at.look().sum("fazhi_db_connections", &[("state", "in_use")]) - 2.0).abs() < 0.1);
        drop(holder);
        for one in held {
            assert_eq!(one.join().unwrap(), 201);
        }
    });
    assert!((at.look().sum(TIMEOUTS, &[]) - 11.0).abs() < 0.1, "{}", at.look().sum(TIMEOUTS, &[]));
    assert!(sessions(&mut observer) <= 5, "two of the pool, two that authenticate, one of the readiness");
    at.recovers(&record, 1, "after");
    at.close();
}

/// Sends a request and hangs up while it is worked on.
fn hang_up_on(address: &str, i: usize) {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    let (token, body) = (
        clerk_token(),
        format!(r#"{{"township_code":"{TOWNSHIP}","kind":"training","title":"{i}","held_on":"2024-05-01"}}"#),
    );
    let requests = [
        format!(
            "POST /api/v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\nx-change-reason: x\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
        format!("GET /api/v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"),
    ];
    stream.write_all(requests[i % 2].as_bytes()).unwrap();
}

#[test]
fn clients_that_hang_up_cost_no_connection() {
    let settings = [("FAZHI_POOL_SIZE", "3"), ("FAZHI_WORKERS", "1"), ("FAZHI_STATEMENT_TIMEOUT_MS", "1000")];
    let at = Deployment::open(&settings, &[]);
    let record = at.clerk.record("before");
    let mut observer = at.session();
    for (version, lock) in (1..).zip(["trail", "activities", "tokens"]) {
        let holder = at.database.holding(&format!("LOCK TABLE {lock} IN ACCESS EXCLUSIVE MODE"));
        (0..40).for_each(|i| hang_up_on(&at.service.address, i));
        std::thread::sleep(Duration::from_millis(300));
        drop(holder);
        at.recovers(&record, version, lock);
    }
    assert!(sessions(&mut observer) <= 6, "three of the pool, two that authenticate, one of the readiness");
    at.close();
}

/// No request is known that makes the service panic; the door has to stand it all the same.
#[test]
fn work_that_panics_gives_its_connection_back() {
    use fazhi::db::{Db, Settings};
    use fazhi::metrics::Metrics;
    use fazhi::problems::ApiResult;

    let at = Deployment::open(&[], &[]);
    let metrics = Metrics::default();
    let settings = Settings {
        url: at.database.url().to_owned(),
        pool_size: 2,
        pool_timeout: Duration::from_secs(2),
        statement_timeout: Duration::from_secs(2),
        list_timeout: Duration::from_secs(2),
        statement_cache: true,
        role: None,
    };
    let db = Db::new(settings, metrics.database.clone());
    actix_web::rt::System::new().block_on(async {
        for _ in 0..6 {
            let panics = |_: &mut PgConnection| -> ApiResult<()> { panic!("as it must") };
            assert_eq!(db.write(panics).await.unwrap_err().code().status(), 500);
            assert_eq!(db.read(panics).await.unwrap_err().code().status(), 500);
        }
        db.read(|_| Ok(())).await.unwrap();
    });
    db.observe();
    assert!(metrics.text().unwrap().contains("fazhi_db_connections{state=\"in_use\"} 0\n"));
    at.close();
}
