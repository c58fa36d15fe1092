//! Which language a client reads (RFC 9110 §12.5.4): Chinese, unless it prefers English.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

use crate::text::Language;

/// The language for an answer to a request with these headers.
#[must_use]
pub fn negotiate(headers: &HeaderMap) -> Language {
    let value = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    preferred(value)
}

fn preferred(value: &str) -> Language {
    let quality = |language: &str| {
        let weights = value.split(',').filter_map(range).filter(|(tag, _)| {
            tag == "*"
                || tag == language
                || tag.strip_prefix(language).is_some_and(|rest| rest.starts_with('-'))
        });
        // The most specific range decides: a named language over `*`.
        weights.max_by_key(|(tag, _)| tag.len()).map_or(0, |(_, quality)| quality)
    };
    if quality("en") > quality("zh") { Language::En } else { Language::Zh }
}

/// One language range and its weight in thousandths; `None` where it is not of the grammar.
fn range(item: &str) -> Option<(String, u32)> {
    let mut parts = item.split(';');
    let tag = parts.next()?.trim().to_ascii_lowercase();
    let quality = match parts.next() {
        None => 1000,
        Some(parameter) => thousandths(parameter.trim().strip_prefix("q=")?)?,
    };
    (!tag.is_empty()).then_some((tag, quality))
}

/// `qvalue` (RFC 9110 §12.4.2): 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimals: u32 = format!("{decimals:0<3}").parse().ok()?;
    Some(whole * 1000 + decimals).filter(|quality| *quality <= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_unless_english_is_preferred() {
        for value in [
            "",
            "zh-CN",
            "zh, en;q=0.9",
            "fr",
            "*",
            "en;q=0.5, zh;q=0.5",
            "en;q=0",
            "en;q=2",
            "bo, zh;q=0.8, en;q=0.7",
        ] {
            assert_eq!(preferred(value), Language::Zh, "{value}");
        }
        for value in ["en", "en-GB", "EN-us,zh;q=0.8", "zh;q=0.3, en;q=0.31", "en, *;q=0.1", "zh;q=0, *"] {
            assert_eq!(preferred(value), Language::En, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(value in "[ -~]{0,60}") {
            let _ = preferred(&value);
        }
    }
}
