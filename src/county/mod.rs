//! What a county decides for its townships: whether the names of parties may be recorded.

pub mod model;
pub mod operations;
pub mod queries;
pub mod routes;

pub use model::PersonalData;
