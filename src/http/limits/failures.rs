//! Addresses from which requests without a valid token come again and again: whoever guesses has to wait, and costs
//! nothing meanwhile.
//!
//! Many share an address, and one program with a token that is no longer valid must not lock the others out. So while
//! an address waits, those get through whose token was proven from there before. That lets them try, nothing more: the
//! token is proven once more like every other, and where it fails this time, it waits with the rest.

use std::fmt::{self, Debug, Formatter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use governor::clock::Clock;
use governor::{Quota, RateLimiter};
use quick_cache::sync::Cache;

use super::{Limiter, wait, whole_seconds};
use crate::problems::{ApiResult, Code};

/// How many addresses are remembered to wait. One that was forgotten fails once more, and waits again.
const MOST_WAITING: usize = 16_384;
/// How many proven tokens are remembered, by where they were proven: 3 MB.
const MOST_PROVEN: usize = 32_768;
/// After how many failures those are forgotten that are made up for. An address that fails once is of no interest a
/// moment later, and there are more of them than memory.
const FAILURES_TO_TIDY: u32 = 4096;

/// Where a request comes from, and what it presents there.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    network: IpAddr,
    /// SHA-256 of the secret; `None` where nothing has the form of a token.
    secret_hash: Option<[u8; 32]>,
}

impl Attempt {
    /// An attempt from this address, with a secret of this SHA-256 or without any.
    #[must_use]
    pub fn new(address: IpAddr, secret_hash: Option<[u8; 32]>) -> Self {
        Self { network: network(address), secret_hash }
    }
}

/// What counts as one address: of IPv6 the network of 64 bits that one subscriber has at least (RFC 6177 §2).
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

/// The failures of all addresses.
pub struct Failures {
    limiter: Limiter<IpAddr>,
    /// The addresses that used up what they have, and until when they wait.
    waiting: Cache<IpAddr, Instant>,
    proven: Cache<Attempt, ()>,
    /// Failures since the first; it may overflow.
    counted: AtomicU32,
}

impl Failures {
    /// So many failures a minute for each address.
    #[must_use]
    pub fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware(),
            waiting: Cache::new(MOST_WAITING),
            proven: Cache::new(MOST_PROVEN),
            counted: AtomicU32::new(0),
        }
    }

    /// Lets an attempt go on to be proven.
    ///
    /// # Errors
    /// 429 with `Retry-After` where its address has to wait, and nothing was proven by it there before.
    pub fn must_not_wait(&self, attempt: &Attempt) -> ApiResult<()> {
        let Some(until) = self.waiting.get(&attempt.network) else { return Ok(()) };
        let rest = until.saturating_duration_since(Instant::now());
        if rest.is_zero() || self.proven.get(attempt).is_some() {
            return Ok(());
        }
        Err(wait(Code::TooManyFailures, whole_seconds(rest)))
    }

    /// An attempt proved who it comes from.
    pub fn succeeded(&self, attempt: &Attempt) {
        if self.proven.get(attempt).is_none() {
            self.proven.insert(attempt.clone(), ());
        }
    }

    /// An attempt failed.
    pub fn failed(&self, attempt: &Attempt) {
        self.proven.remove(attempt);
        if let Some(time) = self.count(&attempt.network) {
            self.waiting.insert(attempt.network, Instant::now() + time);
        }
        let counted = self.counted.fetch_add(1, Ordering::Relaxed);
        if counted % FAILURES_TO_TIDY == FAILURES_TO_TIDY - 1 {
            self.limiter.retain_recent();
        }
    }

    /// Counts a failure; for how long its address has to wait, if that was its last one.
    fn count(&self, network: &IpAddr) -> Option<Duration> {
        match self.limiter.check_key(network) {
            Ok(state) => (state.remaining_burst_capacity() == 0).then(|| state.quota().replenish_interval()),
            Err(refusal) => Some(refusal.wait_time_from(self.limiter.clock().now())),
        }
    }

    /// Forgets the failures that are made up for.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Debug for Failures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failures").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(address: &str, secret: Option<u8>) -> Attempt {
        Attempt::new(address.parse().unwrap(), secret.map(|byte| [byte; 32]))
    }

    fn failures(per_minute: u32) -> Failures {
        Failures::new(NonZeroU32::new(per_minute).unwrap())
    }

    /// For how many seconds an attempt has to wait.
    fn rest(failures: &Failures, attempt: &Attempt) -> Option<u64> {
        let refusal = failures.must_not_wait(attempt).err()?;
        assert_eq!(refusal.code(), Code::TooManyFailures);
        Some(refusal.headers()[0].1.to_str().unwrap().parse().unwrap())
    }

    #[test]
    fn an_address_waits_after_its_last_failure() {
        let (failures, nobody) = (failures(3), attempt("203.0.113.9", None));
        for _ in 0..3 {
            assert_eq!(rest(&failures, &nobody), None);
            failures.failed(&nobody);
        }
        assert_eq!(rest(&failures, &nobody), Some(20));
        assert_eq!(rest(&failures, &attempt("203.0.113.9", Some(1))), Some(20));
        assert_eq!(rest(&failures, &attempt("203.0.113.10", None)), None);
    }

    #[test]
    fn after_the_wait_one_more_may_fail() {
        let (failures, nobody) = (failures(120), attempt("203.0.113.9", None));
        while rest(&failures, &nobody).is_none() {
            failures.failed(&nobody);
        }
        std::thread::sleep(Duration::from_millis(501));
        assert_eq!(rest(&failures, &nobody), None);
        failures.failed(&nobody);
        assert_eq!(rest(&failures, &nobody), Some(1));
    }

    #[test]
    fn what_was_proven_gets_through_until_it_fails() {
        let (failures, known) = (failures(1), attempt("203.0.113.9", Some(1)));
        let elsewhere = attempt("203.0.113.10", Some(1));
        failures.succeeded(&known);
        for address in ["203.0.113.9", "203.0.113.10"] {
            failures.failed(&attempt(address, None));
        }
        assert_eq!((rest(&failures, &known), rest(&failures, &elsewhere)), (None, Some(60)));
        assert_eq!(rest(&failures, &attempt("203.0.113.9", Some(2))), Some(60));
        failures.failed(&known);
        assert!(rest(&failures, &known).is_some());
    }

    #[test]
    fn a_network_of_64_bits_is_one_address() {
        let failures = failures(1);
        failures.failed(&attempt("2001:db8:0:1::1", None));
        assert_eq!(rest(&failures, &attempt("2001:db8:0:1:ffff::2", None)), Some(60));
        assert_eq!(rest(&failures, &attempt("2001:db8:0:2::1", None)), None);
    }

    /// Whoever has whole networks to come from fills no memory.
    #[test]
    fn failures_that_are_made_up_for_are_forgotten() {
        let failures = failures(1_000_000);
        for address in 0..20 * FAILURES_TO_TIDY {
            failures.failed(&Attempt::new(Ipv6Addr::from_bits(u128::from(address) << 64).into(), None));
        }
        let left = u32::try_from(failures.limiter.len()).unwrap();
        assert!(left < 10 * FAILURES_TO_TIDY, "{left} are left");
        std::thread::sleep(Duration::from_millis(1));
        failures.tidy();
        assert_eq!(failures.limiter.len(), 0);
    }
}
