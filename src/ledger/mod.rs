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
pub mod deadlines;
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
pub mod renewal;
pub mod reports;
pub mod request;
pub mod resource;
pub mod rules;
pub mod saved;
pub mod search;
pub mod shortcomings;
pub mod sorts;
pub mod stored_deadlines;
pub mod versions;
mod whole_records;

use utoipa_actix_web::service_config::ServiceConfig;

pub use listed::Listed;
pub use record::{All, KEPT, Metadata, Record, RecordPage};
pub use registry::{RESOURCES, Visitor};
pub use resource::{Resource, Statements};
pub use saved::Saved;

/// Has a visitor see every resource of records: a new one gets a module above, and a line here and in [`routes`].
pub fn visit(visitor: &mut impl Visitor) {
    visitor.visit::<members::MemberInput>();
    visitor.visit::<plans::PlanInput>();
    visitor.visit::<activities::ActivityInput>();
    visitor.visit::<cases::CaseInput>();
    visitor.visit::<legality_reviews::LegalityReviewInput>();
    visitor.visit::<documents::DocumentInput>();
    visitor.visit::<decisions::DecisionInput>();
    visitor.visit::<declarations::DeclarationInput>();
    visitor.visit::<explanations::ExplanationInput>();
    visitor.visit::<duties::DutyInput>();
    visitor.visit::<shortcomings::ShortcomingInput>();
    visitor.visit::<observations::ObservationInput>();
    visitor.visit::<reports::ReportInput>();
}

/// Mounts their operations. The router tries one after the other, so what is asked for most comes first.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(activities::routes::routes).configure(activities::partners::routes::routes);
    cfg.configure(cases::routes::routes).configure(cases::parties::routes::routes);
    cfg.configure(members::routes::routes).configure(plans::routes::routes);
    cfg.configure(decisions::routes::routes).configure(documents::routes::routes);
    cfg.configure(legality_reviews::routes::routes).configure(duties::routes::routes);
    cfg.configure(shortcomings::routes::routes).configure(observations::routes::routes);
    cfg.configure(declarations::routes::routes).configure(explanations::routes::routes);
    cfg.configure(reports::routes::routes);
}
