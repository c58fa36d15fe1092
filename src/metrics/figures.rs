//! Where figures came from.

use prometheus::{IntCounter, IntCounterVec};

use super::Workshop;

/// Where the figures of an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From memory: the same was asked before in the same state of the ledger.
    Remembered,
    /// From kept sums of counties alone.
    Kept,
    /// From records, at least in part.
    Computed,
}

/// Counts answers by where their figures came from. What a client had already (304) is none of these.
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

    /// An answer was made.
    pub fn answered(&self, from: Origin) {
        match from {
            Origin::Remembered => self.remembered.inc(),
            Origin::Kept => self.kept.inc(),
            Origin::Computed => self.computed.inc(),
        }
    }
}
