//! What a request is charged to: the token that it proves to come from, or else its address.

use std::net::IpAddr;

use actix_web::body::BoxBody;
use actix_web::http::header::HeaderMap;

use super::RequestContext;
use super::content::Content;
use super::limits::{Pieces, TokenBuckets};
use crate::problems::ApiResult;

impl RequestContext {
    /// The address the request comes from: see [`super::client_address`].
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Notes the token that was proven.
    pub fn prove(&self, token_id: &str) {
        self.token_id.get_or_init(|| token_id.to_owned());
    }

    /// The public id of the token that was proven; the log line has it.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.get().map(String::as_str)
    }

    /// Counts a failed authentication for the address.
    ///
    /// # Errors
    /// 429 where the address has had more of them than it may.
    pub fn fail(&self) -> ApiResult<()> {
        let failures = self.limits.as_ref().and_then(|limits| limits.failures.as_ref());
        failures.zip(self.address).map_or(Ok(()), |(failures, address)| failures.count(address))
    }

    /// Takes the request, whose work begins or is refused, from the token's bucket; once, however often it is called. A
    /// request without a proven token is not counted.
    ///
    /// # Errors
    /// 429 where the token has made as many requests as it may.
    pub fn acquire(&self) -> ApiResult<()> {
        let Some((buckets, token_id)) = self.buckets().zip(self.token_id.get()) else { return Ok(()) };
        self.acquired.get_or_init(|| buckets.acquire(token_id)).must_be_granted()
    }

    /// Writes into the headers what the bucket has left, where the request was taken from it.
    pub fn write_rate_limit(&self, headers: &mut HeaderMap) {
        if let Some((buckets, acquired)) = self.buckets().zip(self.acquired.get()) {
            buckets.tell(acquired, headers);
        }
    }

    /// The body of a long answer to the request; `None` where the token has too much to receive already. Without a proven
    /// token it is sent as it is.
    #[must_use]
    pub fn send(&self, answer: Content) -> Option<BoxBody> {
        match self.limits.as_ref().zip(self.token_id.get()) {
            Some((limits, token_id)) => limits.sending.begin(token_id, answer).map(BoxBody::new),
            None => Some(BoxBody::new(Pieces::uncounted(answer))),
        }
    }

    fn buckets(&self) -> Option<&TokenBuckets> {
        self.limits.as_ref()?.buckets.as_ref()
    }
}
