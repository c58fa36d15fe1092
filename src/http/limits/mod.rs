//! How much is taken from one caller in a minute, so that none of them takes what is there for all: requests of a token
//! ([`token_buckets`]), and requests of an address that prove to come from nobody ([`failures`]). Each instance of the service
//! counts for itself.

mod failures;
mod sending;
mod token_buckets;

pub use failures::Failures;
pub use sending::{LONG, Pieces, Sending};
pub use token_buckets::{Acquired, RATE_LIMIT, RATE_LIMIT_POLICY, TokenBuckets};

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::RETRY_AFTER;
use governor::clock::DefaultClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;

use crate::problems::{ApiError, Code};

/// Counts what belongs to each key: a bucket that a minute fills (the generic cell rate algorithm, ITU-T I.371).
type Limiter<K> =
    governor::RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// How many requests a token may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In a minute, when it goes on and on.
    pub per_minute: NonZeroU32,
    /// At once, when it was silent before. More than a minute's worth counts as that.
    pub at_once: NonZeroU32,
}

/// What is limited; by default nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Requests of one token; `None` for any number.
    pub requests: Option<Rate>,
    /// Failures of one address in a minute; `None` for any number.
    pub failures: Option<NonZeroU32>,
}

/// What all requests are counted by.
#[derive(Debug)]
pub struct Limits {
    /// What each token has left; `None` where that is not limited.
    pub buckets: Option<TokenBuckets>,
    /// How often each address failed; `None` where that is not limited.
    pub failures: Option<Failures>,
    /// What is on its way to each token.
    pub sending: Sending,
}

impl Limits {
    /// With nothing counted yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            buckets: settings.requests.map(TokenBuckets::new),
            failures: settings.failures.map(Failures::new),
            sending: Sending::default(),
        }
    }

    /// Forgets, now and then, whose bucket is full again and whose failures are made up for.
    pub fn tidy(&self) {
        if let Some(buckets) = &self.buckets {
            buckets.tidy();
        }
        if let Some(failures) = &self.failures {
            failures.tidy();
        }
    }
}

/// The refusal of one who has to wait (RFC 6585 §4): `Retry-After` says for how long.
fn wait(code: Code, seconds: u64) -> ApiError {
    ApiError::of(code).with_header(RETRY_AFTER, seconds.into())
}

/// A time in whole seconds, rounded up; at least one.
fn whole_seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}
