//! Paths, methods and queries.

use std::collections::BTreeSet;

use super::problem;
use crate::document::walk;
use crate::support::contract::node::METHODS;
use crate::support::{GUDUI, Token, published, raw, spawn_app};

const UNKNOWN: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

#[test]
fn unknown_paths_are_not_found() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for path in
        ["/api", "/api/v1/", "/api/v1/nothing", "/api/v1/activities/", "/api/v2/activities", "/x", "/.env"]
    {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"] {
            let answer = app.request(method, &clerk, path).send().expect(404);
            if method != "HEAD" {
                problem(&answer);
            }
        }
    }
    for path in
        ["/api/v1/activities//", "/api/v1//activities", "//api/v1/activities", "/api/v1/activities/./x"]
    {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        problem(&raw::exchange(&app, "GET", "/api/v1/nothing", request.as_bytes()).unwrap().expect(404));
    }
}

#[test]
fn methods_that_a_path_does_not_have_are_refused_with_those_it_has() {
    let app = spawn_app();
    let operations = walk::operations(published());
    let paths: BTreeSet<&str> = operations.iter().map(|operation| operation.path.as_str()).collect();
    for template in paths {
        let offered = |method: &str| operations.iter().any(|o| o.path == template && o.method == method);
        let path = template.replace("{id}", UNKNOWN).replace(['{', '}'], "");
        for method in METHODS.into_iter().filter(|method| *method != "options" && !offered(method)) {
            if method == "head" && offered("get") {
                continue;
            }
            // The contract checks Allow.
            let answer = app.request(&method.to_uppercase(), &Token::nobody(), &path).send().expect(405);
            if method != "head" {
                problem(&answer);
                assert_eq!(answer.problem_code(), "method_not_allowed");
            }
        }
        app.request("PROPFIND", &Token::nobody(), &path).send().expect(405);
        app.request("OPTIONS", &Token::nobody(), &path).send().expect(204);
    }
}

/// There are other ways to write a UUID; a record has one address all the same.
#[test]
fn an_id_is_written_one_way() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let created =
        app.post(&clerk, "/api/v1/activities", &crate::support::bodies::activity()).send().expect(201);
    let id = created.id();
    let plain = id.replace('-', "");
    for odd in
        [plain.clone(), format!("%7B{id}%7D"), format!("urn:uuid:{id}"), format!("{id}0"), format!(" {id}")]
    {
        let path = format!("/api/v1/activities/{}", odd.replace(' ', "%20"));
        app.get(&clerk, &path).send().expect_problem(404, "not_found");
        app.delete(&clerk, &path).if_match("*").send().expect_problem(404, "not_found");
    }
    app.get(&clerk, &format!("/api/v1/activities/{}", id.to_uppercase())).send().expect(200);
}

#[test]
fn head_is_get_without_a_body() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let created =
        app.post(&clerk, "/api/v1/activities", &crate::support::bodies::activity()).send().expect(201);
    let item = created.header("location").unwrap().to_owned();
    for path in [
        "/api/v1/activities",
        &item,
        "/api/v1/openapi.json",
        "/api/v1/activities?limit=0",
        "/healthz",
        "/api/v1/x",
    ] {
        let (get, head) = (app.get(&clerk, path).send(), app.request("HEAD", &clerk, path).send());
        let headers = |answer: &crate::support::Answer| -> BTreeSet<(String, String)> {
            let kept =
                answer.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
            kept.cloned().collect()
        };
        assert_eq!((head.status, headers(&head)), (get.status, headers(&get)), "{path}");
        assert_eq!(head.bytes.len(), 0);
    }
}

#[test]
fn odd_paths_are_not_found_and_harm_nothing() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let long = "a".repeat(8000);
    for segment in [
        "%00",
        "%zz",
        "%",
        "%c3%28",
        "%ff",
        "%2F",
        "%2e%2e%2f",
        "a%00b",
        "..%5c",
        "'",
        "%3Cx%3E",
        "{id}",
        "%E6%B3%95",
        &long,
    ] {
        for tail in ["", "/history", ":restore"] {
            let path = format!("/api/v1/activities/{segment}{tail}");
            let method = if tail == ":restore" { "POST" } else { "GET" };
            let request = format!(
                "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
                clerk.text.as_ref().unwrap()
            );
            let target = format!("/api/v1/activities/x{tail}");
            let Some(answer) = raw::exchange(&app, method, &target, request.as_bytes()) else {
                panic!("no answer to {path:.60}")
            };
            assert!([400, 404].contains(&answer.status), "{path:.60}: {}", answer.status);
            problem(&answer);
        }
    }
}

#[test]
fn odd_queries_are_refused_by_name() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (query, parameter) in [
        ("q=%00", "q"),
        ("q=a%00b", "q"),
        ("%00=1", "\0"),
        ("limit=%31%30%30%30", "limit"),
        ("form=%00", "form"),
        ("cursor=%00", "cursor"),
        ("=1", ""),
        ("filter[kind]=training", "filter[kind]"),
        ("limit", "limit"),
        ("kind=", "kind"),
        ("kind=,", "kind"),
        ("kind=training,,", "kind"),
    ] {
        let answer = app.get(&clerk, &format!("/api/v1/activities?{query}")).send();
        let answer = answer.expect_problem(400, "invalid_parameter");
        assert!(answer.violates(parameter), "{query}: {:?}", answer.violations());
    }
    for harmless in
        ["", "&", "&&limit=1&", "limit=１", "q=%zz", "q=%", "q=a+b", "limit=%31", "q=%f0%9f%98%80"]
    {
        app.get(&clerk, &format!("/api/v1/activities?{harmless}")).send().expect(200);
    }
}
