//! What operations that need a token say of how much they give: headers, and what comes with a refusal.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

use super::languages::described;
use crate::text;

/// What is answered before it is known who asks, or costs nothing.
const FREE: [&str; 2] = ["304", "401"];

/// Declares the headers that [`apply_to`] refers to.
pub fn declare(document: &mut Value) {
    document["components"]["headers"]["RateLimit-Policy"] = described(
        json!({"required": false, "schema": {"type": "string", "pattern": "^\"token\";q=[0-9]+;w=60$"},
            "example": "\"token\";q=6000;w=60"}),
        text!(
            "令牌在多少秒（`w`）内可以提出多少次请求（`q`）（IETF draft-ietf-httpapi-ratelimit-headers §3）。限制请求次数时，随计入次数的请求的回答给出。",
            "How many requests (`q`) the token may make in how many seconds (`w`) (IETF \
             draft-ietf-httpapi-ratelimit-headers §3). Comes with answers to requests that counted, where requests are limited."
        ),
    );
    document["components"]["headers"]["RateLimit"] = described(
        json!({"required": false, "schema": {"type": "string", "pattern": "^\"token\";r=[0-9]+;t=[0-9]+$"},
            "example": "\"token\";r=999;t=1"}),
        text!(
            "令牌此刻还剩多少次请求（`r`），最多过多少秒（`t`）会增加（IETF draft-ietf-httpapi-ratelimit-headers §4）。限制请求次数时，随计入次数的请求的回答给出。",
            "How many requests the token has left at this moment (`r`), and in how many seconds at most it gets more (`t`) \
             (IETF draft-ietf-httpapi-ratelimit-headers §4). Comes with answers to requests that counted, where requests are \
             limited."
        ),
    );
}

/// Writes them on all answers of an operation that may have them.
pub fn apply_to(operation: &mut Value) {
    let responses = operation["responses"].as_object_mut().into_iter().flatten();
    for (status, response) in responses.filter(|(status, _)| !FREE.contains(&status.as_str())) {
        for name in ["RateLimit-Policy", "RateLimit"] {
            response["headers"][name] = json!({"$ref": format!("#/components/headers/{name}")});
        }
        if status == "429" {
            response["headers"]["Retry-After"] = described(
                json!({"required": true, "schema": {"type": "integer", "minimum": 1}, "example": 1}),
                text!(
                    "过多少秒可以再次提出请求（RFC 9110 §10.2.3）。",
                    "In how many seconds the request can be made again (RFC 9110 §10.2.3)."
                ),
            );
        }
    }
}
