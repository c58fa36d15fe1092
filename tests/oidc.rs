//! Tokens of an `OpenID` Connect issuer: a real issuer on this machine, which signs with real keys and publishes them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics says where"
)]

#[path = "oidc/any.rs"]
mod any;
#[path = "oidc/issuer.rs"]
mod issuer;
#[path = "oidc/rotation.rs"]
mod rotation;
#[path = "oidc/signer.rs"]
mod signer;
#[path = "oidc/source.rs"]
mod source;
#[path = "oidc/tls.rs"]
mod tls;
#[path = "oidc/tokens.rs"]
mod tokens;
