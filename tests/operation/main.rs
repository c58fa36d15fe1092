//! The program as an operator runs it: processes, signals, files, ports.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod logging;
mod metrics;
mod start;
mod stopping;
mod support;
