//! What operations that need a token say of how much they give: headers, and what comes with a refusal.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

/// What is answered before it is known who asks, or costs nothing.
const FREE: [&str; 2] = ["304", "401"];

/// Declares the headers that [`apply_to`] refers to.
pub fn declare(document: &mut Value) {
    document["components"]["headers"]["RateLimit-Policy"] = json!({"required": false,
        "description": "How many requests (`q`) the token may make in how many seconds (`w`) (IETF \
            draft-ietf-httpapi-ratelimit-headers §3). Comes with answers to requests that counted, where requests are limited.",
        "schema": {"type": "string", "pattern": "^\"token\";q=[0-9]+;w=60$"}, "example": "\"token\";q=6000;w=60"});
    document["components"]["headers"]["RateLimit"] = json!({"required": false,
        "description": "How many requests the token has left at this moment (`r`), and in how many seconds at most it gets more \
            (`t`) (IETF draft-ietf-httpapi-ratelimit-headers §4). Comes with answers to requests that counted, where requests \
            are limited.",
        "schema": {"type": "string", "pattern": "^\"token\";r=[0-9]+;t=[0-9]+$"}, "example": "\"token\";r=999;t=1"});
}

/// Writes them on all answers of an operation that may have them.
pub fn apply_to(operation: &mut Value) {
    let responses = operation["responses"].as_object_mut().into_iter().flatten();
    for (status, response) in responses.filter(|(status, _)| !FREE.contains(&status.as_str())) {
        for name in ["RateLimit-Policy", "RateLimit"] {
            response["headers"][name] = json!({"$ref": format!("#/components/headers/{name}")});
        }
        if status == "429" {
            response["headers"]["Retry-After"] = json!({"required": true,
                "description": "In how many seconds the request can be made again (RFC 9110 §10.2.3).",
                "schema": {"type": "integer", "minimum": 1}, "example": 1});
        }
    }
}
