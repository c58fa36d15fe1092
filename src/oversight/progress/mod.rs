//! How far the townships of a region are with the report of a year: which figures are missing, which parts of the report would be
//! empty, when anything was last entered, and how many days are left.

pub mod model;
mod queries;
pub mod request;
