//! What everybody may read, with a token or without: the same bytes for all. They are compressed once, when they are first
//! asked for, and may be kept by whoever got them.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, Encoding, Header,
    VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::accept::MediaType;
use super::context::RequestContext;
use super::etag::ETag;
use crate::problems::ApiResult;

/// A document that everybody may read.
pub struct Published {
    content_type: String,
    plain: Bytes,
    /// Made once it is asked for; empty where that failed.
    gzip: OnceLock<Bytes>,
    etag: ETag,
    max_age: Duration,
}

impl Published {
    /// A document of this media type, which may be kept for so long without asking again.
    #[must_use]
    pub fn new(content_type: impl Into<String>, content: impl Into<Bytes>, max_age: Duration) -> Self {
        let plain = content.into();
        let etag = ETag::digest(&plain);
        Self { content_type: content_type.into(), plain, gzip: OnceLock::new(), etag, max_age }
    }

    /// The answer with it: 304 where the client has it already.
    ///
    /// # Errors
    /// 400 where `If-None-Match` is too long, 406 where it is JSON and the client takes none.
    pub fn answer(&self, request: &HttpRequest) -> ApiResult<HttpResponse> {
        if self.content_type == MediaType::Json.as_ref() {
            RequestContext::of(request).accept.choose(&[MediaType::Json])?;
        }
        let is_known = RequestContext::of(request).has_current(&self.etag)?;
        let mut response =
            HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        response.insert_header((ETAG, self.etag.to_string()));
        response.insert_header((CACHE_CONTROL, format!("public, max-age={}", self.max_age.as_secs())));
        response.insert_header((VARY, ACCEPT_ENCODING.as_str()));
        Ok(if is_known { response.finish() } else { self.written(response, request) })
    }

    fn written(&self, mut response: HttpResponseBuilder, request: &HttpRequest) -> HttpResponse {
        response.insert_header((CONTENT_TYPE, self.content_type.as_str()));
        let gzip =
            if takes_gzip(request) { self.gzip.get_or_init(|| gzip(&self.plain)) } else { &self.plain };
        if gzip.is_empty() || gzip.len() >= self.plain.len() {
            return response.body(self.plain.clone());
        }
        response.insert_header((CONTENT_ENCODING, "gzip"));
        response.body(gzip.clone())
    }
}

/// Whether the client takes gzip (RFC 9110 §12.5.3), and does not rather have the bytes as they are.
fn takes_gzip(request: &HttpRequest) -> bool {
    let Ok(accepted) = AcceptEncoding::parse(request) else { return false };
    let offered = [Encoding::identity(), Encoding::gzip()];
    accepted.negotiate(offered.iter()) == Some(Encoding::gzip())
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.map(Bytes::from).unwrap_or_default()
}
