//! A judge that never finds anything is worthless: each kind of breach is
//! committed here once.

mod routing;
mod sample;

use serde_json::{Value, json};

use self::sample::document;
use super::{Answer, Contract};

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
const ITEM: &str = "/api/v1/things/1";

/// The answer's breaches, empty if there are none.
fn judge(request: &str, status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let (method, path) = request.split_once(' ').unwrap();
    let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
    let headers: Vec<(String, String)> = headers.iter().map(owned).collect();
    let answer = Answer { method, path, status, headers: &headers, body: body.as_bytes() };
    let verdict = Contract::new(document()).check(&answer);
    verdict.err().unwrap_or_default()
}

fn thing(body: &Value) -> String {
    let headers = [("content-type", JSON), ("etag", "\"1\"")];
    judge(&format!("GET {ITEM}"), 200, &headers, &body.to_string())
}

fn problem(request: &str, status: u16, more: &[(&str, &str)]) -> String {
    let headers = [&[("content-type", PROBLEM)], more].concat();
    let body = json!({ "status": status, "title": "No" }).to_string();
    judge(request, status, &headers, &body)
}

#[track_caller]
fn passes(verdict: &str) {
    assert_eq!(verdict, "");
}

#[track_caller]
fn fails(verdict: &str, phrase: &str) {
    assert!(verdict.contains(phrase), "{phrase:?} is not in {verdict:?}");
}

