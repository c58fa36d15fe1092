//! Accounts: `/accounts`.

pub mod audited;
pub mod operations;
pub mod routes;
