//! Short digests, for tags that must change when a text does.

use sha2::{Digest, Sha256};

/// The first `bytes` bytes of SHA-256 in hexadecimal.
#[must_use]
pub fn short(text: &[u8], bytes: usize) -> String {
    use std::fmt::Write;
    let mut hexadecimal = String::with_capacity(2 * bytes);
    for byte in Sha256::digest(text).iter().take(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}
