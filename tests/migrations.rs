//! The schema: that it goes up and down, that the code's picture of it is right, and that it can be spread by county.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::doc_markdown,
    reason = "a test that panics says where"
)]

#[path = "migrations/catalogue.rs"]
mod catalogue;
#[path = "migrations/distribution.rs"]
mod distribution;
#[path = "migrations/enums.rs"]
mod enums;
#[path = "api/support/postgres.rs"]
#[allow(dead_code, reason = "the tests of the API use more of it")]
mod postgres;
#[path = "migrations/spread.rs"]
mod spread;
#[path = "migrations/steps.rs"]
mod steps;
