//! What a file ends with: the digests by which it is known to be what was written.

use subtle::ConstantTimeEq;

use crate::keys::Key;

/// Bytes of a digest.
pub const LENGTH: usize = 32;

/// The digests at the end of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// SHA-256 of every byte before it.
    digest: [u8; LENGTH],
    /// The digest under the key of a ledger; zeros where none was at hand, nothing in format 1.
    keyed: Option<[u8; LENGTH]>,
}

impl End {
    /// The end of a file with this digest, made with a key or without one.
    #[must_use]
    pub fn new(digest: [u8; LENGTH], key: Option<&Key>) -> Self {
        Self { digest, keyed: Some(key.map_or([0; LENGTH], |key| keyed(&digest, key))) }
    }

    /// The end of a file that says this of itself.
    #[must_use]
    pub fn found(digest: [u8; LENGTH], keyed: Option<[u8; LENGTH]>) -> Self {
        Self { digest, keyed }
    }

    /// What stands behind the digest.
    #[must_use]
    pub fn keyed(&self) -> [u8; LENGTH] {
        self.keyed.unwrap_or_default()
    }

    /// SHA-256 of every byte before the end.
    #[must_use]
    pub fn digest(&self) -> &[u8; LENGTH] {
        &self.digest
    }

    /// Whether the format has a keyed digest at all.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.keyed.is_some()
    }

    /// Whether the file was written, every byte of it, with this key.
    #[must_use]
    pub fn is_by(&self, key: &Key) -> bool {
        self.keyed.is_some_and(|found| found.ct_eq(&keyed(&self.digest, key)).into())
    }
}

/// A keyed digest of a digest speaks for every byte that the digest is of.
fn keyed(digest: &[u8; LENGTH], key: &Key) -> [u8; LENGTH] {
    key.tag(digest)
}
