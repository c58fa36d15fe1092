//! Who is calling, in which roles, and which part of the region tree these reach.

pub mod accounts;
mod actor;
mod holder;
mod holdings;
mod me;
pub mod needs;
pub mod oidc;
mod reach;
pub mod role;
mod sightings;
pub mod tokens;

pub use actor::{Actor, Grant, Issuer};
pub use holder::{Presented, Registrar};
pub use holdings::Holdings;
pub use reach::Reach;
pub use role::{Permission, Role};
pub use sightings::Sightings;
pub use tokens::{Credential, NewToken};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents all operations of this room.
pub fn routes(cfg: &mut ServiceConfig) {
    me::routes(cfg);
    accounts::routes::routes(cfg);
    tokens::routes::routes(cfg);
}
