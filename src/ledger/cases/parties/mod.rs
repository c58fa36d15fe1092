//! Parties of cases: who they are, for the township that handles the case. Everybody else who reaches the case sees them
//! masked, and may have them disclosed for a purpose, which stands in the trail.
//!
//! Nothing is recorded unless the county has switched it on. What identifies a party is encrypted field by field, and
//! stands in no log, trail, problem, kept answer or metric.

pub mod disclosure;
pub mod masking;
pub mod model;
pub mod operations;
pub mod queries;
pub mod routes;
mod sealing;

pub use model::{Party, PartyInput, PartyList, PartyListInput, PartyRole};
