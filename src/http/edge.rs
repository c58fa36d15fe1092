//! What the edge shares between all requests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header::HeaderMap;
use tokio::sync::Notify;

use super::client_address::TrustedProxies;
use super::cors::Origins;
use super::limits::{self, Limits};
use super::public_url::{PublicUrl, forwarded};
use crate::metrics;

/// How the edge treats whoever comes. By default it believes no proxy and limits nobody.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The proxies that are believed when they say whom they speak for.
    pub trusted_proxies: TrustedProxies,
    /// How much it takes from one caller.
    pub limits: limits::Settings,
    /// Where clients find the service; `None` where that is where it listens.
    pub public_url: Option<PublicUrl>,
    /// The origins whose pages may ask.
    pub origins: Origins,
    /// Whether a POST may stand for another method.
    pub takes_override: bool,
}

/// Counts requests, and knows whether the service is stopping.
#[derive(Debug)]
pub struct Edge {
    /// Requests and answers are counted here.
    pub metrics: metrics::Http,
    /// The proxies that are believed when they say whom they speak for.
    pub trusted_proxies: TrustedProxies,
    /// How much is taken from one caller.
    pub limits: Arc<Limits>,
    /// The origins whose pages may ask.
    pub origins: Origins,
    /// Whether a POST may stand for another method.
    pub takes_override: bool,
    public_url: Option<PublicUrl>,
    draining: AtomicBool,
    drained: Notify,
}

impl Edge {
    /// The edge of a service that takes requests.
    #[must_use]
    pub fn new(metrics: metrics::Http, settings: Settings) -> Self {
        let Settings { trusted_proxies, limits, public_url, origins, takes_override } = settings;
        let limits = Arc::new(Limits::new(limits));
        let (draining, drained) = (AtomicBool::new(false), Notify::new());
        Self { metrics, trusted_proxies, limits, origins, takes_override, public_url, draining, drained }
    }

    /// What the paths of the service begin with, as the client of this request knows them; `None` where that is nothing. A
    /// trusted proxy's word goes before the setting.
    #[must_use]
    pub fn prefix(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<String> {
        let is_believed = peer.is_some_and(|peer| self.trusted_proxies.believe(peer.ip()));
        let told = is_believed.then(|| forwarded(headers)).flatten();
        let set = || self.public_url.as_ref().map(|url| url.prefix().to_owned());
        told.or_else(set).filter(|prefix| !prefix.is_empty())
    }

    /// The URL of the service as that client knows it; `None` where it is the root of the host.
    #[must_use]
    pub fn base(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<String> {
        let prefix = self.prefix(peer, headers).unwrap_or_default();
        let public = self.public_url.as_ref().filter(|url| url.prefix() == prefix);
        public.map(|url| url.as_str().to_owned()).or(Some(prefix).filter(|prefix| !prefix.is_empty()))
    }

    /// From now on `/readyz` says no, and every answer asks its client to close the connection: what the client asks
    /// next goes to another instance.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
        self.drained.notify_waiters();
    }

    /// Waits until the service is about to stop.
    pub async fn drained(&self) {
        let drained = self.drained.notified();
        if !self.is_draining() {
            drained.await;
        }
    }

    /// Whether the service is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
