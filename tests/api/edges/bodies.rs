//! Bodies that are no JSON, no object, no text, too much.

use chrono::TimeDelta;
use fazhi::auth::Role;
use fazhi::http::body::MAX_BODY;
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, bodies, raw, spawn_app};

const LIST: &str = "/api/v1/activities";
const JSON: &str = "application/json";

fn post(app: &App, clerk: &Token, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    app.request("POST", clerk, LIST).reason("补录").body(media_type, body).send()
}

/// The good body as text, with a field replaced by text that need not be JSON.
fn text_with(field: &str, value: &str) -> String {
    bodies::with(bodies::activity(), &json!({ field: "\u{1}" })).to_string().replace("\"\\u0001\"", value)
}

#[test]
fn the_media_type_must_be_json() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::activity().to_string();
    let patch = "application/merge-patch+json";
    for other in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "text/json",
        "json",
        patch,
    ] {
        post(&app, &clerk, other, body.clone()).expect_problem(415, "unsupported_media_type");
    }
    for same in [JSON, "application/json; charset=utf-8", "Application/JSON", "application/json;x=\"y\""] {
        post(&app, &clerk, same, body.clone()).expect(201);
    }
    let item = format!("{LIST}/{}", post(&app, &clerk, JSON, body).id());
    for (i, same) in [JSON, patch, "application/merge-patch+json;charset=utf-8"].into_iter().enumerate() {
        let request = app.patch(&clerk, &item, &json!(null)).if_match(&format!("\"{}\"", i + 1));
        request.body(same, format!("{{\"materials\": {i}}}")).send().expect(200);
    }
    let other =
        app.patch(&clerk, &item, &json!(null)).if_match("*").body("application/json-patch+json", "[]");
    other.send().expect_problem(415, "unsupported_media_type");
}

#[test]
fn what_is_no_json_is_malformed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let deep = "[".repeat(1_000_000);
    let deep_objects = r#"{"a":"#.repeat(100_000);
    for body in [
        "",
        " ",
        "{",
        "}",
        "nul",
        "{\"a\":}",
        "{'kind': 1}",
        "{} x",
        "\u{feff}\u{feff}{}",
        "{\"a\": 01}",
        "NaN",
        "[1,]",
        &deep,
        &deep_objects,
        "// {}",
        "kind=training",
    ] {
        post(&app, &clerk, JSON, body).expect_problem(400, "malformed_json");
    }
    for bytes in [&b"\xff\xfe{}"[..], b"{\"title\": \"\xc3\x28\"}", b"{\"title\": \"\xed\xa0\x80\"}", b"\0"] {
        post(&app, &clerk, JSON, bytes).expect_problem(400, "malformed_json");
    }
    for value in [
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\u12""#,
        r#""\x41""#,
        "1e999",
        "-1e999",
        "0x10",
        "\"a\u{1}b\"",
        "+1",
    ] {
        post(&app, &clerk, JSON, text_with("title", value)).expect_problem(400, "malformed_json");
    }
    assert_eq!(app.get(&clerk, LIST).send().expect(200).ids(), [""; 0]);
}

