//! Declarations (零报告、无数字填报): what a township says about indicators for which it has no records of a year.

mod duplicates;
pub mod filter;
pub mod model;
pub mod queries;
mod resource;
pub mod routes;
mod rules;

pub use filter::DeclarationFilter;
pub use model::{Declaration, DeclarationInput, DeclarationStatement};
