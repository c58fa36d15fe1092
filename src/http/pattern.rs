//! The regular expressions the contract publishes for texts, each compiled once.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex::Regex;

static COMPILED: LazyLock<RwLock<HashMap<String, Option<Regex>>>> = LazyLock::new(RwLock::default);

/// Whether a text fits a pattern of the contract's; one that is no regular expression holds nobody up.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let compiled = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(pattern) {
        return regex.as_ref().is_none_or(|regex| regex.is_match(text));
    }
    drop(compiled);
    let regex = Regex::new(pattern)
        .inspect_err(|error| log::error!("pattern {pattern} in the contract: {error}"))
        .ok();
    let is_fit = regex.as_ref().is_none_or(|regex| regex.is_match(text));
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern.to_owned(), regex);
    is_fit
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
