//! Tokens that were proven within the last minute. A body is read only after its token was proven. Where the token was proven
//! a moment ago, it is not looked up again before the body is read, since the transaction that writes proves it in any case.

use std::fmt::{self, Debug, Formatter};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;

use super::authenticator::Credentials;
use crate::auth::Credential;

/// How long a proof is sufficient for reading bodies.
const MOMENT: Duration = Duration::from_mins(1);
/// How many proofs are remembered: 1 MB. A token that was evicted is looked up again.
const MOST: usize = 8192;

/// The proofs of the last minute; cheap to clone.
#[derive(Clone)]
pub struct Proven(Arc<Cache<Proof, Instant>>);

/// A token, and where it was used.
type Proof = (Credential, Option<IpAddr>);

impl Default for Proven {
    fn default() -> Self {
        Self(Arc::new(Cache::new(MOST)))
    }
}

impl Proven {
    /// Whether this was proven in the last minute: the same token, from the same address.
    #[must_use]
    pub fn knows(&self, presented: &Credentials) -> bool {
        let proven = proof(presented).and_then(|proof| self.0.get(&proof));
        proven.is_some_and(|proven| proven.elapsed() < MOMENT)
    }

    /// Notes a proof.
    pub fn note(&self, presented: &Credentials) {
        if let Some(proof) = proof(presented) {
            self.0.insert(proof, Instant::now());
        }
    }

    /// Removes a proof that is no longer valid.
    pub fn forget(&self, presented: &Credentials) {
        if let Some(proof) = proof(presented) {
            self.0.remove(&proof);
        }
    }
}

fn proof(presented: &Credentials) -> Option<Proof> {
    Some((presented.credential.clone()?, presented.address))
}

impl Debug for Proven {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proven").field("tokens", &self.0.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presented(token: &str, address: &str) -> Credentials {
        let credential = Credential::from_authorization(&format!("Bearer {token}"));
        Credentials { credential, bearer: None, address: Some(address.parse().unwrap()) }
    }

    #[test]
    fn what_was_proven_is_known_as_it_was_presented_and_no_other() {
        let proven = Proven::default();
        let [good, other] = ["A", "B"].map(|letter| format!("fz_k3v9m2x7q4ab_{}", letter.repeat(43)));
        let here = presented(&good, "203.0.113.9");
        proven.note(&here);
        assert!(proven.knows(&here));
        assert!(!proven.knows(&presented(&other, "203.0.113.9")), "another secret of the same id");
        assert!(!proven.knows(&presented(&good, "203.0.113.10")), "from elsewhere");
        assert!(!proven.knows(&presented("x", "203.0.113.9")), "no token");
        proven.forget(&here);
        assert!(!proven.knows(&here));
    }
}
