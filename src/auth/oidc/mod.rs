//! Bearer tokens of an `OpenID` Connect issuer: signed JWTs (RFC 7519), proven by the keys the issuer publishes.
//!
//! A [`Verifier`] says who calls and in which roles, or why it does not know. What it trusts is the issuer of its
//! [`Settings`] and nothing that a token says of itself: neither where keys are nor, beyond the allowed
//! [`Algorithm`]s, how it is signed (RFC 8725).

mod algorithm;
mod claims;
mod jws;
mod key_set;
mod keys;
mod name;
mod refusal;
mod roles;
mod settings;
mod source;
mod verifier;

pub use algorithm::Algorithm;
pub use claims::Bearer;
pub use name::imitates_bearer;
pub use refusal::Refusal;
pub use settings::{Settings, SettingsError};
pub use verifier::Verifier;
