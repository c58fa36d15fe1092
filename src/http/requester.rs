//! Whose request it is, and where it goes: known to all that have to do with it, from its head to its answer.

use std::fmt::{self, Debug, Formatter};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use actix_web::HttpRequest;
use actix_web::body::BoxBody;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;

use super::limits::{Acquired, Limits, TokenBuckets};
use crate::problems::ApiResult;

/// Whose a request is and where it goes, as far as that is known by now; all handles of one request share it.
#[derive(Clone, Default)]
pub struct Requester(Arc<Known>);

#[derive(Default)]
struct Known {
    /// `None` for what no request asked for: that is not limited.
    limits: Option<Arc<Limits>>,
    address: Option<IpAddr>,
    token_id: OnceLock<String>,
    acquired: OnceLock<Acquired>,
    route: OnceLock<Option<String>>,
}

impl Requester {
    /// Somebody at this address; `None` where no connection is behind it.
    #[must_use]
    pub fn at(address: Option<IpAddr>, limits: Arc<Limits>) -> Self {
        Self(Arc::new(Known { limits: Some(limits), address, ..Known::default() }))
    }

    /// The address the request comes from: see [`super::client_address`].
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    /// The pattern of the address that the request goes to; `None` where there is none such. It is looked for once, since
    /// that means to try one pattern after the other.
    #[must_use]
    pub fn route(&self, request: &HttpRequest) -> Option<&str> {
        self.0.route.get_or_init(|| request.match_pattern()).as_deref()
    }

    /// Says which token it proved to be.
    pub fn prove(&self, token_id: &str) {
        self.0.token_id.get_or_init(|| token_id.to_owned());
    }

    /// Says that it proved to be nobody.
    ///
    /// # Errors
    /// 429 where that happened at its address more often than it may.
    pub fn fail(&self) -> ApiResult<()> {
        let failures = self.0.limits.as_ref().and_then(|limits| limits.failures.as_ref());
        failures.zip(self.0.address).map_or(Ok(()), |(failures, address)| failures.count(address))
    }

    /// The public id of the token it proved to be; the log line says it.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.0.token_id.get().map(String::as_str)
    }

    /// Takes the request, whose work begins or is refused, from the token's bucket; once, however often that is tried. What
    /// no token has proven to ask for is not counted.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may.
    pub fn acquire(&self) -> ApiResult<()> {
        let Some((buckets, token_id)) = self.buckets().zip(self.0.token_id.get()) else { return Ok(()) };
        self.0.acquired.get_or_init(|| buckets.acquire(token_id)).must_be_granted()
    }

    /// Writes into the headers what the bucket has left, where the request was taken from it.
    pub fn tell_rate_limit(&self, headers: &mut HeaderMap) {
        if let Some((buckets, acquired)) = self.buckets().zip(self.0.acquired.get()) {
            buckets.tell(acquired, headers);
        }
    }

    /// The body of a long answer to the request; `None` where too much is on its way to the token already. What no token has
    /// proven to ask for is sent as it is.
    #[must_use]
    pub fn send(&self, answer: Bytes) -> Option<BoxBody> {
        match self.0.limits.as_ref().zip(self.0.token_id.get()) {
            Some((limits, token_id)) => limits.sending.begin(token_id, answer).map(BoxBody::new),
            None => Some(BoxBody::new(answer)),
        }
    }

    fn buckets(&self) -> Option<&TokenBuckets> {
        self.0.limits.as_ref()?.buckets.as_ref()
    }
}

impl Debug for Requester {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut requester = f.debug_struct("Requester");
        requester
            .field("address", &self.address())
            .field("token_id", &self.token_id())
            .finish_non_exhaustive()
    }
}
