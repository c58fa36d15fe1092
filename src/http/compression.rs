//! Whose answers are compressed as they leave: only of those who have proven who they are, since that costs more than all
//! else about a refusal. What everybody may read is compressed once ([`super::published`]).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use actix_web::middleware::Next;

use super::RequestContext;

/// Says of a body that it is as it is. The library's compression leaves alone what says how it is encoded; by RFC 9110
/// §8.4.1 this is not to be said to the client.
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The middleware inside the library's compression.
///
/// # Errors
/// Those of the services behind it.
pub async fn only_for_the_proven<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let context = RequestContext::of(request.request());
    let mut response = next.call(request).await?;
    if context.token_id().is_none() && !response.headers().contains_key(CONTENT_ENCODING) {
        response.headers_mut().insert(CONTENT_ENCODING, IDENTITY);
    }
    Ok(response)
}

/// Takes back what was said to the compression alone.
pub fn hide_identity(headers: &mut HeaderMap) {
    if headers.get(CONTENT_ENCODING) == Some(&IDENTITY) {
        headers.remove(CONTENT_ENCODING);
    }
}
