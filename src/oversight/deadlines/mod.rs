//! What runs out in a region: the deadlines of its records, and the reports that its townships owe, by the last day on which something
//! can still be done.

pub mod icalendar;
pub mod model;
mod queries;
mod reports;
pub mod request;
