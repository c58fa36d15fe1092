//! Activities: everything held on a day.

pub mod filter;
pub mod model;
pub mod partners;
pub mod queries;
mod resource;
pub mod routes;
mod rules;

pub use filter::ActivityFilter;
pub use model::{Activity, ActivityInput, ActivityKind};
