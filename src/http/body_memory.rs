//! How much memory the bodies of requests take: all together, and those of one token. Each reserves what it needs before
//! it is read; where it gets none in time, the request is answered 503 with `Retry-After`.

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use actix_web::rt::time::timeout;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problems::{ApiError, ApiResult, Code};

/// The largest body read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// What all bodies may take together: 32 MiB.
const ALL: usize = 32 * MAX_BODY;
/// What those of one token may take: a quarter of it, so that its slow bodies leave memory for others.
const OF_ONE_TOKEN: usize = ALL / 4;
/// Memory is reserved by so many bytes.
const UNIT: usize = 1024;
/// How long a body waits for memory.
const WAIT: Duration = Duration::from_secs(2);
/// From how many tokens on those are forgotten that have no body here.
const MANY: usize = 1024;

/// How much a body may take.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Its largest length, in bytes.
    pub most: usize,
    /// How many times its length is reserved for it.
    pub times: usize,
    /// How long a client may take to send it: 35 KB/s for the largest one.
    pub patience: Duration,
}

impl BodyLimits {
    /// The check of a length in bytes.
    ///
    /// # Errors
    /// 413 where it is longer than it may be.
    pub fn must_cover(self, length: usize) -> ApiResult<()> {
        if length <= self.most { Ok(()) } else { Err(ApiError::of(Code::BodyTooLarge)) }
    }
}

/// Of one value.
pub const OF_ONE: BodyLimits = BodyLimits { most: MAX_BODY, times: 1, patience: Duration::from_secs(30) };
/// Of many: a token has memory for one of the largest at a time, the process for four.
pub const OF_MANY: BodyLimits = BodyLimits { most: 4 * MAX_BODY, times: 2, patience: Duration::from_mins(2) };

/// The memory for bodies of one process.
pub struct BodyMemory {
    all: Arc<Semaphore>,
    of_tokens: Mutex<HashMap<String, Weak<Semaphore>>>,
}

impl Default for BodyMemory {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(ALL / UNIT)), of_tokens: Mutex::default() }
    }
}

impl BodyMemory {
    /// A reservation for the holder of this token, of nothing yet.
    #[must_use]
    pub fn reservation(&self, token_id: &str) -> Reservation {
        Reservation { all: Arc::clone(&self.all), own: self.of_token(token_id), held: None, units: 0 }
    }

    fn of_token(&self, token_id: &str) -> Arc<Semaphore> {
        let mut of_tokens = self.of_tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = of_tokens.get(token_id).and_then(Weak::upgrade) {
            return own;
        }
        if of_tokens.len() >= MANY {
            of_tokens.retain(|_, own| own.strong_count() > 0);
        }
        let own = Arc::new(Semaphore::new(OF_ONE_TOKEN / UNIT));
        of_tokens.insert(token_id.to_owned(), Arc::downgrade(&own));
        own
    }
}

impl Debug for BodyMemory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyMemory").field("free", &self.all.available_permits()).finish_non_exhaustive()
    }
}

/// Memory for one body, given back when this is dropped.
#[derive(Debug)]
pub struct Reservation {
    all: Arc<Semaphore>,
    own: Arc<Semaphore>,
    /// Of the token's share, and of all.
    held: Option<[OwnedSemaphorePermit; 2]>,
    units: usize,
}

impl Reservation {
    /// Makes it one of at least so many bytes.
    ///
    /// # Errors
    /// 503 with `Retry-After` where no memory is free within two seconds.
    pub async fn grow_to(&mut self, bytes: usize) -> ApiResult<()> {
        let more = bytes.div_ceil(UNIT).saturating_sub(self.units);
        if more == 0 {
            return Ok(());
        }
        let found = timeout(WAIT, self.acquire(more)).await;
        let found = found.map_err(|_elapsed| ApiError::unavailable("no memory for another body"))??;
        self.units += more;
        match (&mut self.held, found) {
            (Some([own, all]), [more_own, more_all]) => {
                own.merge(more_own);
                all.merge(more_all);
            }
            (none, found) => *none = Some(found),
        }
        Ok(())
    }

    async fn acquire(&self, units: usize) -> ApiResult<[OwnedSemaphorePermit; 2]> {
        let units = u32::try_from(units).map_err(ApiError::internal)?;
        let own = Arc::clone(&self.own).acquire_many_owned(units).await.map_err(ApiError::internal)?;
        let all = Arc::clone(&self.all).acquire_many_owned(units).await.map_err(ApiError::internal)?;
        Ok([own, all])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use actix_web::rt::System;

    use super::*;

    #[track_caller]
    fn free(memory: &BodyMemory) -> usize {
        memory.all.available_permits() * UNIT
    }

    #[test]
    fn what_is_dropped_is_given_back() {
        System::new().block_on(async {
            let memory = BodyMemory::default();
            let mut one = memory.reservation("a");
            for bytes in [0, 1, UNIT, UNIT + 1, 5, MAX_BODY] {
                one.grow_to(bytes).await.unwrap();
            }
            assert_eq!(free(&memory), ALL - MAX_BODY);
            drop(one);
            assert_eq!(free(&memory), ALL);
        });
    }

    #[test]
    fn one_token_cannot_take_what_is_there_for_others() {
        System::new().block_on(async {
            let memory = BodyMemory::default();
            let mut held = Vec::new();
            for _ in 0..OF_ONE_TOKEN / MAX_BODY {
                let mut one = memory.reservation("greedy");
                one.grow_to(MAX_BODY).await.unwrap();
                held.push(one);
            }
            let begun = Instant::now();
            let refusal = memory.reservation("greedy").grow_to(1).await.unwrap_err();
            assert_eq!(refusal.code(), Code::Unavailable);
            assert!(begun.elapsed() >= WAIT && begun.elapsed() < 2 * WAIT);
            let begun = Instant::now();
            memory.reservation("other").grow_to(MAX_BODY).await.unwrap();
            assert!(begun.elapsed() < WAIT / 2);
        });
    }

    #[test]
    fn all_together_take_no_more_than_there_is() {
        System::new().block_on(async {
            let memory = BodyMemory::default();
            let mut held = Vec::new();
            for n in 0..ALL / MAX_BODY {
                let mut one = memory.reservation(&n.to_string());
                one.grow_to(MAX_BODY).await.unwrap();
                held.push(one);
            }
            assert_eq!(free(&memory), 0);
            assert!(memory.reservation("late").grow_to(1).await.is_err());
            held.clear();
            memory.reservation("late").grow_to(1).await.unwrap();
        });
    }

    #[test]
    fn tokens_without_a_body_are_forgotten() {
        let memory = BodyMemory::default();
        let kept = memory.reservation("kept");
        for n in 0..3 * MANY {
            drop(memory.reservation(&n.to_string()));
        }
        let of_tokens = memory.of_tokens.lock().unwrap();
        assert!(of_tokens.len() <= MANY + 1 && of_tokens["kept"].upgrade().is_some());
        drop(kept);
    }
}
