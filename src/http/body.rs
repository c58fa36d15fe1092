//! Request bodies: not read before it is proven who sends them, then judged.
//!
//! A handler's [`Body`] never fails to extract, so that a request without a valid token is answered 401 whatever its
//! body is; what it holds is the body still to come. `Caller::receive` proves the token, then reads it into memory that
//! is reserved for it: [`Received`]. [`Received::input`] then judges: syntax, shape (the contract's schema), field rules,
//! in that order, each naming all it finds.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue,
};
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};
use utoipa::ToSchema;
use validator::Validate;

use super::body_memory::{BodyLimits, BodyMemory, Reservation};
use super::json_text;
use super::put_back;
use super::schema_validator::{SchemaValidator, ValidationMode};
use super::written::as_kept;
use crate::problems::{ApiError, ApiResult, Code, Violation};
use crate::screening;
use crate::text;

pub use super::body_memory::MAX_BODY;
pub use super::field_rules::violations;

/// What a request body is read into.
pub trait Input: DeserializeOwned + Serialize + ToSchema + Validate + Clone + Send + Sync + 'static {
    /// What the service keeps of such a thing by itself, and says when it is read.
    const KEPT: &'static [&'static str] = &[];

    /// Fills in what follows from other fields.
    fn normalise(&mut self) {}

    /// Rules over several fields: everything that breaks them.
    fn rules(&self) -> Vec<Violation> {
        Vec::new()
    }
}

/// A request body of type `T` that is still to be read.
pub struct Body<T> {
    payload: Payload,
    /// How long it is to be, where the client says so.
    length: Option<usize>,
    content_type: String,
    is_encoded: bool,
    kind: PhantomData<fn() -> T>,
}

/// A request body of type `T`, as it came.
pub struct Received<T> {
    bytes: Bytes,
    content_type: String,
    kind: PhantomData<fn() -> T>,
    /// Given back when the body is dropped.
    _reservation: Reservation,
}

impl<T> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            payload: payload.take(),
            length: header(request, &CONTENT_LENGTH).and_then(|length| length.parse().ok()),
            content_type: header(request, &CONTENT_TYPE).unwrap_or_default().to_owned(),
            is_encoded: is_encoded(request),
            kind: PhantomData,
        }))
    }
}

impl<T> Body<T> {
    /// Reads the body for the holder of this token, whoever that is.
    ///
    /// # Errors
    /// 415 where it is encoded (RFC 9110 §8.4), 413 where it is longer than it may be, 408 where it takes longer than
    /// it may, 400 where it does not come in full; 503 where there is no memory for it.
    pub async fn read(
        self,
        memory: &BodyMemory,
        token_id: &str,
        limits: BodyLimits,
    ) -> ApiResult<Received<T>> {
        if self.is_encoded {
            return Err(encoded());
        }
        let Self { payload, length, content_type, kind, .. } = self;
        let reading = read_all(payload, length.unwrap_or_default(), memory.reservation(token_id), limits);
        let (bytes, reservation) = timeout(limits.patience, reading)
            .await
            .map_err(|_elapsed| ApiError::of(Code::RequestTimeout))??;
        Ok(Received { bytes, content_type, kind, _reservation: reservation })
    }
}

/// Reads what comes, none of it before there is memory for it.
async fn read_all(
    mut payload: Payload,
    announced: usize,
    mut reservation: Reservation,
    limits: BodyLimits,
) -> ApiResult<(Bytes, Reservation)> {
    limits.must_cover(announced)?;
    reservation.grow_to(announced * limits.times).await?;
    let mut bytes = BytesMut::with_capacity(announced);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            PayloadError::Overflow => ApiError::of(Code::BodyTooLarge),
            _ => ApiError::of(Code::MalformedJson),
        })?;
        let length = bytes.len().saturating_add(chunk.len());
        limits.must_cover(length)?;
        reservation.grow_to(length * limits.times).await?;
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes.freeze(), reservation))
}

/// Bodies are taken as they are. What inflates is not taken at all (RFC 9110 §12.5.3 says how that is told).
fn encoded() -> ApiError {
    let detail = text!(
        "请求体不得压缩（Content-Encoding），请按原样发送",
        "The body must not be compressed (Content-Encoding): send it as it is"
    );
    ApiError::new(Code::UnsupportedMediaType, detail)
        .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
}

