//! A cache of answers with figures, in memory.
//!
//! An answer is stored with the state of the counters read for its request. It is returned to a later request only if that
//! request read counters that are no newer, so that no answer is older than its request; otherwise the answer is computed
//! anew and replaced. Requests for an answer that is being computed wait for it: when a hundred dashboards of a county
//! reload after a change, the figures are computed once.

use std::future::Future;

use quick_cache::Weighter;
use quick_cache::sync::{Cache, EntryAction, EntryResult};

use crate::http::Answer;
use crate::metrics::{self, Origin};
use crate::problems::{ApiError, ApiResult};
use crate::session::counters::Counted;

/// The capacity, in bytes of answers.
const CAPACITY: u64 = 8 << 20;
/// The length of a usual answer in bytes, for the first estimate of how many fit.
const USUAL: usize = 8 << 10;

/// The cached answers, by question: what was asked, and of which part of the ledger.
pub struct AnswerCache {
    answers: Cache<String, Cached, ByLength>,
    /// Counts answers by the origin of their figures.
    pub metrics: metrics::Figures,
}

#[derive(Clone)]
struct Cached {
    answer: Answer,
    /// The counters read for its request: the answer is of this state of the ledger, or of a later one.
    counted: Counted,
}

impl Cached {
    /// Whether it is new enough for a request that read these counters, which only grow.
    fn serves(&self, counted: &Counted) -> bool {
        self.counted.directory == counted.directory && self.counted.version >= counted.version
    }
}

#[derive(Clone)]
struct ByLength;

impl Weighter<String, Cached> for ByLength {
    fn weight(&self, question: &String, cached: &Cached) -> u64 {
        (question.len() + cached.answer.length()).max(1) as u64
    }
}

impl AnswerCache {
    /// An empty cache.
    #[must_use]
    pub fn new(metrics: metrics::Figures) -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(usize::MAX) / USUAL;
        Self { answers: Cache::with_weighter(items, CAPACITY, ByLength), metrics }
    }

    /// The cached answer to `question`, if it is no older than the counters `counted`; otherwise the one that `compute`
    /// returns, which is then cached. `compute` counts its answer in the metrics itself.
    ///
    /// # Errors
    /// Those of `compute`, which are not cached.
    pub async fn get(
        &self,
        question: &str,
        counted: Counted,
        compute: impl Future<Output = ApiResult<Answer>>,
    ) -> ApiResult<Answer> {
        let look = |_: &String, cached: &mut Cached| {
            if cached.serves(&counted) {
                EntryAction::Retain(cached.answer.clone())
            } else {
                EntryAction::ReplaceWithGuard
            }
        };
        match self.answers.entry_async(question, look).await {
            EntryResult::Retained(answer) => {
                self.metrics.answered(Origin::Remembered);
                Ok(answer)
            }
            EntryResult::Vacant(place) | EntryResult::Replaced(place, _) => {
                let answer = compute.await?;
                // It is not cached if it exceeds the capacity, or if its place was evicted meanwhile.
                let _ = place.insert(Cached { answer: answer.clone(), counted });
                Ok(answer)
            }
            EntryResult::Removed(..) | EntryResult::Timeout => {
                Err(ApiError::internal("a look-up in the cache of answers"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use crate::problems::ApiError;
    use uuid::Uuid;

    /// The length of the answer to `question` for a request that read these counters, where computing it returns `text`.
    async fn asked(answers: &AnswerCache, question: &str, counted: Counted, text: &'static str) -> usize {
        let computed = async { Ok(Answer::written(text)) };
        answers.get(question, counted, computed).await.unwrap().length()
    }

    fn in_new_runtime(test: impl Future<Output = ()>) {
        actix_web::rt::System::new().block_on(test);
    }

    #[test]
    fn an_answer_is_returned_to_requests_of_no_later_state() {
        let answers = AnswerCache::new(Metrics::default().figures);
        let directory = Uuid::new_v4();
        let state = |version: i64| Counted { version: version.into(), changed_at: None, directory };
        in_new_runtime(async {
            assert_eq!(asked(&answers, "a", state(7), "1").await, 1);
            assert_eq!(asked(&answers, "a", state(7), "22").await, 1, "cached");
            assert_eq!(asked(&answers, "b", state(7), "333").await, 3, "another question");
            assert_eq!(asked(&answers, "a", state(8), "4444").await, 4, "something changed");
            assert_eq!(
                asked(&answers, "a", state(7), "55555").await,
                4,
                "a newer answer is returned to a request of an older state, too"
            );
            assert_eq!(answers.answers.len(), 2, "one answer for each question");
            let elsewhere = Counted { directory: Uuid::new_v4(), ..state(7) };
            assert_eq!(asked(&answers, "a", elsewhere, "666666").await, 6, "the regions changed");
        });
    }

    #[test]
    fn a_failure_is_not_cached() {
        let answers = AnswerCache::new(Metrics::default().figures);
        let state = Counted { version: 1.into(), changed_at: None, directory: Uuid::new_v4() };
        in_new_runtime(async {
            let failing = async { Err(ApiError::unavailable("no database")) };
            assert!(answers.get("a", state, failing).await.is_err());
            assert_eq!(asked(&answers, "a", state, "1").await, 1);
        });
    }
}
