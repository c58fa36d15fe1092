//! The open cases of a region by the day on which the law wants them closed.

pub mod model;
mod queries;
pub mod request;
