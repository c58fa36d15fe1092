//! The records. Each resource is a folder with the same files: `model.rs` (what a client enters and reads), `resource.rs` (what the
//! service reads off it), `queries.rs` (its SQL), `routes.rs` (its operations), `rules.rs` where fields depend on each other.
//!
//! What all of them do alike stands beside the folders: [`registry`] (the list of them), [`record`], [`operations`] (on one of
//! them), [`lists`].

pub mod activities;
pub mod batch;
pub mod batch_mode;
pub mod cases;
pub mod closed_years;
mod columns;
pub mod decimal;
pub mod decisions;
pub mod declarations;
pub mod documents;
pub mod duplicates;
pub mod duties;
pub mod ended;
pub mod entry;
pub mod explanations;
pub mod legality_reviews;
mod list_request;
mod listed;
pub mod lists;
pub mod members;
pub mod money;
pub mod observations;
pub mod operations;
mod parts;
pub mod plans;
pub mod record;
pub mod redaction;
pub mod references;
pub mod registry;
pub mod reports;
pub mod request;
pub mod resource;
pub mod rules;
pub mod saved;
pub mod search;
pub mod shortcomings;
pub mod sorts;
pub mod versions;
mod whole_records;

pub use listed::Listed;
pub use record::{All, KEPT, Metadata, Record, RecordPage};
pub use registry::{RESOURCES, routes};
pub use resource::{Resource, Statements};
pub use saved::Saved;
