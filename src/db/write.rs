//! Changes: all of one is stored, or nothing, and the answer says which.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::pg::PgConnection;

use super::Db;
use super::connection::{Mode, end};
use crate::problems::{ApiError, ApiResult, Fault};

/// How often a transaction that lost against another (deadlock, serialisation failure) is tried again.
const RETRIES: u32 = 3;

impl Db {
    /// Runs `work` in one transaction: all of it is stored, or nothing. `work` runs again where it lost against
    /// another transaction, three times at most.
    ///
    /// # Errors
    /// What `work` answers, after rolling back; 503 where the database cannot be used, or broke off while it committed.
    pub async fn write<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut PgConnection) -> ApiResult<T> + Send + 'static,
    {
        let last_word = LastWord::default();
        let waiting = last_word.clone();
        self.blocking(move |db| db.commit(&last_word, work), move |cause| waiting.given_up(cause)).await
    }

    /// [`Db::write`] for callers that may block: the command line and the demo.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T>(&self, work: impl Fn(&mut PgConnection) -> ApiResult<T>) -> ApiResult<T> {
        self.commit(&LastWord::default(), work)
    }

    /// Counts an attempt that will be followed by another one.
    fn failed_before(&self, error: &ApiError) {
        self.notice(error.fault());
        self.shared.metrics.retried();
    }

    /// Does the work and commits it, unless it was given up meanwhile.
    fn commit<T>(
        &self,
        last_word: &LastWord,
        work: impl Fn(&mut PgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let (mut attempt, mut is_ours) = (0, false);
        loop {
            let mut committing = false;
            let result = match self.begin(Mode::Write, Some(self.shared.settings.statement_timeout)) {
                Ok(mut conn) => {
                    let mut done = work(&mut conn);
                    is_ours = is_ours || done.is_ok() && last_word.take();
                    if done.is_ok() && !is_ours {
                        done = Err(ApiError::unavailable("given up before it was committed"));
                    }
                    committing = done.is_ok();
                    end(&mut conn, done)
                }
                Err(error) => Err(error),
            };
            attempt += 1;
            match result {
                // Also where a node was lost, it is unknown whether it committed.
                Err(error) if committing && let Some(fault) = lost(&error) => {
                    return Err(ApiError::outcome_unknown(error.cause().unwrap_or_default()).by_fault(fault));
                }
                Err(error)
                    if attempt <= RETRIES
                        && matches!(error.fault(), Some(Fault::LostRace | Fault::LostStatement)) =>
                {
                    log::warn!("transaction is tried again, attempt {attempt}: {error}");
                    self.failed_before(&error);
                }
                result => return result,
            }
        }
    }
}

/// How a connection was lost: that of the service, or the database's own to one of its nodes.
fn lost(error: &ApiError) -> Option<Fault> {
    error.fault().filter(|fault| matches!(fault, Fault::Connection | Fault::Node))
}

/// The decision between committing and giving up, which is made once. The worker takes it to commit, the task that waits takes
/// it to give up: what was given up is never committed, however late the database answers.
#[derive(Clone, Debug, Default)]
struct LastWord(Arc<AtomicBool>);

impl LastWord {
    /// Takes the decision; `false` where it was taken already.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }

    /// The error of the task that waits: nothing was written, or else the outcome is unknown.
    fn given_up(&self, cause: &'static str) -> ApiError {
        if self.take() { ApiError::unavailable(cause) } else { ApiError::outcome_unknown(cause) }
    }
}
