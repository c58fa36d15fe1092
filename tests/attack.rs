//! Attackers: each test does what one of them tried, or could try, and sees it fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::doc_markdown,
    reason = "a test that panics says where, and that is what it is for"
)]

#[path = "attack/bearers.rs"]
mod bearers;
#[path = "attack/ended.rs"]
mod ended;
#[path = "oidc/issuer.rs"]
#[allow(dead_code, reason = "the tests of the verifier use more of it")]
mod issuer;
#[path = "attack/joint.rs"]
mod joint;
#[path = "attack/replays.rs"]
mod replays;
#[path = "attack/rights.rs"]
mod rights;
#[path = "attack/rotation.rs"]
mod rotation;
#[path = "oidc/signer.rs"]
#[allow(dead_code, reason = "the tests of the verifier use more of it")]
mod signer;
#[path = "api/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "other tests use more of it")]
mod support;
#[path = "attack/tampering.rs"]
mod tampering;
#[path = "attack/texts.rs"]
mod texts;
#[path = "attack/upgrade.rs"]
mod upgrade;
#[path = "attack/years.rs"]
mod years;
