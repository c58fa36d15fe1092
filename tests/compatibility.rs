//! Ledgers and backups that earlier releases made: today's build opens them, and they say what they said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics says where"
)]

#[path = "compatibility/fixture.rs"]
mod fixture;
#[path = "compatibility/opened.rs"]
mod opened;
#[path = "api/support/postgres.rs"]
#[allow(dead_code, reason = "the tests of the API use more of it")]
mod postgres;
#[path = "api/support/program.rs"]
#[allow(dead_code, reason = "the tests of backups use more of it")]
mod program;
#[path = "compatibility/service.rs"]
mod service;
