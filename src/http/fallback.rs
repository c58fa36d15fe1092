//! What no handler takes: unknown paths (404) and known paths asked with another method (405 with `Allow`).
//!
//! The contract says which is which, so the two cannot disagree.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use serde_json::Value;

use crate::problems::{ApiError, ApiResult, Code};

/// The paths of the contract, each with its methods; by what they begin with, since every request asks.
pub struct Paths(HashMap<String, Vec<(String, Vec<&'static str>)>>);

impl Paths {
    /// Reads them off the document.
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        let mut by_beginning: HashMap<String, Vec<_>> = HashMap::new();
        for (template, item) in paths {
            let alike = by_beginning.entry(beginning(template).to_owned()).or_default();
            alike.push((template.clone(), methods(item)));
        }
        Self(by_beginning)
    }

    /// What a path allows; `None` where it is unknown. Literal segments win over parameters.
    #[must_use]
    pub fn allowed(&self, path: &str) -> Option<&[&'static str]> {
        let alike = self.0.get(beginning(path)).into_iter().flatten();
        let candidates = alike.filter(|(template, _)| matches(template, path));
        candidates
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(_, methods)| methods.as_slice())
    }
}

/// The first three segments, which have no parameters: `/api/v1/activities`.
fn beginning(path: &str) -> &str {
    path.match_indices('/').nth(3).map_or(path, |(end, _)| path.get(..end).unwrap_or(path))
}

fn methods(item: &Value) -> Vec<&'static str> {
    let documented = [
        ("GET", "get"),
        ("HEAD", "get"),
        ("POST", "post"),
        ("PUT", "put"),
        ("PATCH", "patch"),
        ("DELETE", "delete"),
    ];
    let offered = documented.into_iter().filter(|(_, key)| item.get(key).is_some()).map(|(name, _)| name);
    offered.chain(["OPTIONS"]).collect()
}

/// Whether a path has the form of a template such as `/activities/{id}:restore`.
fn matches(template: &str, path: &str) -> bool {
    let (mut parts, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(segment)) if segment_matches(part, segment) => {}
            _ => return false,
        }
    }
}

fn segment_matches(part: &str, segment: &str) -> bool {
    match (part.strip_prefix('{'), part.split_once('}')) {
        (Some(_), Some((_, suffix))) => {
            let value = segment.strip_suffix(suffix);
            value.is_some_and(|value| !value.is_empty() && (!suffix.is_empty() || !value.contains(':')))
        }
        _ => part == segment,
    }
}

/// The handler for everything that has none.
///
/// # Errors
/// Always: 404.
pub async fn fallback() -> ApiResult<HttpResponse> {
    Err(ApiError::not_found())
}

/// The middleware that answers for known paths asked with another method, before the router does: that one would take
/// `x:restore` for an id. HEAD arrives here as GET.
///
/// # Errors
/// Those of the services behind it.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let paths = request.app_data::<Data<Paths>>().cloned();
    match paths.as_ref().and_then(|paths| paths.allowed(request.path())) {
        Some(allowed) if request.method() == Method::OPTIONS => Ok(request.into_response(options(allowed))),
        Some(allowed) if !allowed.contains(&request.method().as_str()) => {
            Ok(request.error_response(refusal(allowed)))
        }
        _ => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

fn options(allowed: &[&str]) -> HttpResponse {
    HttpResponse::NoContent().insert_header((ALLOW, allowed.join(", "))).finish()
}

fn refusal(allowed: &[&str]) -> ApiError {
    let refusal = ApiError::of(Code::MethodNotAllowed);
    match HeaderValue::from_str(&allowed.join(", ")) {
        Ok(allow) => refusal.with_header(ALLOW, allow),
        Err(error) => ApiError::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_by_segment_and_suffix() {
        assert!(matches("/a/{id}", "/a/1"));
        assert!(matches("/a/{id}:restore", "/a/1:restore"));
        assert!(!matches("/a/{id}", "/a/1:restore"));
        assert!(!matches("/a/{id}", "/a/"));
        assert!(!matches("/a/{id}", "/a/1/2"));
        assert!(!matches("/a/{id}/history", "/a/1"));
    }
}
