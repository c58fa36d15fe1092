//! What the edge shares between all requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::client_address::TrustedProxies;
use super::limits::{self, Limits};
use crate::metrics;

/// How the edge treats whoever comes. By default it believes no proxy and limits nobody.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The proxies that are believed when they say whom they speak for.
    pub trusted_proxies: TrustedProxies,
    /// How much it takes from one caller.
    pub limits: limits::Settings,
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
    draining: AtomicBool,
}

impl Edge {
    /// The edge of a service that takes requests.
    #[must_use]
    pub fn new(metrics: metrics::Http, settings: Settings) -> Self {
        let Settings { trusted_proxies, limits } = settings;
        let limits = Arc::new(Limits::new(limits));
        Self { metrics, trusted_proxies, limits, draining: AtomicBool::new(false) }
    }

    /// From now on `/readyz` says no, and every answer asks its client to close the connection: what the client asks
    /// next goes to another instance.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the service is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
