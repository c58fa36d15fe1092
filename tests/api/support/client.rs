//! A client that holds every answer against the contract before a test sees it.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Client;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::app::{App, Token};
use super::{contract, judge};

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let builder = Client::builder().timeout(Duration::from_mins(1)).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().expect("a client")
});

/// A request being put together.
#[must_use = "it is sent by send()"]
pub struct Request<'a> {
    app: &'a App,
    method: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
}

impl<'a> Request<'a> {
    /// `path` may have a query.
    pub fn new(app: &'a App, method: &str, token: &Token, path: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        let request = Self { app, method, path, headers: Vec::new(), body: None };
        match &token.text {
            Some(text) => request.header("authorization", format!("Bearer {text}")),
            None => request,
        }
    }

    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    pub fn if_none_match(self, etag: &str) -> Self {
        self.header("if-none-match", etag)
    }

    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Percent-encoded, as libraries that know only ASCII headers need it.
    pub fn reason(self, reason: &str) -> Self {
        let encoded = percent_encoding::utf8_percent_encode(reason, percent_encoding::NON_ALPHANUMERIC);
        self.without_reason().header("x-change-reason", encoded.to_string())
    }

    /// Personal numbers in it are there on purpose.
    pub fn confirmed(self) -> Self {
        self.header("x-confirm-personal-numbers", "true")
    }

    /// A change that is not explained.
    pub fn without_reason(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "x-change-reason");
        self
    }

    pub fn language(self, language: &str) -> Self {
        self.header("accept-language", language)
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// A body of any type; an empty type sends none.
    pub fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.headers.retain(|(name, _)| name != "content-type");
        if media_type.is_empty() { self } else { self.header("content-type", media_type) }
    }

    /// Sends it.
    ///
    /// # Panics
    /// Where no answer comes, or one that breaks the contract.
    #[track_caller]
    pub fn send(self) -> Answer {
        let method = self.method.clone();
        self.send_as(&method)
    }

    /// Sends it; it stands for another method.
    ///
    /// # Panics
    /// As [`Request::send`].
    #[track_caller]
    pub fn send_as(self, meant: &str) -> Answer {
        let url = format!("http://{}{}", self.app.address, self.path);
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
        let mut request = CLIENT.request(method, url);
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            request = request.header(name, HeaderValue::from_bytes(value).expect("a header's value"));
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        let response = request.send().unwrap_or_else(|e| panic!("{} {}: {e:?}", self.method, self.path));
        let status = response.status().as_u16();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let bytes = response.bytes().expect("a whole body").to_vec();
        Answer::judged(meant, &self.path, status, headers, bytes)
    }
}

/// An answer that keeps the contract.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Null where there is none, or where it is not JSON.
    pub body: Value,
    pub bytes: Vec<u8>,
    request: String,
}

impl Answer {
    /// Holds an answer against the contract; `target` may have a query.
    #[track_caller]
    pub fn judged(
        method: &str,
        target: &str,
        status: u16,
        headers: Vec<(String, String)>,
        bytes: Vec<u8>,
    ) -> Self {
        let path = target.split('?').next().unwrap_or_default();
        judge(&contract::Answer { method, path, status, headers: &headers, body: &bytes });
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { status, headers, body, bytes, request: format!("{method} {target}") }
    }

    /// The same answer, if its status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let body = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status, status, "{}: {body}", self.request);
        self
    }

    /// The same answer, if it is a problem of this code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.problem_code(), code, "{}: {}", answer.request, answer.body);
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().expect("an id").to_owned()
    }

    /// The record just entered or changed, as it is read afterwards: without the warnings about it.
    pub fn record(&self) -> Value {
        let mut record = self.body.clone();
        record.as_object_mut().expect("a record").remove("warnings");
        record
    }

    /// The `code` of a problem; empty where the answer is none.
    pub fn problem_code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Where and by which rule the request was wrong.
    pub fn violations(&self) -> Vec<(String, String)> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        let place = |e: &Value| {
            let places = ["pointer", "parameter", "header"].map(|key| e[key].as_str());
            places.into_iter().flatten().next().unwrap_or_default().to_owned()
        };
        let code = |e: &Value| e["code"].as_str().unwrap_or_default().to_owned();
        errors.map(|e| (place(e), code(e))).collect()
    }

    /// Whether something is wrong at this place.
    pub fn violates(&self, place: &str) -> bool {
        self.violations().iter().any(|(at, _)| at == place)
    }

    /// The ids of a page's items.
    pub fn ids(&self) -> Vec<String> {
        let items = self.body["items"].as_array().expect("a page");
        items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// The cursor of the next page.
    pub fn next_cursor(&self) -> Option<String> {
        self.body["page"]["next_cursor"].as_str().map(str::to_owned)
    }
}