#[test]
fn good_answers_pass() {
    passes(&thing(&json!({ "id": 1, "name": "a", "owner": { "name": "b" } })));
    passes(&thing(&json!({ "id": 1, "owner": null, "free": { "any": 1 } })));
    passes(&thing(&json!({ "id": 1, "counts": { "any": { "id": 2 } } })));
    passes(&problem(&format!("GET {ITEM}"), 404, &[]));
    passes(&judge(&format!("DELETE {ITEM}"), 204, &[], ""));
    let charset = [("content-type", "application/json; charset=UTF-8")];
    passes(&judge("GET /api/v1/things", 200, &charset, r#"{"items":[{"id":1}]}"#));
    let csv = [("content-type", "text/csv")];
    passes(&judge("GET /api/v1/things", 200, &csv, "id\n1\n"));
}

/// Clients read any word there; the service says those of its contract.
#[test]
fn open_enumerations_are_closed_for_the_service() {
    passes(&thing(&json!({ "id": 1, "kind": "a", "other": null })));
    fails(&thing(&json!({ "id": 1, "kind": "c" })), "body/kind: \"c\" is not one of");
    fails(&thing(&json!({ "id": 1, "other": "c" })), "body/other: \"c\" is not one of");
    fails(&thing(&json!({ "id": 1, "kind": null })), "body/kind: null is not");
}

#[test]
fn a_breach_names_operation_status_and_place() {
    let verdict = thing(&json!({ "id": 1, "name": 5 }));
    let name = "GET /api/v1/things/1 [/api/v1/things/{id}] 200: body/name: 5 is not of type";
    fails(&verdict, name);
}

#[test]
fn every_breach_is_listed() {
    let headers = [("content-type", JSON), ("x-count", "-1")];
    let verdict = judge(&format!("GET {ITEM}"), 200, &headers, r#"{"name":5,"x":1}"#);
    assert_eq!(verdict.lines().count(), 5, "{verdict}");
}

#[test]
fn bodies_must_fit_the_schema() {
    fails(&thing(&json!({})), "\"id\" is a required property");
    fails(&thing(&json!({ "id": "1" })), "body/id: \"1\" is not of type");
    let headers = [("content-type", JSON), ("etag", "\"1\"")];
    let verdict = judge(&format!("GET {ITEM}"), 200, &headers, "{");
    fails(&verdict, "not JSON");
}

#[test]
fn properties_must_be_documented() {
    fails(&thing(&json!({ "id": 1, "x": 1 })), "undocumented property /x");
    let verdict = thing(&json!({ "id": 1, "owner": { "name": "b", "age/y": 3 } }));
    fails(&verdict, "undocumented property /owner/age~1y");
    let verdict = thing(&json!({ "id": 1, "counts": { "any": { "id": 2, "x": 1 } } }));
    fails(&verdict, "undocumented property /counts/any/x");
    let body = r#"{"items":[{"id":1},{"id":2,"x":1}]}"#;
    let verdict = judge("GET /api/v1/things", 200, &[("content-type", JSON)], body);
    fails(&verdict, "undocumented property /items/1/x");
}

#[test]
fn only_the_branch_that_fits_makes_properties_known() {
    let shape = |body: &str| judge("GET /api/v1/shape", 200, &[("content-type", JSON)], body);
    passes(&shape(r#"{"kind":"flat","width":1}"#));
    passes(&shape(r#"{"kind":"flat","more":{"known":1,"unknown":2}}"#));
    let verdict = shape(r#"{"kind":"flat","width":1,"radius":1}"#);
    fails(&verdict, "undocumented property /radius");
}

#[test]
fn formats_are_asserted() {
    let (id, at) = ("01900000-0000-7000-8000-000000000000", "2026-01-31T08:00:00+08:00");
    let times = |key: &str, value: &str| {
        let body = json!({ key: value }).to_string();
        judge("GET /api/v1/times", 200, &[("content-type", JSON)], &body)
    };
    let samples = [
        ("date", "2026-01-31", "2026-02-30"),
        ("at", at, "2026-01-31T08:00:00"),
        ("uuid", id, "01900000"),
        ("uri", "https://example.org/a", "no uri"),
    ];
    for (key, good, bad) in samples {
        passes(&times(key, good));
        fails(&times(key, bad), &format!("body/{key}: "));
    }
}

#[test]
fn statuses_and_content_types_must_be_documented() {
    fails(&problem(&format!("GET {ITEM}"), 409, &[]), "undocumented status 409");
    let html = [("content-type", "text/html"), ("etag", "\"1\"")];
    let verdict = judge(&format!("GET {ITEM}"), 200, &html, "<p>");
    fails(&verdict, "undocumented content type");
    let verdict = judge(&format!("GET {ITEM}"), 200, &html[1..], "{}");
    fails(&verdict, "undocumented content type");
}

#[test]
fn ranges_count_only_where_the_document_has_them() {
    passes(&judge("GET /api/v1/things/summary", 202, &[], ""));
    let verdict = judge("GET /api/v1/things/summary", 302, &[], "");
    fails(&verdict, "undocumented status 302");
}

#[test]
fn headers_must_be_there_and_fit() {
    let get = format!("GET {ITEM}");
    let body = r#"{"id":1}"#;
    let verdict = judge(&get, 200, &[("content-type", JSON)], body);
    fails(&verdict, "required header ETag is missing");
    let with = |name, value| {
        let headers = [("content-type", JSON), ("etag", "\"1\""), (name, value)];
        judge(&get, 200, &headers, body)
    };
    passes(&with("x-count", "7"));
    fails(&with("x-count", "-7"), "header X-Count: -7 is less than");
    fails(&with("x-count", "seven"), "header X-Count: \"seven\" is not of type");
    fails(&with("etag", "1"), "header ETag: ");
}

#[test]
fn some_answers_have_no_body() {
    let get = format!("GET {ITEM}");
    passes(&judge(&get, 304, &[], ""));
    fails(&judge(&get, 304, &[], "{}"), "status 304 must have an empty body");
    let verdict = judge(&format!("DELETE {ITEM}"), 204, &[], "x");
    fails(&verdict, "without content must have an empty body");
}

#[test]
fn head_is_get_without_a_body() {
    let head = format!("HEAD {ITEM}");
    let headers = [("content-type", JSON), ("etag", "\"1\"")];
    passes(&judge(&head, 200, &headers, ""));
    fails(&judge(&head, 200, &headers, r#"{"id":1}"#), "HEAD must have an empty body");
    fails(&judge(&head, 200, &headers[..1], ""), "header ETag is missing");
    fails(&judge(&head, 202, &headers, ""), "undocumented status 202");
}

#[test]
fn a_broken_document_is_a_breach_and_no_pass() {
    let mut document = document();
    document["components"]["schemas"].as_object_mut().unwrap().remove("Base");
    let headers = [("content-type".to_owned(), JSON.to_owned())];
    let (method, path, status, body) = ("GET", ITEM, 200, b"{}".as_slice());
    let answer = Answer { method, path, status, headers: &headers, body };
    let verdict = Contract::new(document).check(&answer).unwrap_err();
    fails(&verdict, "is broken");
}

#[test]
fn threads_share_one_contract() {
    let contract = Contract::new(document());
    let headers = [("content-type".to_owned(), JSON.to_owned())];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let (method, path, status) = ("GET", "/api/v1/things", 200);
                let body = br#"{"items":[]}"#.as_slice();
                let answer = Answer { method, path, status, headers: &headers, body };
                assert_eq!(contract.check(&answer), Ok(()));
            });
        }
    });
}
