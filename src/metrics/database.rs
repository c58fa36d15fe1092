//! Metrics of the connection pool and of work at the database.

use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::Workshop;
use crate::problems::Fault;

/// Metrics of the database.
#[derive(Clone)]
pub struct Database {
    connections: IntGaugeVec,
    most: IntGauge,
    waiting: IntGauge,
    wait_timeouts: IntCounter,
    errors: IntCounterVec,
    retries: IntCounter,
    nodes_out: IntGaugeVec,
    counties_out: IntGaugeVec,
}

impl Database {
    pub(super) fn new(workshop: &Workshop<'_>) -> Self {
        let connections =
            prometheus::opts!("fazhi_db_connections", "Connections of the pool, at work or idle");
        let errors =
            prometheus::opts!("fazhi_db_errors_total", "Work that the database failed, by class of error");
        let errors: IntCounterVec = workshop.make(IntCounterVec::new(errors, &["class"]));
        let out =
            |name, help, label| workshop.make(IntGaugeVec::new(prometheus::opts!(name, help), &[label]));
        for fault in Fault::ALL {
            errors.with_label_values(&[fault.as_str()]);
        }
        Self {
            connections: workshop.make(IntGaugeVec::new(connections, &["state"])),
            most: workshop.make(IntGauge::new("fazhi_db_connections_max", "The most the pool may have")),
            waiting: workshop
                .make(IntGauge::new("fazhi_db_requests_waiting", "Requests that wait for a connection")),
            wait_timeouts: workshop.make(IntCounter::new(
                "fazhi_db_wait_timeouts_total",
                "Requests refused because no connection, or none of the account's share, became free in time",
            )),
            errors,
            retries: workshop.make(IntCounter::new(
                "fazhi_db_retries_total",
                "Transactions tried again after a deadlock or a serialisation failure",
            )),
            nodes_out: out(
                "fazhi_node_out",
                "Nodes of the distributed database that cannot be reached; 1 each",
                "node",
            ),
            counties_out: out("fazhi_county_out", "Counties whose node cannot be reached; 1 each", "county"),
        }
    }

    /// Sets the number of connections of the pool, in use and idle, and the most it may have.
    pub fn pool(&self, in_use: usize, idle: usize, most: u32) {
        let gauge = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.connections.with_label_values(&["in_use"]).set(gauge(in_use));
        self.connections.with_label_values(&["idle"]).set(gauge(idle));
        self.most.set(most.into());
    }

    /// Counts a request as waiting for a connection until the returned value is dropped.
    #[must_use]
    pub fn waits(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    /// Counts a request that was refused because no connection became free in time.
    pub fn wait_timed_out(&self) {
        self.wait_timeouts.inc();
    }

    /// Counts work that failed with this class of error.
    pub fn failed(&self, fault: Fault) {
        self.errors.with_label_values(&[fault.as_str()]).inc();
    }

    /// Sets which nodes of a distributed database cannot be reached, and the counties on them.
    pub fn out(&self, nodes: &[String], counties: &[String]) {
        for (gauge, names) in [(&self.nodes_out, nodes), (&self.counties_out, counties)] {
            gauge.reset();
            for name in names {
                gauge.with_label_values(&[name]).set(1);
            }
        }
    }

    /// Counts a transaction that is run again.
    pub fn retried(&self) {
        self.retries.inc();
    }
}

/// A request that waits for a connection; dropped when it stops waiting.
#[derive(Debug)]
pub struct Waiting(IntGauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}
