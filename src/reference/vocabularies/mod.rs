//! `/vocabularies`: enumerations with their labels, for reading, and the terms that counties add.

pub mod closed;
mod listing;
pub mod routes;
mod terms;
