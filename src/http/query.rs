//! Query parameters, judged against the schemas the contract publishes for them.
//!
//! An unknown name or value is refused with the nearest one that is allowed: a filter that is silently ignored gives
//! an answer to another question.

use std::collections::HashSet;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::context::REASON;
use super::once_per_type::OncePerType;
use super::schema_validator::{SchemaValidator, ValidationMode};
use super::written::{as_kept, half_width};
use crate::problems::{ApiError, ApiResult, MOST_VIOLATIONS, Place, Violation};
use crate::suggest::not_allowed;
use crate::text;

/// Query parameters read into `T`, not yet judged: a request without a valid token is answered 401 first.
pub struct Query<T> {
    pairs: Pairs,
    /// Whether a reason may stand there, too: see [`super::context::RequestContext::change_reason`].
    takes_reason: bool,
    kind: PhantomData<fn() -> T>,
}

/// A list's parameters: paging, what all records can be filtered by, and the filters `F` of this resource.
pub type Listing<F> = Query<F>;

/// What jQuery (`cache: false`) and what is built on it add to each address, with the time, to get round caches.
pub(super) const AGAINST_CACHES: &str = "_";

/// Names and values in the order they came.
pub type Pairs = Vec<(String, String)>;

impl<T> FromRequest for Query<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs: Pairs = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
        let takes_reason = request.method() != Method::GET;
        let is_asked = |name: &str| name != AGAINST_CACHES && !(takes_reason && name == REASON);
        let asked = pairs.into_iter().filter(|(name, _)| is_asked(name));
        // As texts are kept, so that a search finds what was entered.
        let pairs = asked.map(|(name, value)| (name, as_kept(value))).collect();
        ready(Ok(Self { pairs, takes_reason, kind: PhantomData }))
    }
}

impl<T: IntoParams + DeserializeOwned + 'static> Query<T> {
    /// The parameters.
    ///
    /// # Errors
    /// 400 naming every parameter that is unknown or has a value that is not allowed.
    pub fn parse(&self) -> ApiResult<T> {
        let mut reader = Reader::new(&self.pairs);
        let value = reader.take::<T>();
        reader.known.extend(self.takes_reason.then(|| REASON.to_owned()));
        reader.finish()?;
        value.ok_or_else(unreadable)
    }

    /// The parameters, and those of another group beside them.
    ///
    /// # Errors
    /// As [`Query::parse`].
    pub fn parse_beside<Other: IntoParams + DeserializeOwned + 'static>(&self) -> ApiResult<(T, Other)> {
        let mut reader = Reader::new(&self.pairs);
        let groups = (reader.take::<T>(), reader.take::<Other>());
        reader.finish()?;
        groups.0.zip(groups.1).ok_or_else(unreadable)
    }

    /// The parameters, and those of two other groups beside them.
    ///
    /// # Errors
    /// As [`Query::parse`].
    pub fn parse_with<A, B>(&self) -> ApiResult<(T, A, B)>
    where
        A: IntoParams + DeserializeOwned + 'static,
        B: IntoParams + DeserializeOwned + 'static,
    {
        let mut reader = Reader::new(&self.pairs);
        let groups = (reader.take::<T>(), reader.take::<A>(), reader.take::<B>());
        reader.finish()?;
        match groups {
            (Some(own), Some(a), Some(b)) => Ok((own, a, b)),
            _ => Err(unreadable()),
        }
    }
}

fn unreadable() -> ApiError {
    ApiError::internal("parameters that passed cannot be read")
}

impl<T> Query<T> {
    /// These parameters of a GET.
    #[must_use]
    pub fn of(pairs: Pairs) -> Self {
        Self { pairs, takes_reason: false, kind: PhantomData }
    }

    /// The pairs, for a reader of several groups.
    #[must_use]
    pub fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// The pairs, to be kept.
    #[must_use]
    pub fn into_pairs(self) -> Pairs {
        self.pairs
    }
}

/// Reads parameters group by group and gathers what is wrong with any of them.
pub struct Reader<'a> {
    pairs: &'a Pairs,
    known: Vec<String>,
    /// Those of them that have several values.
    lists: Vec<String>,
    found: Vec<Violation>,
}

impl<'a> Reader<'a> {
    /// A reader of these pairs.
    #[must_use]
    pub fn new(pairs: &'a Pairs) -> Self {
        Self { pairs, known: Vec::new(), lists: Vec::new(), found: Vec::new() }
    }

