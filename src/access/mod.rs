//! Who has access, as clients manage it: accounts with their roles, tokens, and who one is (`/me`). What a token proves and a
//! role permits is in [`crate::auth`].

pub mod accounts;
mod me;
pub mod tokens;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents all operations of this folder.
pub fn routes(cfg: &mut ServiceConfig) {
    me::routes(cfg);
    accounts::routes::routes(cfg);
    tokens::routes::routes(cfg);
}
