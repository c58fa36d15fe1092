//! The reasons a request is refused: one stable code each, with its HTTP status and its texts.
//!
//! Codes are never renamed or reused (`CONTRIBUTING.md` says how to add one). Every code is listed at
//! `/api/v1/problems`, and `type` in a problem (RFC 9457 §3.1.1) is the address of its entry there.

mod code;
mod document;
mod fault;
pub mod model;
mod violation;

pub use code::Code;
pub use document::{Conflicting, ItemProblem, Problem, ProblemError};
pub use fault::Fault;
pub use violation::{Place, Violation};

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::text;
use crate::text::Text;

/// The most violations a problem names. Nobody reads more, and a body of a megabyte may break a rule in every third byte.
pub const MOST_VIOLATIONS: usize = 1000;

/// What a handler or query answers: the value, or the reason for the refusal.
pub type ApiResult<T> = Result<T, ApiError>;

/// A refusal. Made by meaning ([`ApiError::new`] and friends), turned into `application/problem+json`
/// in one place ([`crate::http::middleware`]), logged there once.
#[derive(Debug, thiserror::Error)]
pub struct ApiError(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    code: Code,
    detail: Text,
    violations: Vec<Violation>,
    conflicts_with: Option<Conflicting>,
    items: Vec<(usize, ApiError)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
    fault: Option<Fault>,
}

impl Refusal {
    /// For the command line and the log: what is wrong, or each single thing that is.
    fn text(&self) -> Text {
        let violations: Vec<Text> =
            self.violations.iter().map(|violation| violation.detail.clone()).collect();
        if violations.is_empty() { self.detail.clone() } else { Text::joined(&violations, ("；", "; ")) }
    }
}

/// A line in English for the log, after the code. With `{:#}`, for the command line, in both languages.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        if f.alternate() {
            return f.write_str(&text.in_lines());
        }
        write!(f, "{}: {}", self.code().as_str(), text.en)
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
            conflicts_with: None,
            items: vec![],
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
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::of(Code::Internal).caused_by(cause)
    }

    /// The database cannot be used right now; `cause` is logged, never sent.
    #[must_use]
    pub fn unavailable(cause: impl fmt::Display) -> Self {
        Self::try_later(Code::Unavailable, cause)
    }

    /// Nobody knows whether a change is stored; `cause` is logged, never sent.
    #[must_use]
    pub fn outcome_unknown(cause: impl fmt::Display) -> Self {
        Self::try_later(Code::OutcomeUnknown, cause)
    }

    /// What may be granted in a moment; `cause` is logged, never sent.
    #[must_use]
    pub fn try_later(code: Code, cause: impl fmt::Display) -> Self {
        Self::of(code)
            .caused_by(cause)
            .with_header(HeaderName::from_static("retry-after"), HeaderValue::from_static("2"))
    }

    /// The database failed; `cause` is logged, never sent.
    #[must_use]
    pub fn database(fault: Fault, cause: impl fmt::Display) -> Self {
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

    /// Adds the single violations, of which no more than [`MOST_VIOLATIONS`] are named.
    #[must_use]
    pub fn with_violations(mut self, mut violations: Vec<Violation>) -> Self {
        violations.truncate(MOST_VIOLATIONS);
        self.0.violations = violations;
        self
    }

    /// Names what is in the way, which the caller may see.
    #[must_use]
    pub fn with_conflict(mut self, conflicting: Conflicting) -> Self {
        self.0.conflicts_with = Some(conflicting);
        self
    }

    /// Says why each of several things is refused, by its index in the body.
    #[must_use]
    pub fn with_items(mut self, items: Vec<(usize, Self)>) -> Self {
        self.0.items = items;
        self
    }

    /// The same of a value that stands at a place in the body, with so many violations at most.
    #[must_use]
    pub fn within(mut self, at: &str, most: usize) -> Self {
        self.0.violations.truncate(most);
        for violation in &mut self.0.violations {
            if let Place::Pointer(pointer) = &mut violation.place {
                pointer.insert_str(0, at);
            }
        }
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
    pub fn caused_by(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// What is wrong, for people.
    #[must_use]
    pub fn text(&self) -> Text {
        self.0.text()
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

    /// An empty answer with the right status; the middleware fills it in, knowing the request.
    fn error_response(&self) -> actix_web::HttpResponse {
        actix_web::HttpResponse::new(self.status_code())
    }
}
