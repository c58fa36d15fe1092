//! What one token may take: paid for once a request, told, and refused without anything done.

use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use fazhi::http::limits::{self, Rate};

use super::{ME, number, refused, retry_after, with};
use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

const ACTIVITIES: &str = "/api/v1/activities";

/// A service on which a token has so many requests, and gets them back in a minute.
fn with_requests(requests: u32) -> App {
    let requests = Some(Rate { per_minute: number(requests), at_once: number(requests) });
    with(limits::Settings { requests, failures: None }, "")
}

/// What an answer says is left, and in how many seconds there is more.
#[track_caller]
fn told(answer: &Answer) -> (u32, u64) {
    let told = answer.header("ratelimit").expect("RateLimit").strip_prefix("\"token\";r=").unwrap();
    let (left, seconds) = told.split_once(";t=").unwrap();
    (left.parse().unwrap(), seconds.parse().unwrap())
}

#[track_caller]
fn left(answer: &Answer) -> u32 {
    told(answer).0
}

#[test]
fn a_token_that_asks_too_much_has_to_wait() {
    let app = with_requests(10);
    let clerk = app.clerk(GUDUI);
    for expected in (0..10).rev() {
        let answer = app.get(&clerk, ME).send().expect(200);
        assert_eq!((told(&answer), answer.header("retry-after")), ((expected, 6), None));
        assert_eq!(answer.header("ratelimit-policy"), Some("\"token\";q=10;w=60"));
    }
    let answer = app.get(&clerk, ME).send().expect_problem(429, "rate_limited");
    let seconds = retry_after(&answer);
    assert!(seconds <= 6);
    assert_eq!(told(&answer), (0, seconds));
    assert_eq!(answer.header("ratelimit-policy"), Some("\"token\";q=10;w=60"));
    assert_eq!(refused(&app, "token"), 1);
    thread::sleep(Duration::from_secs(seconds));
    app.get(&clerk, ME).send().expect(200);
    assert_eq!((refused(&app, "token"), refused(&app, "address")), (1, 0));
}

#[test]
fn tokens_have_buckets_of_their_own() {
    let app = with_requests(1);
    for clerk in [app.clerk(GUDUI), app.clerk(GUDUI)] {
        app.get(&clerk, ME).send().expect(200);
        app.get(&clerk, ME).send().expect_problem(429, "rate_limited");
    }
}

/// A page, figures, a record by its id: their tags are known before a connection is taken. A dashboard that only asks
/// whether anything is new asks as often as it likes, with an empty bucket.
#[test]
fn what_the_client_has_already_costs_nothing() {
    let app = with_requests(5);
    let clerk = app.clerk(GUDUI);
    let record = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    assert_eq!(left(&record), 4);
    let record = record.header("location").unwrap().to_owned();
    let figures = "/api/v1/regions/540526201/figures?year=2024";
    let read = [ACTIVITIES, figures, &record];
    let tags = read.map(|path| app.get(&clerk, path).send().expect(200).etag());
    assert_eq!(left(&app.get(&clerk, ME).send().expect(200)), 0);
    for path in read {
        app.get(&clerk, path).send().expect_problem(429, "rate_limited");
        app.get(&clerk, path).if_none_match("\"other\"").send().expect_problem(429, "rate_limited");
    }
    for _ in 0..60 {
        for (path, etag) in read.iter().zip(&tags) {
            let answer = app.get(&clerk, path).if_none_match(etag).send().expect(304);
            assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), (None, None));
        }
    }
}

/// Whoever says `*` does not say what he has, and gets his 304 for a request like any other.
#[test]
fn a_condition_that_every_tag_meets_costs_a_request() {
    let app = with_requests(4);
    let clerk = app.clerk(GUDUI);
    let record = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    let record = record.header("location").unwrap().to_owned();
    let read = [ACTIVITIES, "/api/v1/regions/540526201/figures?year=2024", &record];
    for (path, expected) in read.into_iter().zip([2, 1, 0]) {
        assert_eq!(left(&app.get(&clerk, path).if_none_match("*").send().expect(304)), expected);
    }
    for path in read {
        app.get(&clerk, path).if_none_match("*").send().expect_problem(429, "rate_limited");
    }
}

/// What takes a connection before its tag is known costs a request, also where the client turns out to have it.
#[test]
fn work_before_the_tag_is_known_costs_a_request() {
    let app = with_requests(40);
    let (auditor, admin) = (app.auditor("540526"), app.admin("540526"));
    let clerk = app.clerk(GUDUI);
    let record = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    let record = record.header("location").unwrap().to_owned();
    let plan = app.post(&clerk, "/api/v1/plans", &bodies::plan()).send().expect(201);
    let plan = plan.header("location").unwrap().to_owned();
    for (token, path) in [
        (&auditor, "/api/v1/changes".to_owned()),
        (&auditor, format!("{record}?as_of=2099-01-01T00:00:00Z")),
        (&auditor, format!("{record}/history")),
        (&auditor, plan),
        (&auditor, "/api/v1/regions/540526/figures/training_sessions/sources?year=2024".to_owned()),
        (&auditor, "/api/v1/vocabularies/venue_classes".to_owned()),
        (&admin, "/api/v1/tokens".to_owned()),
        (&admin, "/api/v1/accounts".to_owned()),
    ] {
        let first = app.get(token, &path).send().expect(200);
        let again = app.get(token, &path).if_none_match(&first.etag()).send().expect(304);
        assert_eq!(left(&again) + 1, left(&first), "{path}");
    }
}

