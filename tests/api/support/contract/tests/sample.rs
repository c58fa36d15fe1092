//! A small hand-written document with one of everything.

use serde_json::{Value, json};

pub fn document() -> Value {
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    let thing = json!({
        "description": "One thing.",
        "headers": { "ETag": { "required": true, "schema": { "type": "string", "pattern": "^\"" } },
                     "X-Count": { "$ref": "#/components/headers/Count" } },
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } }
    });
    let range = json!({ "get": { "responses": { "2XX": { "description": "Any." } } } });
    json!({
        "openapi": "3.1.0",
        "paths": {
            "/api/v1/things": { "get": { "responses": { "200": { "description": "All.", "content": {
                "application/json; charset=utf-8": { "schema": { "$ref": "#/components/schemas/Page" } },
                "text/csv": { "schema": { "type": "string" } } } } } } },
            "/api/v1/things/{id}": {
                "get": { "responses": { "200": thing, "304": { "description": "Same." }, "404": problem } },
                "delete": { "responses": { "204": { "description": "Gone." } } } },
            "/api/v1/things/{id}:restore": { "post": { "responses": { "204": { "description": "Back." } } } },
            "/api/v1/things/{id}/history": { "get": { "responses": { "204": { "description": "None." } } } },
            "/api/v1/things/summary": range,
            "/api/v1/shape": { "get": { "responses": { "200": { "description": "One.", "content": {
                "application/json": { "schema": { "oneOf": [shape("round", "radius"), shape("flat", "width")] } } } } } } },
            "/api/v1/times": { "get": { "responses": { "200": { "description": "Times.", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Times" } } } } } } }
        },
        "components": {
            "headers": { "Count": { "schema": { "type": "integer", "minimum": 0 } } },
            "responses": { "Problem": { "description": "Refused.", "content": {
                "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
            "schemas": schemas()
        }
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let words = json!({ "type": "string", "x-extensible-enum": ["a", "b"] });
    let maybe = json!({ "type": ["string", "null"], "x-extensible-enum": ["a", "b"] });
    let owner = json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Owner" }] });
    json!({
        "Problem": { "type": "object", "required": ["status", "title"],
            "properties": { "status": { "type": "integer" }, "title": text } },
        "Owner": { "type": "object", "required": ["name"], "properties": { "name": text } },
        "Base": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } },
        "Thing": { "allOf": [{ "$ref": "#/components/schemas/Base" }, { "type": "object", "properties": {
            "name": text, "owner": owner, "kind": words, "other": maybe, "free": { "type": "object" },
            "counts": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/Base" } } } }] },
        "Page": { "type": "object", "required": ["items"], "properties": {
            "items": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } },
        "Times": { "type": "object", "properties": {
            "date": { "type": "string", "format": "date" }, "at": { "type": "string", "format": "date-time" },
            "uuid": { "type": "string", "format": "uuid" }, "uri": { "type": "string", "format": "uri" } } }
    })
}

fn shape(kind: &str, size: &str) -> Value {
    let properties = json!({ "kind": { "const": kind }, size: { "type": "integer" },
        "more": { "properties": { "known": {} }, "additionalProperties": true } });
    json!({ "type": "object", "required": ["kind"], "properties": properties })
}
