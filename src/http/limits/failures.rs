//! Requests of an address that prove to come from nobody. Many share an address, and whoever shares it can fail there as
//! often as he likes. So a failure takes nothing from those who prove who they are: what is presented is looked up
//! always, and only the refusal changes, once there are too many of them: it says to wait.

use std::fmt::{self, Debug, Formatter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::Clock;
use governor::{Quota, RateLimiter};

use super::{Limiter, wait, whole_seconds};
use crate::problems::{ApiResult, Code};

/// After how many failures those are forgotten that are made up for. An address that fails once is of no interest a
/// moment later, and there are more of them than memory.
const FAILURES_TO_TIDY: u32 = 4096;

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
    /// Failures since the first; it may overflow.
    counted: AtomicU32,
}

impl Failures {
    /// So many failures a minute for each address.
    #[must_use]
    pub fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware(),
            counted: AtomicU32::new(0),
        }
    }

    /// Counts a request that proved to come from nobody.
    ///
    /// # Errors
    /// 429 with `Retry-After` where its address has failed more often than it may.
    pub fn count(&self, address: IpAddr) -> ApiResult<()> {
        let counted = self.counted.fetch_add(1, Ordering::Relaxed);
        if counted % FAILURES_TO_TIDY == FAILURES_TO_TIDY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network(address)).map(drop).map_err(|refusal| {
            let rest = refusal.wait_time_from(self.limiter.clock().now());
            wait(Code::TooManyFailures, whole_seconds(rest))
        })
    }

    /// Forgets the failures that are made up for.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Debug for Failures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failures").field("addresses", &self.limiter.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn failures(per_minute: u32) -> Failures {
        Failures::new(NonZeroU32::new(per_minute).unwrap())
    }

    /// For how many seconds one more failure is told to wait.
    fn rest(failures: &Failures, address: &str) -> Option<u64> {
        let refusal = failures.count(address.parse().unwrap()).err()?;
        assert_eq!(refusal.code(), Code::TooManyFailures);
        Some(refusal.headers()[0].1.to_str().unwrap().parse().unwrap())
    }

    #[test]
    fn an_address_may_fail_so_often_in_a_minute() {
        let failures = failures(3);
        assert_eq!([(); 3].map(|()| rest(&failures, "203.0.113.9")), [None; 3]);
        assert!(matches!(rest(&failures, "203.0.113.9"), Some(1..=20)));
        assert_eq!(rest(&failures, "203.0.113.10"), None);
    }

    #[test]
    fn an_address_of_version_6_is_its_network() {
        let failures = failures(1);
        assert_eq!(rest(&failures, "2001:db8:0:1::1"), None);
        assert!(rest(&failures, "2001:db8:0:1:ffff::2").is_some());
        assert_eq!(rest(&failures, "2001:db8:0:2::1"), None);
    }

    #[test]
    fn failures_that_are_made_up_for_are_forgotten() {
        let failures = failures(60_000);
        for n in 0..1000_u32 {
            assert_eq!(rest(&failures, &Ipv6Addr::from_bits(u128::from(n) << 64).to_string()), None);
        }
        std::thread::sleep(Duration::from_millis(5));
        failures.tidy();
        assert_eq!(failures.limiter.len(), 0);
    }
}
