//! What a request is, besides its body: id, method, path, address, language, conditions, keys, reasons.

use std::fmt::{self, Debug, Formatter};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use actix_web::http::Method;
use actix_web::http::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use actix_web::{HttpMessage, HttpRequest};
use uuid::Uuid;

use super::accept::Accept;
use super::etag::{Condition, ETag};
use super::limits::{Acquired, Limits};
use super::{Answer, formats, language, reason};
use crate::problems::{ApiError, ApiResult, Code, Violation};
use crate::text;
use crate::text::Language;

pub use super::reason::{LONGEST_ENCODED_REASON, LONGEST_REASON, REASON};

/// The header that makes a request safe to repeat (IETF draft-ietf-httpapi-idempotency-key-header).
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that says why a record is changed; UTF-8, or percent-encoded UTF-8.
pub const CHANGE_REASON: HeaderName = HeaderName::from_static("x-change-reason");
/// The header that says that personal numbers in texts are there on purpose.
pub const CONFIRM_PERSONAL_NUMBERS: HeaderName = HeaderName::from_static("x-confirm-personal-numbers");
/// The header that says that an answer was given before (IETF draft-ietf-httpapi-idempotency-key-header).
pub const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The header with the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest `If-Match` or `If-None-Match` that is read, in characters: room for a dozen tags.
pub const LONGEST_CONDITION: usize = 512;

/// What an `Idempotency-Key` looks like: 1 to 128 printable characters, bare, or in quotes as the draft has it.
pub const IDEMPOTENCY_KEY_FORM: &str = r#"^("[ -~]{1,128}"|[!#-~]([ -~]{0,126}[!-~])?)$"#;

/// What an `X-Change-Reason` looks like as it is sent.
pub const CHANGE_REASON_FORM: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// A request: its head, and the token that it is charged to, once that is proven. The middleware makes it once, and
/// everything that handles the request shares it.
pub struct RequestContext {
    /// The id in log, trail and problems.
    pub request_id: String,
    /// The language that the client reads.
    pub language: Language,
    /// The media types that the client accepts.
    pub accept: Accept,
    /// The method as it came in.
    pub(super) method: Method,
    /// The path, without the query.
    pub(super) path: String,
    /// The address it comes from: see [`super::client_address`].
    pub(super) address: Option<IpAddr>,
    /// `None` for changes that no client has requested: they are not limited.
    pub(super) limits: Option<Arc<Limits>>,
    pub(super) token_id: OnceLock<String>,
    pub(super) acquired: OnceLock<Acquired>,
    route: OnceLock<Option<String>>,
    if_match: Option<String>,
    if_none_match: Option<String>,
    idempotency_key: Option<String>,
    change_reason: Option<String>,
    /// Each `reason` in the query, as it stands there.
    reasons: Vec<String>,
    confirm_personal_numbers: Option<String>,
}

impl RequestContext {
    /// Reads the head of a request.
    #[must_use]
    pub fn read(request: &HttpRequest, address: Option<IpAddr>, limits: Option<Arc<Limits>>) -> Self {
        let headers = request.headers();
        Self {
            accept: Accept::of(request),
            method: request.method().clone(),
            path: request.path().to_owned(),
            language: language::negotiate(headers),
            address,
            limits,
            if_match: joined(headers, &IF_MATCH),
            if_none_match: joined(headers, &IF_NONE_MATCH),
            idempotency_key: joined(headers, &IDEMPOTENCY_KEY),
            change_reason: joined(headers, &CHANGE_REASON),
            reasons: reason::in_query(request.query_string()),
            confirm_personal_numbers: joined(headers, &CONFIRM_PERSONAL_NUMBERS),
            ..Self::offline(request_id(headers))
        }
    }

