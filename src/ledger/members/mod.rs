//! Members: who sits in the leading group (领导小组), its committee and its office, with terms of office.

pub mod filter;
pub mod model;
pub mod queries;
mod resource;
pub mod routes;
mod rules;

pub use filter::MemberFilter;
pub use model::{GroupBody, GroupRole, Member, MemberInput};
