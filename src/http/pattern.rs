//! The regular expressions the contract publishes for texts, each compiled once.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

static COMPILED: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);

/// Whether a text fits a pattern of the contract's; one that is no regular expression holds nobody up.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| {
        Regex::new(pattern).inspect_err(|error| log::error!("pattern {pattern} in the contract: {error}")).ok()
    });
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_as_a_whole() {
        assert!(fits("^[0-9]{9}$", "540526201"));
        for other in ["54052620", "540526201\n", "５４０５２６２０１", "54052620x"] {
            assert!(!fits("^[0-9]{9}$", other), "{other:?}");
        }
    }

    #[test]
    fn a_broken_pattern_fits_everything() {
        assert!(fits("(", "x"));
    }
}
