//! What is out of a caller's reach looks exactly like what does not exist.

use serde_json::Value;

use super::{RESOURCES, Resource, json};
use crate::support::{Answer, App, ELSEWHERE, GUDUI, Request, Token, ZHEGU, spawn_app};

const UNKNOWN: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

/// Everything that can be done to one record.
fn operations<'a>(app: &'a App, token: &Token, resource: &Resource, id: &str) -> Vec<Request<'a>> {
    let item = resource.item(id);
    vec![
        app.get(token, &item),
        app.request("HEAD", token, &item),
        app.get(token, &item).if_none_match("\"1\""),
        app.get(token, &format!("{item}/history")),
        app.put(token, &item, &resource.good()).if_match("\"1\""),
        app.put(token, &item, &resource.good()),
        app.put(token, &item, &Value::Null).if_match("\"9\""),
        app.patch(token, &item, &json(resource.change)).if_match("\"1\""),
        app.delete(token, &item).if_match("\"1\""),
        app.restore(token, &item).if_match("\"1\""),
        app.restore(token, &item).idempotency_key("a"),
    ]
}

/// An answer without what tells requests apart by nature.
fn seen(answer: Answer, id: &str) -> (u16, Vec<(String, String)>, String) {
    let request_id = answer.header("x-request-id").unwrap().to_owned();
    let mut headers = answer.headers;
    // What the role may not do is refused before the body is read: the connection is closed where that has not come by then.
    let by_nature: &[&str] = if answer.status == 403 {
        &["x-request-id", "date", "connection"]
    } else {
        &["x-request-id", "date"]
    };
    headers.retain(|(name, _)| !by_nature.contains(&name.as_str()));
    headers.sort_unstable();
    let body = String::from_utf8(answer.bytes).unwrap().replace(&request_id, "").replace(id, "");
    (answer.status, headers, body)
}

#[test]
fn foreign_records_look_like_unknown_ones() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // A partner of a joint activity may read it; 乃西乡 is none.
    let clerks = [app.clerk("540526200"), app.clerk(ELSEWHERE)];
    let is_clerk = |token: &Token| clerks.iter().any(|clerk| clerk.id == token.id);
    let others = [app.officer("110101"), app.admin("11")];
    let foreign: Vec<_> = clerks.iter().chain(&others).collect();
    for resource in RESOURCES.iter() {
        let id = resource.create(&app, &clerk).id();
        for token in foreign.iter().copied() {
            let (theirs, unknown) =
                (operations(&app, token, resource, &id), operations(&app, token, resource, UNKNOWN));
            for (theirs, unknown) in theirs.into_iter().zip(unknown) {
                let (theirs, unknown) = (theirs.send(), unknown.send());
                assert!(theirs.status == 404 || theirs.status == 403 && !is_clerk(token), "{}", theirs.body);
                assert_eq!(seen(theirs, &id), seen(unknown, UNKNOWN));
            }
            assert_eq!(app.get(token, &resource.list()).send().expect(200).ids(), [""; 0]);
        }
        assert_eq!(app.get(&clerk, &resource.item(&id)).send().expect(200).etag(), "\"1\"");
    }
}

#[test]
fn ids_that_are_none_are_not_found() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        for id in ["1", "x", "0193a2b4", "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6", "%2e%2e", "字"] {
            for operation in operations(&app, &clerk, resource, id) {
                operation.send().expect(404);
            }
        }
    }
}

#[test]
fn a_subtree_is_reached_from_every_node_above() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let id = resource.create(&app, &clerk).id();
        for region in ["CN", "54", "5405", "540526", GUDUI] {
            for token in [app.officer(region), app.admin(region), app.clerk(region)] {
                app.get(&token, &resource.item(&id)).send().expect(200);
                assert_eq!(app.get(&token, &resource.list()).send().expect(200).ids(), [id.as_str()]);
                for within in ["region=54", "region=540526", "township=540526201", "township=540526101"] {
                    let page = app.get(&token, &format!("{}?{within}", resource.list())).send();
                    let code = within.split_once('=').unwrap().1;
                    let inside = region == "CN" || code.starts_with(region);
                    assert_eq!(page.status, if inside { 200 } else { 404 }, "{region} {within}");
                    let expected = usize::from(inside && GUDUI.starts_with(code));
                    assert_eq!(
                        page.body["items"].as_array().map_or(0, Vec::len),
                        expected,
                        "{region} {within}"
                    );
                }
            }
        }
    }
}

#[test]
fn records_are_entered_within_reach_only() {
    let app = spawn_app();
    for resource in RESOURCES.iter() {
        for token in [app.clerk(ZHEGU), app.clerk(ELSEWHERE), app.clerk("5401")] {
            let refused =
                app.post(&token, &resource.list(), &resource.good()).send().expect_problem(404, "not_found");
            assert!(refused.violates("/township_code"));
        }
        for token in [app.officer(GUDUI), app.officer("CN"), app.admin("540526")] {
            app.post(&token, &resource.list(), &resource.good()).send().expect_problem(403, "forbidden");
        }
        app.post(&app.clerk("540526"), &resource.list(), &resource.good()).send().expect(201);
    }
}
