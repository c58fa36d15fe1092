//! Every operation of the contract as a request that lacks nothing but the right token.

use std::cell::{Cell, RefCell};

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::document::walk::{self, Operation, media};
use crate::parties;
use crate::resources::{RESOURCES, Resource};
use crate::support::contract::node::Node;
use crate::support::{Answer, App, GUDUI, Request, Token, ZHEGU, published};

/// What stands for a path parameter: below which path, its name, its value. The first row that fits counts. Ids of records
/// and tokens are not here: those are of what was just made.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("/api/v1/problems/", "code", "not_found"),
    ("/api/v1/regions/", "code", GUDUI),
    ("/api/v1/regions/", "indicator", "training_sessions"),
    ("/api/v1/indicators/", "code", "training_sessions"),
    ("/api/v1/clocks/", "code", "xf.conclude_60"),
    ("/api/v1/vocabularies/", "name", "venue_classes"),
    ("/api/v1/activities/", "township_code", ZHEGU),
    ("/api/v1/reports/", "edition", "1"),
];

/// The county of the township: what counties decide is found at theirs alone.
const COUNTY: &str = "540526";

/// Besides the resources, what takes ids.
const ACCESS: &[&str] = &["tokens", "accounts"];

/// Query parameters that some operation cannot do without, sent wherever they are taken: figures need a year or a
/// span of years, which the contract cannot say.
const QUERIES: &[(&str, &str)] = &[("year", "2024"), ("seconds", "0"), ("start", "2024-08-03")];

/// The path with its parameters filled in; `id` is that of a record of the resource, of a token or of an account.
pub fn filled(path: &str, id: &str) -> String {
    let mut filled = path.to_owned();
    while let Some((before, (name, _))) =
        filled.split_once('{').and_then(|(b, rest)| Some((b, rest.split_once('}')?)))
    {
        let known = PARAMETERS.iter().find(|(prefix, known, _)| before.starts_with(prefix) && *known == name);
        let value = match known {
            Some(_) if path.ends_with("/personal-data") => COUNTY,
            Some((_, _, value)) => value,
            None if name == "id" && (resource_of(path).is_some() || ACCESS.contains(&first_part(path))) => id,
            None => panic!("{path}: nothing is known about the parameter {name}; add it to PARAMETERS"),
        };
        filled = filled.replacen(&format!("{{{name}}}"), value, 1);
    }
    filled
}

pub fn resource_of(path: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.path == first_part(path))
}

pub fn first_part(path: &str) -> &str {
    path.strip_prefix("/api/v1/").and_then(|path| path.split(['/', ':']).next()).unwrap_or_default()
}

/// The operation as a request.
pub fn request<'a>(app: &'a App, operation: &Operation<'_>, token: &Token, id: &str) -> Request<'a> {
    request_with(app, operation, token, id, None)
}

/// The operation as a request, with something more in its query.
pub fn request_with<'a>(
    app: &'a App,
    operation: &Operation<'_>,
    token: &Token,
    id: &str,
    more: Option<&str>,
) -> Request<'a> {
    let needed = operation.parameters();
    let needed = needed.iter().filter_map(query_parameter);
    let query: Vec<String> = needed.chain(more.map(str::to_owned)).collect();
    let path = format!("{}?{}", filled(&operation.path, id), query.join("&"));
    let request = app.request(&operation.method.to_uppercase(), token, path.trim_end_matches('?'));
    let request =
        if operation.takes_header("If-Match") { request.if_match(version(&operation.path)) } else { request };
    let request = if operation.takes_header("X-Change-Reason") { request.reason("更正") } else { request };
    match body(operation) {
        Some((media_type, body)) => request.body(&media_type, body.to_string()),
        None => request,
    }
}

/// The version of what was just made; what was not made has none that all callers find it in.
fn version(path: &str) -> &'static str {
    let is_of_a_part =
        ["/parties", "/personal-data", ":confirm", ":decline"].iter().any(|end| path.ends_with(end));
    if is_of_a_part { "*" } else { "\"1\"" }
}

fn query_parameter(parameter: &Node<'_>) -> Option<String> {
    let name = parameter.value["name"].as_str().unwrap();
    let known = QUERIES.iter().find(|(known, _)| *known == name && parameter.value["in"] == "query");
    let is_needed = parameter.value["in"] == "query" && parameter.value["required"] == true;
    assert!(known.is_some() || !is_needed, "nothing is known about the parameter {name}; add it to QUERIES");
    known.map(|(_, value)| format!("{name}={value}"))
}

