//! Answers: status, headers and a body in a media type, which is JSON unless stated; made where the data is, sent where the
//! request is.

use std::fs::File;
use std::io;

use actix_web::body::BoxBody;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName, LINK, LOCATION, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use serde_json::Value;

use super::accept::MediaType;
use super::content::Content;
use super::context::{IDEMPOTENT_REPLAYED, RequestContext};
use super::etag::ETag;
use super::limits::LONG;
use crate::problems::{ApiError, ApiResult, Code};

/// One record takes less, in bytes; a list grows beyond it.
const USUAL_LENGTH: usize = 2048;

/// How long an answer may be reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Ask again each time, with `If-None-Match`.
    Revalidate,
    /// Nothing may keep it: it holds a secret, or tells who somebody is.
    NoStore,
}

/// An answer to a request that was understood and carried out.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    media_type: MediaType,
    body: Content,
    /// What may be kept of the body, where that is not all of it.
    keepable: Option<Bytes>,
    freshness: Freshness,
}

impl Answer {
    /// 200 with `body`.
    ///
    /// # Errors
    /// 500 where the body cannot be written as JSON.
    pub fn ok(body: &impl Serialize) -> ApiResult<Self> {
        Self::new(StatusCode::OK, body)
    }

    /// 200 with a body that is written already.
    #[must_use]
    pub fn written(body: impl Into<Bytes>) -> Self {
        Self::with_body(StatusCode::OK, body.into())
    }

    /// 200 with what a file has from its start to its end.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn from_file(file: File) -> io::Result<Self> {
        Ok(Self { body: Content::of_file(file)?, ..Self::with_body(StatusCode::OK, Bytes::new()) })
    }

    /// 201 with `body` and its address.
    ///
    /// # Errors
    /// As [`Answer::ok`].
    pub fn created(body: &impl Serialize, location: &str) -> ApiResult<Self> {
        Ok(Self::new(StatusCode::CREATED, body)?.with(LOCATION, location.to_owned()))
    }

    fn new(status: StatusCode, body: &impl Serialize) -> ApiResult<Self> {
        let mut json = Vec::with_capacity(USUAL_LENGTH);
        serde_json::to_writer(&mut json, body).map_err(ApiError::internal)?;
        if json.len() > USUAL_LENGTH {
            // It may be kept for long, and have grown to twice its length.
            json.shrink_to_fit();
        }
        Ok(Self::with_body(status, json.into()))
    }

    fn with_body(status: StatusCode, body: Bytes) -> Self {
        let (media_type, freshness) = (MediaType::Json, Freshness::Revalidate);
        Self { status, headers: Vec::new(), media_type, body: body.into(), keepable: None, freshness }
    }

    /// 304: the client has it already.
    #[must_use]
    pub fn not_modified(etag: &ETag) -> Self {
        Self::with_body(StatusCode::NOT_MODIFIED, Bytes::new()).tagged(etag)
    }

    /// An answer kept earlier, as it was.
    #[must_use]
    pub fn replayed(status: u16, location: Option<String>, etag: Option<String>, body: &Value) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        let headers = [(LOCATION, location), (ETAG, etag)];
        let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let stored = Self { headers, ..Self::with_body(status, body.to_string().into()) };
        stored.with(IDEMPOTENT_REPLAYED, "true".to_owned())
    }

    /// 200 for what would have been done, and was not: there is nothing at its address and under its tag.
    #[must_use]
    pub fn validated(mut self) -> Self {
        self.status = StatusCode::OK;
        self.headers.clear();
        self.not_stored()
    }

    /// Says in which media type the answer is.
    #[must_use]
    pub fn in_media_type(self, media_type: MediaType) -> Self {
        Self { media_type, ..self }
    }

    /// Says that the answer is a file to be stored, and its name (RFC 6266).
    #[must_use]
    pub fn as_file(self, name: &str) -> Self {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        self.with(CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}"))
    }

    /// Adds the tag.
    #[must_use]
    pub fn tagged(self, etag: &ETag) -> Self {
        self.with(ETAG, etag.to_string())
    }

    /// Adds the address of the next page (RFC 8288).
    #[must_use]
    pub fn with_next(self, address: Option<String>) -> Self {
        match address {
            Some(address) => self.with(LINK, format!("<{address}>; rel=\"next\"")),
            None => self,
        }
    }

    /// Forbids keeping the answer anywhere: its body tells who somebody is.
    #[must_use]
    pub fn not_stored(mut self) -> Self {
        self.freshness = Freshness::NoStore;
        self
    }

    /// Forbids keeping the answer anywhere, since its body holds a secret; `keepable` is the body without it, which an
    /// `Idempotency-Key` repeats.
    ///
    /// # Errors
    /// As [`Answer::ok`].
    pub fn secret(mut self, keepable: &impl Serialize) -> ApiResult<Self> {
        self.keepable = Some(serde_json::to_vec(keepable).map_err(ApiError::internal)?.into());
        self.freshness = Freshness::NoStore;
        Ok(self)
    }

    fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// How long the body is, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.body.length()
    }

    /// The body, as far as it is in memory.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.in_memory()
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, as far as it may be kept.
    ///
    /// # Errors
    /// 500 where it is none.
    pub fn keepable(&self) -> ApiResult<Value> {
        let keepable = self.keepable.as_deref().unwrap_or(self.body());
        serde_json::from_slice(keepable).map_err(ApiError::internal)
    }
}

/// The body of an answer; `None` for a long one that is not sent: see [`RequestContext::send`]. What was changed is told in
/// any case.
fn send(request: &HttpRequest, body: Content) -> Option<BoxBody> {
    match body {
        Content::Bytes(bytes) if bytes.len() < LONG || request.method() != Method::GET => {
            Some(BoxBody::new(bytes))
        }
        long => RequestContext::of(request).send(long),
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        // Any other media type was chosen by the operation.
        if self.media_type == MediaType::Json
            && let Err(refusal) = RequestContext::of(request).accept.choose(&[MediaType::Json])
        {
            return HttpResponse::from_error(refusal);
        }
        let Some(body) = send(request, self.body) else {
            return HttpResponse::from_error(ApiError::try_later(
                Code::TooManyAtOnce,
                "the token has not taken its answers",
            ));
        };
        let mut response = HttpResponse::build(self.status);
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        let cache = match self.freshness {
            Freshness::Revalidate => "private, no-cache",
            Freshness::NoStore => "no-store",
        };
        response.insert_header((CACHE_CONTROL, cache));
        response.insert_header((VARY, "Authorization, Accept, Accept-Language, Accept-Encoding"));
        if self.status == StatusCode::NOT_MODIFIED {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, self.media_type.content_type()));
        response.body(body)
    }
}
