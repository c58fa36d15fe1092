//! Activities: everything held on a day.

pub mod model;
pub mod queries;
pub mod routes;
mod rules;

pub use model::{Activity, ActivityFilter, ActivityInput, ActivityKind};
