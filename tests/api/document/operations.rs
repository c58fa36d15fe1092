//! What operations must declare: names, refusals, security and the headers of
//! conditional and repeatable requests.

use std::collections::HashSet;

use serde_json::Value;

use super::prose::has_example;
use super::walk::{self, Operation, media};
use crate::support::contract::node::Node;

/// Open to everybody: how to speak with the service, and what its refusals
/// mean.
pub const PUBLIC: &[&str] =
    &["/api/v1", "/api/v1/openapi.json", "/api/v1/problems", "/api/v1/problems/{code}"];

/// Changes without `If-Match`. A revoked token is revoked: whoever revokes it overwrites nothing, whatever he has seen,
/// and must not be kept from it by a tag he has yet to fetch.
const UNCONDITIONAL: &[&str] = &["DELETE /api/v1/tokens/{id}"];

const PROBLEM: &str = "application/problem+json";

/// Generated clients make function names of these.
pub fn operation_ids(document: &Value) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut complaints = Vec::new();
    for operation in walk::operations(document) {
        let id = operation.node.value["operationId"].as_str();
        let id = id.unwrap_or_default();
        if !is_snake_case(id) {
            complaints.push(format!("{}: {id:?} is not snake_case", operation.name));
        }
        if !seen.insert(id) {
            complaints.push(format!("{}: {id:?} is taken", operation.name));
        }
    }
    complaints
}

fn is_snake_case(id: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !word.is_empty() && word.chars().all(plain)
    };
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.split('_').all(is_word)
}

/// Every refusal is a problem, and shows one of its own: an example at the
/// shared schema would say the same of all of them.
pub fn problems(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in walk::operations(document) {
        let refusals = operation.responses().into_iter();
        for (status, response) in refusals.filter(|(s, _)| s.starts_with(['4', '5'])) {
            let name = format!("{} {status}", operation.name);
            match media(&response).as_slice() {
                [(media_type, media)] if media_type == PROBLEM => {
                    let bare = !has_example(media);
                    complaints.extend(bare.then(|| format!("{name}: no example")));
                }
                _ => complaints.push(format!("{name}: not exactly {PROBLEM}")),
            }
        }
    }
    complaints
}

pub fn security(document: &Value) -> Vec<String> {
    api(document, |operation| {
        if PUBLIC.contains(&operation.path.as_str()) {
            return Vec::new();
        }
        let secured = is_secured(document, operation);
        let mut missing = statuses(operation, &["401", "429"]);
        missing.extend((!secured).then(|| "no security".to_owned()));
        missing
    })
}

/// Whose requests are counted is told how many are left, and who has to wait, for how long.
pub fn limits(document: &Value) -> Vec<String> {
    api(document, |operation| {
        if PUBLIC.contains(&operation.path.as_str()) {
            return Vec::new();
        }
        let responses = operation.responses().into_iter();
        let counted = responses.filter(|(status, _)| status.starts_with('2') || status == "429");
        counted.flat_map(|(status, response)| lacking(&status, &response)).collect()
    })
}

fn lacking(status: &str, response: &Node<'_>) -> Vec<String> {
    let told = ["RateLimit", "RateLimit-Policy", "Retry-After"];
    let wanted = if status == "429" { &told[..] } else { &told[..2] };
    let lacking = wanted.iter().filter(|name| !has_header(response, name));
    lacking.map(|name| format!("{status} has no header {name}")).collect()
}

/// The operation's own requirements replace the document's; an empty
/// requirement lets anybody in.
fn is_secured(document: &Value, operation: &Operation<'_>) -> bool {
    let own = operation.node.value.get("security");
    let security = own.unwrap_or(&document["security"]).as_array();
    let is_real = |r: &Value| r.as_object().is_some_and(|schemes| !schemes.is_empty());
    security.is_some_and(|list| !list.is_empty() && list.iter().all(is_real))
}

/// Nobody may overwrite what he has not seen.
pub fn changes(document: &Value) -> Vec<String> {
    api(document, |operation| match operation.method {
        _ if UNCONDITIONAL.contains(&operation.name.as_str()) => Vec::new(),
        "put" | "patch" | "delete" => {
            let mut missing = header(operation, "If-Match");
            missing.extend(statuses(operation, &["412", "428"]));
            missing
        }
        _ => Vec::new(),
    })
}

/// A request that got no answer can be sent again.
pub fn creations(document: &Value) -> Vec<String> {
    api(document, |operation| match operation.method {
        "post" | "put" | "patch" | "delete" if !PUBLIC.contains(&operation.path.as_str()) => {
            let mut missing = header(operation, "Idempotency-Key");
            missing.extend(statuses(operation, &["409", "422"]));
            missing
        }
        _ => Vec::new(),
    })
}

/// What a client has already read it need not fetch again.
pub fn reads(document: &Value) -> Vec<String> {
    api(document, |operation| {
        if operation.method != "get" || !answers_json(operation) {
            return Vec::new();
        }
        let mut missing = header(operation, "If-None-Match");
        missing.extend(statuses(operation, &["304"]));
        missing.extend((!has_etag(operation)).then(|| "200 has no header ETag".to_owned()));
        missing
    })
}

fn answers_json(operation: &Operation<'_>) -> bool {
    let media = operation.response("200").map(|r| media(&r));
    let is_json = |name: &str| name.starts_with("application/json") || name.ends_with("+json");
    media.is_some_and(|media| media.iter().any(|(name, _)| is_json(name)))
}

fn has_etag(operation: &Operation<'_>) -> bool {
    operation.response("200").is_some_and(|response| has_header(&response, "ETag"))
}

fn has_header(response: &Node<'_>, wanted: &str) -> bool {
    let headers = response.at("headers").map(|h| h.members()).unwrap_or_default();
    headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted))
}

fn header(operation: &Operation<'_>, name: &str) -> Vec<String> {
    let missing = !operation.takes_header(name);
    let complaint = || format!("no header parameter {name}");
    missing.then(complaint).into_iter().collect()
}

fn statuses(operation: &Operation<'_>, wanted: &[&str]) -> Vec<String> {
    let missing = wanted.iter().filter(|s| operation.response(s).is_none());
    missing.map(|status| format!("no {status}")).collect()
}

/// Complaints about the operations below the prefix, with their names.
fn api(document: &Value, check: impl Fn(&Operation<'_>) -> Vec<String>) -> Vec<String> {
    let operations = walk::operations(document).into_iter();
    let complaints = operations.filter(Operation::is_api).flat_map(|operation| {
        let found = check(&operation).into_iter();
        let named = found.map(|complaint| format!("{}: {complaint}", operation.name));
        named.collect::<Vec<String>>()
    });
    complaints.collect()
}
