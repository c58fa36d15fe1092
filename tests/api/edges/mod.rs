//! What clients send by mistake, by accident and on purpose: whatever it is, the answer is a problem document.

mod addresses;
mod bodies;
mod connections;
mod headers;
mod origins;
mod proxies;
mod reasons;
mod texts;
mod wire;

use crate::support::Answer;

/// Checks that an answer is a problem, also where no contract says so.
#[track_caller]
pub fn problem(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.status);
    assert_eq!(answer.body["status"], serde_json::json!(answer.status));
    assert_eq!(answer.body["request_id"].as_str(), answer.header("x-request-id"));
    assert!(answer.header("content-language").is_some());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}
