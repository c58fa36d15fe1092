//! `/clocks`: the catalogue of statutory clocks as clients read it, and the days that a clock gives.

pub mod days;
pub mod definition;
pub mod routes;
