//! Pages of other origins that may ask the service (Fetch Standard, CORS protocol): a county's dashboard on a host of its own.

use std::str::FromStr;

use actix_cors::Cors;
use actix_web::http::Uri;
use actix_web::http::header::{ETAG, HeaderMap, HeaderName, LINK, LOCATION, RETRY_AFTER, VARY};
use actix_web::middleware::Condition;

use super::context::{IDEMPOTENT_REPLAYED, REQUEST_ID};
use super::limits::{RATE_LIMIT, RATE_LIMIT_POLICY};

/// What such a page may do.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// What it may read of an answer besides what all pages may.
const EXPOSED: [HeaderName; 8] =
    [ETAG, LINK, LOCATION, RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY, REQUEST_ID, IDEMPOTENT_REPLAYED];

/// How long a browser keeps the permission, in seconds.
const MAX_AGE: usize = 3600;

/// The origins whose pages may ask; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl FromStr for Origins {
    type Err = String;

    /// Reads origins as browsers write them (RFC 6454 §6.1), with commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        named.map(origin).collect::<Result<_, _>>().map(Self)
    }
}

/// Scheme and host in small letters, the port only where it is not the scheme's own, and nothing behind it.
fn origin(text: &str) -> Result<String, String> {
    let wrong = || {
        crate::text!(
            "{text} 不是浏览器发送的来源；例如 https://dashboard.example.gov.cn：协议、主机和端口（如有），不带路径",
            "{text} is no origin as browsers send it, such as https://dashboard.example.gov.cn: scheme, host, port if any, no path"
        )
        .in_lines()
    };
    let uri = text.parse::<Uri>().ok().ok_or_else(wrong)?;
    let authority = uri.authority().filter(|it| !it.as_str().contains('@')).ok_or_else(wrong)?;
    let is_own_port =
        matches!((uri.scheme_str(), uri.port_u16()), (Some("http"), Some(80)) | (Some("https"), Some(443)));
    let written = format!("{}://{authority}", uri.scheme_str().unwrap_or_default());
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    if is_http && !is_own_port && !text.contains('*') && written == text && text == text.to_ascii_lowercase()
    {
        return Ok(written);
    }
    Err(wrong())
}

impl Origins {
    /// The middleware that lets their pages ask, and read what is exposed; where there are none, it does nothing.
    #[must_use]
    pub fn middleware(&self) -> Condition<Cors> {
        let cors = Cors::default().allowed_methods(METHODS).allow_any_header().expose_headers(EXPOSED);
        let cors = self.0.iter().fold(cors.max_age(MAX_AGE), |cors, origin| cors.allowed_origin(origin));
        Condition::new(!self.0.is_empty(), cors)
    }
}

/// Takes over what was said of other origins, where an answer is replaced by a problem.
pub fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    let said = |name: &HeaderName| *name == VARY || name.as_str().starts_with("access-control-");
    for (name, value) in from.iter().filter(|(name, _)| said(name)) {
        to.insert(name.clone(), value.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_send() {
        let two: Origins = "https://dashboard.example.gov.cn, http://10.0.0.7:3000,".parse().unwrap();
        assert_eq!(two.0, ["https://dashboard.example.gov.cn", "http://10.0.0.7:3000"]);
        assert_eq!("".parse::<Origins>(), Ok(Origins::default()));
        for bad in [
            "*",
            "null",
            "dashboard.example.gov.cn",
            "https://dashboard.example.gov.cn/",
            "https://x/path",
            "https://X.example",
            "https://x:443",
            "http://x:80",
            "ftp://x",
            "https://u@x",
            "https://*.example",
        ] {
            assert!(bad.parse::<Origins>().is_err(), "{bad}");
        }
    }
}
