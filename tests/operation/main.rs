//! The program as an operator runs it: processes, signals, files, ports, and what goes wrong with them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod canary;
mod clients;
mod faults;
mod limits;
mod logging;
mod memory;
mod metrics;
mod refusals;
mod soak;
mod start;
mod stopping;
mod support;
