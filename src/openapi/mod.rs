//! The contract: OpenAPI 3.1, made from what is mounted ([`crate::routes`]) and from the conventions that the shared
//! layers keep for all operations ([`conventions`]).

mod conventions;
mod defaults;
mod enumerations;
mod examples;
mod forms;
mod headers;
pub mod index;
mod labels;
pub mod languages;
mod limits;
mod links;
mod nullable;
mod patches;
pub mod problem_codes;
mod problems;
mod read_only;
mod records;
pub mod routes;
pub mod swagger;
mod tables;
mod texts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use self::languages::Bilingual;
use crate::http::published::Published;
use crate::problems::{Conflicting, ItemProblem, Problem, ProblemError};
use crate::text::{Language, Text};

/// Where the API begins.
pub const API: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "fazhi, the ledger of law-based government",
        version = "1",
        description = include_str!("description.en.md"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "fazhi")
    ),
    servers((url = "/", description = "this service")),
    tags(
        (name = "figures", description = "Figures computed from records, each traceable to them."),
        (name = "checks", description = "What in the data had better be looked at before it is reported."),
        (name = "deadlines", description = "What runs out, and how far townships are with their reports."),
        (name = "changes", description = "Who changed what, when and why; to be followed from anywhere without a gap."),
        (name = "indicators", description = "The catalogue: which records each indicator counts, and how."),
        (name = "clocks", description = "Statutory time limits, and the days that they give."),
        (name = "regions", description = "The tree of regions."),
        (name = "vocabularies", description = "Codes with their labels."),
        (name = "access", description = "Tokens, and who one is."),
        (name = "contract", description = "This API's own contract.")
    ),
    components(schemas(Problem, ProblemError, ItemProblem, Conflicting))
)]
struct Base;

/// The document before anything is mounted.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    let mut document = Base::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("fz_<id>_<secret>")
        .description(Some("A token issued by `fazhi token create`."))
        .build();
    let basic = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some("Such a token as the password, with any user name, where an operation says so."))
        .build();
    if let Some(components) = document.components.as_mut() {
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        components.add_security_scheme("password", SecurityScheme::Http(basic));
    }
    let others = document.tags.take().unwrap_or_default();
    document.tags = Some(records::tags().chain(others).collect());
    document
}

/// The whole contract: what is mounted, with the shared conventions written out on every operation.
#[must_use]
pub fn complete(mounted: &utoipa::openapi::OpenApi) -> Bilingual {
    let mut document = serde_json::to_value(mounted).unwrap_or_default();
    records::describe(&mut document);
    nullable::describe(&mut document);
    enumerations::open_in_answers(&mut document);
    forms::screen(&mut document);
    defaults::leave_to_descriptions(&mut document);
    texts::describe(&mut document);
    read_only::describe(&mut document);
    patches::describe(&mut document);
    conventions::apply(&mut document);
    tables::apply(&mut document);
    links::apply(&mut document);
    labels::apply(&mut document);
    forms::Orders::of(mounted).write(&mut document);
    examples::fill_in(&mut document);
    Bilingual::new(document)
}

/// How long the contract may be kept: after an upgrade clients have the new one within five minutes.
const MAX_AGE: Duration = Duration::from_mins(5);

/// The contract as it is served: indented for people, with the URL of the service as its clients know it.
pub struct Contract {
    texts: Text,
    index: Text,
    /// By language and that URL, and the lists of addresses by language and the path before them.
    documents: Mutex<HashMap<String, Arc<Published>>>,
}

/// Where the service is, as the contract says it that no proxy has changed.
const ROOT: &str = "/";

/// The most documents that are kept: there are four, or four for each proxy.
const MOST_URLS: usize = 16;

impl Contract {
    /// Prints the documents, and what they list.
    #[must_use]
    pub fn new(contract: &Bilingual) -> Self {
        let printed = |language| {
            let document = contract.in_language(language);
            let index = index::Index::of(&document, language);
            (print(&document), serde_json::to_string_pretty(&index).unwrap_or_default())
        };
        let (zh, en) = (printed(Language::Zh), printed(Language::En));
        let (texts, index) = (Text { zh: zh.0, en: en.0 }, Text { zh: zh.1, en: en.1 });
        Self { texts, index, documents: Mutex::default() }
    }

    /// The document for readers of this language whose clients know the service at this URL or below this path; `None`: at
    /// the root of its host.
    #[must_use]
    pub fn document(&self, base: Option<&str>, language: Language) -> Arc<Published> {
        let base = base.unwrap_or(ROOT);
        self.kept(&format!("document {} {base}", language.tag()), || self.published(base, language))
    }

    /// What there is below [`API`], for readers of this language that know the service below this path.
    #[must_use]
    pub fn index(&self, prefix: Option<&str>, language: Language) -> Arc<Published> {
        let prefix = prefix.unwrap_or_default();
        let link = |prefix: &str| format!("\"{prefix}/");
        self.kept(&format!("index {} {prefix}", language.tag()), || {
            let index = self.index.in_language(language);
            Published::new("application/json", index.replace(&link(""), &link(prefix)), MAX_AGE)
        })
    }

    fn kept(&self, key: &str, make: impl FnOnce() -> Published) -> Arc<Published> {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if documents.len() >= MOST_URLS && !documents.contains_key(key) {
            documents.clear();
        }
        Arc::clone(documents.entry(key.to_owned()).or_insert_with(|| Arc::new(make())))
    }

    fn published(&self, base: &str, language: Language) -> Published {
        let server = |url: &str| format!("\"url\": {}", Value::from(url));
        let text = self.texts.in_language(language).replacen(&server(ROOT), &server(base), 1);
        Published::new("application/json", text, MAX_AGE)
    }
}

/// A document as `openapi/v1.json` holds the Chinese one.
#[must_use]
pub fn print(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}
