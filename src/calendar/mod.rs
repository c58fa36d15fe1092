//! Notices of holidays that are loaded beside those that the program ships, and the calendar that all of them make. Clients meet it
//! in `reference/calendar.rs`.

pub mod file;
pub mod model;
pub mod operations;
pub mod queries;

pub use queries::calendar;
