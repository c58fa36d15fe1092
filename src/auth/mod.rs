//! Who is calling, in which role, and which part of the region tree that reaches.

mod actor;
pub mod issue;
mod reach;
pub mod role;
pub mod routes;
pub mod store;
mod token;

pub use actor::Actor;
pub use reach::Reach;
pub use role::Role;
pub use token::{Credential, NewToken};
