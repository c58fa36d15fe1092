//! The feed of changes: the trail as others follow it, in one order, without a gap, from wherever they left off.

pub mod answers;
pub mod horizon;
pub mod model;
mod queries;
pub mod routes;
mod stream;

pub use horizon::Horizon;
