//! The OpenAPI document as a judge: every answer a test receives is held
//! against it, so that no test can pass while the service says something its
//! description does not.

mod closed;
pub mod node;
mod routes;
mod schemas;
mod strict;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value;

use node::Node;
use routes::Routes;
use schemas::Schemas;

/// Only below this prefix does the service promise that every path is
/// described; health checks and the documentation pages lie outside it.
const PREFIX: &str = "/api/v1";
const PROBLEM: &str = "/components/schemas/Problem";
const PROBLEM_TYPE: &str = "application/problem+json";

/// A parsed document, shared by all tests; schemas are compiled when an
/// answer first needs them.
pub struct Contract {
    routes: Routes,
    schemas: Schemas,
}

/// What came back over the wire, already decompressed.
pub struct Answer<'a> {
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    pub status: u16,
    /// Names in lower case; a name may be repeated.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

impl Answer<'_> {
    fn values(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The content type without its parameters: a charset is no other type.
    fn media_type(&self) -> Option<String> {
        let value = *self.values("content-type").first()?;
        let essence = value.split(';').next().unwrap_or_default();
        Some(essence.trim().to_ascii_lowercase())
    }

    fn is_head(&self) -> bool {
        self.method.eq_ignore_ascii_case("head")
    }

    fn must_be_empty(&self, why: &str) -> Vec<String> {
        match self.body.len() {
            0 => Vec::new(),
            n => vec![format!("{why} must have an empty body, not {n} bytes")],
        }
    }
}

impl Contract {
    /// # Panics
    /// If the document cannot be registered as a JSON Schema resource: no
    /// test could say anything then.
    pub fn new(mut document: Value) -> Self {
        closed::close(&mut document);
        Self { routes: Routes::new(&document), schemas: Schemas::new(document) }
    }

    /// Checks one answer; the error lists every breach, one a line.
    pub fn check(&self, answer: &Answer<'_>) -> Result<(), String> {
        let (template, breaches) = self.judge(answer);
        if breaches.is_empty() {
            return Ok(());
        }
        let (method, path, status) = (answer.method, answer.path, answer.status);
        let name = format!("{method} {path} [{template}] {status}: ");
        let lines: Vec<String> = breaches.iter().map(|b| format!("{name}{b}")).collect();
        Err(lines.join("\n"))
    }

    fn judge(&self, answer: &Answer<'_>) -> (&str, Vec<String>) {
        let Some(template) = self.routes.find(answer.path) else {
            return ("no documented path", self.unknown_path(answer));
        };
        let item = self.schemas.root().at("paths").and_then(|p| p.at(template));
        let item = item.expect("routes come from the document").target();
        let method = answer.method.to_ascii_lowercase();
        let lookup = if method == "head" { "get" } else { &method };
        let breaches = match item.at(lookup) {
            Some(operation) => self.operation(answer, &operation),
            None if method == "options" && answer.status == 403 => self.problem(answer),
            None if method == "options" => options(answer, &item),
            None => self.unknown_method(answer, &item),
        };
        (template, breaches)
    }

