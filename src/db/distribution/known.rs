//! Whether the ledger is distributed, as far as this process knows: for statements that are written in another way then, and
//! give the same either way.

use std::sync::atomic::{AtomicBool, Ordering};

static IS_DISTRIBUTED: AtomicBool = AtomicBool::new(false);

/// Notes what a database has answered. A process works on one ledger.
pub(super) fn note(is_distributed: bool) {
    IS_DISTRIBUTED.store(is_distributed, Ordering::Relaxed);
}

/// Whether it was when the process asked last, which it does at its start.
#[must_use]
pub fn is_distributed() -> bool {
    IS_DISTRIBUTED.load(Ordering::Relaxed)
}
