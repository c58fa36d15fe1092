//! No operation passes over a name in its query that it does not know: what somebody meant by it would not be done.

use chrono::TimeDelta;

use super::matrix::required_roles;
use super::requests::{Targets, api_operations, request_with};
use crate::document::operations::PUBLIC;
use crate::support::{GUDUI, spawn_app};

#[test]
fn a_misspelt_parameter_is_refused_by_every_operation() {
    let app = spawn_app();
    let targets = Targets::new(&app);
    let secured = api_operations().into_iter().filter(|operation| !PUBLIC.contains(&operation.path.as_str()));
    for operation in secured {
        let token = app.token(required_roles(&operation)[0], GUDUI, TimeDelta::days(1));
        let id = targets.fresh(&operation.path);
        let answer = request_with(&app, &operation, &token, &id, Some("reson=x")).send();
        let answer = answer.expect_problem(400, "invalid_parameter");
        assert_eq!(
            answer.violations(),
            [("reson".to_owned(), "unknown_parameter".to_owned())],
            "{}",
            operation.name
        );
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
        let takes_a_reason =
            operation.parameters().iter().any(|parameter| parameter.value["name"] == "reason");
        assert!(!takes_a_reason || detail.contains("是不是 reason？"), "{}: {detail}", operation.name);
    }
}

/// What jQuery and others add to every address says nothing.
#[test]
fn what_is_there_against_caches_is_passed_over() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.get(&clerk, "/api/v1/me?_=1732800000000").send().expect(200);
    app.get(&clerk, "/api/v1/activities?_=1732800000000").send().expect(200);
}
