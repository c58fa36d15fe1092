//! Tokens: `/tokens`, and how one is issued.

pub mod issue;
mod operations;
pub mod routes;
