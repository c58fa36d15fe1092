//! What the shared layers do for every operation, written out on every operation: conditions, keys, problems.
//!
//! It is derived from the method and the shape of the operation, as the layers themselves behave, so that no handler
//! can forget to say it or say it differently.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

use super::problems;
use crate::problems::Code;

/// Operations that answer without a token.
const PUBLIC: [&str; 3] = ["/api/v1/openapi.json", "/api/v1/problems", "/api/v1/problems/{code}"];

/// What an operation is like, as far as conventions go.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Traits {
    is_public: bool,
    reads: bool,
    has_body: bool,
    has_parameters: bool,
    creates: bool,
    changes: bool,
}

/// Applies them to the whole document.
pub fn apply(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let Some(operations) = item.as_object_mut() else {
            continue;
        };
        for (method, operation) in operations {
            apply_to(path, method, operation);
        }
    }
}

fn apply_to(path: &str, method: &str, operation: &mut Value) {
    let traits = Traits::of(path, method, operation);
    operation["security"] = if traits.is_public { json!([]) } else { json!([{"bearer": []}]) };
    add_parameters(&traits, operation);
    add_headers(&traits, operation);
    add_problems(&traits, path, operation);
    close_query_arrays(operation);
}

impl Traits {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let addresses_one = path.contains('{') && (path.ends_with('}') || path.contains("}:"));
        Self {
            is_public: PUBLIC.contains(&path),
            reads: method == "get",
            has_body: operation.get("requestBody").is_some(),
            has_parameters: operation["parameters"]
                .as_array()
                .is_some_and(|p| p.iter().any(|p| p["in"] == "query")),
            creates: method == "post",
            changes: matches!(method, "put" | "patch" | "delete")
                && addresses_one
                && !path.contains("/tokens/")
                || path.ends_with(":restore"),
        }
    }
}

fn add_parameters(traits: &Traits, operation: &mut Value) {
    let mut headers = Vec::new();
    if traits.reads {
        headers.push(header(
            "If-None-Match",
            false,
            "ETag of the representation the client has; 304 where it is still current (RFC 9110 §13.1.2).",
            512,
        ));
    }
    if traits.changes {
        headers.push(header(
            "If-Match",
            true,
            "ETag of the record as it was read; 412 where it has changed since (RFC 9110 §13.1.1).",
            512,
        ));
        headers.push(header(
            "X-Change-Reason",
            false,
            "Why the change is made: kept in the record's history. UTF-8, or percent-encoded UTF-8.",
            4500,
        ));
    }
    if traits.creates {
        headers.push(header(
            "Idempotency-Key",
            false,
            "1 to 128 printable characters of the client's choice. The same request sent again with the same key within 24 hours gets the same answer and makes nothing new.",
            130,
        ));
    }
    if headers.is_empty() {
        return;
    }
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.extend(headers),
        None => operation["parameters"] = Value::Array(headers),
    }
}

fn header(name: &str, required: bool, description: &str, max_length: u32) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": description,
        "schema": {"type": "string", "maxLength": max_length}})
}

fn add_headers(traits: &Traits, operation: &mut Value) {
    let is_secret = operation["operationId"] == "create_token";
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, response) in responses.iter_mut() {
        if !is_secret {
            response["headers"]["ETag"] = response_header(
                "The tag of this representation: send it back in If-None-Match, or in If-Match to change the record.",
            );
        }
        if status == "201" {
            response["headers"]["Location"] = response_header("The address of what was made.");
        }
    }
    if traits.reads {
        let mut unchanged = json!({"description": "The client has the current representation."});
        unchanged["headers"]["ETag"] = response_header("The tag of the current representation.");
        responses.insert("304".to_owned(), unchanged);
    }
}

fn response_header(description: &str) -> Value {
    json!({"required": true, "description": description, "schema": {"type": "string"}})
}

fn add_problems(traits: &Traits, path: &str, operation: &mut Value) {
    let mut codes = Vec::new();
    let mut add = |applies: bool, more: &[Code]| {
        if applies {
            codes.extend_from_slice(more);
        }
    };
    add(traits.has_body, &[Code::MalformedJson]);
    add(traits.has_parameters, &[Code::InvalidParameter]);
    add(path_is_list(operation), &[Code::InvalidCursor]);
    add(traits.creates || traits.changes, &[Code::InvalidHeader]);
    add(!traits.is_public, &[Code::Unauthenticated]);
    add(!traits.is_public && !traits.reads, &[Code::Forbidden]);
    add(path.contains('{') || traits.creates || path_is_list(operation), &[Code::NotFound]);
    add(traits.is_public && !path.contains('{'), &[Code::NotAcceptable]);
    add(traits.creates || traits.changes, &[Code::Conflict, Code::RecordVoided]);
    add(path.ends_with(":restore"), &[Code::RecordNotVoided]);
    add(traits.creates, &[Code::IdempotencyKeyInFlight]);
    add(traits.changes, &[Code::PreconditionFailed]);
    add(traits.has_body, &[Code::BodyTooLarge, Code::UnsupportedMediaType]);
    add(traits.has_body, &[Code::InvalidBody]);
    add(traits.creates, &[Code::IdempotencyKeyReused]);
    add(traits.changes, &[Code::PreconditionRequired]);
    add(true, &[Code::Internal]);
    add(!traits.is_public, &[Code::Unavailable]);
    let problems = problems::responses(&codes, path);
    if let Some(responses) = operation["responses"].as_object_mut() {
        for (status, problem) in problems {
            responses.entry(status).or_insert(problem);
        }
    }
}

fn path_is_list(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "cursor"))
}

/// Optional parameters are left out, never null.
fn close_query_arrays(operation: &mut Value) {
    let Some(parameters) = operation["parameters"].as_array_mut() else {
        return;
    };
    for parameter in parameters {
        let types = &mut parameter["schema"]["type"];
        if let Some(names) = types.as_array_mut() {
            names.retain(|name| name != "null");
            if let [only] = names.as_slice() {
                *types = only.clone();
            }
        }
    }
}
