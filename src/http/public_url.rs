//! Where clients find the service: at an address of its own or, behind a reverse proxy that takes the beginning of paths
//! off, below a path of another site. `Location` and `Link` get that path as they leave. Addresses in bodies begin at the service's own
//! root, which `servers` of the contract names; redirects and the Swagger UI are relative to where they stand.

use std::str::FromStr;

use actix_web::http::Uri;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, LINK, LOCATION};

/// The header in which a proxy says what it took off the beginning of the path.
const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The longest beginning of a path that is taken, in characters.
const LONGEST: usize = 200;

/// The address of the service as its clients know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Without a slash at its end.
    text: String,
}

impl PublicUrl {
    /// The URL, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What its paths begin with, such as `/fazhi`; empty where the service has a host of its own.
    #[must_use]
    pub fn prefix(&self) -> &str {
        let after_scheme = self.text.find("://").map_or(0, |place| place + 3);
        let path = self.text.get(after_scheme..).and_then(|rest| rest.find('/'));
        path.and_then(|place| self.text.get(after_scheme + place..)).unwrap_or_default()
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    /// Reads an address such as `https://portal.example.gov.cn/fazhi`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            crate::text!(
                "{text} 不是网址；例如 https://portal.example.gov.cn/fazhi",
                "{text} is no address such as https://portal.example.gov.cn/fazhi"
            )
            .in_lines()
        };
        let url = text.trim_end_matches('/');
        let uri = url.parse::<Uri>().ok().ok_or_else(wrong)?;
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        let has_host = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        let path = uri.path().trim_end_matches('/');
        if is_http
            && has_host
            && uri.query().is_none()
            && !url.contains('#')
            && (path.is_empty() || is_prefix(path))
        {
            return Ok(Self { text: url.to_owned() });
        }
        Err(wrong())
    }
}

/// What the proxies before the service took off the beginning of the path, the outermost first; `None` where they say nothing
/// that is the beginning of a path.
#[must_use]
pub fn forwarded(headers: &HeaderMap) -> Option<String> {
    let mut whole = String::new();
    for value in headers.get_all(FORWARDED_PREFIX) {
        for part in value.to_str().ok()?.split(',') {
            whole.push_str(part.trim().trim_end_matches('/'));
        }
    }
    is_prefix(&whole).then_some(whole)
}

/// Whether a text is the beginning of a path: `/` and segments of unreserved characters (RFC 3986 §2.3). Two slashes at the
/// beginning would name a host.
fn is_prefix(text: &str) -> bool {
    let is_unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let is_segment =
        |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(is_unreserved);
    text.len() <= LONGEST && text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment))
}

/// Puts the prefix before the paths in `Location` and `Link`.
pub fn relocate(headers: &mut HeaderMap, prefix: &str) {
    for (name, before) in [(LOCATION, ""), (LINK, "<")] {
        let value = headers.get(&name).and_then(|value| value.to_str().ok());
        let path = value.and_then(|value| value.strip_prefix(before)).filter(|path| path.starts_with('/'));
        let there = path.and_then(|path| HeaderValue::from_str(&format!("{before}{prefix}{path}")).ok());
        if let Some(there) = there {
            headers.insert(name, there);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_a_host_and_perhaps_a_path() {
        for (text, url, prefix) in [
            ("https://fazhi.example.gov.cn", "https://fazhi.example.gov.cn", ""),
            ("https://fazhi.example.gov.cn/", "https://fazhi.example.gov.cn", ""),
            ("http://10.0.0.1:8000/a/b/", "http://10.0.0.1:8000/a/b", "/a/b"),
        ] {
            let read: PublicUrl = text.parse().unwrap();
            assert_eq!((read.as_str(), read.prefix()), (url, prefix));
        }
        for bad in [
            "",
            "/fazhi",
            "fazhi.example.gov.cn",
            "ftp://x/fazhi",
            "https://x?y",
            "https://x/a#b",
            "https://u:p@x/a",
            "https://x//a",
            "https://x/../a",
            "https://x/法治",
        ] {
            bad.parse::<PublicUrl>().unwrap_err();
        }
    }

    #[test]
    fn what_proxies_took_off_is_put_together() {
        let told = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(FORWARDED_PREFIX, HeaderValue::from_static(value));
            }
            forwarded(&headers)
        };
        assert_eq!(told(&["/fazhi"]).as_deref(), Some("/fazhi"));
        assert_eq!(told(&["/fazhi/"]).as_deref(), Some("/fazhi"));
        assert_eq!(told(&["/a, /b"]).as_deref(), Some("/a/b"));
        assert_eq!(told(&["/a", "/b"]).as_deref(), Some("/a/b"));
        for odd in ["", "/", "fazhi", "//evil.example", "/a/../b", "/a?b", "/<x>", "https://evil.example/"] {
            assert_eq!(told(&[odd]), None, "{odd}");
        }
    }
}
