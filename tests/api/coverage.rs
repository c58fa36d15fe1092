//! Every operation of the contract, also those that nobody thought of here: who gets in, and who does not.

use chrono::TimeDelta;
use fazhi::auth::Role;
use serde_json::Value;

use crate::document::operations::PUBLIC;
use crate::document::walk::{self, Operation, media};
use crate::resources::{RESOURCES, Resource};
use crate::support::contract::node::Node;
use crate::support::{App, ELSEWHERE, GUDUI, Request, Token, ZHEGU, published, spawn_app};

/// What stands for a path parameter: below which path, its name, its value. The first row that fits counts. Ids of records
/// and tokens are not here: those are of what was just made.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("/api/v1/problems/", "code", "not_found"),
    ("/api/v1/regions/", "code", GUDUI),
    ("/api/v1/regions/", "indicator", "training_sessions"),
    ("/api/v1/indicators/", "code", "training_sessions"),
    ("/api/v1/vocabularies/", "name", "venue_classes"),
];

/// Where tokens are: of all paths the only one besides the resources that takes ids.
const TOKENS: &str = "/api/v1/tokens";

/// Query parameters that some operation cannot do without, sent wherever they are taken: figures need a year or a
/// span of years, which the contract cannot say.
const QUERIES: &[(&str, &str)] = &[("year", "2024")];

/// Operations that write something other than records, with the right they need: not an officer's matter.
const NOT_RECORDS: &[&str] = &[TOKENS, "/api/v1/vocabularies"];

/// The path with its parameters filled in; `id` is that of a record of the resource, or of a token.
fn filled(path: &str, id: &str) -> String {
    let mut filled = path.to_owned();
    while let Some((before, (name, _))) =
        filled.split_once('{').and_then(|(b, rest)| Some((b, rest.split_once('}')?)))
    {
        let known = PARAMETERS.iter().find(|(prefix, known, _)| before.starts_with(prefix) && *known == name);
        let value = match known {
            Some((_, _, value)) => value,
            None if name == "id" && (resource_of(path).is_some() || path.starts_with(TOKENS)) => id,
            None => panic!("{path}: nothing is known about the parameter {name}; add it to PARAMETERS"),
        };
        filled = filled.replacen(&format!("{{{name}}}"), value, 1);
    }
    filled
}

fn resource_of(path: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.path == first_part(path))
}

fn first_part(path: &str) -> &str {
    path.strip_prefix("/api/v1/").and_then(|path| path.split(['/', ':']).next()).unwrap_or_default()
}

/// The operation as a request that lacks nothing but the right token.
fn request<'a>(app: &'a App, operation: &Operation<'_>, token: &Token, id: &str) -> Request<'a> {
    let query: Vec<String> = operation.parameters().iter().filter_map(query_parameter).collect();
    let path = format!("{}?{}", filled(&operation.path, id), query.join("&"));
    let request = app.request(&operation.method.to_uppercase(), token, path.trim_end_matches('?'));
    let request = if operation.takes_header("If-Match") { request.if_match("\"1\"") } else { request };
    match body(operation) {
        Some((media_type, body)) => request.body(&media_type, body.to_string()),
        None => request,
    }
}

fn query_parameter(parameter: &Node<'_>) -> Option<String> {
    let name = parameter.value["name"].as_str().unwrap();
    let known = QUERIES.iter().find(|(known, _)| *known == name && parameter.value["in"] == "query");
    let is_needed = parameter.value["in"] == "query" && parameter.value["required"] == true;
    assert!(known.is_some() || !is_needed, "nothing is known about the parameter {name}; add it to QUERIES");
    known.map(|(_, value)| format!("{name}={value}"))
}

/// A good body: the resource's, else the contract's own example.
fn body(operation: &Operation<'_>) -> Option<(String, Value)> {
    let (media_type, content) = media(&operation.node.at("requestBody")?.target()).into_iter().next()?;
    let good = resource_of(&operation.path).map(|resource| (resource.good)());
    Some((media_type, good.unwrap_or_else(|| content.value["example"].clone())))
}

fn api_operations() -> Vec<Operation<'static>> {
    let operations: Vec<_> = walk::operations(published()).into_iter().filter(Operation::is_api).collect();
    assert!(operations.len() >= 8, "the contract is nearly empty");
    operations
}

/// A record of each resource, by path, and a clerk's token.
fn records(app: &App, clerk: &Token) -> Vec<(&'static str, String)> {
    let records = RESOURCES.iter().map(|resource| (resource.path, resource.create(app, clerk).id()));
    records.chain([("tokens", app.clerk(GUDUI).id)]).collect()
}

fn id_for<'a>(records: &'a [(&str, String)], path: &str) -> &'a str {
    let found = records.iter().find(|(first, _)| first_part(path) == *first);
    found.map_or("", |(_, id)| id)
}

