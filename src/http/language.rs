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

/// One range of a list such as `Accept-Language`, in lower case, and its weight in thousandths, whatever other
/// parameters it has; `None` where it is not of the grammar.
pub(super) fn range(item: &str) -> Option<(String, u32)> {
    let mut parts = item.split(';');
    let tag = parts.next()?.trim().to_ascii_lowercase();
    let quality = match parts.find_map(weight) {
        None => 1000,
        Some(quality) => thousandths(quality)?,
    };
    (!tag.is_empty()).then_some((tag, quality))
}

/// The value of the parameter `q`, which may also be written `Q`.
fn weight(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.trim().split_once('=')?;
    name.eq_ignore_ascii_case("q").then_some(value)
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
    use actix_web::http::header::{AcceptLanguage, Header, Quality};
    use actix_web::test::TestRequest;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

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
        for value in [
            "en",
            "en-GB",
            "EN-us,zh;q=0.8",
            "zh;q=0.3, en;q=0.31",
            "zh;Q=0.3, en",
            "en, *;q=0.1",
            "zh;q=0, *",
        ] {
            assert_eq!(preferred(value), Language::En, "{value}");
        }
    }

    /// What the framework reads of the same value: the weight of the longest range that covers the language.
    fn weight_by_the_framework(value: &str, language: &str) -> Quality {
        let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, value)).to_http_request();
        let ranges = AcceptLanguage::parse(&request).unwrap();
        let weights = ranges.iter().map(|range| (range.item.to_string().to_ascii_lowercase(), range.quality));
        let covering = weights.filter(|(tag, _)| tag == "*" || tag.split('-').next() == Some(language));
        covering.max_by_key(|(tag, _)| tag.len()).map_or(Quality::ZERO, |(_, weight)| weight)
    }

    /// Ranges of different lengths: which of two equally specific ones counts is nobody's rule.
    fn ranges() -> impl Strategy<Value = String> {
        let tags = ["*", "en", "bo", "EN-gb", "zh-Hant", "zh-Hans-CN", "en-US-x-a-b"];
        let weights = ["", ";q=0", ";q=0.5", "; q=0.501", ";q=1", ";q=1.000", " ;Q=0.3", ";q=0.009"];
        let range = move |tag: &'static str| {
            select(weights.to_vec()).prop_map(move |weight| format!("{tag}{weight}"))
        };
        subsequence(tags.to_vec(), 1..tags.len())
            .prop_shuffle()
            .prop_flat_map(move |tags| tags.into_iter().map(range).collect::<Vec<_>>())
            .prop_map(|ranges| ranges.join(", "))
    }

    proptest! {
        #[test]
        fn never_panics_and_says_nothing_of_weights_out_of_bounds(value in "[ -~]{0,60}", whole in 2..99_u32) {
            let _ = preferred(&value);
            prop_assert_eq!(range(&format!("en;q={whole}")), None);
        }

        #[test]
        fn agrees_with_the_framework(value in ranges()) {
            let english = weight_by_the_framework(&value, "en") > weight_by_the_framework(&value, "zh");
            prop_assert_eq!(preferred(&value) == Language::En, english, "{}", value);
        }

        #[test]
        fn a_weight_reads_back(thousandth in 0..=1000_u32) {
            let text = format!("{}.{:03}", thousandth / 1000, thousandth % 1000);
            prop_assert_eq!(thousandths(&text), Some(thousandth));
        }
    }
}
