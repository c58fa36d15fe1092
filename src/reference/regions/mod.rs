//! `/regions`: the directory of regions, for reading.

mod listing;
pub mod model;
pub mod routes;
