//! Metrics of requests and answers.

use prometheus::{HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge};

use super::Workshop;

/// The upper bounds of the histogram in seconds: from a 304 to the figures of the nation without stored sums.
const BUCKETS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Metrics of HTTP.
#[derive(Clone, Debug)]
pub struct Http {
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
    replays: IntCounter,
    limited_tokens: IntCounter,
    limited_addresses: IntCounter,
}

/// A limit on requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// On the requests of a token.
    Token,
    /// On the failed authentications of an address.
    Address,
}

/// One request that was answered.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Its method.
    pub method: &'a str,
    /// The pattern of its path; `-` where no operation has the path, so that clients cannot create labels.
    pub route: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// The time to the answer.
    pub seconds: f64,
    /// Whether the answer to an earlier request with the same `Idempotency-Key` was sent again.
    pub is_replay: bool,
}

impl Http {
    pub(super) fn new(workshop: &Workshop<'_>) -> Self {
        let requests =
            prometheus::opts!("fazhi_http_requests_total", "Requests answered, by method, route and status");
        let seconds = HistogramOpts::new(
            "fazhi_http_request_duration_seconds",
            "From the head of a request to the head of its answer",
        );
        let limited = prometheus::opts!(
            "fazhi_requests_limited_total",
            "Requests answered 429, by whose limit it was: that of a token, or of an address"
        );
        let limited: IntCounterVec = workshop.make(IntCounterVec::new(limited, &["limit"]));
        Self {
            requests: workshop.make(IntCounterVec::new(requests, &["method", "route", "status"])),
            seconds: workshop
                .make(HistogramVec::new(seconds.buckets(BUCKETS.to_vec()), &["method", "route"])),
            in_flight: workshop
                .make(IntGauge::new("fazhi_http_requests_in_flight", "Requests not answered yet")),
            replays: workshop.make(IntCounter::new(
                "fazhi_idempotent_replays_total",
                "Answers sent again for an Idempotency-Key that was used before",
            )),
            limited_tokens: limited.with_label_values(&["token"]),
            limited_addresses: limited.with_label_values(&["address"]),
        }
    }

    /// Counts a request as in flight until the returned value is dropped.
    #[must_use]
    pub fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// The number of requests in flight.
    #[must_use]
    pub fn in_flight(&self) -> i64 {
        self.in_flight.get()
    }

    /// Counts an answered request.
    pub fn answered(&self, request: &Answered<'_>) {
        let mut digits = itoa::Buffer::new();
        let labels = [request.method, request.route, digits.format(request.status)];
        self.requests.with_label_values(&labels).inc();
        self.seconds.with_label_values(&[request.method, request.route]).observe(request.seconds);
        if request.is_replay {
            self.replays.inc();
        }
    }

    /// Counts a request that was refused by a limit (429).
    pub fn limited(&self, limit: Limit) {
        match limit {
            Limit::Token => self.limited_tokens.inc(),
            Limit::Address => self.limited_addresses.inc(),
        }
    }
}

/// A request in flight; dropped when it is answered.
#[derive(Debug)]
pub struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
