//! What may be done next with what an answer holds (OpenAPI links): the record just made can be read, changed, voided
//! and restored at its address, with its tag; a list goes on at its cursor.
//!
//! Links follow from the paths: `/things/{id}` and what lies below it is what can be done with one of `/things`.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Map, Value, json};

use super::languages::described;
use crate::text;

/// What the operations of one thing have in their paths.
const ITEM: &str = "/{id}";

/// Where an answer with one thing has its id, and an answer with several that of the first.
const ID: &str = "$response.body#/id";
const FIRST_ID: &str = "$response.body#/items/0/id";
/// Where a list says how it goes on.
const NEXT_CURSOR: &str = "$response.body#/page/next_cursor";

/// An operation on one thing: what a link leads to.
struct Target {
    /// The path of the thing's collection.
    collection: String,
    id: String,
    method: String,
    restores: bool,
    /// Wants to know which version it changes.
    is_conditional: bool,
}

/// What an answer holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holding {
    /// One thing that counts.
    One,
    /// One thing that is voided.
    Voided,
    /// A page of things.
    Page,
}

/// Adds the links to every success that has any.
pub fn apply(document: &mut Value) {
    let targets: Vec<Target> = operations(document)
        .filter_map(|(path, method, operation)| target(path, method, operation))
        .collect();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        let replacing = replacing(path, item);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let mut links = links_from(path, method, operation, &targets);
            links.extend(replacing.clone().filter(|_| method == "get"));
            let success =
                ["200", "201"].into_iter().find(|status| operation["responses"].get(status).is_some());
            if let Some(success) = success.filter(|_| !links.is_empty()) {
                operation["responses"][success]["links"] = Value::Object(links);
            }
        }
    }
}

/// What stands at an address without an id of its own is read and replaced there: the parties of a case, the decision of
/// a county.
fn replacing(path: &str, item: &Value) -> Option<(String, Value)> {
    let replace = item.get("put").filter(|_| holding(path, "get", &item["get"]).is_none())?;
    let id = replace["operationId"].as_str()?.to_owned();
    let mut asked: Map<String, Value> = parameters(replace, "path")
        .map(|name| (name.to_owned(), format!("$request.path.{name}").into()))
        .collect();
    asked.insert("If-Match".to_owned(), "$response.header.ETag".into());
    let link = json!({"operationId": id, "parameters": asked});
    let link = described(link, text!("替换所读取的内容。", "Instead of what was read."));
    Some((id, link))
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn target(path: &str, method: &str, operation: &Value) -> Option<Target> {
    let (collection, rest) = path.split_once(ITEM)?;
    let is_conditional = parameters(operation, "header").any(|name| name == "If-Match");
    if is_conditional && rest.starts_with('/') {
        // What belongs to a thing has versions of its own, which an answer with the thing does not tell.
        return None;
    }
    Some(Target {
        collection: collection.to_owned(),
        id: operation["operationId"].as_str()?.to_owned(),
        method: method.to_owned(),
        restores: rest == ":restore",
        is_conditional,
    })
}

/// The names of an operation's parameters of one place.
fn parameters<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a str> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters
        .filter(move |parameter| parameter["in"] == place)
        .filter_map(|parameter| parameter["name"].as_str())
}

fn links_from(path: &str, method: &str, operation: &Value, targets: &[Target]) -> Map<String, Value> {
    let Some((collection, holding)) = holding(path, method, operation) else { return Map::new() };
    let related = targets.iter().filter(|target| target.collection == collection);
    let mut links: Map<String, Value> = related
        .filter(|target| leads_to(holding, target))
        .map(|target| (target.id.clone(), link_to(holding, target)))
        .collect();
    if holding == Holding::Page {
        links.insert("next_page".to_owned(), next_page(operation));
    }
    links
}

/// What an operation answers with, and of which collection; `None` where it is nothing that has an address.
fn holding<'a>(path: &'a str, method: &str, operation: &Value) -> Option<(&'a str, Holding)> {
    match path.split_once(ITEM) {
        Some((collection, "")) if method == "delete" => Some((collection, Holding::Voided)),
        Some((collection, "" | ":restore")) => Some((collection, Holding::One)),
        Some(_) => None,
        None if method == "post" => Some((path, Holding::One)),
        None => parameters(operation, "query").any(|name| name == "cursor").then_some((path, Holding::Page)),
    }
}

/// Only what is voided can be restored, and it cannot be changed.
fn leads_to(holding: Holding, target: &Target) -> bool {
    match holding {
        Holding::One => !target.restores,
        Holding::Voided => target.restores || target.method == "get",
        Holding::Page => target.method == "get",
    }
}

