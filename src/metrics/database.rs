//! The way to the database.

use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::Workshop;
use crate::problems::Fault;

/// Instruments of the door.
#[derive(Clone)]
pub struct Database {
    connections: IntGaugeVec,
    most: IntGauge,
    waiting: IntGauge,
    wait_timeouts: IntCounter,
    errors: IntCounterVec,
    retries: IntCounter,
}

impl Database {
    pub(super) fn new(workshop: &Workshop<'_>) -> Self {
        let connections =
            prometheus::opts!("fazhi_db_connections", "Connections of the pool, at work or idle");
        let errors =
            prometheus::opts!("fazhi_db_errors_total", "Work that the database failed, by class of error");
        let errors: IntCounterVec = workshop.make(IntCounterVec::new(errors, &["class"]));
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
        }
    }

    /// What the pool holds right now.
    pub fn pool(&self, in_use: usize, idle: usize, most: u32) {
        let gauge = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.connections.with_label_values(&["in_use"]).set(gauge(in_use));
        self.connections.with_label_values(&["idle"]).set(gauge(idle));
        self.most.set(most.into());
    }

    /// A request waits for a connection until what is returned is dropped.
    #[must_use]
    pub fn waits(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    /// A request waited in vain.
    pub fn wait_timed_out(&self) {
        self.wait_timeouts.inc();
    }

    /// Work failed.
    pub fn failed(&self, fault: Fault) {
        self.errors.with_label_values(&[fault.as_str()]).inc();
    }

    /// A transaction is tried again.
    pub fn retried(&self) {
        self.retries.inc();
    }
}

/// A request that waits.
#[derive(Debug)]
pub struct Waiting(IntGauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}
