//! The annual report: [`compose`]d from the ledger, laid out as a [`document`], and taken through its course. The records of reports are
//! [`crate::ledger::reports`], the formats [`crate::render`].

pub mod compose;
mod course;
mod document;
mod editions;
mod model;
mod operations;
pub mod routes;

pub use model::{ReportFormat, ReportStepRequest};
