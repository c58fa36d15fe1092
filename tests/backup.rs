//! Backups: what is restored is what was backed up, or nothing is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::doc_markdown,
    reason = "a test that panics says where"
)]

#[path = "backup/completion.rs"]
mod completion;
#[path = "backup/file.rs"]
mod file;
#[path = "backup/hostile.rs"]
mod hostile;
#[path = "backup/ledger.rs"]
mod ledger;
#[path = "api/support/postgres.rs"]
#[allow(dead_code, reason = "the tests of the API use more of it")]
mod postgres;
#[path = "backup/program.rs"]
mod program;
#[path = "backup/proof.rs"]
mod proof;
#[path = "backup/refusals.rs"]
mod refusals;
#[path = "backup/round_trip.rs"]
mod round_trip;
#[path = "compatibility/service.rs"]
mod service;
#[path = "backup/snapshot.rs"]
mod snapshot;
#[path = "backup/tables.rs"]
mod tables;
#[path = "backup/unproven.rs"]
mod unproven;
