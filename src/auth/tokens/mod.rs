//! Tokens: what proves an account. Opaque, issued once in full, and of no use from the moment they are revoked.

mod credential;
pub mod model;
pub mod store;
mod valid;

pub use credential::{Credential, NewToken, bound, keyed};
pub use valid::{ValidToken, valid};
