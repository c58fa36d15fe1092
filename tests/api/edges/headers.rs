//! Language, request id, reason and the headers every answer has.

use super::problem;
use crate::support::{GUDUI, bodies, spawn_app};

const LIST: &str = "/api/v1/activities";

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn problems_are_in_the_readers_language() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (wanted, tag, title) in [
        ("", "zh-CN", "查询参数有误"),
        ("zh", "zh-CN", "查询参数有误"),
        ("zh-CN,en;q=0.9", "zh-CN", "查询参数有误"),
        ("bo,fr;q=0.5", "zh-CN", "查询参数有误"),
        ("en", "en", "Invalid parameter"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en", "Invalid parameter"),
        ("fr, en;q=0.5", "en", "Invalid parameter"),
    ] {
        let answer = app.get(&clerk, &format!("{LIST}?limit=0")).language(wanted).send().expect(400);
        problem(&answer);
        assert_eq!(
            (answer.header("content-language"), answer.body["title"].as_str()),
            (Some(tag), Some(title))
        );
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
        assert_eq!(is_chinese(detail), tag == "zh-CN", "{detail}");
    }
    for (path, status) in [("/api/v1/nothing", 404), (LIST, 401)] {
        let nobody = crate::support::Token::nobody();
        let answer = app.get(&nobody, path).language("en").send().expect(status);
        assert!(!is_chinese(answer.body["detail"].as_str().unwrap()));
    }
}

#[test]
fn addresses_are_titled_in_the_readers_language() {
    let app = spawn_app();
    for (wanted, tag, title) in [("", "zh-CN", "活动列表"), ("en", "en", "List activities")] {
        let answer = app.get(&crate::support::Token::nobody(), "/api/v1").language(wanted).send().expect(200);
        let items = answer.body["items"].as_array().unwrap();
        let activities = items.iter().find(|item| item["href"] == LIST).unwrap();
        assert_eq!(
            (answer.header("content-language"), activities["title"].as_str()),
            (Some(tag), Some(title))
        );
        assert!(answer.header("vary").unwrap().contains("accept-language"));
    }
}

#[test]
fn a_request_id_that_is_a_uuid_is_echoed_and_no_other() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for given in ["0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "f47ac10b-58cc-4372-a567-0e02b2c3d479"] {
        for path in [LIST, "/api/v1/nothing", "/healthz"] {
            let answer = app.get(&clerk, path).header("x-request-id", given).send();
            assert_eq!(answer.header("x-request-id"), Some(given), "{path}");
        }
    }
    // Whatever else a client says stays out of log and trail, a telephone number for one.
    let plain = "0193a2b45c6d7e8f9a0b1c2d3e4f5a6b";
    for odd in ["", "abc-123", "13800138000", "字", "a\tb", plain, "{0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b}"]
    {
        let answer = app.get(&clerk, LIST).header("x-request-id", odd).send().expect(200);
        let id = answer.header("x-request-id").unwrap();
        assert!(id != odd && uuid::Uuid::try_parse(id).is_ok(), "{odd:?} became {id:?}");
    }
    let (a, b) = (app.get(&clerk, LIST).send(), app.get(&clerk, LIST).send());
    assert_ne!(a.header("x-request-id"), b.header("x-request-id"));
    let entered = app.post(&clerk, LIST, &bodies::activity()).header("x-request-id", "13800138000").send();
    let history = format!("{LIST}/{}/history", entered.expect(201).id());
    let history = app.get(&clerk, &history).send().expect(200);
    assert!(!history.body.to_string().contains("13800138000"), "{}", history.body);
}

#[test]
fn every_answer_has_the_common_headers() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for path in [LIST, "/api/v1/nothing", "/api/v1/openapi.json", "/healthz", "/readyz", "/docs/", "/"] {
        let answer = app.get(&clerk, path).send();
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
    }
    let list = app.get(&clerk, LIST).send().expect(200);
    assert_eq!(list.header("cache-control"), Some("private, no-cache"));
    assert!(list.header("vary").unwrap().contains("Authorization"));
}

#[test]
fn a_reason_is_text_of_bounded_length() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item =
        app.post(&clerk, LIST, &bodies::activity()).send().expect(201).header("location").unwrap().to_owned();
    let longest = "字".repeat(500);
    for (version, reason) in (1..).zip(["更正人数", longest.as_str()]) {
        let change = serde_json::json!({"materials": version});
        let patch = app.patch(&clerk, &item, &change).if_match(&format!("\"{version}\""));
        patch.reason(reason).send().expect(200);
        let history = app.get(&clerk, &format!("{item}/history")).send().expect(200);
        assert_eq!(history.body["items"][0]["reason"].as_str(), Some(reason));
    }
    let blank = app.delete(&clerk, &item).if_match("*").reason("  ").send();
    blank.expect_problem(400, "change_reason_required");
    for odd in ["字".repeat(501), "a\nb".to_owned(), "a\0b".to_owned()] {
        let answer =
            app.delete(&clerk, &item).if_match("*").reason(&odd).send().expect_problem(400, "invalid_header");
        assert!(answer.violates("X-Change-Reason"));
    }
    // The longest as it may be sent: each of its bytes encoded. More is not even decoded.
    let encoded = "%F0%A0%AE%B7".repeat(500);
    app.patch(&clerk, &item, &serde_json::json!({}))
        .if_match("*")
        .without_reason()
        .header("x-change-reason", encoded)
        .send()
        .expect(200);
    let padded = "%20".repeat(2001);
    let refused = app
        .delete(&clerk, &item)
        .if_match("*")
        .without_reason()
        .header("x-change-reason", padded)
        .send()
        .expect(400);
    assert!(refused.violates("X-Change-Reason"));
    // A percent sign that encodes nothing stands for itself.
    let odd = app.delete(&clerk, &item).if_match("*").without_reason();
    odd.header("x-change-reason", "50% %e5%ad%97").send().expect(200);
}

