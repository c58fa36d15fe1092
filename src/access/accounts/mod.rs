//! Accounts: `/accounts`.

pub mod operations;
pub mod routes;