#[test]
fn json_of_another_shape_is_refused_at_its_place() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for body in ["null", "[]", "\"x\"", "5", "true"] {
        let answer = post(&app, &clerk, JSON, body).expect_problem(422, "invalid_body");
        assert_eq!(answer.violations(), [(String::new(), "type".to_owned())]);
    }
    let array = json!([bodies::activity()]);
    assert!(post(&app, &clerk, JSON, array.to_string()).expect(422).violates(""));
    for (field, value, code) in [
        ("title", r#""a\u0000b""#, "control_character"),
        ("title", r#""a\u001bb""#, "control_character"),
        ("title", r#""\u007f""#, "control_character"),
        ("persons", "3000000000", "range"),
        ("persons", "-1", "range"),
        ("persons", "99999999999999999999", "type"),
        ("persons", "1.5", "type"),
        ("persons", "1e-1", "type"),
        ("persons", "1e300", "type"),
        ("persons", "1e9", "range"),
        ("persons", "true", "type"),
        ("audience_estimated", "0", "type"),
        ("joint_townships", "{}", "type"),
        ("joint_townships", "[null]", "type"),
        ("held_on", "20240520", "type"),
        ("kind", "null", "type"),
    ] {
        let answer = post(&app, &clerk, JSON, text_with(field, value)).expect_problem(422, "invalid_body");
        let found = answer.violations();
        assert!(
            found.iter().any(|(at, rule)| at.starts_with(&format!("/{field}")) && rule == code),
            "{value}: {found:?}"
        );
    }
}

/// A body may be wrong in more places than anybody wants to read.
#[test]
fn of_very_many_violations_a_thousand_are_named() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let unknown: serde_json::Map<String, Value> =
        (0..20_000).map(|n| (format!("field_{n}"), json!(0))).collect();
    let answer =
        post(&app, &clerk, JSON, Value::from(unknown).to_string()).expect_problem(422, "invalid_body");
    assert_eq!(answer.violations().len(), 1000);
    let tasks = vec![json!({"title": 1, "x": 1}); 200];
    let body = bodies::with(bodies::plan(), &json!({"tasks": tasks}));
    let answer = app.post(&clerk, "/api/v1/plans", &body).send().expect(422);
    assert_eq!(answer.violations().len(), 400, "as many as there are");
    let query = (0..5_000).map(|n| format!("&p{n}=1")).collect::<Vec<_>>().concat();
    let answer = app.get(&clerk, &format!("{LIST}?{query}")).send().expect_problem(400, "invalid_parameter");
    assert_eq!(answer.violations().len(), 1000);
}

/// JSON knows no integers, and JSON Schema counts every number without a fraction as one.
#[test]
fn a_whole_number_is_an_integer_however_it_is_written() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (written, read) in [("1.0", 1), ("1e1", 10), ("1.2E+1", 12), ("0.0", 0), ("-0", 0), ("-0.0", 0)] {
        let created = post(&app, &clerk, JSON, text_with("persons", written)).expect(201);
        assert_eq!(created.body["persons"], json!(read), "{written}");
        let item = format!("{LIST}/{}", created.id());
        let patch = format!("{{\"persons\": {written}}}");
        let patched =
            app.patch(&clerk, &item, &json!(null)).if_match("*").body(JSON, patch).send().expect(200);
        assert_eq!(patched.body["persons"], json!(read), "{written}");
    }
}

#[test]
fn every_violation_is_named_at_once() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = json!({"township_code": "5405", "kind": "trainng", "held_on": "soon", "title": "", "persons": -1, "x": 1});
    let answer = post(&app, &clerk, JSON, body.to_string()).expect(422);
    let mut found: Vec<String> = answer.violations().into_iter().map(|(at, _)| at).collect();
    found.sort_unstable();
    assert_eq!(found, ["/held_on", "/kind", "/persons", "/title", "/township_code", "/x"]);
    let several = json!({"year": 2023, "ends_on": "2024-01-01", "persons": 13, "exam_due": 1});
    let answer = app.post(&clerk, LIST, &bodies::with(bodies::activity(), &several)).send().expect(422);
    assert_eq!(answer.violations().len(), 5, "{:?}", answer.violations());
}

#[test]
fn text_is_kept_as_it_is_in_nfc() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (sent, kept) in [
        ("𠮷野家 😀 བོད་ཡིག", "𠮷野家 😀 བོད་ཡིག"),
        ("e\u{301}", "é"),
        ("'; DROP TABLE trail; --", "'; DROP TABLE trail; --"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("%00 \\u0000 ${x}", "%00 \\u0000 ${x}"),
    ] {
        let lines = format!("{sent}\n\t{sent}");
        let body = bodies::with(bodies::activity(), &json!({ "title": sent, "note": lines }));
        let created = app.post(&clerk, LIST, &body).send().expect(201);
        let read = app.get(&clerk, &format!("{LIST}/{}", created.id())).send().expect(200);
        assert_eq!(
            (&read.body["title"], &read.body["note"]),
            (&json!(kept), &json!(format!("{kept}\n\t{kept}")))
        );
    }
}

#[test]
fn of_a_field_sent_twice_the_last_counts() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::activity().to_string();
    let twice = format!("{},\"title\":\"后面的\"}}", body.strip_suffix('}').unwrap());
    assert_eq!(post(&app, &clerk, JSON, twice).expect(201).body["title"], json!("后面的"));
}

