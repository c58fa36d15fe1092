//! What a request asks for, where clients and what stands before the service write it in another way: the path, and the method.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderName;
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, Uri};

use crate::problems::{ApiError, Code, Violation};
use crate::text;

/// The header in which a POST says which method it stands for, where a firewall lets no other pass.
pub const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// What a POST may stand for.
const OVERRIDES: [Method; 3] = [Method::PUT, Method::PATCH, Method::DELETE];

/// Writes the path as the contract does, and takes the method that a POST stands for.
///
/// # Errors
/// 400 where it stands for a method that it may not.
pub fn settle(request: &mut ServiceRequest, takes_override: bool) -> Result<(), ApiError> {
    if let Some(uri) = plain(request.uri()) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
    if takes_override && request.method() == Method::POST {
        override_method(request)?;
    }
    Ok(())
}

fn override_method(request: &mut ServiceRequest) -> Result<(), ApiError> {
    let Some(value) = request.headers().get(METHOD_OVERRIDE) else { return Ok(()) };
    let method = OVERRIDES
        .into_iter()
        .find(|method| value.as_bytes().eq_ignore_ascii_case(method.as_str().as_bytes()));
    let method = method.ok_or_else(|| {
        let detail = text!("只能是 PUT、PATCH 或 DELETE", "must be PUT, PATCH or DELETE");
        let violation = Violation::header("X-HTTP-Method-Override", "unknown_value", detail);
        ApiError::of(Code::InvalidHeader).with_violations(vec![violation])
    })?;
    request.head_mut().method = method;
    Ok(())
}

/// The address with its path as the contract writes it; `None` where it is written so already.
fn plain(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains('%') {
        return None;
    }
    let plain = plain_path(path);
    if plain == path {
        return None;
    }
    let whole = uri.query().map_or_else(|| plain.clone(), |query| format!("{plain}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
    Uri::from_parts(parts).ok()
}

/// The path with `:` for `%3A`, which mean the same here (RFC 3986 §3.3), and digits for full-width digits.
fn plain_path(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, encoded)) = rest.split_once('%') {
        plain.push_str(before);
        let (character, length) = understood(encoded).unwrap_or(('%', 0));
        plain.push(character);
        rest = encoded.get(length..).unwrap_or_default();
    }
    plain + rest
}

/// What stands behind a percent sign, where it is understood, and its length.
fn understood(encoded: &str) -> Option<(char, usize)> {
    if encoded.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("3A")) {
        return Some((':', 2));
    }
    // U+FF10 to U+FF19 in UTF-8.
    let is_digit = encoded.get(..7).is_some_and(|code| code.eq_ignore_ascii_case("EF%BC%9"));
    let digit = encoded.get(7..8).and_then(|digit| digit.chars().next()).filter(char::is_ascii_digit);
    digit.filter(|_| is_digit).map(|digit| (digit, 8))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colons_and_digits_are_written_plain() {
        for (path, plain) in [
            ("/a/1%3Arestore", "/a/1:restore"),
            ("/a/1%3arestore", "/a/1:restore"),
            ("/r/%EF%BC%95%ef%bc%94", "/r/54"),
            ("/r/%E6%B3%95", "/r/%E6%B3%95"),
            ("/r/%2F%253A%3", "/r/%2F%253A%3"),
            ("/r/%EF%BC%9A", "/r/%EF%BC%9A"),
            ("/r/%", "/r/%"),
        ] {
            assert_eq!(plain_path(path), plain);
        }
    }

    proptest! {
        #[test]
        fn no_path_is_too_odd(path in "/([a-z/]|%3A|%EF|%BC|%9[0-9A-F]|%[0-9A-F]?|\\PC){0,20}") {
            let plain = plain_path(&path);
            prop_assert!(plain.len() <= path.len());
        }
    }
}