#[test]
fn a_write_costs_one_request_however_often_its_transaction_is_tried() {
    let app = with_requests(10);
    let clerk = app.clerk(GUDUI);
    // Two attempts lose a race: a sequence is not rolled back with them.
    let loses = "CREATE SEQUENCE attempts; GRANT ALL ON SEQUENCE attempts TO PUBLIC; CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') <= 2 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER loses BEFORE INSERT ON activities FOR EACH ROW EXECUTE FUNCTION lose();";
    app.connect().batch_execute(loses).unwrap();
    let created = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    assert_eq!((left(&created), app.number("SELECT last_value FROM attempts")), (9, 3));
    let path = created.header("location").unwrap();
    let voided = app.delete(&clerk, path).if_match("\"1\"").send().expect(200);
    assert_eq!(left(&voided), 8);
    let refused = app.post(&clerk, ACTIVITIES, &serde_json::json!({})).send().expect(422);
    assert_eq!(left(&refused), 7);
}

#[test]
fn a_refused_write_changes_nothing() {
    let app = with_requests(10);
    let clerk = app.clerk(GUDUI);
    let first = app.post(&clerk, ACTIVITIES, &bodies::activity()).send().expect(201);
    let path = first.header("location").unwrap();
    (0..9).for_each(|_| _ = app.get(&clerk, ME).send().expect(200));
    let state = || {
        let tables = ["activities", "trail", "idempotency_keys", "township_years"];
        tables.map(|table| app.number(&format!("SELECT coalesce(sum(hashtext(t::text)), 0) FROM {table} t")))
    };
    let before = state();
    let post = || app.post(&clerk, ACTIVITIES, &bodies::activity()).idempotency_key("one").send();
    let wait = retry_after(&post().expect_problem(429, "rate_limited"));
    app.put(&clerk, path, &bodies::activity()).if_match("\"1\"").send().expect_problem(429, "rate_limited");
    app.delete(&clerk, path).if_match("\"1\"").send().expect_problem(429, "rate_limited");
    assert_eq!(state(), before);
    thread::sleep(Duration::from_secs(wait));
    assert_eq!(post().expect(201).header("idempotent-replayed"), None);
}

/// Whoever looks for what is not there, asks for nonsense or for what is not his, asks all the same.
#[test]
fn what_is_asked_for_in_vain_costs_as_much() {
    let app = with_requests(4);
    let clerk = app.clerk(GUDUI);
    let nowhere = format!("{ACTIVITIES}/0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b");
    let asks = [(nowhere.as_str(), 404), ("/api/v1/activities?limit=0", 400), ("/api/v1/tokens", 403)];
    for ((path, status), expected) in asks.into_iter().zip([3, 2, 1]) {
        assert_eq!(left(&app.get(&clerk, path).send().expect(status)), expected);
    }
    let nothing = app.post(&clerk, "/api/v1/accounts", &serde_json::json!({})).send().expect(403);
    assert_eq!(left(&nothing), 0);
    for (path, _) in asks {
        retry_after(&app.get(&clerk, path).send().expect_problem(429, "rate_limited"));
    }
    assert_eq!(refused(&app, "token"), 3);
}

/// A stream on which nothing happens looks a few times in its last moments as before, not as often as it can.
#[test]
fn a_silent_stream_costs_little() {
    let app = with_requests(10);
    let officer = app.officer("540526");
    let stream = app.get(&officer, "/api/v1/changes/stream?seconds=1").send().expect(200);
    assert_eq!(left(&stream), 9);
    let after = left(&app.get(&officer, ME).send().expect(200));
    assert!(after >= 7, "{after} are left of 10");
}

/// Whoever only names a token takes nothing from it.
#[test]
fn a_token_that_is_not_proven_pays_nothing() {
    let app = with_requests(2);
    let clerk = app.clerk(GUDUI);
    let forged = Token::of(format!("fz_{}_{}", clerk.id, "A".repeat(43)));
    for _ in 0..5 {
        let answer = app.get(&forged, ME).send().expect_problem(401, "unauthenticated");
        assert_eq!(answer.header("ratelimit"), None);
        app.post(&forged, ACTIVITIES, &bodies::activity()).send().expect(401);
    }
    assert_eq!(left(&app.get(&clerk, ME).send().expect(200)), 1);
}

#[test]
fn what_needs_no_token_is_not_counted() {
    let app = with_requests(1);
    let clerk = app.clerk(GUDUI);
    for path in ["/api/v1/problems", "/api/v1/openapi.json", "/readyz"] {
        for token in [&clerk, &clerk, &Token::nobody()] {
            assert_eq!(app.get(token, path).send().expect(200).header("ratelimit"), None);
        }
    }
}

#[test]
fn where_nothing_is_limited_nothing_is_said_of_limits() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for _ in 0..30 {
        let answer = app.get(&clerk, ME).send().expect(200);
        assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), (None, None));
    }
}
