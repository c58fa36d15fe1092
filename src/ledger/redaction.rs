//! `POST /…/{id}:redact`: a text that should not have been entered is taken out of a record and of all that is kept of it
//! (个人信息保护法 art. 47).

use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::operations;
use super::request::RecordId;
use super::{Metadata, Record, Resource, Statements};
use crate::http::schema_validator::SchemaValidator;
use crate::http::{Answer, Body, Input};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::session::audit::Change;
use crate::session::trail::Action;
use crate::session::trail::redaction::{self, MASK, Mask};
use crate::session::{Caller, Writing, idempotency};
use crate::text;

/// What is to be taken out. It cannot be printed for debugging, so that no log can come to hold it.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "13800138000"}))]
pub struct RedactionInput {
    /// The text, to the letter: of every occurrence in a text that people write, each character becomes `＊`. A text with
    /// `＊` itself is refused.
    #[validate(length(min = 4, max = 200))]
    #[schema(min_length = 4, max_length = 200, example = "13800138000")]
    pub text: String,
}

impl Input for RedactionInput {
    fn rules(&self) -> Vec<Violation> {
        let detail =
            text!("不得含“＊”：已遮盖的内容不能再遮盖", "must have no ＊: what was redacted is redacted");
        let is_masked = self.text.contains(MASK);
        is_masked.then(|| Violation::at("/text", "masked", detail)).into_iter().collect()
    }
}

/// `POST /…/{id}:redact`: takes a text out of a record, of all entries of its trail, and of answers kept for repeated
/// requests. The record gets a new version; what was taken out is not said anywhere.
///
/// # Errors
/// 428 and 412 for `If-Match`; 400 without a reason, or for one that holds the text; 422 where the record does not hold it.
pub async fn redact<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<RedactionInput>,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller
        .write(&body.bytes(), move |writing| {
            let current = operations::current::<T>(writing, &id)?;
            let text = body.input()?.text;
            must_be_explained(writing, &text)?;
            let redacted = take_out(writing, &current, &text)?;
            Ok(Answer::ok(&redacted)?.tagged(&redacted.etag()))
        })
        .await
}

/// A reason is needed, and does not say again what is taken out.
fn must_be_explained(writing: &Writing<'_>, text: &str) -> ApiResult<()> {
    writing.require_reason()?;
    let request_id = Some(&writing.context.request_id).filter(|id| uuid::Uuid::parse_str(id).is_err());
    for (header, value) in [("X-Change-Reason", writing.reason.as_ref()), ("X-Request-Id", request_id)] {
        if value.is_some_and(|value| value.contains(text)) {
            let detail = text!("不得含有要遮盖的内容", "must not hold what is to be redacted");
            return Err(ApiError::of(Problem::InvalidHeader).with_violations(vec![Violation::header(
                header,
                "holds_text",
                detail,
            )]));
        }
    }
    Ok(())
}

/// Whether people write what stands at these steps of a record; the reason for which it was voided is a client's, too.
fn is_free_text<T: Resource>(steps: &[&str]) -> bool {
    steps == ["void_reason"] || SchemaValidator::of::<T>().is_free_text(steps)
}

fn take_out<T: Statements>(
    writing: &mut Writing<'_>,
    current: &Record<T>,
    text: &str,
) -> ApiResult<Record<T>> {
    let mask = Mask::new(text, &is_free_text::<T>);
    let (was, fields) = masked(&mask, current)?;
    let (county, id) = (current.county_code(), current.metadata.id);
    let entries = redaction::redact(writing.conn, (county, id), &mask, &writing.keys.trail)?;
    if fields.is_empty() && entries.is_empty() {
        let detail =
            text!("记录及其变更痕迹中没有这段文字", "neither the record nor its trail holds this text");
        return Err(ApiError::invalid_body(vec![Violation::at("/text", "not_held", detail)]));
    }
    idempotency::forget_holding(writing.conn, id, text)?;
    let record = Record { metadata: writing.next(was.metadata.clone()), fields: was.fields.clone() };
    T::update(writing.conn, &record)?;
    let change = Change::of(Action::Redacted, Some(&was), &record)?.redacting(fields, &entries)?;
    writing.audit_all(change, Vec::new())?;
    Ok(record)
}

/// A record without the text, in the version it has, and the names of the fields that held it. It is not held against the
/// rules of today: what was allowed when it was entered is no reason to keep the text.
fn masked<T: Resource>(mask: &Mask<'_>, current: &Record<T>) -> ApiResult<(Record<T>, Vec<String>)> {
    let mut fields = serde_json::to_value(&current.fields).map_err(ApiError::internal)?;
    let mut held = Vec::new();
    for (name, value) in fields.as_object_mut().into_iter().flatten() {
        if mask.value(value, &mut vec![name.clone()]) {
            held.push(name.clone());
        }
    }
    let void_reason = current.metadata.void_reason.as_deref().and_then(|reason| mask.text(reason));
    held.extend(void_reason.is_some().then(|| "void_reason".to_owned()));
    let mut fields: T = serde_json::from_value(T::entered(fields)).map_err(ApiError::internal)?;
    fields.normalise();
    let void_reason = void_reason.or_else(|| current.metadata.void_reason.clone());
    Ok((Record { metadata: Metadata { void_reason, ..current.metadata.clone() }, fields }, held))
}
