//! Metrics for Prometheus (text format 0.0.4): requests, latencies and errors.
//!
//! Names and units follow Prometheus' conventions: seconds, bytes, `_total` for counters. This module creates the metrics,
//! passes them to the modules that count, and serves them on a port of their own (`server`), which clients cannot reach.

mod database;
mod figures;
mod http;
pub mod server;

pub use database::Database;
pub use figures::{Figures, Origin};
pub use http::{Answered, Http, InFlight, Limit};

use prometheus::core::Collector;
use prometheus::{Registry, TextEncoder};

/// All metrics of one service; cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Of requests and answers.
    pub http: Http,
    /// Of the database.
    pub database: Database,
    /// Of answers with figures.
    pub figures: Figures,
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new();
        let workshop = Workshop(&registry);
        let metrics = Self {
            http: Http::new(&workshop),
            database: Database::new(&workshop),
            figures: Figures::new(&workshop),
            registry: registry.clone(),
        };
        let build = prometheus::opts!("fazhi_build_info", "The release that runs; always 1")
            .const_label("version", env!("CARGO_PKG_VERSION"));
        workshop.make(prometheus::IntGauge::with_opts(build)).set(1);
        #[cfg(target_os = "linux")]
        workshop.make(Ok(ProcessCollector::here()));
        metrics
    }
}

impl Metrics {
    /// All metrics in the text format.
    ///
    /// # Errors
    /// Where a metric cannot be written, which is true of none defined here.
    pub fn text(&self) -> prometheus::Result<String> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// Registers metrics.
struct Workshop<'a>(&'a Registry);

impl Workshop<'_> {
    /// # Panics
    /// Where a name is invalid or taken: an error in the code, which shows at every start.
    #[expect(clippy::expect_used, reason = "names are constants of the code, and are checked at start")]
    fn make<C: Collector + Clone + 'static>(&self, instrument: prometheus::Result<C>) -> C {
        let instrument = instrument.expect("a valid metric");
        self.0.register(Box::new(instrument.clone())).expect("a unique name");
        instrument
    }
}

/// Memory, file descriptors and processor time of this process, under the names that all Prometheus clients use.
#[cfg(target_os = "linux")]
#[derive(Clone)]
struct ProcessCollector(std::sync::Arc<prometheus::process_collector::ProcessCollector>);

#[cfg(target_os = "linux")]
impl ProcessCollector {
    fn here() -> Self {
        Self(std::sync::Arc::new(prometheus::process_collector::ProcessCollector::for_self()))
    }
}

#[cfg(target_os = "linux")]
impl Collector for ProcessCollector {
    fn desc(&self) -> Vec<&prometheus::core::Desc> {
        self.0.desc()
    }

    fn collect(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.0.collect()
    }
}