/// Everything a caller can present that is no valid token.
fn invalid_tokens(app: &App) -> Vec<Token> {
    let good = app.clerk(GUDUI);
    let (id, secret) = (&good.id, "A".repeat(43));
    let revoked = app.clerk(GUDUI);
    app.revoke(&revoked);
    let forged = format!("fz_{id}_{secret}");
    let cut = good.text.clone().unwrap().split_at(40).0.to_owned();
    let mut tokens = vec![Token::nobody(), revoked, app.token(Role::Clerk, GUDUI, TimeDelta::seconds(-1))];
    tokens.extend(
        [forged, cut, "x".to_owned(), "fz__".to_owned(), "字".to_owned(), String::new()].map(Token::of),
    );
    tokens
}

#[test]
fn every_operation_needs_a_valid_token() {
    let app = spawn_app();
    let records = records(&app, &app.clerk(GUDUI));
    let invalid = invalid_tokens(&app);
    for operation in api_operations() {
        let id = id_for(&records, &operation.path);
        if PUBLIC.contains(&operation.path.as_str()) {
            request(&app, &operation, &Token::nobody(), id).send().expect(200);
            continue;
        }
        for token in &invalid {
            let answer = request(&app, &operation, token, id).send().expect_problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"fazhi\""));
        }
        let other_scheme =
            request(&app, &operation, &Token::nobody(), id).header("authorization", "Basic YTpi");
        other_scheme.send().expect_problem(401, "unauthenticated");
    }
}

/// A caller without a token learns nothing from what else is wrong with the request.
#[test]
fn who_one_is_comes_before_what_one_says() {
    let app = spawn_app();
    let records = records(&app, &app.clerk(GUDUI));
    let secured = api_operations().into_iter().filter(|operation| !PUBLIC.contains(&operation.path.as_str()));
    for operation in secured {
        let path = filled(&operation.path, id_for(&records, &operation.path));
        let method = operation.method.to_uppercase();
        let bare = |path: &str| app.request(&method, &Token::nobody(), path);
        bare(&format!("{path}?no_such=1")).send().expect_problem(401, "unauthenticated");
        if operation.node.at("requestBody").is_some() {
            bare(&path).body("text/plain", "{").send().expect_problem(401, "unauthenticated");
            bare(&path).json(&Value::Null).send().expect_problem(401, "unauthenticated");
        }
    }
}

#[test]
fn nobody_touches_what_is_not_in_his_reach() {
    let app = spawn_app();
    let records = records(&app, &app.clerk(GUDUI));
    let of_resources = |operation: &Operation<'_>| {
        operation.path.contains('{') && resource_of(&operation.path).is_some()
            || operation.path.starts_with("/api/v1/regions/{code}/figures")
    };
    for operation in api_operations().into_iter().filter(of_resources) {
        let id = id_for(&records, &operation.path);
        for token in [app.clerk(ZHEGU), app.clerk(ELSEWHERE), app.officer("110101"), app.admin("11")] {
            request(&app, &operation, &token, id).send().expect_problem(404, "not_found");
        }
    }
    for (path, id) in records.iter().filter(|(path, _)| *path != "tokens") {
        let read = app.get(&app.clerk(GUDUI), &format!("/api/v1/{path}/{id}")).send().expect(200);
        assert_eq!(read.etag(), "\"1\"");
    }
}

#[test]
fn officers_and_admins_write_no_records() {
    let app = spawn_app();
    let records = records(&app, &app.clerk(GUDUI));
    for operation in api_operations().into_iter().filter(|operation| operation.method != "get") {
        if NOT_RECORDS.iter().any(|prefix| operation.path.starts_with(prefix)) {
            continue;
        }
        for token in [app.officer("540526"), app.admin("CN"), app.officer(GUDUI)] {
            let answer = request(&app, &operation, &token, id_for(&records, &operation.path)).send();
            answer.expect_problem(403, "forbidden");
        }
    }
}

/// The same request with the right token gets in: otherwise the refusals above would prove nothing.
#[test]
fn the_right_token_gets_in() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let (resources, others): (Vec<_>, Vec<_>) =
        api_operations().into_iter().partition(|operation| resource_of(&operation.path).is_some());
    for operation in resources {
        let resource = resource_of(&operation.path).unwrap();
        let id = resource.create(&app, &clerk).id();
        if operation.path.ends_with(":restore") {
            request(&app, &operation, &clerk, &id).send().expect_problem(409, "record_not_voided");
        } else {
            gets_in(request(&app, &operation, &clerk, &id), &operation);
        }
    }
    let records = records(&app, &clerk);
    for operation in others {
        let needs_admin = NOT_RECORDS.iter().any(|prefix| operation.path.starts_with(prefix));
        let token = if needs_admin { &app.admin("540526") } else { &clerk };
        gets_in(request(&app, &operation, token, id_for(&records, &operation.path)), &operation);
    }
}

#[track_caller]
fn gets_in(request: Request<'_>, operation: &Operation<'_>) {
    let answer = request.send();
    assert!([200, 201].contains(&answer.status), "{}: {}", operation.name, answer.body);
}
