//! Where the issuer's keys come from: over HTTPS, from the address its discovery document names or the settings do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::aws_lc_rs;
use serde::Deserialize;
use ureq::http::uri::Scheme;
use ureq::http::{StatusCode, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use super::Settings;
use super::key_set::KeySet;
use super::settings::{AddressError, is_loopback, trusted_address};

/// The longest all of a fetch takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer in bytes.
const LARGEST: u64 = 256 * 1024;

/// An issuer that can be asked for its keys.
pub(super) struct Source {
    issuer: String,
    jwks_url: Option<String>,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("{url}: {error}")]
    Http { url: String, error: Box<ureq::Error> },
    /// Redirects are not followed: the keys' address is in the settings or in the discovery document.
    #[error("{url} answers {status}")]
    Status { url: String, status: StatusCode },
    #[error("{url} does not answer what it should: {error}")]
    Json { url: String, error: serde_json::Error },
    #[error("the discovery document is that of another issuer: {0}")]
    Issuer(String),
    #[error("the discovery document came over https, but has the keys at {0}")]
    Weaker(String),
}

/// What is needed of a discovery document (`OpenID` Connect Discovery 1.0 §3).
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Source {
    /// The issuer of these settings.
    pub fn new(settings: &Settings) -> Self {
        Self { issuer: settings.issuer.clone(), jwks_url: settings.jwks_url.clone() }
    }

    /// Its keys as they are now; `None` where they cannot be had, after saying so in the log.
    pub fn fetch(&self) -> Option<KeySet> {
        match self.ask() {
            Ok(keys) => {
                let level = if keys.is_empty() { log::Level::Warn } else { log::Level::Debug };
                log::log!(level, "the issuer {} has {} keys for signatures", self.issuer, keys.len());
                Some(keys)
            }
            Err(error) => {
                log::warn!("the keys of the issuer {} cannot be had: {error}", self.issuer);
                None
            }
        }
    }

    fn ask(&self) -> Result<KeySet, FetchError> {
        let deadline = Instant::now() + PATIENCE;
        let url = match &self.jwks_url {
            Some(url) => url.clone(),
            None => self.discover(deadline)?,
        };
        KeySet::read(&get(&url, deadline)?).map_err(|error| FetchError::Json { url, error })
    }

    /// Where the keys are. A document that names another issuer may be about that one's keys
    /// (`OpenID` Connect Discovery 1.0 §4.3).
    fn discover(&self, deadline: Instant) -> Result<String, FetchError> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let document = get(&url, deadline)?;
        let found: Discovery =
            serde_json::from_slice(&document).map_err(|error| FetchError::Json { url, error })?;
        if found.issuer != self.issuer {
            return Err(FetchError::Issuer(found.issuer));
        }
        if is_weaker(&trusted_address(&found.jwks_uri)?, &trusted_address(&self.issuer)?) {
            return Err(FetchError::Weaker(found.jwks_uri));
        }
        Ok(found.jwks_uri)
    }
}

/// Whether this address is only http where that one is https: what is on this machine is for the settings to say.
fn is_weaker(this: &Uri, that: &Uri) -> bool {
    that.scheme() == Some(&Scheme::HTTPS) && this.scheme() != Some(&Scheme::HTTPS)
}

fn get(url: &str, deadline: Instant) -> Result<Vec<u8>, FetchError> {
    let uri = trusted_address(url)?;
    let failed = |error| FetchError::Http { url: url.to_owned(), error: Box::new(error) };
    let agent = agent(uri.host().is_some_and(is_loopback), deadline);
    let mut answer = agent.get(uri).call().map_err(failed)?;
    if answer.status() != StatusCode::OK {
        return Err(FetchError::Status { url: url.to_owned(), status: answer.status() });
    }
    answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(failed)
}

/// Made for each request, so that it knows whom the system trusts now. Proxies (`HTTPS_PROXY`, `NO_PROXY`) are those of
/// the environment, but none to this machine itself.
fn agent(is_own: bool, deadline: Instant) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(deadline.saturating_duration_since(Instant::now())))
        .max_redirects(0)
        .proxy(if is_own { None } else { Proxy::try_from_env() })
        .user_agent(concat!("fazhi/", env!("CARGO_PKG_VERSION")))
        .accept("application/json")
        .tls_config(tls());
    config.build().into()
}

fn tls() -> TlsConfig {
    let trusted = rustls_native_certs::load_native_certs();
    for error in trusted.errors {
        log::warn!("one of the system's certificates cannot be read: {error}");
    }
    let roots: Vec<Certificate<'static>> =
        trusted.certs.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_tls_goes_on_with_tls() {
        let [tls, other, plain] =
            ["https://id.example.cn", "HTTPS://keys.example.cn/", "http://127.0.0.1:1/"]
                .map(|url| trusted_address(url).unwrap());
        assert!(is_weaker(&plain, &tls) && is_weaker(&plain, &other));
        assert!(!is_weaker(&other, &tls) && !is_weaker(&tls, &plain) && !is_weaker(&plain, &plain));
    }
}