    /// The context that the middleware has made of a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Arc<Self> {
        let made = request.extensions().get::<Arc<Self>>().cloned();
        made.unwrap_or_else(|| Arc::new(Self::read(request, None, None)))
    }

    /// The context of a change that no client has requested: made on the command line.
    #[must_use]
    pub fn offline(request_id: impl Into<String>) -> Self {
        Self {
            request_id: request_id.into(),
            language: Language::Zh,
            accept: Accept::default(),
            method: Method::default(),
            path: String::new(),
            address: None,
            limits: None,
            token_id: OnceLock::new(),
            acquired: OnceLock::new(),
            route: OnceLock::new(),
            if_match: None,
            if_none_match: None,
            idempotency_key: None,
            change_reason: None,
            reasons: Vec::new(),
            confirm_personal_numbers: None,
        }
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The method, the path and the version that is expected: with its body, what tells a request with an
    /// `Idempotency-Key` from another.
    #[must_use]
    pub fn target(&self) -> String {
        let version = self.if_match.as_ref().map(|tag| format!(" {tag}")).unwrap_or_default();
        format!("{} {}{version}", self.method, self.path)
    }

    /// The pattern of the route that matches the path; `None` where none does. It is determined once, since one pattern after
    /// the other has to be tried.
    #[must_use]
    pub fn route(&self, request: &HttpRequest) -> Option<&str> {
        self.route.get_or_init(|| request.match_pattern()).as_deref()
    }

    /// Whether the client already has this representation. Unless the client names its very tag, the work begins and the
    /// request counts against the limit: `*` does not say which representation the client has.
    ///
    /// # Errors
    /// 400 where `If-None-Match` is longer than [`LONGEST_CONDITION`], 429 where the token has made as many requests as
    /// it may.
    pub fn has_current(&self, etag: &ETag) -> ApiResult<bool> {
        let condition = self.condition()?;
        let is_current = condition.as_ref().is_some_and(|condition| condition.matches_weakly(etag));
        if !is_current || condition == Some(Condition::Any) {
            self.acquire()?;
        }
        Ok(is_current)
    }

    /// The value of `If-None-Match`. One that does not fit the grammar is ignored.
    fn condition(&self) -> ApiResult<Option<Condition>> {
        let Some(value) = self.if_none_match.as_deref() else { return Ok(None) };
        must_be_short("If-None-Match", value, LONGEST_CONDITION)?;
        Ok(Condition::parse(value))
    }

    /// Answers with a tag known beforehand: 304 where the client has it, before any work is done.
    ///
    /// # Errors
    /// As [`RequestContext::has_current`]; what `work` answers.
    pub fn tagged(&self, etag: &ETag, work: impl FnOnce() -> ApiResult<Answer>) -> ApiResult<Answer> {
        if self.has_current(etag)? {
            return Ok(Answer::not_modified(etag));
        }
        Ok(work()?.tagged(etag))
    }

    /// Compares the current version with `If-Match`.
    ///
    /// # Errors
    /// 428 without the header, 400 where it does not fit the grammar, 412 with the current `ETag` where it is stale, or where a
    /// proxy has altered it.
    pub fn must_match(&self, current: &ETag) -> ApiResult<()> {
        let value = self.if_match.as_deref().ok_or_else(|| ApiError::of(Code::PreconditionRequired))?;
        must_be_short("If-Match", value, LONGEST_CONDITION)?;
        let condition = Condition::parse(value).ok_or_else(|| {
            let detail = text!("应为带引号的 ETag，如 \"3\"", "must be a quoted ETag such as \"3\"");
            invalid("If-Match", "etag", detail)
        })?;
        if condition.matches_strongly(current) {
            return Ok(());
        }
        let etag = HeaderValue::from_str(&current.to_string());
        let is_altered = condition.names_altered(current);
        let refusal = ApiError::of(if is_altered { Code::EtagAltered } else { Code::PreconditionFailed });
        Err(match etag {
            Ok(etag) => refusal.with_header(ETAG, etag),
            Err(_) => refusal,
        })
    }

    /// The `Idempotency-Key`: quoted as the draft has it, or bare.
    ///
    /// # Errors
    /// 400 where it is empty, longer than 128 characters, not printable ASCII or in quotes that do not end.
    pub fn idempotency_key(&self) -> ApiResult<Option<&str>> {
        let Some(value) = self.idempotency_key.as_deref() else {
            return Ok(None);
        };
        let key = match value.strip_prefix('"') {
            Some(quoted) => quoted.strip_suffix('"').unwrap_or_default(),
            None => value,
        };
        if (1..=128).contains(&key.len()) && key.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Ok(Some(key));
        }
        let detail = text!(
            "应为 1 到 128 个可见 ASCII 字符，可加双引号",
            "must be 1 to 128 printable ASCII characters, bare or in double quotes"
        );
        Err(invalid("Idempotency-Key", "idempotency_key", detail))
    }

    /// Why the record is changed, if the client says so: in the header, in the query, or in both alike.
    ///
    /// # Errors
    /// 400 where the text is longer than 500 characters, is not in UTF-8, has control characters or personal numbers, or where
    /// the two say different things.
    pub fn change_reason(&self) -> ApiResult<Option<String>> {
        let header = self.change_reason.as_deref().map(reason::judged).transpose();
        let header = header.map_err(|(code, detail)| invalid("X-Change-Reason", code, detail))?.flatten();
        let wrong =
            |(code, detail)| ApiError::invalid_parameters(vec![Violation::parameter(REASON, code, detail)]);
        let query = match self.reasons.as_slice() {
            [] => None,
            [reason] => reason::judged(reason).map_err(wrong)?,
            _ => return Err(wrong(("repeated", text!("只能出现一次", "may appear once")))),
        };
        if header.is_some() && query.is_some() && header != query {
            let detail = text!(
                "与请求头 X-Change-Reason 不同：只用其一，或两处写得一样",
                "differs from the header X-Change-Reason: send one of them, or the same in both"
            );
            return Err(wrong(("contradiction", detail)));
        }
        Ok(header.or(query))
    }

    /// Whether the client says that personal numbers in what it enters are there on purpose.
    ///
    /// # Errors
    /// 400 for anything but `true`.
    pub fn confirms_personal_numbers(&self) -> ApiResult<bool> {
        match self.confirm_personal_numbers.as_deref() {
            None => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                let detail = text!("只能是 true，或不带", "must be true, or left out");
                Err(invalid("X-Confirm-Personal-Numbers", "unknown_value", detail))
            }
        }
    }
}

/// Without the values of headers: a reason may contain what must not be logged.
impl Debug for RequestContext {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { request_id, method, path, .. } = self;
        write!(f, "RequestContext({request_id} {method} {path})")
    }
}

/// The client's request id where it is a UUID as the format `uuid` has it, which cannot contain a personal number or a
/// name; else a new one. It is in log and trail.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).and_then(formats::uuid);
    given.unwrap_or_else(Uuid::now_v7).to_string()
}

fn must_be_short(header: &'static str, value: &str, most: usize) -> ApiResult<()> {
    if value.chars().count() <= most {
        return Ok(());
    }
    let detail = text!("最多 {most} 个字符", "at most {most} characters");
    Err(invalid(header, "max_length", detail))
}

fn invalid(header: &'static str, code: &'static str, detail: text::Text) -> ApiError {
    ApiError::of(Code::InvalidHeader).with_violations(vec![Violation::header(header, code, detail)])
}

/// All values of a header as one, which is what several fields of a list header mean (RFC 9110 §5.3).
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> =
        headers.get_all(name).map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

#[cfg(test)]
#[path = "context_tests.rs"]
mod tests;