fn is_encoded(request: &HttpRequest) -> bool {
    let mut values = request.headers().get_all(CONTENT_ENCODING);
    values.any(|value| !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

impl<T> Received<T> {
    /// The bytes as they came, for the fingerprint an `Idempotency-Key` is held against.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// The bytes, which are said to be JSON.
    ///
    /// # Errors
    /// 415 where they are not.
    pub(super) fn json_bytes(&self) -> ApiResult<&[u8]> {
        self.must_be(&["application/json"])?;
        Ok(&self.bytes)
    }

    fn must_be(&self, media_types: &[&str]) -> ApiResult<()> {
        let media_type = self.content_type.split(';').next().unwrap_or_default().trim();
        if !media_types.iter().any(|known| known.eq_ignore_ascii_case(media_type)) {
            return Err(ApiError::of(Code::UnsupportedMediaType));
        }
        json_text::must_be_utf_8(&self.content_type)
    }
}

impl<T: Input> Received<T> {
    /// The whole value.
    ///
    /// # Errors
    /// 415, 400 for syntax, 422 naming every rule it breaks.
    pub fn input(&self) -> ApiResult<T> {
        input(self.json(&["application/json"])?)
    }

    /// The whole value, sent for something that is stored: what the service keeps of it may stand there as it was read.
    ///
    /// # Errors
    /// As [`Received::input`].
    pub fn input_for(&self, stored: &Value) -> ApiResult<T> {
        let mut value = self.json(&["application/json"])?;
        let found = put_back::take_out(&SchemaValidator::of::<T>(), &mut value, stored);
        judged(value, found)
    }

    /// The body as a merge patch (RFC 7396) of something that is stored: names and values are judged as far as they stand
    /// alone, and what the service keeps of it may stand there as it was read.
    ///
    /// # Errors
    /// As [`Received::input`].
    pub fn patch_for(&self, stored: &Value) -> ApiResult<Value> {
        let mut patch = self.json(&["application/merge-patch+json", "application/json"])?;
        let validator = SchemaValidator::of::<T>();
        let found = put_back::take_out(&validator, &mut patch, stored);
        fitting(&validator, patch, ValidationMode::Patch, found)
    }

    fn json(&self, media_types: &[&str]) -> ApiResult<Value> {
        self.must_be(media_types)?;
        parsed(&self.bytes)
    }
}

/// JSON as it is judged.
///
/// # Errors
/// 400 for syntax.
pub(super) fn parsed(json: &[u8]) -> ApiResult<Value> {
    Ok(normalised(json_text::read(json)?))
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

/// Judges a whole JSON value: its form, then field rules and rules over several fields together.
///
/// # Errors
/// 422 naming every rule it breaks.
pub fn input<T: Input>(mut value: Value) -> ApiResult<T> {
    let found = put_back::take_out_of_new(T::KEPT, &mut value);
    judged(value, found)
}

/// The same, where something was found already.
fn judged<T: Input>(value: Value, found: Vec<Violation>) -> ApiResult<T> {
    let value = fitting(&SchemaValidator::of::<T>(), value, ValidationMode::Whole, found)?;
    let mut input: T = serde_json::from_value(value).map_err(|error| {
        ApiError::invalid_body(vec![Violation::at("", "type", text!("{error}", "{error}"))])
    })?;
    input.normalise();
    refuse(violations(&input))?;
    Ok(input)
}

/// What is wrong with names that stand in the trail, each with its place in the body: personal numbers.
#[must_use]
pub fn personal_numbers(names: &[(&str, &str)]) -> Vec<Violation> {
    let refused = |(pointer, name): &(&str, &str)| {
        Some(Violation::at(*pointer, screening::REFUSED, screening::refusal(name)?))
    };
    names.iter().filter_map(refused).collect()
}

/// The value in a validator: as it came or, where that does not fit, with codes and dates as they are meant.
/// `found` is what is wrong with it already.
fn fitting(
    validator: &SchemaValidator,
    mut value: Value,
    mode: ValidationMode,
    mut found: Vec<Violation>,
) -> ApiResult<Value> {
    if !validator.violations(&value, mode).is_empty() {
        validator.write_as_meant(&mut value);
        found.extend(validator.violations(&value, mode));
    }
    refuse(found)?;
    Ok(value)
}

/// Refuses where there is anything to refuse.
///
/// # Errors
/// 422 with these violations.
pub fn refuse(violations: Vec<Violation>) -> ApiResult<()> {
    if violations.is_empty() { Ok(()) } else { Err(ApiError::invalid_body(violations)) }
}

/// Text as it is kept, so that equal words are equal bytes; a whole number is an integer however it is written
/// (JSON Schema Core §4.2.3): `1.0` is 1.
fn normalised(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(as_integer(&number).map_or(number, Number::from)),
        Value::String(text) => Value::String(as_kept(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(normalised).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, normalised(value))).collect())
        }
        other => other,
    }
}
