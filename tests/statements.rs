//! The statements that the service sends, and what a distributed database asks of them. There is no such database here: what
//! Citus refuses was found by trying it, and is read off the text of each statement.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::doc_markdown,
    reason = "a test that panics says where, and that is what it is for"
)]

#[path = "statements/recorder.rs"]
mod recorder;
#[path = "statements/rules.rs"]
mod rules;
#[path = "api/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "other tests use more of it")]
mod support;
#[path = "statements/work.rs"]
mod work;
