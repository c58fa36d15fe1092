//! Addresses from which guesses come: these are told to wait, and whoever shares the address does not notice.

use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use fazhi::http::limits;

use super::{ME, number, refused, retry_after, with};
use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

/// Behind this proxy; the tests themselves are it.
const PROXY: &str = "127.0.0.1";
const HERE: &str = "203.0.113.9";
const ELSEWHERE: &str = "203.0.113.10";

/// A service on which an address may fail so often in a minute.
fn with_failures(failures: u32, proxies: &str) -> App {
    with(limits::Settings { requests: None, failures: Some(number(failures)) }, proxies)
}

/// Reads who one is, as a proxy hands the request on that came from an address.
fn from(app: &App, address: &str, token: &Token) -> Answer {
    app.get(token, ME).header("x-forwarded-for", address).send()
}

/// Fails as often as an address may.
fn fail(app: &App, address: &str, times: u32) {
    for _ in 0..times {
        from(app, address, &Token::nobody()).expect_problem(401, "unauthenticated");
    }
}

#[track_caller]
fn waits(answer: Answer) -> u64 {
    let answer = answer.expect_problem(429, "too_many_failures");
    assert_eq!(answer.header("ratelimit"), None);
    retry_after(&answer)
}

/// Whatever is presented, and whatever is wanted.
#[test]
fn who_guesses_too_often_is_told_to_wait() {
    let app = with_failures(10, "");
    let clerk = app.clerk(GUDUI);
    let forged = Token::of(format!("fz_{}_{}", clerk.id, "A".repeat(43)));
    let guesses = [
        Token::nobody(),
        Token::of("x"),
        forged.clone(),
        Token::of(format!("{}x", clerk.text.clone().unwrap())),
    ];
    for token in guesses.iter().cycle().take(10) {
        app.get(token, ME).send().expect_problem(401, "unauthenticated");
    }
    for token in &guesses {
        assert!(waits(app.get(token, ME).send()) <= 6);
        waits(app.get(token, "/api/v1/activities").send());
        waits(app.get(token, "/api/v1/regions/540526/figures?year=2024").send());
        waits(app.post(token, "/api/v1/activities", &bodies::activity()).send());
        waits(app.delete(token, "/api/v1/tokens/k3v9m2x7q4ab").send());
    }
    assert_eq!((refused(&app, "address"), refused(&app, "token")), (20, 0));
    thread::sleep(Duration::from_secs(waits(app.get(&forged, ME).send())));
    app.get(&forged, ME).send().expect_problem(401, "unauthenticated");
    waits(app.get(&forged, ME).send());
    app.get(&clerk, ME).send().expect(200);
}

/// What has no token's form is refused as it is.
#[test]
fn what_has_no_form_of_a_token_is_not_looked_up() {
    let app = with_failures(1000, "");
    app.connect().batch_execute("ALTER TABLE tokens RENAME TO nowhere").unwrap();
    for token in [Token::nobody(), Token::of("x"), Token::of("fz_k3v9m2x7q4ab_short"), Token::of("a.b.c")] {
        app.get(&token, ME).send().expect_problem(401, "unauthenticated");
        app.get(&token, "/api/v1/activities").send().expect_problem(401, "unauthenticated");
        app.post(&token, "/api/v1/activities", &bodies::activity())
            .send()
            .expect_problem(401, "unauthenticated");
        app.delete(&token, "/api/v1/tokens/k3v9m2x7q4ab").send().expect_problem(401, "unauthenticated");
    }
    app.get(&Token::of(format!("fz_k3v9m2x7q4ab_{}", "A".repeat(43))), ME).send().expect(503);
}

#[test]
fn every_address_is_counted_for_itself() {
    let app = with_failures(2, PROXY);
    fail(&app, HERE, 2);
    waits(from(&app, HERE, &Token::nobody()));
    from(&app, ELSEWHERE, &app.clerk(GUDUI)).expect(200);
    fail(&app, ELSEWHERE, 2);
    fail(&app, "2001:db8:0:1::1", 2);
    waits(from(&app, "2001:db8:0:1:ffff::2", &Token::nobody()));
    fail(&app, "2001:db8:0:2::1", 2);
    // Without any word of the proxy's it is the proxy's own.
    app.get(&Token::nobody(), ME).send().expect(401);
}

/// Only what the proxy added is believed, and only of a proxy.
#[test]
fn no_address_can_be_made_up() {
    let app = with_failures(2, PROXY);
    for made_up in ["198.51.100.1", "198.51.100.2"] {
        from(&app, &format!("{made_up}, {HERE}"), &Token::nobody()).expect(401);
    }
    waits(from(&app, &format!("198.51.100.3, {HERE}"), &Token::nobody()));
    waits(
        app.get(&Token::nobody(), ME)
            .header("forwarded", "for=198.51.100.4")
            .header("x-forwarded-for", HERE)
            .send(),
    );
    from(&app, "198.51.100.1", &Token::nobody()).expect(401);

    let app = with_failures(2, "");
    for made_up in ["198.51.100.1", "198.51.100.2"] {
        from(&app, made_up, &Token::nobody()).expect(401);
    }
    waits(from(&app, "198.51.100.3", &Token::nobody()));
}

/// Neither a broken dashboard nor an attacker locks out the county that shares the address, whether a token was seen there
/// before or not.
#[test]
fn a_valid_token_gets_in_whatever_failed_at_its_address() {
    let app = with_failures(2, PROXY);
    let here = app.clerk(GUDUI);
    fail(&app, HERE, 2);
    for _ in 0..20 {
        waits(from(&app, HERE, &Token::nobody()));
        from(&app, HERE, &here).expect(200);
        from(&app, HERE, &app.clerk(GUDUI)).expect(200);
        let posted = app.post(&here, "/api/v1/activities", &bodies::activity());
        posted.header("x-forwarded-for", HERE).send().expect(201);
    }
}

/// That it was valid a moment ago lets a body be read, nothing more.
#[test]
fn what_was_revoked_writes_no_more() {
    let app = with_failures(2, PROXY);
    let clerk = app.clerk(GUDUI);
    let post = || app.post(&clerk, "/api/v1/activities", &bodies::activity()).header("x-forwarded-for", HERE);
    post().send().expect(201);
    app.revoke(&clerk);
    post().send().expect_problem(401, "unauthenticated");
    from(&app, HERE, &clerk).expect_problem(401, "unauthenticated");
    waits(post().send());
    assert_eq!(app.number("SELECT count(*) FROM activities"), 1);
}

#[test]
fn what_needs_no_token_is_not_refused() {
    let app = with_failures(1, PROXY);
    fail(&app, HERE, 1);
    waits(from(&app, HERE, &Token::nobody()));
    for path in ["/api/v1/problems", "/api/v1/problems/too_many_failures", "/api/v1/openapi.json", "/readyz"]
    {
        app.get(&Token::nobody(), path).header("x-forwarded-for", HERE).send().expect(200);
    }
    let answer = app.get(&Token::nobody(), "/api/v1/nothing").header("x-forwarded-for", HERE).send();
    answer.expect_problem(404, "not_found");
}

#[test]
fn where_failures_are_not_limited_nobody_waits() {
    let app = spawn_app();
    for _ in 0..200 {
        app.get(&Token::nobody(), ME).send().expect_problem(401, "unauthenticated");
    }
}
