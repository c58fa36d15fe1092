//! Accounts: a person or a system that calls, with one or more roles, each at a node of the region tree. Tokens prove an
//! account; they come and go, it stays.

pub mod model;
pub mod store;

/// Who made the account of a service's first start.
pub const FIRST_START: &str = "first start";

pub use model::{Account, AccountInput, AccountRole};
