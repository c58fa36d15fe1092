//! What the page has to know before anybody is signed in, and what it may reach.

use std::time::Duration;

use actix_web::http::header::{HeaderValue, InvalidHeaderValue};
use serde_json::json;

use crate::http::published::Published;

/// The identity provider, as the page signs in with it: authorization code with PKCE, as a public client.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The issuer (`OpenID` Connect Discovery 1.0).
    pub issuer: String,
    /// The page as that issuer calls it.
    pub client_id: String,
    /// The scopes that are asked for, separated by spaces.
    pub scope: String,
}

/// The settings of the page and its policy, made once when the service starts.
pub struct Desk {
    settings: Published,
    policy: HeaderValue,
}

impl Default for Desk {
    /// The page where no identity provider is configured.
    fn default() -> Self {
        Self {
            settings: Published::new("application/json", r#"{"identity_provider":null}"#, Duration::ZERO),
            policy: HeaderValue::from_static(ALONE),
        }
    }
}

impl Desk {
    /// The page with an identity provider to sign in with, or with tokens alone.
    ///
    /// # Errors
    /// Where the issuer holds signs that no header may hold.
    pub fn new(sign_in: Option<&SignIn>) -> Result<Self, InvalidHeaderValue> {
        let provider = sign_in.map(|SignIn { issuer, client_id, scope }| {
            json!({ "issuer": issuer, "client_id": client_id, "scope": scope })
        });
        let settings = json!({ "identity_provider": provider }).to_string();
        Ok(Self {
            settings: Published::new("application/json", settings, Duration::ZERO),
            policy: policy(sign_in.and_then(|sign_in| origin(&sign_in.issuer)))?,
        })
    }

    pub(super) fn settings(&self) -> &Published {
        &self.settings
    }

    pub(super) fn policy(&self) -> &HeaderValue {
        &self.policy
    }
}

/// What the page may load and ask. It makes no markup out of text, and the browser holds it to that (Trusted Types).
const ALONE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
                     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                     trusted-types 'none'";

/// The same where it may ask an identity provider, too.
fn policy(provider: Option<&str>) -> Result<HeaderValue, InvalidHeaderValue> {
    let provider = provider.map(|origin| format!(" {origin}")).unwrap_or_default();
    HeaderValue::try_from(ALONE.replacen("connect-src 'self'", &format!("connect-src 'self'{provider}"), 1))
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    address.get(..scheme.len() + "://".len() + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_lets_nothing_in_but_the_provider() {
        let alone = policy(None).expect("a header");
        let alone = alone.to_str().expect("text");
        assert!(alone.contains("connect-src 'self';"), "{alone}");
        assert!(!alone.contains("unsafe"), "{alone}");
        let sign_in = SignIn {
            issuer: "https://id.example.cn:8443/realms/law".into(),
            client_id: "desk".into(),
            scope: "openid".into(),
        };
        let desk = Desk::new(Some(&sign_in)).expect("settings");
        let with = desk.policy().to_str().expect("text");
        assert!(with.contains("connect-src 'self' https://id.example.cn:8443;"), "{with}");
    }

    #[test]
    fn an_origin_ends_before_the_path() {
        assert_eq!(origin("https://id.example.cn/realms/law"), Some("https://id.example.cn"));
        assert_eq!(origin("https://id.example.cn"), Some("https://id.example.cn"));
        assert_eq!(origin("id.example.cn"), None);
    }
}
