//! Annual reports (法治政府建设年度报告) as records: their text, their state, the steps of their course. What composes, lays out and
//! publishes them from the ledger's figures is [`crate::reports`].

pub mod codes;
pub mod course;
pub mod model;
pub mod queries;
mod resource;
pub mod routes;

pub use codes::{ReportAction, ReportPart, ReportState};
pub use model::{Report, ReportInput, ReportSection, ReportStep};
pub use queries::ReportFilter;
