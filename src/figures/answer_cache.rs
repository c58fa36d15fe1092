//! Answers kept in memory for the next dashboard that asks the same.
//!
//! An answer is kept with what the counters said to the one who asked, and given only to those to whom they say no
//! more than that, so it is never older than its request. To all others it is of no use any more: the next answer takes
//! its place. Those who ask the same while it is computed wait for it: a county whose hundred dashboards learn of a
//! change computes once.

use std::future::Future;

use quick_cache::Weighter;
use quick_cache::sync::{Cache, EntryAction, EntryResult};

use crate::http::Answer;
use crate::metrics::{self, Origin};
use crate::problems::{ApiError, ApiResult};
use crate::session::counters::Counted;

/// How much is kept at most, in bytes of answers.
const CAPACITY: u64 = 8 << 20;
/// How long an answer is that the capacity is divided into, to begin with.
const USUAL: usize = 8 << 10;

/// The answers, by what was asked.
pub struct AnswerCache {
    answers: Cache<String, Kept, ByLength>,
    /// Counts where answers came from.
    pub metrics: metrics::Figures,
}

#[derive(Clone)]
struct Kept {
    answer: Answer,
    /// The state of the ledger it is not older than.
    counted: Counted,
}

impl Kept {
    /// Whether it is new enough for one to whom the counters say this. They only ever grow.
    fn serves(&self, counted: &Counted) -> bool {
        self.counted.directory == counted.directory && self.counted.version >= counted.version
    }
}

#[derive(Clone)]
struct ByLength;

impl Weighter<String, Kept> for ByLength {
    fn weight(&self, question: &String, kept: &Kept) -> u64 {
        (question.len() + kept.answer.length()).max(1) as u64
    }
}

impl AnswerCache {
    /// Nothing yet.
    #[must_use]
    pub fn new(metrics: metrics::Figures) -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(usize::MAX) / USUAL;
        Self { answers: Cache::with_weighter(items, CAPACITY, ByLength), metrics }
    }

    /// An answer to `question` that is not older than what was `counted`; `compute` makes it, and counts it, where
    /// there is none.
    ///
    /// # Errors
    /// What `compute` answers, which is not kept.
    pub async fn get(
        &self,
        question: &str,
        counted: Counted,
        compute: impl Future<Output = ApiResult<Answer>>,
    ) -> ApiResult<Answer> {
        let look = |_: &String, kept: &mut Kept| {
            if kept.serves(&counted) {
                EntryAction::Retain(kept.answer.clone())
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
                // Not kept where it is longer than all that may be, or was forgotten meanwhile.
                let _ = place.insert(Kept { answer: answer.clone(), counted });
                Ok(answer)
            }
            EntryResult::Removed(..) | EntryResult::Timeout => {
                Err(ApiError::internal("a look at what is kept"))
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

    /// What the one gets who asks `question` where so many changes are counted, if it would have to compute `text`.
    async fn asked(answers: &AnswerCache, question: &str, counted: Counted, text: &'static str) -> usize {
        let computed = async { Ok(Answer::written(text)) };
        answers.get(question, counted, computed).await.unwrap().length()
    }

    fn in_new_runtime(test: impl Future<Output = ()>) {
        actix_web::rt::System::new().block_on(test);
    }

    #[test]
    fn an_answer_serves_those_who_know_of_no_later_change() {
        let answers = AnswerCache::new(Metrics::default().figures);
        let directory = Uuid::new_v4();
        let state = |version: i64| Counted { version: version.into(), changed_at: None, directory };
        in_new_runtime(async {
            assert_eq!(asked(&answers, "a", state(7), "1").await, 1);
            assert_eq!(asked(&answers, "a", state(7), "22").await, 1, "kept");
            assert_eq!(asked(&answers, "b", state(7), "333").await, 3, "another question");
            assert_eq!(asked(&answers, "a", state(8), "4444").await, 4, "something changed");
            assert_eq!(asked(&answers, "a", state(7), "55555").await, 4, "who came first learns of it too");
            assert_eq!(answers.answers.len(), 2, "one answer for each question");
            let elsewhere = Counted { directory: Uuid::new_v4(), ..state(7) };
            assert_eq!(asked(&answers, "a", elsewhere, "666666").await, 6, "the regions changed");
        });
    }

    #[test]
    fn a_failure_is_not_kept() {
        let answers = AnswerCache::new(Metrics::default().figures);
        let state = Counted { version: 1.into(), changed_at: None, directory: Uuid::new_v4() };
        in_new_runtime(async {
            let failing = async { Err(ApiError::unavailable("no database")) };
            assert!(answers.get("a", state, failing).await.is_err());
            assert_eq!(asked(&answers, "a", state, "1").await, 1);
        });
    }
}
