//! Whether a client reads JSON at all (RFC 9110 §12.5.1). Only reads ask: what a write has done is not taken back
//! because its answer would not be read.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::ACCEPT;

use super::language::range;

/// Whether the answer to a request may be JSON.
#[must_use]
pub fn takes_json(request: &HttpRequest) -> bool {
    let value = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    request.method() != Method::GET || value.trim().is_empty() || allows_json(value)
}

/// The most specific range that covers JSON decides.
fn allows_json(value: &str) -> bool {
    let ranges = value.split(',').filter_map(range).filter_map(|(range, quality)| {
        let specificity = ["*/*", "application/*", "application/json"]
            .iter()
            .position(|known| *known == range)?;
        Some((specificity, quality > 0))
    });
    ranges
        .max_by_key(|(specificity, _)| *specificity)
        .is_some_and(|(_, allowed)| allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_cover_json() {
        for good in [
            "application/json",
            "*/*",
            "text/html, application/*;q=0.5",
            "text/csv, */*;q=0.1",
            "Application/JSON; charset=utf-8; q=1",
        ] {
            assert!(allows_json(good), "{good}");
        }
        for bad in [
            "text/html",
            "application/json;q=0, */*",
            "application/xml, */*;q=0.0",
            "json",
        ] {
            assert!(!allows_json(bad), "{bad}");
        }
    }
}
