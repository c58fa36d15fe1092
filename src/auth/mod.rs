//! Who is calling, in which roles, and which part of the region tree these reach.

pub mod accounts;
mod actor;
pub mod holdings;
pub mod oidc;
mod reach;
pub mod requirements;
pub mod role;
mod sightings;
pub mod tokens;

pub use actor::{Actor, Grant, Issuer};
pub use holdings::Holdings;
pub use reach::Reach;
pub use role::{Permission, Role};
pub use sightings::Sightings;
pub use tokens::{Credential, NewToken};
