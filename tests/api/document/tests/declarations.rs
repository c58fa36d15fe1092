//! Each check of the operations' declarations, proved on a broken document.

use serde_json::{Value, json};

use super::super::{operations, schemas};
use super::sample::good;
use super::{THING, THINGS, complains, misses, rejects};

#[test]
fn operation_ids_are_judged() {
    let (check, id) = (operations::operation_ids, format!("{THINGS}/post/operationId"));
    misses(check, &id, "POST /api/v1/things: \"\" is not snake_case");
    for bad in ["createThing", "create-thing", "create__thing", "_create", "create_", "1_create"] {
        rejects(check, &id, json!(bad), "is not snake_case");
    }
    rejects(check, &id, json!("get_thing"), "\"get_thing\" is taken");
}

#[test]
fn refusals_that_are_no_problems_are_found() {
    let check = operations::problems;
    let content = "/components/responses/Refusal/content";
    misses(check, content, "POST /api/v1/things 409: not exactly");
    rejects(check, content, json!({ "application/json": {} }), "not exactly");
    let example = format!("{content}/application~1problem+json/example");
    misses(check, &example, "POST /api/v1/things 409: no example");
    misses(check, &example, "GET /api/v1/openapi.json 500: no example");
}

#[test]
fn open_operations_are_found() {
    let check = operations::security;
    misses(check, &format!("{THINGS}/post/responses/401"), "POST /api/v1/things: no 401");
    misses(check, &format!("{THINGS}/post/responses/429"), "POST /api/v1/things: no 429");
    misses(check, "/security", "POST /api/v1/things: no security");
    for open in [json!([]), json!([{}]), json!([{ "token": [] }, {}])] {
        rejects(check, &format!("{THINGS}/post/security"), open, "POST /api/v1/things: no security");
    }
}

#[test]
fn limits_that_are_not_told_are_found() {
    let check = operations::limits;
    for name in ["RateLimit", "RateLimit-Policy"] {
        let header = format!("{THINGS}/post/responses/201/headers/{name}");
        misses(check, &header, &format!("POST /api/v1/things: 201 has no header {name}"));
    }
    let waiting = "/components/responses/Wait/headers/Retry-After";
    misses(check, waiting, "POST /api/v1/things: 429 has no header Retry-After");
}

#[test]
fn unconditional_changes_are_found() {
    let check = operations::changes;
    let delete = format!("{THING}/delete");
    misses(check, &format!("{delete}/parameters/0"), "no header parameter If-Match");
    rejects(check, &format!("{delete}/parameters/0/in"), json!("query"), "If-Match");
    misses(check, &format!("{delete}/responses/412"), "no 412");
    misses(check, &format!("{delete}/responses/428"), "no 428");
    for method in ["put", "patch"] {
        let bare = json!({ "responses": {} });
        rejects(check, &format!("{THINGS}/{method}"), bare, "/api/v1/things: no 412");
    }
}

#[test]
fn unrepeatable_creations_are_found() {
    let check = operations::creations;
    misses(check, &format!("{THINGS}/post/parameters/0"), "no header parameter Idempotency-Key");
    misses(check, &format!("{THINGS}/post/responses/409"), "no 409");
    misses(check, &format!("{THINGS}/post/responses/422"), "no 422");
}

#[test]
fn uncacheable_reads_are_found() {
    let check = operations::reads;
    let get = format!("{THING}/get");
    misses(check, &format!("{get}/parameters/0"), "no header parameter If-None-Match");
    misses(check, &format!("{get}/responses/304"), "no 304");
    misses(check, &format!("{get}/responses/200/headers/ETag"), "no header ETag");
    misses(check, &format!("{get}/responses/200/headers"), "no header ETag");
}

#[test]
fn patches_that_are_the_whole_are_found() {
    let text = json!({ "type": "string" });
    let properties = json!({ "name": text, "note": { "type": ["string", "null"] } });
    let mut document = good();
    document["paths"]["/api/v1/things/{id}"]["patch"] = json!({ "operationId": "patch_thing",
        "requestBody": { "content": { "application/merge-patch+json": {
            "schema": { "$ref": "#/components/schemas/ThingPatch" } } } } });
    document["components"]["schemas"]["ThingInput"] =
        json!({ "type": "object", "required": ["name"], "properties": properties });
    document["components"]["schemas"]["ThingPatch"] = json!({ "type": "object", "properties": properties });
    assert_eq!(schemas::patches(&document), Vec::<String>::new());
    let broken = |pointer: &str, value: Value| {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        document
    };
    let of_the_whole = json!({ "type": "object", "required": ["name"], "properties": properties });
    let document_of = |schema| broken("/components/schemas/ThingPatch", schema);
    complains(schemas::patches, &document_of(of_the_whole), "requires what a patch may leave out");
    let closed = json!({ "type": "object", "properties": { "note": text } });
    complains(schemas::patches, &document_of(closed), "note cannot be emptied");
    let reference =
        "/paths/~1api~1v1~1things~1{id}/patch/requestBody/content/application~1merge-patch+json/schema/$ref";
    let shared = broken(reference, json!("#/components/schemas/ThingInput"));
    complains(schemas::patches, &shared, "no schema of its own");
}
