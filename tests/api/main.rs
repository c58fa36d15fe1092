//! The service as its clients see it: a real server, a real PostgreSQL, and every answer held against the contract.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::doc_markdown,
    reason = "a test that panics says where, and that is what it is for"
)]

mod access;
mod backup;
mod batch;
mod bounds;
mod calendar;
mod case_results;
mod cases;
mod checks;
mod clocks;
mod concurrency;
mod counters;
mod deadlines;
mod decisions;
mod declarations;

mod document;
mod documents;
mod duties;
mod edges;
mod figures;
mod filters;
mod idempotency;
#[path = "../oidc/issuer.rs"]
#[allow(dead_code, reason = "the tests of the verifier use more of it")]
mod issuer;
mod key_dates;
mod legality_reviews;
mod limits;
mod members;
mod nodes;
mod observations;
mod outage;
mod oversight;
mod own_units;
mod paging;
mod parties;
mod plans;
mod pooler;
mod regions;
mod renewal;
mod reorganisation;
mod reports;
mod resources;
mod shortcomings;
#[path = "../oidc/signer.rs"]
#[allow(dead_code, reason = "the tests of the verifier use more of it")]
mod signer;
mod support;
mod tables;
mod tokens;
mod trail;
mod vocabularies;
