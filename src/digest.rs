//! Digests, short ones for tags that must change when a text does.

use sha2::{Digest, Sha256};

/// The first `bytes` bytes of SHA-256 in hexadecimal.
#[must_use]
pub fn short(text: &[u8], bytes: usize) -> String {
    let digest = Sha256::digest(text);
    hexadecimal(digest.get(..bytes).unwrap_or(&digest))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
