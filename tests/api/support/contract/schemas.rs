//! The schemas of the document, compiled on first use and kept: tests run in
//! parallel and compile no schema twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use super::node::Node;

/// A name for the document, which has no address of its own.
const BASE: &str = "urn:contract";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Longer complaints repeat the whole answer and hide what they say.
const LONGEST: usize = 400;

pub struct Schemas {
    document: Value,
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    pub fn new(document: Value) -> Self {
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(BASE, document.clone())
            .and_then(jsonschema::RegistryBuilder::prepare)
            .expect("the document is a JSON Schema resource");
        Self { document, registry, compiled: Mutex::default() }
    }

    pub fn root(&self) -> Node<'_> {
        Node::root(&self.document)
    }

    /// Every way in which the instance breaks the schema.
    pub fn breaches(&self, schema: &Node<'_>, instance: &Value) -> Vec<String> {
        match self.validator(&schema.pointer) {
            Ok(validator) => validator.iter_errors(instance).map(|e| line(&e)).collect(),
            Err(error) => vec![format!(": schema #{} is broken: {error}", schema.pointer)],
        }
    }

    pub fn accepts(&self, schema: &Node<'_>, instance: &Value) -> bool {
        self.validator(&schema.pointer).is_ok_and(|validator| validator.is_valid(instance))
    }

    fn validator(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        // A test that failed elsewhere while holding the lock broke nothing here.
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(pointer) {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(self.compile(pointer)?);
        compiled.insert(pointer.to_owned(), Arc::clone(&fresh));
        Ok(fresh)
    }

    /// Compiled by reference, so that `#/components/...` inside the schema
    /// means the document and not the schema.
    fn compile(&self, pointer: &str) -> Result<Validator, String> {
        let reference = format!("{BASE}#{}", fragment(pointer));
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .build(&json!({ "$schema": DIALECT, "$ref": reference }))
            .map_err(|error| error.to_string())
    }
}

fn line(error: &ValidationError<'_>) -> String {
    let message: String = error.to_string().chars().take(LONGEST).collect();
    format!("{}: {message}", error.instance_path())
}

/// A path template has braces in its pointer, which a URI may not have.
fn fragment(pointer: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let encode = |b: u8| {
        if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    pointer.bytes().map(encode).collect()
}