    /// Reads the parameters of group `T`; `None` where one of them is wrong.
    pub fn take<T: IntoParams + DeserializeOwned + 'static>(&mut self) -> Option<T> {
        let validator = validator_of::<T>();
        let properties = validator.schema().get("properties").and_then(Value::as_object)?;
        let mut fields = Map::new();
        self.known.extend(properties.keys().cloned());
        let lists = properties.iter().filter(|(_, property)| is_of_type(property, "array"));
        self.lists.extend(lists.map(|(name, _)| name.clone()));
        for (name, text) in self.pairs {
            let name = self.parameter(name);
            let Some(property) = properties.get(name) else { continue };
            match (fields.get_mut(name), typed(property, text)) {
                (Some(Value::Array(values)), Value::Array(more)) => values.extend(more),
                (_, value) => _ = fields.insert(name.to_owned(), value),
            }
        }
        let mut fields = Value::Object(fields);
        let before = self.found.len();
        let mut violations = validator.violations(&fields, ValidationMode::Whole);
        if !violations.is_empty() {
            validator.write_as_meant(&mut fields);
            violations = validator.violations(&fields, ValidationMode::Whole);
        }
        self.found.extend(violations.into_iter().map(in_parameter));
        if self.found.len() > before {
            return None;
        }
        serde_json::from_value(fields).map_err(|error| self.unreadable(&error)).ok()
    }

    /// The parameter of this name. Some libraries (axios, jQuery, PHP) write `kind[]` for one that has several values.
    fn parameter<'n>(&self, name: &'n str) -> &'n str {
        let plain = name.strip_suffix("[]").filter(|plain| self.lists.iter().any(|list| list == plain));
        plain.unwrap_or(name)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 400 naming every parameter that is wrong, repeated or unknown.
    pub fn finish(mut self) -> ApiResult<()> {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        let mut seen = HashSet::new();
        for (name, _) in self.pairs {
            if self.found.len() >= MOST_VIOLATIONS {
                break;
            }
            let parameter = self.parameter(name);
            if !known.contains(&parameter) {
                self.found.push(Violation::parameter(name, "unknown_parameter", not_allowed(name, &known)));
            } else if !self.lists.iter().any(|list| list == parameter) && !seen.insert(name) {
                let detail = text!("只能出现一次", "may appear once");
                self.found.push(Violation::parameter(name, "repeated", detail));
            }
        }
        if self.found.is_empty() { Ok(()) } else { Err(ApiError::invalid_parameters(self.found)) }
    }

    /// A value that has the right form and still cannot be read, such as a region code of no known form.
    fn unreadable(&mut self, error: &serde_json::Error) {
        let detail = text!("{error}", "{error}");
        self.found.push(Violation::parameter("", "unreadable", detail));
    }
}

static VALIDATORS: LazyLock<OncePerType<SchemaValidator>> = LazyLock::new(OncePerType::default);

/// The validator of a group, built once.
fn validator_of<T: IntoParams + 'static>() -> Arc<SchemaValidator> {
    VALIDATORS.of::<T>(|| SchemaValidator::of_schema(schema_of::<T>()))
}

/// The parameters of a group as one object schema.
fn schema_of<T: IntoParams>() -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for parameter in T::into_params(|| Some(ParameterIn::Query)) {
        if parameter.required == utoipa::openapi::Required::True {
            required.push(Value::String(parameter.name.clone()));
        }
        properties.insert(parameter.name, serde_json::to_value(parameter.schema).unwrap_or_default());
    }
    serde_json::json!({"type": "object", "properties": properties, "required": required})
}

/// The text of a parameter as the JSON type its schema names; left as text where it is not of that type.
fn typed(schema: &Value, text: &str) -> Value {
    let text_value = || Value::String(text.to_owned());
    if is_of_type(schema, "integer") {
        return half_width(text).parse::<i64>().map_or_else(|_| text_value(), Value::from);
    }
    if is_of_type(schema, "boolean") {
        return half_width(text).parse::<bool>().map_or_else(|_| text_value(), Value::from);
    }
    if is_of_type(schema, "array") {
        return text.split([',', '，', '、']).map(|item| Value::String(item.to_owned())).collect();
    }
    text_value()
}

fn is_of_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// Turns a place in the object of all parameters into the parameter's name.
fn in_parameter(violation: Violation) -> Violation {
    let Place::Pointer(pointer) = &violation.place else {
        return violation;
    };
    let name = pointer.split('/').nth(1).unwrap_or_default();
    Violation::parameter(name, violation.code.clone(), violation.detail.clone())
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
