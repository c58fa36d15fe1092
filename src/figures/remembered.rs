//! Answers kept in memory for the next dashboard that asks the same.
//!
//! An answer is found by what was asked and by what the counters said to the one who asks, so it is never older than
//! its request. Those who ask the same while it is computed wait for it: a county whose hundred dashboards learn of a
//! change computes once.

use std::future::Future;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::http::Answer;
use crate::metrics::{self, Origin};
use crate::problems::ApiResult;

/// How much is kept at most, in bytes of answers.
const CAPACITY: u64 = 8 << 20;
/// How long an answer is that the capacity is divided into, to begin with.
const USUAL: usize = 8 << 10;

/// What was asked, and the state of the ledger it was asked in.
pub type Key = (String, i64, uuid::Uuid);

/// The answers.
pub struct Remembered {
    answers: Cache<Key, Answer, ByLength>,
    /// Counts where answers came from.
    pub metrics: metrics::Figures,
}

#[derive(Clone)]
struct ByLength;

impl Weighter<Key, Answer> for ByLength {
    fn weight(&self, key: &Key, answer: &Answer) -> u64 {
        (key.0.len() + answer.length()).max(1) as u64
    }
}

impl Remembered {
    /// Nothing yet.
    #[must_use]
    pub fn new(metrics: metrics::Figures) -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(usize::MAX) / USUAL;
        Self { answers: Cache::with_weighter(items, CAPACITY, ByLength), metrics }
    }

    /// The answer under this key; `compute` makes it, and counts it, where there is none.
    ///
    /// # Errors
    /// What `compute` answers, which is not kept.
    pub async fn get(
        &self,
        key: &Key,
        compute: impl Future<Output = ApiResult<Answer>>,
    ) -> ApiResult<Answer> {
        let mut is_new = false;
        let compute = async {
            is_new = true;
            compute.await
        };
        let answer = self.answers.get_or_insert_async(key, compute).await;
        if answer.is_ok() && !is_new {
            self.metrics.answered(Origin::Remembered);
        }
        answer
    }
}
