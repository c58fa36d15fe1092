//! Who is calling, in which roles, and which part of the region tree these reach.

pub mod accounts;
mod actor;
mod last_used;
pub mod oidc;
pub mod principal_cache;
pub mod requirements;
pub mod role;
pub mod tokens;

pub use actor::{Actor, Grant, Issuer};
pub use last_used::LastUsed;
pub use principal_cache::PrincipalCache;
pub use role::{Permission, Role};
pub use tokens::{Credential, NewToken};
