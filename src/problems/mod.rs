//! The reasons a request is refused: one stable code each, with its HTTP status and its texts.
//!
//! Codes are never renamed or reused (`CONTRIBUTING.md` says how to add one). Every code is listed at
//! `/api/v1/problems`, and `type` in a problem (RFC 9457 §3.1.1) is the address of its entry there.

mod code;
mod fault;
pub mod model;
pub mod routes;
mod violation;

pub use code::Code;
pub use fault::Fault;
pub use violation::{Place, Violation};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use serde::Serialize;
use utoipa::ToSchema;

use crate::text;
use crate::text::{Language, Text};

/// The most violations a problem names. Nobody reads more, and a body of a megabyte may break a rule in every third byte.
pub const MOST_VIOLATIONS: usize = 1000;

/// What a handler or query answers: the value, or the reason for the refusal.
pub type ApiResult<T> = Result<T, ApiError>;

/// A refusal. Made by meaning ([`ApiError::new`] and friends), turned into `application/problem+json`
/// in one place ([`crate::http::boundary`]), logged there once.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", .0.code.as_str(), .0.in_one_line())]
pub struct ApiError(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    code: Code,
    detail: Text,
    violations: Vec<Violation>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
    fault: Option<Fault>,
}

impl Refusal {
    /// For the command line and the log: what is wrong, or each single thing that is.
    fn in_one_line(&self) -> String {
        let violations: Vec<&str> =
            self.violations.iter().map(|violation| violation.detail.en.as_str()).collect();
        if violations.is_empty() { self.detail.en.clone() } else { violations.join("; ") }
    }
}

impl ApiError {
    /// A refusal for the reason `code`; `detail` says what is the matter this time.
    #[must_use]
    pub fn new(code: Code, detail: Text) -> Self {
        Self(Box::new(Refusal {
            code,
            detail,
            violations: vec![],
            headers: vec![],
            cause: None,
            fault: None,
        }))
    }

    /// A refusal whose detail is the code's own description.
    #[must_use]
    pub fn of(code: Code) -> Self {
        Self::new(code, code.description())
    }

    /// The answer for what does not exist and for what the caller may not see: the two must look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(Code::NotFound)
    }

    /// The body breaks rules; says all of them at once.
    #[must_use]
    pub fn invalid_body(violations: Vec<Violation>) -> Self {
        let n = number_of(&violations);
        let detail =
            text!("提交的内容有 {n} 处不合要求，见 errors", "The body breaks {n} rule(s), see errors");
        Self::new(Code::InvalidBody, detail).with_violations(violations)
    }

    /// Query parameters break rules.
    #[must_use]
    pub fn invalid_parameters(violations: Vec<Violation>) -> Self {
        let n = number_of(&violations);
        let detail =
            text!("查询参数有 {n} 处不合要求，见 errors", "{n} query parameter(s) are wrong, see errors");
        Self::new(Code::InvalidParameter, detail).with_violations(violations)
    }

    /// Something inside went wrong that is not the client's doing; `cause` is logged, never sent.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::of(Code::Internal).caused_by(cause)
    }

    /// The database cannot be used right now; `cause` is logged, never sent.
    #[must_use]
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::try_later(Code::Unavailable, cause)
    }

    /// Nobody knows whether a change is stored; `cause` is logged, never sent.
    #[must_use]
    pub fn outcome_unknown(cause: impl std::fmt::Display) -> Self {
        Self::try_later(Code::OutcomeUnknown, cause)
    }

    /// What may be granted in a moment; `cause` is logged, never sent.
    #[must_use]
    pub fn try_later(code: Code, cause: impl std::fmt::Display) -> Self {
        Self::of(code)
            .caused_by(cause)
            .with_header(HeaderName::from_static("retry-after"), HeaderValue::from_static("2"))
    }

    /// The database failed; `cause` is logged, never sent.
    #[must_use]
    pub fn database(fault: Fault, cause: impl std::fmt::Display) -> Self {
        Self::unavailable(cause).by_fault(fault)
    }

    /// Says more closely what is the matter.
    #[must_use]
    pub fn with_detail(mut self, detail: Text) -> Self {
        self.0.detail = detail;
        self
    }

    /// Says which class of database failure it was.
    #[must_use]
    pub fn by_fault(mut self, fault: Fault) -> Self {
        self.0.fault = Some(fault);
        self
    }

    /// Adds the single violations, of which no more than [`MOST_VIOLATIONS`] are told.
    #[must_use]
    pub fn with_violations(mut self, mut violations: Vec<Violation>) -> Self {
        violations.truncate(MOST_VIOLATIONS);
        self.0.violations = violations;
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Notes a cause for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// Which reason this is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What the log may know and the client may not.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The class of the database's failure, where it was one.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.0.fault
    }

    /// The single violations.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// Headers the answer carries, such as `Retry-After` or the current `ETag`.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// The problem document (RFC 9457) as the client reads it.
    #[must_use]
    pub fn problem(&self, language: Language, instance: &str, request_id: &str) -> Problem {
        let code = self.0.code;
        Problem {
            r#type: format!("/api/v1/problems/{}", code.as_str()),
            title: code.title().in_language(language).to_owned(),
            status: code.status().as_u16(),
            detail: self.0.detail.in_language(language).to_owned(),
            instance: instance.to_owned(),
            code: code.as_str().to_owned(),
            request_id: request_id.to_owned(),
            errors: self.0.violations.iter().map(|v| ProblemError::new(v, language)).collect(),
        }
    }
}

