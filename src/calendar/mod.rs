//! Notices of holidays that are loaded beside those that the program ships, and the calendar that all of them make.

pub mod file;
pub mod model;
pub mod operations;
pub mod queries;
pub mod routes;

pub use queries::calendar;
