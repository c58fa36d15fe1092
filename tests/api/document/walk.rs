//! Ways through the document that several checks share.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::contract::node::{METHODS, Node};

pub struct Operation<'a> {
    /// As complaints name it: `GET /api/v1/activities`.
    pub name: String,
    pub method: &'static str,
    pub path: String,
    pub node: Node<'a>,
    item: Node<'a>,
}

impl<'a> Operation<'a> {
    /// Its own parameters and those of its path.
    pub fn parameters(&self) -> Vec<Node<'a>> {
        let lists = [self.node.at("parameters"), self.item.at("parameters")];
        let all = lists.into_iter().flatten().flat_map(|l| l.elements());
        all.map(Node::target).collect()
    }

    pub fn responses(&self) -> Vec<(String, Node<'a>)> {
        let responses = self.node.at("responses");
        let members = responses.map(|r| r.members()).unwrap_or_default();
        let resolved = members.into_iter().map(|(s, r)| (s, r.target()));
        resolved.collect()
    }

    pub fn response(&self, status: &str) -> Option<Node<'a>> {
        Some(self.node.at("responses")?.at(status)?.target())
    }

    pub fn takes_header(&self, name: &str) -> bool {
        let is = |parameter: &Node<'_>| {
            let found = parameter.value["name"].as_str().unwrap_or_default();
            parameter.value["in"] == "header" && found.eq_ignore_ascii_case(name)
        };
        self.parameters().iter().any(is)
    }

    /// Only these follow the conventions; health checks and the like do not.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/v1/")
    }
}

pub fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = Node::root(document).at("paths");
    let paths = paths.map(|p| p.members()).unwrap_or_default();
    paths.into_iter().flat_map(|(path, item)| of_path(&path, &item.target())).collect()
}

fn of_path<'a>(path: &str, item: &Node<'a>) -> Vec<Operation<'a>> {
    let operation = |method: &'static str| {
        Some(Operation {
            name: format!("{} {path}", method.to_ascii_uppercase()),
            method,
            path: path.to_owned(),
            node: item.at(method)?,
            item: item.clone(),
        })
    };
    METHODS.into_iter().filter_map(operation).collect()
}

/// The media types of a response or a request body.
pub fn media<'a>(node: &Node<'a>) -> Vec<(String, Node<'a>)> {
    node.at("content").map(|c| c.members()).unwrap_or_default()
}

/// All schemas that something in an answer may be shaped by.
pub fn answers(document: &Value) -> Vec<Node<'_>> {
    let mut roots = Vec::new();
    for (_, response) in operations(document).iter().flat_map(Operation::responses) {
        roots.extend(shapes(&response));
        let headers = response.at("headers").map(|h| h.members());
        let headers = headers.unwrap_or_default().into_iter();
        roots.extend(headers.flat_map(|(_, header)| shapes(&header.target())));
    }
    reachable(roots)
}

/// All schemas that something in a request may be shaped by. What is only read stays as it is stored, whatever is sent.
pub fn inputs(document: &Value) -> Vec<Node<'_>> {
    let mut roots = Vec::new();
    for operation in operations(document) {
        let body = operation.node.at("requestBody").map(Node::target);
        let sources = body.into_iter().chain(operation.parameters());
        roots.extend(sources.flat_map(|source| shapes(&source)));
    }
    reachable_by(roots, |schema| schema.value["readOnly"] != true)
}

/// All schemas, even those that nothing uses.
pub fn schemas(document: &Value) -> Vec<Node<'_>> {
    let components = Node::root(document).pointer("/components/schemas");
    let components = components.map(|c| c.members()).unwrap_or_default();
    let named = components.into_iter().map(|(_, schema)| schema);
    let used = [answers(document), inputs(document)].concat();
    reachable(named.chain(used).collect())
}

/// The schemas of anything that has one: a parameter, a body, a header.
fn shapes<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let media = media(node).into_iter().filter_map(|(_, m)| m.at("schema"));
    node.at("schema").into_iter().chain(media).collect()
}

/// The schemas themselves and all that they are made of, each once.
fn reachable(open: Vec<Node<'_>>) -> Vec<Node<'_>> {
    reachable_by(open, |_| true)
}

fn reachable_by<'a>(mut open: Vec<Node<'a>>, leads_on: impl Fn(&Node<'a>) -> bool) -> Vec<Node<'a>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(schema) = open.pop() {
        if seen.insert(schema.pointer.clone()) {
            open.extend(parts(&schema).into_iter().filter(&leads_on));
            found.push(schema);
        }
    }
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn parts<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    let single = ["items", "additionalProperties", "not"];
    let listed = ["allOf", "oneOf", "anyOf", "prefixItems"];
    let named = ["properties", "patternProperties", "$defs"];
    let mut parts: Vec<Node<'a>> = schema.reference().into_iter().collect();
    parts.extend(single.iter().filter_map(|key| schema.at(key)));
    let lists = listed.iter().filter_map(|key| schema.at(key));
    parts.extend(lists.flat_map(|list| list.elements()));
    let maps = named.iter().filter_map(|key| schema.at(key));
    parts.extend(maps.flat_map(|map| map.members()).map(|(_, part)| part));
    parts
}
