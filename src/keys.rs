//! Keys, one for each purpose, made from the one secret of a ledger (RFC 5869). None of them tells anything of the
//! others or of the secret.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The keys of a ledger.
#[derive(Clone)]
pub struct Keys {
    /// For the hashes of tokens: who reads them in the database cannot try out tokens on them.
    pub tokens: Key,
    /// For the chain of the trail: who writes into the database cannot continue or mend it.
    pub trail: Key,
    /// Says whether a secret is the one that the database is keyed by.
    pub check: Key,
}

impl Keys {
    /// The keys made from this secret, the same on every instance that has it.
    #[must_use]
    pub fn from_secret(secret: &str) -> Self {
        let source = Hkdf::<Sha256>::new(Some(b"fazhi"), secret.as_bytes());
        let key = |purpose: &str| {
            let mut key = [0; 32];
            // Fails only for keys of more than 255 hashes.
            let _ = source.expand(purpose.as_bytes(), &mut key);
            Key(key)
        };
        Self { tokens: key("tokens"), trail: key("trail"), check: key("check") }
    }
}

/// A key of 256 bits.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// The keyed hash of a message: HMAC-SHA-256 (RFC 2104).
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> [u8; 32] {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        mac.chain_update(message).finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_and_each_secret_has_a_key_of_its_own() {
        let (keys, others) = (Keys::from_secret("a secret"), Keys::from_secret("another"));
        let tags = [&keys.tokens, &keys.trail, &keys.check, &others.tokens].map(|key| key.tag(b"m"));
        for (index, tag) in tags.iter().enumerate() {
            assert!(!tags[..index].contains(tag));
        }
        assert_eq!(keys.trail.tag(b"m"), Keys::from_secret("a secret").trail.tag(b"m"));
        assert_ne!(keys.trail.tag(b"m"), keys.trail.tag(b"n"));
    }
}