/// How many there are, as far as they are counted.
fn number_of(violations: &[Violation]) -> String {
    let more = if violations.len() >= MOST_VIOLATIONS { "+" } else { "" };
    format!("{}{more}", violations.len().min(MOST_VIOLATIONS))
}

impl actix_web::ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.code.status()
    }

    /// An empty answer with the right status; the boundary fills it in, knowing the request.
    fn error_response(&self) -> actix_web::HttpResponse {
        actix_web::HttpResponse::new(self.status_code())
    }
}

/// Why a request was refused (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address of the entry that explains this `code`.
    #[schema(example = "/api/v1/problems/not_found")]
    pub r#type: String,
    /// The kind of problem in a few words, the same for every problem of this `code`.
    #[schema(example = "找不到")]
    pub title: String,
    /// The HTTP status, repeated.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What is the matter this time, and what is allowed.
    #[schema(example = "没有这个资源，或者它不在您的权限范围内")]
    pub detail: String,
    /// The path that was asked for.
    #[schema(example = "/api/v1/activities/0193a2b4-0000-7000-8000-000000000000")]
    pub instance: String,
    /// A stable word for the kind of problem: what a program should look at.
    #[schema(example = "not_found")]
    pub code: String,
    /// The id under which the service logged this request.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub request_id: String,
    /// Every single thing that is wrong with the request; empty where the request as a whole is refused.
    #[schema(max_items = 1000)]
    pub errors: Vec<ProblemError>,
}

/// One thing wrong with the request. Just one of `pointer`, `parameter` and `header` is set.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemError {
    /// JSON pointer (RFC 6901) to the place in the body.
    #[schema(required, example = "/held_on")]
    pub pointer: Option<String>,
    /// The query parameter.
    #[schema(required)]
    pub parameter: Option<String>,
    /// The request header.
    #[schema(required)]
    pub header: Option<String>,
    /// A stable word for the rule that was broken.
    #[schema(example = "required")]
    pub code: String,
    /// What is allowed.
    #[schema(example = "必须填写")]
    pub detail: String,
}

impl ProblemError {
    fn new(violation: &Violation, language: Language) -> Self {
        let mut error = Self {
            pointer: None,
            parameter: None,
            header: None,
            code: violation.code.to_string(),
            detail: violation.detail.in_language(language).to_owned(),
        };
        match &violation.place {
            Place::Pointer(pointer) => error.pointer = Some(pointer.clone()),
            Place::Parameter(name) => error.parameter = Some(name.clone()),
            Place::Header(name) => error.header = Some((*name).to_owned()),
        }
        error
    }
}
