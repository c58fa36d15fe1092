//! Below a path of another site, and behind a firewall that lets only GET and POST pass.

use fazhi::http::edge;
use serde_json::json;

use crate::support::{App, GUDUI, Token, bodies, spawn_app, spawn_app_with};

const LIST: &str = "/api/v1/activities";

fn at(url: &str, proxies: &str) -> App {
    let public_url = (!url.is_empty()).then(|| url.parse().unwrap());
    let trusted_proxies = proxies.parse().unwrap();
    spawn_app_with(edge::Settings { public_url, trusted_proxies, ..edge::Settings::default() })
}

/// `Location` of a new record, `Link` of a page, and `servers` of the contract, as this header makes them.
fn addresses(app: &App, prefix: &str) -> [String; 3] {
    let clerk = app.clerk(GUDUI);
    let first =
        app.post(&clerk, LIST, &bodies::activity()).header("x-forwarded-prefix", prefix).send().expect(201);
    app.post(&clerk, LIST, &bodies::activity()).send().expect(201);
    let page =
        app.get(&clerk, &format!("{LIST}?limit=1")).header("x-forwarded-prefix", prefix).send().expect(200);
    let nobody = Token::nobody();
    let contract =
        app.get(&nobody, "/api/v1/openapi.json").header("x-forwarded-prefix", prefix).send().expect(200);
    assert!(contract.header("vary").unwrap().to_ascii_lowercase().contains("x-forwarded-prefix"));
    let location = first.header("location").unwrap().replace(&first.id(), "ID");
    let link = page.header("link").unwrap().split('?').next().unwrap().to_owned();
    let server = contract.body["servers"][0]["url"].as_str().unwrap().to_owned();
    assert_eq!(contract.body["servers"].as_array().unwrap().len(), 1);
    [location, link, server]
}

#[test]
fn addresses_begin_with_the_path_that_the_service_is_below() {
    let plain = ["/api/v1/activities/ID", "</api/v1/activities", "/"];
    let below = |server: &str| {
        ["/fazhi/api/v1/activities/ID".to_owned(), "</fazhi/api/v1/activities".to_owned(), server.to_owned()]
    };
    assert_eq!(addresses(&spawn_app(), ""), plain);
    // Nobody is trusted.
    assert_eq!(addresses(&spawn_app(), "/fazhi"), plain);
    let public = at("https://portal.example.gov.cn/fazhi/", "");
    assert_eq!(addresses(&public, ""), below("https://portal.example.gov.cn/fazhi"));
    assert_eq!(addresses(&public, "/other"), below("https://portal.example.gov.cn/fazhi"));
    let behind = at("", "127.0.0.1");
    assert_eq!(addresses(&behind, "/fazhi"), below("/fazhi"));
    assert_eq!(addresses(&behind, "/a, /b")[2], "/a/b");
    for odd in ["", "/", "//evil.example", "https://evil.example", "/<script>", "/a/../b"] {
        assert_eq!(addresses(&behind, odd), plain, "{odd}");
    }
    // A trusted proxy's word goes before the setting.
    let both = at("https://portal.example.gov.cn/fazhi", "127.0.0.1");
    assert_eq!(addresses(&both, "/other")[2], "/other");
    assert_eq!(addresses(&both, "/fazhi")[2], "https://portal.example.gov.cn/fazhi");
    let own_host = at("https://fazhi.example.gov.cn", "");
    let [location, _, server] = addresses(&own_host, "");
    assert_eq!((location.as_str(), server.as_str()), (plain[0], "https://fazhi.example.gov.cn"));
}

/// Relative to where they stand, they are right below any path, also where no setting says so.
#[test]
fn the_page_for_people_finds_its_way_below_any_path() {
    let app = spawn_app();
    let nobody = Token::nobody();
    assert_eq!(app.get(&nobody, "/docs").send().expect(307).header("location"), Some("docs/"));
    let desk = String::from_utf8(app.get(&nobody, "/").send().expect(200).bytes).unwrap();
    assert!(desk.contains("\"assets/"), "{desk}");
    let settings = app.get(&nobody, "/docs/swagger-initializer.js").send().expect(200);
    let settings = String::from_utf8(settings.bytes).unwrap();
    assert!(settings.contains("url: \"../api/v1/openapi.json\""), "{settings}");
}

#[test]
fn a_post_stands_for_another_method_where_that_is_set() {
    let app = spawn_app_with(edge::Settings { takes_override: true, ..edge::Settings::default() });
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", app.post(&clerk, LIST, &bodies::activity()).send().expect(201).id());
    let post = |method: &str, tag: &str| {
        let request = app.post(&clerk, &item, &json!({"persons": 9})).if_match(tag);
        request.header("x-http-method-override", method)
    };
    let patched = post("PATCH", "\"1\"").send_as("PATCH").expect(200);
    assert_eq!((&patched.body["persons"], &patched.body["version"]), (&json!(9), &json!(2)));
    let replaced = app.post(&clerk, &item, &bodies::activity()).if_match("\"2\"");
    replaced.header("x-http-method-override", "put").send_as("PUT").expect(200);
    post("DELETE", "\"3\"").send_as("DELETE").expect(200);
    for other in ["GET", "HEAD", "OPTIONS", "FETCH", ""] {
        let refused = post(other, "*").send_as("PATCH").expect(400);
        assert!(refused.violates("X-HTTP-Method-Override"), "{other}");
    }
    // Only a POST stands for another method.
    app.get(&clerk, &item).header("x-http-method-override", "DELETE").send().expect(200);
    assert_eq!(app.number("SELECT count(*) FROM activities WHERE voided_at IS NOT NULL"), 1);
}

#[test]
fn by_default_a_post_is_a_post() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", app.post(&clerk, LIST, &bodies::activity()).send().expect(201).id());
    let post = app.post(&clerk, &item, &json!({"persons": 9})).if_match("\"1\"");
    post.header("x-http-method-override", "PATCH").send().expect_problem(405, "method_not_allowed");
}
