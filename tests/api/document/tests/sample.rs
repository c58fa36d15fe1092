//! The document that the checks have nothing to say about.

use serde_json::{Value, json};

/// A small document that satisfies every check.
pub fn good() -> Value {
    json!({
        "openapi": "3.1.0",
        "tags": [{ "name": "things", "description": "All about things." }],
        "security": [{ "token": [] }],
        "paths": {
            "/api/v1/openapi.json": { "get": operation("get_document", &[], &[], "500") },
            "/api/v1/things": { "post": creation() },
            "/api/v1/things/{id}": {
                "parameters": [{ "name": "id", "in": "path", "description": "Which.",
                    "schema": { "type": "integer", "minimum": 1, "maximum": 9 } }],
                "get": reading(),
                "delete": operation("delete_thing", &["If-Match", "Idempotency-Key"],
                    &["401", "409", "412", "422", "428", "429"], "204") }
        },
        "components": { "schemas": components(), "responses": {
            "Refusal": refusal(&[]), "Wait": refusal(&["RateLimit", "RateLimit-Policy", "Retry-After"]) } }
    })
}

fn refusal(headers: &[&str]) -> Value {
    json!({ "description": "No.", "headers": described(headers), "content": { "application/problem+json": {
        "example": { "title": "No" }, "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn described(headers: &[&str]) -> Value {
    let header = json!({ "description": "H.", "schema": { "type": "string" } });
    headers.iter().map(|name| ((*name).to_owned(), header.clone())).collect::<serde_json::Map<_, _>>().into()
}

fn operation(id: &str, headers: &[&str], refusals: &[&str], success: &str) -> Value {
    let text = json!({ "type": "string", "maxLength": 9 });
    let header = |name: &&str| json!({ "name": name, "in": "header", "description": "H.", "schema": text });
    let parameters: Vec<Value> = headers.iter().map(header).collect();
    let refusal = json!({ "$ref": "#/components/responses/Refusal" });
    let wait = json!({ "$ref": "#/components/responses/Wait" });
    let answer = |status: &&str| if *status == "429" { wait.clone() } else { refusal.clone() };
    let refused = refusals.iter().map(|status| ((*status).to_owned(), answer(status)));
    let mut responses: Value = refused.collect::<serde_json::Map<String, Value>>().into();
    responses[success] = if success == "500" {
        refusal
    } else {
        json!({ "description": "Done.", "headers": described(&["RateLimit", "RateLimit-Policy"]) })
    };
    json!({ "operationId": id, "summary": "S.", "description": "D.", "tags": ["things"],
        "parameters": parameters, "responses": responses })
}

fn creation() -> Value {
    let mut creation = operation("create_thing", &["Idempotency-Key"], &["401", "409", "422", "429"], "201");
    creation["requestBody"] = json!({ "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/NewThing" } } } });
    creation
}

fn reading() -> Value {
    let mut reading = operation("get_thing", &["If-None-Match"], &["401", "429"], "304");
    reading["responses"]["200"] = json!({ "description": "It.",
        "headers": described(&["ETag", "RateLimit", "RateLimit-Policy"]),
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } });
    reading
}

fn components() -> Value {
    let name = json!({ "type": "string", "description": "N.", "maxLength": 9 });
    json!({
        "Problem": { "type": "object", "description": "P.", "required": ["title"],
            "properties": { "title": { "type": "string", "description": "T." } } },
        "Kind": { "type": "string", "description": "K.", "enum": ["a"] },
        "Thing": { "type": "object", "description": "Th.", "examples": [{ "name": "n", "kind": null }],
            "required": ["name", "kind", "again"], "properties": { "name": name,
                "kind": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Kind" }] },
                "again": { "$ref": "#/components/schemas/Kind" } } },
        "NewThing": { "type": "object", "description": "New.", "properties": { "name": name,
            "count": { "type": ["integer", "null"], "description": "C.", "minimum": 0, "maximum": 9 },
            "list": { "type": "array", "description": "L.", "maxItems": 9,
                "items": { "type": "string", "format": "uuid" } } } }
    })
}
