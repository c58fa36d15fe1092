//! Plans: 工作方案, annual plans, next year's arrangements, rectification plans; each with its tasks.

pub mod filter;
pub mod model;
pub mod queries;
mod resource;
pub mod routes;
mod row;
mod rules;
pub mod task;

pub use filter::PlanFilter;
pub use model::{Plan, PlanInput, PlanKind, PlanStatus};
pub use task::{PlanTask, TaskStatus, TaskTarget};