#[test]
fn an_answer_is_compressed_where_the_client_can_read_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.post(&clerk, LIST, &bodies::activity()).send().expect(201);
    let plain = app.get(&clerk, "/api/v1/openapi.json").send().expect(200);
    assert_eq!(plain.header("content-encoding"), None);
    let request = format!(
        "GET {LIST} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n",
        clerk.text.as_ref().unwrap()
    );
    let received = crate::support::raw::send(&app, request.as_bytes());
    let (status, headers, body) = crate::support::raw::parse(&received).unwrap();
    assert_eq!(status, 200);
    assert!(headers.contains(&("content-encoding".to_owned(), "gzip".to_owned())), "{headers:?}");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(body.as_slice()), &mut text).unwrap();
    assert!(text.contains("民法典专题讲座"));
}

/// What an answer says of itself, with what else a request says.
fn headers_of(app: &crate::support::App, path: &str, more: &str) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n{more}connection: close\r\n\r\n");
    crate::support::raw::parse(&crate::support::raw::send(app, request.as_bytes())).unwrap()
}

/// It is the same for all and may be kept by all: compressed once, with a tag.
#[test]
fn what_is_public_is_compressed_once_and_may_be_kept() {
    let app = spawn_app();
    for (path, seconds) in [
        ("/api/v1/openapi.json", 300),
        ("/api/v1/problems", 3600),
        ("/api/v1/problems/not_found", 3600),
        ("/docs/", 3600),
        ("/docs/swagger-ui.css", 3600),
        ("/docs/swagger-initializer.js", 3600),
    ] {
        let (status, headers, plain) = headers_of(&app, path, "");
        let header = |headers: &[(String, String)], wanted: &str| {
            headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        assert_eq!((status, header(&headers, "content-encoding")), (200, None), "{path}");
        assert_eq!(header(&headers, "cache-control"), Some(format!("public, max-age={seconds}")), "{path}");
        let etag = header(&headers, "etag").unwrap();
        let (status, headers, body) = headers_of(&app, path, &format!("if-none-match: {etag}\r\n"));
        assert_eq!((status, body.len(), header(&headers, "etag")), (304, 0, Some(etag)), "{path}");
        let (_, headers, gzip) = headers_of(&app, path, "accept-encoding: gzip, br\r\n");
        assert_eq!(header(&headers, "content-encoding"), Some("gzip".to_owned()), "{path}");
        assert_eq!(
            header(&headers, "content-length"),
            Some(gzip.len().to_string()),
            "{path}: it is not made anew"
        );
        let mut inflated = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(gzip.as_slice()), &mut inflated)
            .unwrap();
        assert!(gzip.len() < plain.len() && inflated == plain, "{path}");
        let (_, headers, body) = headers_of(&app, path, "accept-encoding: deflate\r\n");
        assert!(header(&headers, "content-encoding").is_none() && body == plain, "{path}");
    }
}

/// Whoever has proven nothing has nothing compressed for him.
#[test]
fn refusals_and_signs_of_life_are_not_compressed() {
    let app = spawn_app();
    for path in ["/api/v1/nothing", LIST, "/healthz", "/readyz", "/docs", "/docs/nothing"] {
        let (_, headers, _) = headers_of(&app, path, "accept-encoding: gzip\r\n");
        assert!(!headers.iter().any(|(name, _)| name == "content-encoding"), "{path}: {headers:?}");
    }
}

#[test]
fn the_page_for_people_loads_and_asks_nothing_from_elsewhere() {
    let app = spawn_app();
    let page = app.get(&crate::support::Token::nobody(), "/docs/").send();
    let policy = page.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    let settings = app.get(&crate::support::Token::nobody(), "/docs/swagger-initializer.js").send();
    let settings = String::from_utf8(settings.bytes).unwrap();
    assert!(settings.contains("validatorUrl: \"none\""), "{settings}");
    assert!(settings.contains("persistAuthorization: false"), "{settings}");
}

#[test]
fn a_condition_of_absurd_length_is_refused_and_one_of_no_grammar_is_none() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for path in ["/api/v1/me", "/api/v1/activities", "/api/v1/indicators", "/api/v1/problems"] {
        let long = format!("\"{}\"", "0".repeat(600));
        let answer = app.get(&clerk, path).if_none_match(&long).send().expect_problem(400, "invalid_header");
        assert!(answer.violates("If-None-Match"), "{path}");
        app.get(&clerk, path).if_none_match("no tag").send().expect(200);
        app.get(&clerk, path).if_none_match("*").send().expect(304);
    }
}
