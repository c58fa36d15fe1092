//! Whether a client reads JSON at all (RFC 9110 §12.5.1). Only reads ask: what a write has done is not taken back
//! because its answer would not be read.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::ACCEPT;

use super::language::range;

/// Whether the answer to a request may be JSON.
#[must_use]
pub fn takes_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    request.method() != Method::GET || value.trim().is_empty() || allows_json(value)
}

/// The most specific range that covers JSON decides. Where no range can be read, the client has said nothing.
fn allows_json(value: &str) -> bool {
    let ranges: Vec<_> = value.split(',').filter_map(media_range).collect();
    let covering = ranges.iter().filter_map(|(range, quality)| {
        let specificity =
            ["*/*", "application/*", "application/json"].iter().position(|known| known == range)?;
        Some((specificity, *quality > 0))
    });
    covering.max_by_key(|(specificity, _)| *specificity).map_or(ranges.is_empty(), |(_, allowed)| allowed)
}

/// One range with its weight. `*` alone is every type, and a weight that cannot be read was not said: the classes of
/// JDK 8 and 11 send `*; q=.2` with every request.
fn media_range(item: &str) -> Option<(String, u32)> {
    let (name, quality) = range(item).or_else(|| range(item.split(';').next().unwrap_or_default()))?;
    match name.as_str() {
        "*" => Some(("*/*".to_owned(), quality)),
        _ => name.contains('/').then_some((name, quality)),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{Accept, Header, Quality};
    use actix_web::test::TestRequest;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;

    #[test]
    fn ranges_that_cover_json() {
        for good in [
            "application/json",
            "*/*",
            "text/html, application/*;q=0.5",
            "text/csv, */*;q=0.1",
            "Application/JSON; charset=utf-8; q=1",
            // JDK 8 and 11, HttpURLConnection.
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            "*",
            "application/json;q=1.0000",
            "json",
            ",",
        ] {
            assert!(allows_json(good), "{good}");
        }
        for bad in [
            "text/html",
            "application/json;q=0, */*",
            "application/xml, */*;q=0.0",
            "*;q=0",
            "text/html;q=.2",
        ] {
            assert!(!allows_json(bad), "{bad}");
        }
    }

    /// What the framework reads of the same value.
    fn allowed_by_the_framework(value: &str) -> bool {
        let request = TestRequest::default().insert_header((ACCEPT, value)).to_http_request();
        let ranges = Accept::parse(&request).unwrap();
        let covering = ranges.iter().filter_map(|range| {
            let specificity = ["*/*", "application/*", "application/json"]
                .iter()
                .position(|known| *known == range.item.essence_str())?;
            Some((specificity, range.quality))
        });
        covering.max_by_key(|(specificity, _)| *specificity).is_some_and(|(_, weight)| weight > Quality::ZERO)
    }

    /// Each range at most once: which of two counts is nobody's rule.
    fn ranges() -> impl Strategy<Value = String> {
        let types = [
            "*/*",
            "application/*",
            "Application/JSON;charset=utf-8",
            "text/html",
            "application/xml",
            "image/*",
        ];
        let weights = ["", ";q=0", ";q=0.0", "; q=0.001", ";q=1", " ; Q=0", ";q=0.9"];
        let range = move |kind: &'static str| {
            select(weights.to_vec()).prop_map(move |weight| format!("{kind}{weight}"))
        };
        subsequence(types.to_vec(), 1..types.len())
            .prop_shuffle()
            .prop_flat_map(move |types| types.into_iter().map(range).collect::<Vec<_>>())
            .prop_map(|ranges| ranges.join(", "))
    }

    proptest! {
        #[test]
        fn agrees_with_the_framework(value in ranges()) {
            prop_assert_eq!(allows_json(&value), allowed_by_the_framework(&value), "{}", value);
        }

        #[test]
        fn never_panics_and_takes_no_time(piece in "[ -~]{0,20}", times in 1..2000_usize) {
            let started = std::time::Instant::now();
            let _ = allows_json(&piece.repeat(times));
            prop_assert!(started.elapsed().as_millis() < 500);
        }
    }
}