    fn unknown_path(&self, answer: &Answer<'_>) -> Vec<String> {
        let inside = answer.path.strip_prefix(PREFIX);
        if !inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Vec::new();
        }
        let mut breaches = self.problem(answer);
        if answer.status != 404 {
            breaches.push("an undocumented path must answer 404".to_owned());
        }
        breaches
    }

    fn unknown_method(&self, answer: &Answer<'_>, item: &Node<'_>) -> Vec<String> {
        let mut breaches = self.problem(answer);
        if answer.status != 405 {
            breaches.push("an undocumented method must answer 405".to_owned());
        }
        breaches.extend(allow(answer, item));
        breaches
    }

    /// What no operation describes is still described by the one error format.
    fn problem(&self, answer: &Answer<'_>) -> Vec<String> {
        let mut breaches = match answer.media_type() {
            Some(found) if found == PROBLEM_TYPE => Vec::new(),
            found => vec![format!("content type must be {PROBLEM_TYPE}, not {found:?}")],
        };
        breaches.extend(if answer.is_head() {
            answer.must_be_empty("an answer to HEAD")
        } else {
            match self.schemas.root().pointer(PROBLEM) {
                Some(schema) => self.json(answer, &schema),
                None => vec![format!("the document has no schema #{PROBLEM}")],
            }
        });
        breaches
    }

    fn operation(&self, answer: &Answer<'_>, operation: &Node<'_>) -> Vec<String> {
        let Some(response) = response(operation, answer.status) else {
            return vec![format!("undocumented status {}", answer.status)];
        };
        let mut breaches = self.headers(answer, &response);
        breaches.extend(self.content(answer, &response));
        breaches
    }

    fn headers(&self, answer: &Answer<'_>, response: &Node<'_>) -> Vec<String> {
        let declared = response.at("headers").map(|h| h.members());
        let mut breaches = Vec::new();
        for (name, header) in declared.unwrap_or_default() {
            // The document format says that a declared Content-Type is ignored.
            if !name.eq_ignore_ascii_case("content-type") {
                breaches.extend(self.header(answer, &name, &header.target()));
            }
        }
        breaches
    }

    fn header(&self, answer: &Answer<'_>, name: &str, header: &Node<'_>) -> Vec<String> {
        let values = answer.values(name);
        let required = header.value["required"] == true;
        if values.is_empty() && required {
            return vec![format!("required header {name} is missing")];
        }
        let Some(schema) = header.at("schema") else {
            return Vec::new();
        };
        let found = values.into_iter().flat_map(|v| self.spelled(&schema, v));
        found.map(|b| format!("header {name}{b}")).collect()
    }

    /// A header is text; where the schema refuses the text, the number or
    /// truth value that it spells may still be what is meant.
    fn spelled(&self, schema: &Node<'_>, text: &str) -> Vec<String> {
        let as_text = self.schemas.breaches(schema, &Value::from(text));
        match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) if !as_text.is_empty() => {
                self.schemas.breaches(schema, &value)
            }
            _ => as_text,
        }
    }

    fn content(&self, answer: &Answer<'_>, response: &Node<'_>) -> Vec<String> {
        let declared = response.at("content").map(|c| c.members());
        let declared = declared.unwrap_or_default();
        if answer.status == 304 {
            return answer.must_be_empty("status 304");
        }
        if declared.is_empty() {
            return answer.must_be_empty("a response documented without content");
        }
        let found = answer.media_type();
        let Some((name, media)) = pick(&declared, found.as_deref()) else {
            return vec![format!("undocumented content type {found:?}")];
        };
        self.body(answer, name, media)
    }

    fn body(&self, answer: &Answer<'_>, media_type: &str, media: &Node<'_>) -> Vec<String> {
        if answer.is_head() {
            return answer.must_be_empty("an answer to HEAD");
        }
        if !is_json(media_type) {
            return Vec::new();
        }
        match media.at("schema") {
            Some(schema) => self.json(answer, &schema),
            None => vec![format!("{media_type} is documented without a schema")],
        }
    }

    fn json(&self, answer: &Answer<'_>, schema: &Node<'_>) -> Vec<String> {
        let body: Value = match serde_json::from_slice(answer.body) {
            Ok(body) => body,
            Err(error) => return vec![format!("the body is not JSON: {error}")],
        };
        let breaches = self.schemas.breaches(schema, &body);
        let breaches = breaches.into_iter().map(|b| format!("body{b}"));
        let unknown = strict::undocumented(&self.schemas, schema, &body);
        let unknown = unknown.into_iter().map(|at| format!("undocumented property {at}"));
        breaches.chain(unknown).collect()
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// The exact status first; a range or a default counts only where the
/// document has one.
fn response<'a>(operation: &Node<'a>, status: u16) -> Option<Node<'a>> {
    let responses = operation.at("responses")?;
    let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
    keys.iter().find_map(|key| responses.at(key)).map(Node::target)
}

fn pick<'a, 'd>(declared: &'a [(String, Node<'d>)], found: Option<&str>) -> Option<&'a (String, Node<'d>)> {
    let essence = |name: &str| {
        let name = name.split(';').next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    };
    declared.iter().find(|(name, _)| Some(essence(name).as_str()) == found)
}

/// Whoever asks what he may do is told, without a body.
fn options(answer: &Answer<'_>, item: &Node<'_>) -> Vec<String> {
    let mut breaches = answer.must_be_empty("an answer to OPTIONS");
    if !answer.values("access-control-allow-methods").is_empty() {
        // A browser's question before a request of another origin; Fetch takes any status of success.
        return breaches;
    }
    if answer.status != 204 {
        breaches.push("OPTIONS must answer 204".to_owned());
    }
    breaches.extend(allow(answer, item));
    breaches
}

/// A client that meets 405 must learn what it may do instead. OPTIONS is
/// tolerated in the list: servers add it on their own.
fn allow(answer: &Answer<'_>, item: &Node<'_>) -> Option<String> {
    let expected = routes::methods(item);
    let values = answer.values("allow").join(",");
    let listed = values.split(',').map(|m| m.trim().to_owned()).filter(|m| !m.is_empty());
    let mut listed: BTreeSet<String> = listed.collect();
    if !expected.contains("OPTIONS") {
        listed.remove("OPTIONS");
    }
    (listed != expected).then(|| format!("header allow must list {expected:?}, not {listed:?}"))
}
