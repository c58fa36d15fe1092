//! Cases: matters with a course, from acceptance to closure.

mod clocks;
pub mod codes;
mod course;
pub mod event;
pub mod filter;
pub mod model;
pub mod parties;
pub mod queries;
mod resource;
pub mod routes;
mod rules;

pub use codes::CaseKind;
pub use filter::CaseFilter;
pub use model::{Case, CaseInput};
