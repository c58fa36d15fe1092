//! What each token has left of the requests it may make.
//!
//! A request is taken from the bucket where its work begins: a read before it takes a connection, or where its `If-None-Match`
//! does not name the very tag (`*` names none); a write before its body is read, once for all attempts; what is refused before that
//! (400, 403, 404), on its way out. What fails with 5xx before its work begins is free. Every answer says what is left (`RateLimit`, whose
//! `t` says when the next request is regained). Buckets that are full again are forgotten once an hour.

use std::fmt::{self, Debug, Formatter};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::Clock;
use governor::{Quota, RateLimiter};

use super::{Limiter, Rate, wait, whole_seconds};
use crate::problems::{ApiResult, Code};

/// The header with what a token has left (IETF draft-ietf-httpapi-ratelimit-headers §4).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// The header with what a token gets (IETF draft-ietf-httpapi-ratelimit-headers §3).
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The buckets of all tokens, by their public ids. One is only opened for a token that is proven, so there are no more
/// of them than tokens that were issued.
pub struct TokenBuckets {
    limiter: Limiter<String>,
    policy: HeaderValue,
    /// In how many seconds at most there is one request more.
    step: u64,
}

/// Whether the bucket had a request left, and what it has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acquired {
    /// Whether there was enough.
    pub is_granted: bool,
    /// How many requests are left at this moment.
    pub left: u32,
    /// In how many seconds at most there will be more.
    pub seconds: u64,
}

impl TokenBuckets {
    /// Full buckets.
    ///
    /// # Panics
    /// Where digits are no header's value, which is never.
    #[must_use]
    #[expect(clippy::expect_used, reason = "at start, for what stands in the code")]
    pub fn new(rate: Rate) -> Self {
        let Rate { per_minute, at_once } = rate;
        let quota = Quota::per_minute(per_minute).allow_burst(at_once.min(per_minute));
        let policy = format!("\"token\";q={per_minute};w=60");
        Self {
            limiter: RateLimiter::keyed(quota).with_middleware(),
            policy: HeaderValue::try_from(policy).expect("a header's value"),
            step: whole_seconds(quota.replenish_interval()),
        }
    }

    /// Takes one request from the bucket of a proven token.
    #[must_use]
    pub fn acquire(&self, token_id: &String) -> Acquired {
        match self.limiter.check_key(token_id) {
            Ok(state) => {
                Acquired { is_granted: true, left: state.remaining_burst_capacity(), seconds: self.step }
            }
            Err(refusal) => {
                let time = refusal.wait_time_from(self.limiter.clock().now());
                Acquired { is_granted: false, left: 0, seconds: whole_seconds(time) }
            }
        }
    }

    /// Tells the client what he gets, and what he has left of it.
    pub fn tell(&self, acquired: &Acquired, headers: &mut HeaderMap) {
        let Acquired { left, seconds, .. } = acquired;
        headers.insert(RATE_LIMIT_POLICY, self.policy.clone());
        if let Ok(value) = HeaderValue::try_from(format!("\"token\";r={left};t={seconds}")) {
            headers.insert(RATE_LIMIT, value);
        }
    }

    /// Forgets the buckets that are full again.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Debug for TokenBuckets {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenBuckets").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Acquired {
    /// Lets a request go on for which the bucket had enough.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn must_be_granted(&self) -> ApiResult<()> {
        if self.is_granted { Ok(()) } else { Err(wait(Code::RateLimited, self.seconds)) }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn buckets(per_minute: u32, at_once: u32) -> TokenBuckets {
        let number = |number| NonZeroU32::new(number).unwrap();
        TokenBuckets::new(Rate { per_minute: number(per_minute), at_once: number(at_once) })
    }

    fn told(buckets: &TokenBuckets, acquired: &Acquired) -> (String, String) {
        let mut headers = HeaderMap::new();
        buckets.tell(acquired, &mut headers);
        let text = |name| headers.get(name).unwrap().to_str().unwrap().to_owned();
        (text(RATE_LIMIT_POLICY), text(RATE_LIMIT))
    }

    #[test]
    fn a_bucket_empties_and_its_owner_is_told() {
        let (buckets, token) = (buckets(10, 3), "k3v9m2x7q4ab".to_owned());
        for left in [2, 1, 0] {
            let acquired = buckets.acquire(&token);
            assert_eq!(acquired, Acquired { is_granted: true, left, seconds: 6 });
            let expected = ("\"token\";q=10;w=60".to_owned(), format!("\"token\";r={left};t=6"));
            assert_eq!(told(&buckets, &acquired), expected);
        }
        let acquired = buckets.acquire(&token);
        assert!(
            !acquired.is_granted && acquired.left == 0 && (1..=6).contains(&acquired.seconds),
            "{acquired:?}"
        );
        let refusal = acquired.must_be_granted().unwrap_err();
        assert_eq!(refusal.code(), Code::RateLimited);
        assert_eq!(refusal.headers()[0].1, acquired.seconds.to_string());
        assert!(buckets.acquire(&"another".to_owned()).is_granted);
    }

    #[test]
    fn no_more_than_a_minutes_worth_is_there_at_once() {
        let buckets = buckets(2, 1000);
        let acquired = [(); 3].map(|()| buckets.acquire(&String::new()).is_granted);
        assert_eq!(acquired, [true, true, false]);
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let buckets = buckets(60_000, 1);
        for token in 0..1000 {
            assert!(buckets.acquire(&token.to_string()).is_granted);
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        buckets.tidy();
        assert_eq!(buckets.limiter.len(), 0);
        let _ = buckets.acquire(&String::new());
        assert_eq!(buckets.limiter.len(), 1);
    }
}