#[test]
fn bodies_over_the_limit_are_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let padded = |size: usize| {
        let body = bodies::activity().to_string();
        format!("{body}{}", " ".repeat(size - body.len()))
    };
    post(&app, &clerk, JSON, padded(MAX_BODY)).expect(201);
    post(&app, &clerk, JSON, padded(MAX_BODY + 1)).expect_problem(413, "body_too_large");
    let title = bodies::with(bodies::activity(), &json!({"title": "字".repeat(1_000_000)}));
    app.post(&clerk, LIST, &title).send().expect_problem(413, "body_too_large");
    let item = format!("{LIST}/{}", post(&app, &clerk, JSON, bodies::activity().to_string()).id());
    app.put(&clerk, &item, &title).if_match("*").send().expect_problem(413, "body_too_large");
    app.patch(&clerk, &item, &title).if_match("*").send().expect_problem(413, "body_too_large");
    // A title that is too long but not too large is refused for what it is.
    let long = bodies::with(bodies::activity(), &json!({"title": "字".repeat(201)}));
    assert!(app.post(&clerk, LIST, &long).send().expect(422).violates("/title"));
}

/// Without Content-Length the limit shows only while reading.
#[test]
fn a_chunked_body_over_the_limit_is_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let chunk = format!("{:x}\r\n{}\r\n", 64 * 1024, " ".repeat(64 * 1024));
    let request = format!(
        "POST {LIST} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: {JSON}\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n{}0\r\n\r\n",
        clerk.text.as_ref().unwrap(),
        chunk.repeat(17),
    );
    let answer = raw::exchange(&app, "POST", LIST, request.as_bytes()).expect("an answer");
    answer.expect_problem(413, "body_too_large");
}

/// What inflates may become anything: a body is taken as it is, or not at all, whoever sends it.
#[test]
fn an_encoded_body_is_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let send = |coding: &str| {
        let post = app.post(&clerk, LIST, &bodies::activity());
        post.header("content-encoding", coding).send()
    };
    for coding in ["gzip", "deflate", "br", "zstd", "x-gzip", "GZIP", "identity, gzip", "unheard-of", ""] {
        let answer = send(coding).expect_problem(415, "unsupported_media_type");
        assert_eq!(answer.header("accept-encoding"), Some("identity"), "{coding:?}");
    }
    for coding in ["identity", "Identity"] {
        send(coding).expect(201);
    }
    let nobody = app.post(&Token::nobody(), LIST, &bodies::activity()).header("content-encoding", "gzip");
    assert_eq!(nobody.send().expect_problem(401, "unauthenticated").header("accept-encoding"), None);
}

/// What is wrong with a body is said to those who may send it. The others are answered before it comes.
#[test]
fn nobody_is_answered_by_what_is_wrong_with_his_body() {
    let app = spawn_app();
    let (clerk, viewer) = (app.clerk(GUDUI), app.token(Role::Viewer, GUDUI, TimeDelta::days(1)));
    let forged = Token::of(format!("fz_{}_{}", clerk.id, "A".repeat(43)));
    for (token, status) in [(&Token::nobody(), 401), (&forged, 401), (&viewer, 403), (&clerk, 413)] {
        // It never comes: an answer is only possible without it.
        let authorization = token.text.as_ref().map(|text| format!("authorization: Bearer {text}\r\n"));
        let request = format!(
            "POST {LIST} HTTP/1.1\r\nhost: x\r\n{}content-type: {JSON}\r\ncontent-length: {}\r\n\r\n",
            authorization.unwrap_or_default(),
            MAX_BODY + 1
        );
        assert_eq!(raw::exchange(&app, "POST", LIST, request.as_bytes()).expect("an answer").status, status);
    }
}

/// A GET may carry a body; nobody reads it.
#[test]
fn a_body_where_none_belongs_is_ignored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.get(&clerk, LIST).json(&Value::Null).send().expect(200);
    let item = format!("{LIST}/{}", post(&app, &clerk, JSON, bodies::activity().to_string()).id());
    app.delete(&clerk, &item).if_match("*").body("text/plain", "{").send().expect(200);
    app.restore(&clerk, &item).if_match("*").body("text/plain", "{").send().expect(200);
}
