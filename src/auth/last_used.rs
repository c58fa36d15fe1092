//! When tokens were last used. Requests only note it in memory; now and then it is written down, for all of them at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock;

/// What is written down already may be so much older: `last_used_at` is right to the minute or so.
const STALE: TimeDelta = TimeDelta::seconds(30);

/// Uses that are not written down yet; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct LastUsed(Arc<Mutex<HashMap<String, DateTime<Utc>>>>);

impl LastUsed {
    /// Notes that a token is used, which was written down for `last_used_at`.
    pub fn note(&self, token_id: &str, last_used_at: Option<DateTime<Utc>>) {
        let now = clock::now();
        if last_used_at.is_some_and(|last| now - last < STALE) {
            return;
        }
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match uses.get_mut(token_id) {
            Some(at) => *at = now,
            None => _ = uses.insert(token_id.to_owned(), now),
        }
    }

    /// Takes what is to be written down.
    #[must_use]
    pub fn take(&self) -> Vec<(String, DateTime<Utc>)> {
        let mut uses: Vec<_> =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect();
        // In one order, so that two instances cannot deadlock on the rows.
        uses.sort_unstable();
        uses
    }
}
