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

/// The bytes that a text in hexadecimal is of; `None` where it is none.
#[must_use]
pub fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        hexadecimal.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn hexadecimal_is_read_back() {
        assert_eq!(super::bytes("00ff1a"), Some(vec![0, 255, 26]));
        assert_eq!((super::bytes(""), super::bytes("0"), super::bytes("0g")), (Some(vec![]), None, None));
    }
}
