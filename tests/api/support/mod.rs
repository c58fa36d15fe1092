//! What the tests share: a database each, a server each, a client that trusts no answer.

pub mod app;
pub mod bodies;
pub mod client;
pub mod contract;
#[allow(dead_code, reason = "the tests of the schema use more of it")]
pub mod postgres;
#[allow(dead_code, reason = "the tests of backups use more of it")]
pub mod program;
pub mod raw;

use std::sync::LazyLock;

use serde_json::Value;

pub use app::{App, Token, spawn_app, spawn_app_with};
pub use client::{Answer, Request};
use contract::Contract;

/// Two townships of the county 540526 措美县, and one of another county.
pub const GUDUI: &str = "540526201";
pub const ZHEGU: &str = "540526101";
pub const ELSEWHERE: &str = "110101001";

static DOCUMENT: LazyLock<Value> = LazyLock::new(fazhi::app::document);
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::new(document()));

/// The contract, from what is mounted.
pub fn document() -> Value {
    DOCUMENT.clone()
}

/// The same, to look into.
pub fn published() -> &'static Value {
    &DOCUMENT
}

/// Holds an answer against the contract.
///
/// # Panics
/// Where it breaks it: no test can pass while the service says what its description does not.
#[track_caller]
pub fn judge(answer: &contract::Answer<'_>) {
    if let Err(breaches) = CONTRACT.check(answer) {
        panic!("the contract is broken:\n{breaches}\nbody: {}", String::from_utf8_lossy(answer.body));
    }
}