fn link_to(holding: Holding, target: &Target) -> Value {
    let (id, description) = match holding {
        Holding::Page => (FIRST_ID, text!("针对列表中的第一条。", "With the first of the list.")),
        Holding::One | Holding::Voided => (ID, text!("针对本次回答的内容。", "With what this answer holds.")),
    };
    let mut parameters = json!({"id": id});
    if target.is_conditional {
        parameters["If-Match"] = "$response.header.ETag".into();
    }
    described(json!({"operationId": target.id, "parameters": parameters}), description)
}

/// The same question again, from where this page ends. The other parameters stay what they were: an expression for one
/// that was not sent would lead nowhere.
fn next_page(operation: &Value) -> Value {
    let mut asked: Map<String, Value> = parameters(operation, "path")
        .map(|name| (name.to_owned(), format!("$request.path.{name}").into()))
        .collect();
    asked.insert("cursor".to_owned(), NEXT_CURSOR.into());
    described(
        json!({"operationId": operation["operationId"], "parameters": asked}),
        text!(
            "列表的下一页（`next_cursor` 不为 null 时）；其他参数不变。",
            "The next page of the list, where `next_cursor` is not null; with the same other parameters."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        let id = json!({"in": "path", "name": "id"});
        let code = json!({"in": "path", "name": "code"});
        let tag = json!({"in": "header", "name": "If-Match"});
        let cursor = json!({"in": "query", "name": "cursor"});
        let year = json!({"in": "query", "name": "year"});
        let operation = |name: &str, parameters: Value, status: &str| json!({"operationId": name, "parameters": parameters, "responses": {status: {}, "404": {}}});
        json!({"paths": {
            "/things": {
                "get": operation("list_things", json!([cursor, year]), "200"),
                "post": operation("create_thing", json!([]), "201"),
            },
            "/things/{id}": {
                "get": operation("read_thing", json!([id]), "200"),
                "put": operation("replace_thing", json!([id, tag]), "200"),
                "delete": operation("void_thing", json!([id, tag]), "200"),
            },
            "/things/{id}:restore": {"post": operation("restore_thing", json!([id, tag]), "200")},
            "/things/{id}/history": {"get": operation("read_history", json!([id]), "200")},
            "/things/{code}/parts": {"get": operation("list_parts", json!([code, cursor]), "200")},
            "/things/{id}/owners": {
                "get": operation("read_owners", json!([id]), "200"),
                "put": operation("replace_owners", json!([id, tag]), "200"),
            },
            "/me": {"get": operation("read_me", json!([]), "200")},
        }})
    }

    fn links(path: &str, method: &str, status: &str) -> Vec<String> {
        let mut document = document();
        apply(&mut document);
        let links = &document["paths"][path][method]["responses"][status]["links"];
        links.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn every_answer_leads_to_what_can_be_done_next() {
        let with_one = ["read_history", "read_owners", "read_thing", "replace_thing", "void_thing"];
        assert_eq!(links("/things", "post", "201"), with_one);
        assert_eq!(links("/things/{id}", "get", "200"), with_one);
        assert_eq!(links("/things/{id}:restore", "post", "200"), with_one);
        assert_eq!(
            links("/things/{id}", "delete", "200"),
            ["read_history", "read_owners", "read_thing", "restore_thing"]
        );
        assert_eq!(
            links("/things", "get", "200"),
            ["next_page", "read_history", "read_owners", "read_thing"]
        );
        for (path, method) in [("/things/{id}/history", "get"), ("/me", "get")] {
            assert_eq!(links(path, method, "200"), [""; 0], "{path}");
        }
        assert_eq!(links("/things/{id}/owners", "get", "200"), ["replace_owners"]);
        assert_eq!(links("/things/{id}/owners", "put", "200"), [""; 0]);
    }

    #[test]
    fn links_say_where_the_parameters_stand() {
        let mut document = document();
        apply(&mut document);
        let created = &document["paths"]["/things"]["post"]["responses"]["201"]["links"];
        let tagged = json!({"id": "$response.body#/id", "If-Match": "$response.header.ETag"});
        assert_eq!(created["void_thing"]["parameters"], tagged);
        assert_eq!(created["read_thing"]["parameters"], json!({"id": "$response.body#/id"}));
        let listed = &document["paths"]["/things"]["get"]["responses"]["200"]["links"];
        assert_eq!(listed["read_thing"]["parameters"], json!({"id": "$response.body#/items/0/id"}));
        assert_eq!(listed["next_page"]["parameters"], json!({"cursor": "$response.body#/page/next_cursor"}));
        let parts = &document["paths"]["/things/{code}/parts"]["get"]["responses"]["200"]["links"];
        let next = json!({"cursor": "$response.body#/page/next_cursor", "code": "$request.path.code"});
        assert_eq!(parts["next_page"]["parameters"], next);
    }
}
