//! Who is calling, in which role, and which part of the region tree that reaches.

mod actor;
pub mod issue;
mod me;
pub mod model;
pub mod oidc;
mod reach;
pub mod role;
pub mod routes;
pub mod store;
mod token;
mod tokens;

pub use actor::Actor;
pub use reach::Reach;
pub use role::{Permission, Role};
pub use token::{Credential, NewToken};
