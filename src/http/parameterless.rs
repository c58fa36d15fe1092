//! Operations that take no query parameter of their own. No handler of theirs reads the query, so what stands in it is judged
//! here: a name that is misspelt must not be passed over in silence.

use std::collections::HashSet;

use actix_web::HttpRequest;
use serde_json::Value;

use super::context::REASON;
use super::query::AGAINST_CACHES;
use crate::problems::{MOST_VIOLATIONS, Violation};
use crate::suggest::not_allowed;
use crate::text;
use crate::text::Text;

/// These operations, each as its method and its path in the contract.
pub struct Parameterless(HashSet<(String, String)>);

impl Parameterless {
    /// Reads them off the document.
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            let operations = item.as_object().into_iter().flatten();
            operations.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
        });
        let without = operations.filter(|(_, _, operation)| !takes_parameters(operation));
        Self(without.map(|(method, path, _)| (method, path)).collect())
    }

    /// The names in the query of a request to one of them that it does not take; none for any other operation.
    #[must_use]
    pub fn unknown(&self, request: &HttpRequest, route: &str) -> Vec<Violation> {
        let query = request.query_string();
        let method = request.method().as_str();
        if query.is_empty() || !self.0.contains(&(method.to_owned(), route.to_owned())) {
            return Vec::new();
        }
        let known: &[&str] = if method == "GET" { &[] } else { &[REASON] };
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let names = pairs.into_iter().map(|(name, _)| name);
        let unknown = names.filter(|name| name != AGAINST_CACHES && !known.contains(&name.as_str()));
        let refused =
            unknown.map(|name| Violation::parameter(&name, "unknown_parameter", refusal(&name, known)));
        refused.take(MOST_VIOLATIONS).collect()
    }
}

/// Whether an operation has query parameters besides the reason, which every write takes.
fn takes_parameters(operation: &Value) -> bool {
    let mut parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.any(|parameter| parameter["in"] == "query" && parameter["name"] != REASON)
}

fn refusal(name: &str, known: &[&str]) -> Text {
    if known.is_empty() {
        return text!("这里没有查询参数", "there are no query parameters here");
    }
    not_allowed(name, known)
}
