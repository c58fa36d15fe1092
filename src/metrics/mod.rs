//! What an operator's Prometheus reads (text format 0.0.4): how much is served, how fast, and what goes wrong.
//!
//! Names and units follow Prometheus' conventions: seconds, bytes, `_total` for what only grows. Every module counts with
//! the instruments it is handed; this one makes them and prints them, on an address of their own (`server`), since what
//! they tell is not for clients.

mod database;
mod figures;
mod http;
pub mod server;

pub use database::Database;
pub use figures::{Figures, Origin};
pub use http::{Answered, Http, InFlight, Limit};

use prometheus::core::Collector;
use prometheus::{Registry, TextEncoder};

/// All instruments of one service; cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Requests and answers.
    pub http: Http,
    /// The way to the database.
    pub database: Database,
    /// Where figures came from.
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
    /// All of them in the text format.
    ///
    /// # Errors
    /// Where a metric cannot be written, which none of ours is.
    pub fn text(&self) -> prometheus::Result<String> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// Makes instruments that the registry knows.
struct Workshop<'a>(&'a Registry);

impl Workshop<'_> {
    /// # Panics
    /// At start, where a name is no metric's or is taken: a slip of the code that every start would show.
    #[expect(clippy::expect_used, reason = "at start, for what stands in the code")]
    fn make<C: Collector + Clone + 'static>(&self, instrument: prometheus::Result<C>) -> C {
        let instrument = instrument.expect("a sound instrument");
        self.0.register(Box::new(instrument.clone())).expect("a name of its own");
        instrument
    }
}

/// Memory, descriptors and processor time of this process, as all Prometheus clients name them.
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
