//! Which secrets could be guessed.

use std::collections::BTreeSet;

use crate::text;
use crate::text::Text;

/// Bytes that a secret has at least.
const SHORTEST: usize = 32;
/// How many different bytes, and different steps from one to the next, it has at least. Of 32 random hexadecimal digits,
/// one in ten million has fewer.
const FEWEST: usize = 8;

/// Why a secret could be guessed, as far as can be seen from it; `None` where it looks random.
#[must_use]
pub fn weakness(secret: &str) -> Option<Text> {
    let bytes = secret.as_bytes();
    let different = |values: Vec<u8>| values.into_iter().collect::<BTreeSet<_>>().len();
    let steps = bytes.iter().zip(bytes.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one));
    let repeats = |period: usize| bytes.iter().zip(bytes.iter().skip(period)).all(|(one, next)| one == next);
    if bytes.len() < SHORTEST {
        Some(text!("不足 32 字节", "it has fewer than 32 bytes"))
    } else if different(bytes.to_vec()) < FEWEST {
        Some(text!("不同的字符太少", "it has few different characters"))
    } else if (1..=bytes.len() / 2).any(repeats) {
        Some(text!("有重复的片段", "it repeats a pattern"))
    } else if different(steps.collect()) < FEWEST {
        Some(text!("字符按次序排列", "its characters follow one another in an order"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::secrets::generate;

    #[test]
    fn what_could_be_guessed_is_told_from_what_is_random() {
        for (secret, reason) in [
            (String::new(), Some("it has fewer than 32 bytes")),
            ("0f9c3b7e51d84a26b0c7e9d2a4f6138".to_owned(), Some("it has fewer than 32 bytes")),
            ("a".repeat(32), Some("it has few different characters")),
            ("abcd123".repeat(6), Some("it has few different characters")),
            ("password".repeat(4), Some("it has few different characters")),
            ("correct-horse-12".repeat(2), Some("it repeats a pattern")),
            ("correct-horse-12".repeat(3)[..47].to_owned(), Some("it repeats a pattern")),
            (
                "abcdefghijklmnopqrstuvwxyz012345".to_owned(),
                Some("its characters follow one another in an order"),
            ),
            ("0f9c3b7e51d84a26b0c7e9d2a4f6138b".to_owned(), None),
        ] {
            assert_eq!(weakness(&secret).map(|why| why.en).as_deref(), reason, "{secret}");
        }
        for _ in 0..1000 {
            assert_eq!(weakness(&generate().unwrap()), None);
            let digits = uuid::Uuid::new_v4().simple().to_string();
            assert_eq!(weakness(&digits), None, "{digits}");
        }
    }
}
