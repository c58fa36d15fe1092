//! Whose request it is: known to all that have to do with it, from its head to its answer.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

/// Whose a request is, as far as it is known by now; all handles of one request share it.
#[derive(Clone, Debug, Default)]
pub struct Who(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    address: Option<IpAddr>,
    token_id: OnceLock<String>,
}

impl Who {
    /// Somebody at this address; `None` where no connection is behind it.
    #[must_use]
    pub fn at(address: Option<IpAddr>) -> Self {
        Self(Arc::new(Known { address, ..Known::default() }))
    }

    /// The address the request comes from: see [`super::client_address`].
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    /// Says which token it proved to be.
    pub fn prove(&self, token_id: &str) {
        let _ = self.0.token_id.set(token_id.to_owned());
    }

    /// The public id of the token it proved to be; the log line says it.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.0.token_id.get().map(String::as_str)
    }
}
