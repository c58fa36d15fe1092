//! The annual report: [`compose`]d from the ledger, laid out as a [`document`], and taken through its course; [`reader`] reads one that somebody wrote. The records of reports are
//! [`crate::ledger::reports`], the formats [`crate::render`].

pub mod compose;
mod course;
mod document;
pub mod editions;
pub mod model;
pub mod operations;
pub mod reader;
pub mod routes;
pub mod verify;

pub use model::{ReportFormat, ReportStepRequest};
