//! What no handler takes: unknown paths (404) and known paths asked with another method (405 with `Allow`).
//!
//! The contract says which is which, so the two cannot disagree.

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::problems::{ApiError, ApiResult, Code};

/// The paths of the contract, each with its methods.
pub struct Paths(Vec<(String, Vec<&'static str>)>);

impl Paths {
    /// Reads them off the document.
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        Self(paths.map(|(template, item)| (template.clone(), methods(item))).collect())
    }

    /// What a path allows; `None` where it is unknown. Literal segments win over parameters.
    #[must_use]
    pub fn allowed(&self, path: &str) -> Option<&[&'static str]> {
        let candidates = self.0.iter().filter(|(template, _)| matches(template, path));
        candidates
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(_, methods)| methods.as_slice())
    }
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

/// The handler for everything that has none. HEAD arrives here as GET, so `request.method()` is what was routed.
///
/// # Errors
/// Always, but for OPTIONS on a known path: 404, or 405 with `Allow`.
pub async fn fallback(request: HttpRequest, paths: web::Data<Paths>) -> ApiResult<HttpResponse> {
    let Some(allowed) = paths.allowed(request.path()) else {
        return Err(ApiError::not_found());
    };
    let allow = HeaderValue::from_str(&allowed.join(", ")).map_err(ApiError::internal)?;
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((ALLOW, allow)).finish());
    }
    if allowed.contains(&request.method().as_str()) {
        // The path has the template's form but was not routed: an id with a stray suffix, say.
        return Err(ApiError::not_found());
    }
    Err(ApiError::of(Code::MethodNotAllowed).with_header(ALLOW, allow))
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