/// A good body: the resource's, else the contract's own example.
fn body(operation: &Operation<'_>) -> Option<(String, Value)> {
    let (media_type, content) = media(&operation.node.at("requestBody")?.target()).into_iter().next()?;
    if operation.path.ends_with(":redact") {
        return Some((media_type, json!({"text": text_of(resource_of(&operation.path)?)})));
    }
    let is_record = !["/parties", "{id}:", ":verify"].iter().any(|other| operation.path.contains(other));
    let good = resource_of(&operation.path).filter(|_| is_record).map(Resource::good);
    let good = if operation.path.ends_with(":batch") { good.map(|body| json!([body])) } else { good };
    Some((media_type, good.unwrap_or_else(|| content.value["example"].clone())))
}

/// A text that the good body of a resource holds.
fn text_of(resource: &Resource) -> String {
    let good = resource.good();
    let texts = good.as_object().unwrap().values().filter_map(Value::as_str).filter(|text| !text.is_ascii());
    texts.max_by_key(|text| text.chars().count()).unwrap().to_owned()
}

pub fn api_operations() -> Vec<Operation<'static>> {
    let operations: Vec<_> = walk::operations(published()).into_iter().filter(Operation::is_api).collect();
    assert!(operations.len() >= 8, "the contract is nearly empty");
    operations
}

/// What paths with an id are about: records, tokens and accounts that nothing else uses.
pub struct Targets<'a> {
    app: &'a App,
    clerk: Token,
    /// How many records were made.
    made: Cell<usize>,
    /// The report made last: a township has one of a year.
    report: RefCell<Option<String>>,
}

impl<'a> Targets<'a> {
    /// The names of parties are on in the county.
    pub fn new(app: &'a App) -> Self {
        parties::switch(app, true);
        Self { app, clerk: app.clerk(GUDUI), made: Cell::new(0), report: RefCell::new(None) }
    }

    /// The id of a new record of the township 古堆乡, or of a new token or account there; empty for a path without id.
    pub fn fresh(&self, path: &str) -> String {
        match (resource_of(path), first_part(path)) {
            (Some(resource), "reports") if path.contains("/editions/") => self.published(resource),
            (Some(resource), "reports") => self.report(resource),
            (Some(resource), _) => {
                self.made.set(self.made.get() + 1);
                resource.create_nth(self.app, &self.clerk, self.made.get()).id()
            }
            (None, "tokens") => self.app.clerk(GUDUI).id,
            (None, "accounts") => self.account(),
            _ => String::new(),
        }
    }

    /// Where there was one before, it is voided.
    fn report(&self, reports: &Resource) -> String {
        if let Some(id) = self.report.take() {
            self.app
                .delete(&self.clerk, &format!("/api/v1/reports/{id}"))
                .if_match("*")
                .reason("重新起草")
                .send();
        }
        let id = reports.create_nth(self.app, &self.clerk, 5).id();
        self.report.replace(Some(id.clone()));
        id
    }

    /// A report with a publication.
    fn published(&self, reports: &Resource) -> String {
        let id = reports.create_nth(self.app, &self.clerk, 6).id();
        let document = r#"{"title":"报告","number":null,"signers":[],"addressee":null,"sections":[],"signatures":[],"date":null,"figures":[],"draft":false}"#;
        let files = r#"{"markdown":"","html":"","docx":""}"#;
        let digest = fazhi::digest::short(format!("{document}{files}").as_bytes(), 32);
        let step = json!({"action": "publish", "at": "2025-01-20T00:00:00Z", "by": "x", "account": "x", "reason": null,
            "remarks": [], "digest": digest});
        let publish = format!(
            "INSERT INTO report_editions VALUES ('540526', '{id}', 1, '{GUDUI}', 2018, now(), 'x', '{document}', '{files}');
             UPDATE reports SET course = '[{step}]' WHERE id = '{id}'"
        );
        self.app.connect().batch_execute(&publish).unwrap();
        id
    }

    fn account(&self) -> String {
        let body = json!({"name": "古堆乡司法所", "roles": [{"role": "clerk", "region": GUDUI}]});
        self.app.post(&self.app.admin("CN"), "/api/v1/accounts", &body).send().expect(201).id()
    }
}

/// Whether the caller was let in. What is refused for what the ledger holds already, whoever asks, was: restoring what is
/// not voided, adding what is there since the last try, a step that is not the next one of a report.
pub fn is_let_in(answer: &Answer) -> bool {
    [200, 201].contains(&answer.status) || ["record_not_voided", "conflict"].contains(&answer.problem_code())
}
