//! Pages of other origins (CORS), and headers that keep browsers from misusing answers.

use fazhi::http::edge;

use crate::support::{App, GUDUI, Token, bodies, spawn_app, spawn_app_with};

const LIST: &str = "/api/v1/activities";
const DASHBOARD: &str = "https://dashboard.example.gov.cn";

fn with_dashboard() -> App {
    let origins = format!("{DASHBOARD},http://10.0.0.7:3000").parse().unwrap();
    spawn_app_with(edge::Settings { origins, ..edge::Settings::default() })
}

/// What a browser asks before it sends a request of a page of this origin.
fn preflight(app: &App, origin: &str, method: &str, headers: &str) -> crate::support::Answer {
    let request = app.request("OPTIONS", &Token::nobody(), LIST).header("origin", origin);
    let request = request.header("access-control-request-method", method);
    request.header("access-control-request-headers", headers).send()
}

fn list(value: Option<&str>) -> Vec<String> {
    value.unwrap_or_default().split(',').map(|name| name.trim().to_ascii_lowercase()).collect()
}

#[test]
fn a_preflight_needs_no_token() {
    let app = with_dashboard();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let wanted = "authorization,content-type,if-match,if-none-match,idempotency-key,x-change-reason";
        let answer = preflight(&app, DASHBOARD, method, wanted).expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), Some(DASHBOARD));
        assert!(list(answer.header("access-control-allow-methods")).contains(&method.to_ascii_lowercase()));
        let allowed = list(answer.header("access-control-allow-headers"));
        assert!(wanted.split(',').all(|name| allowed.iter().any(|other| other == name)), "{allowed:?}");
        assert!(answer.header("access-control-max-age").is_some());
        assert!(list(answer.header("vary")).contains(&"origin".to_owned()));
        assert!(answer.header("x-request-id").is_some());
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn an_allowed_page_may_read_what_it_needs() {
    let app = with_dashboard();
    let clerk = app.clerk(GUDUI);
    let created = app.post(&clerk, LIST, &bodies::activity()).header("origin", DASHBOARD).send().expect(201);
    let listed = app.get(&clerk, LIST).header("origin", DASHBOARD).send().expect(200);
    let same = app.get(&clerk, LIST).header("origin", DASHBOARD);
    let same = same.if_none_match(listed.header("etag").unwrap()).send().expect(304);
    // Refusals, too: the page has to tell its reader what is wrong.
    let nobody = app.get(&Token::nobody(), LIST).header("origin", DASHBOARD).send().expect(401);
    let unknown = app.get(&clerk, "/api/v1/nothing").header("origin", DASHBOARD).send().expect(404);
    let ready = app.get(&Token::nobody(), "/healthz").header("origin", DASHBOARD).send().expect(200);
    for answer in [created, listed, same, nobody, unknown, ready] {
        assert_eq!(answer.header("access-control-allow-origin"), Some(DASHBOARD), "{}", answer.status);
        let exposed = list(answer.header("access-control-expose-headers"));
        for name in
            ["etag", "link", "location", "retry-after", "ratelimit", "x-request-id", "idempotent-replayed"]
        {
            assert!(exposed.iter().any(|other| other == name), "{name} in {exposed:?}");
        }
        assert!(list(answer.header("vary")).contains(&"origin".to_owned()));
    }
}

#[test]
fn other_pages_are_told_nothing() {
    let app = with_dashboard();
    let clerk = app.clerk(GUDUI);
    for origin in [
        "https://evil.example",
        "http://dashboard.example.gov.cn",
        "null",
        "https://dashboard.example.gov.cn:8443",
    ] {
        preflight(&app, origin, "GET", "authorization").expect_problem(403, "origin_not_allowed");
        let answer = app.get(&clerk, LIST).header("origin", origin).send().expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[test]
fn by_default_no_page_of_another_origin_is_let_in() {
    let app = spawn_app();
    let answer = preflight(&app, DASHBOARD, "GET", "authorization").expect(204);
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")));
    let answer = app.get(&app.clerk(GUDUI), LIST).header("origin", DASHBOARD).send().expect(200);
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")));
}

#[test]
fn every_answer_says_what_browsers_must_not_do_with_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (path, status) in [
        (LIST, 200),
        ("/api/v1/nothing", 404),
        ("/api/v1/activities?limit=0", 400),
        ("/api/v1/openapi.json", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/docs/", 200),
        ("/docs", 307),
        ("/", 200),
    ] {
        let answer = app.get(&clerk, path).send().expect(status);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
}
