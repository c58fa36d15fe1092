//! Request bodies: read as they are, judged when the caller is known.
//!
//! A handler's [`Body`] never fails to extract, so that a request without a valid token is answered 401 whatever its
//! body is. [`Body::input`] then judges: syntax, shape (the contract's schema), field rules, in that order, each
//! naming all it finds.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::rt::time::timeout;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::formats::in_nfc;
use super::shape::{Extent, Shape};
use crate::problems::{ApiError, ApiResult, Code, Violation};
use crate::text;
use crate::text::Text;

/// The largest body read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// How long a client may take to send a body: 35 KB/s for the largest one.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a request body is read into.
pub trait Input: DeserializeOwned + Serialize + ToSchema + Validate + Clone + Send + Sync + 'static {
    /// Fills in what follows from other fields.
    fn normalise(&mut self) {}

    /// Rules over several fields: everything that breaks them.
    fn rules(&self) -> Vec<Violation> {
        Vec::new()
    }
}

/// A request body of type `T`, not yet judged.
pub struct Body<T> {
    bytes: Result<web::Bytes, Code>,
    media_type: String,
    kind: PhantomData<fn() -> T>,
}

impl<T> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = media_type(request);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = timeout(PATIENCE, bytes).await.map_or(Err(Code::RequestTimeout), |bytes| {
                bytes.map_err(|error| match error.as_response_error().status_code() {
                    StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
                    _ => Code::MalformedJson,
                })
            });
            Ok(Self { bytes, media_type, kind: PhantomData })
        })
    }
}

fn media_type(request: &HttpRequest) -> String {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl<T: Input> Body<T> {
    /// The bytes as they came, for the fingerprint an `Idempotency-Key` is held against.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    /// The whole value.
    ///
    /// # Errors
    /// 413, 415, 400 for syntax, 422 naming every rule it breaks.
    pub fn input(&self) -> ApiResult<T> {
        input(self.json(&["application/json"])?)
    }

    /// The body as a merge patch (RFC 7396): names and values are judged as far as they stand alone.
    ///
    /// # Errors
    /// As [`Body::input`].
    pub fn patch(&self) -> ApiResult<Value> {
        let patch = self.json(&["application/merge-patch+json", "application/json"])?;
        refuse(Shape::of::<T>().breaches(&patch, Extent::Patch))?;
        Ok(patch)
    }

    fn json(&self, media_types: &[&str]) -> ApiResult<Value> {
        let bytes = self.bytes.as_ref().map_err(|code| ApiError::of(*code))?;
        if !media_types.contains(&self.media_type.as_str()) {
            return Err(ApiError::of(Code::UnsupportedMediaType));
        }
        let value = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let why = error.to_string();
            ApiError::new(
                Code::MalformedJson,
                text!(
                    "请求体不是合法的 JSON（第 {line} 行第 {column} 列）：{why}",
                    "The body is not valid JSON: {why}"
                ),
            )
        })?;
        Ok(normalised(value))
    }
}

/// The integer a number with a point or an exponent is; `None` where it is none, is written as one already, or is larger
/// than the numbers that floats tell apart.
fn as_integer(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let float =
        number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    let integer = float as i64;
    Some(integer)
}

/// Judges a whole JSON value: its shape, then field rules and rules over several fields together.
///
/// # Errors
/// 422 naming every rule it breaks.
pub fn input<T: Input>(value: Value) -> ApiResult<T> {
    refuse(Shape::of::<T>().breaches(&value, Extent::Whole))?;
    let mut input: T = serde_json::from_value(value).map_err(|error| {
        ApiError::invalid_body(vec![Violation::at("", "type", text!("{error}", "{error}"))])
    })?;
    input.normalise();
    refuse(violations(&input))?;
    Ok(input)
}

/// What a value breaks of its own rules, however it came about.
#[must_use]
pub fn violations<T: Input>(input: &T) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Err(errors) = input.validate() {
        collect(&errors, "", &mut found);
    }
    found.sort_by_key(|violation| format!("{:?}", violation.place));
    found.extend(input.rules());
    found
}

/// Refuses where there is anything to refuse.
///
/// # Errors
/// 422 with these violations.
pub fn refuse(violations: Vec<Violation>) -> ApiResult<()> {
    if violations.is_empty() { Ok(()) } else { Err(ApiError::invalid_body(violations)) }
}

/// validator's tree of errors as JSON pointers.
fn collect(errors: &ValidationErrors, at: &str, found: &mut Vec<Violation>) {
    for (field, kind) in errors.errors() {
        let at = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Field(errors) => {
                found.extend(errors.iter().map(|e| Violation::at(at.as_str(), e.code.clone(), rule_text(e))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &at, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{at}/{index}"), found);
                }
            }
        }
    }
}

/// What a field rule allows, from its parameters (never the value that was sent).
fn rule_text(error: &validator::ValidationError) -> Text {
    let bound = |name: &str| error.params.get(name).map_or_else(|| "…".to_owned(), ToString::to_string);
    let (least, most) = (bound("min"), bound("max"));
    match error.code.as_ref() {
        "length" => text!("长度应为 {least} 到 {most}", "its length must be {least} to {most}"),
        "range" => text!("应在 {least} 到 {most} 之间", "must be {least} to {most}"),
        code => text!("不符合规则 {code}", "breaks the rule {code}"),
    }
}

/// Text is kept in Unicode NFC, so that equal words are equal bytes; a whole number is an integer however it is written
/// (JSON Schema Core §4.2.3): `1.0` is 1.
fn normalised(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(as_integer(&number).map_or(number, Number::from)),
        Value::String(text) => Value::String(in_nfc(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(normalised).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, normalised(value))).collect())
        }
        other => other,
    }
}
