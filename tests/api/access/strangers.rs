//! Whoever has no valid token gets nowhere, and learns nothing from what else is wrong with the request.

use serde_json::Value;

use super::callers::strangers;
use super::requests::{Targets, api_operations, filled, request};
use crate::document::operations::PUBLIC;
use crate::support::{Token, spawn_app};

#[test]
fn every_operation_needs_a_valid_token() {
    let app = spawn_app();
    let (strangers, targets) = (strangers(&app), Targets::new(&app));
    for operation in api_operations() {
        let id = targets.fresh(&operation.path);
        if PUBLIC.contains(&operation.path.as_str()) {
            request(&app, &operation, &Token::nobody(), &id).send().expect(200);
            continue;
        }
        let mut seen = Vec::new();
        for (_, token) in &strangers {
            let answer = request(&app, &operation, token, &id).send().expect_problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"fazhi\""));
            let request_id = answer.header("x-request-id").unwrap().to_owned();
            seen.push(String::from_utf8(answer.bytes).unwrap().replace(&request_id, ""));
        }
        seen.dedup();
        assert_eq!(
            seen.len(),
            1,
            "{}: why a token is refused is nobody's business: {seen:?}",
            operation.name
        );
        let other_scheme =
            request(&app, &operation, &Token::nobody(), &id).header("authorization", "Basic YTpi");
        other_scheme.send().expect_problem(401, "unauthenticated");
    }
}

#[test]
fn who_one_is_comes_before_what_one_says() {
    let app = spawn_app();
    let targets = Targets::new(&app);
    let secured = api_operations().into_iter().filter(|operation| !PUBLIC.contains(&operation.path.as_str()));
    for operation in secured {
        let path = filled(&operation.path, &targets.fresh(&operation.path));
        let method = operation.method.to_uppercase();
        let bare = |path: &str| app.request(&method, &Token::nobody(), path);
        bare(&format!("{path}?no_such=1")).send().expect_problem(401, "unauthenticated");
        if operation.node.at("requestBody").is_some() {
            bare(&path).body("text/plain", "{").send().expect_problem(401, "unauthenticated");
            bare(&path).json(&Value::Null).send().expect_problem(401, "unauthenticated");
        }
    }
}
