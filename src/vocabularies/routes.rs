//! `/vocabularies`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents them.
pub fn routes(_: &mut ServiceConfig) {}
