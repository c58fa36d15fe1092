//! Metrics of answers with figures, by the origin of the figures.

use prometheus::{IntCounter, IntCounterVec};

use super::Workshop;

/// The origin of the figures of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The cache in memory: the ledger has not changed since the answer was computed.
    Remembered,
    /// Stored sums of counties alone.
    Kept,
    /// Records, at least in part.
    Computed,
}

/// Counts answers by the origin of their figures. Answers 304 are not counted.
#[derive(Clone)]
pub struct Figures {
    remembered: IntCounter,
    kept: IntCounter,
    computed: IntCounter,
}

impl Figures {
    pub(super) fn new(workshop: &Workshop<'_>) -> Self {
        let opts = prometheus::opts!("fazhi_figures_total", "Answers with figures, by where these came from");
        let all: IntCounterVec = workshop.make(IntCounterVec::new(opts, &["from"]));
        Self {
            remembered: all.with_label_values(&["remembered"]),
            kept: all.with_label_values(&["kept"]),
            computed: all.with_label_values(&["computed"]),
        }
    }

    /// Counts an answer.
    pub fn answered(&self, from: Origin) {
        match from {
            Origin::Remembered => self.remembered.inc(),
            Origin::Kept => self.kept.inc(),
            Origin::Computed => self.computed.inc(),
        }
    }
}
