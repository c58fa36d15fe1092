//! A place in a JSON document that knows its own pointer: complaints can name
//! it and compiled schemas can be found again by it.

use serde_json::Value;

/// References that lead to references end here; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 16;

/// The members of a path that are operations.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

#[derive(Clone, Debug)]
pub struct Node<'a> {
    document: &'a Value,
    pub pointer: String,
    pub value: &'a Value,
}

impl<'a> Node<'a> {
    pub fn root(document: &'a Value) -> Self {
        Self { document, pointer: String::new(), value: document }
    }

    /// A place counted from the root of the document.
    pub fn pointer(&self, pointer: &str) -> Option<Self> {
        Some(Self {
            document: self.document,
            pointer: pointer.to_owned(),
            value: self.document.pointer(pointer)?,
        })
    }

    /// The member of an object, or the element of an array.
    pub fn at(&self, step: &str) -> Option<Self> {
        let value = match self.value {
            Value::Object(members) => members.get(step)?,
            Value::Array(elements) => elements.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
        Some(self.child(step, value))
    }

    pub fn members(&self) -> Vec<(String, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), self.child(name, value))).collect()
    }

    pub fn elements(&self) -> Vec<Self> {
        let elements = self.value.as_array().into_iter().flatten();
        elements.enumerate().map(|(i, value)| self.child(&i.to_string(), value)).collect()
    }

    /// The place that this place's `$ref` names.
    pub fn reference(&self) -> Option<Self> {
        let reference = self.value.get("$ref")?.as_str()?;
        self.pointer(reference.strip_prefix('#')?)
    }

    /// The place itself, or what it refers to in the end.
    pub fn target(self) -> Self {
        (0..LONGEST_CHAIN).fold(self, |node, _| node.reference().unwrap_or(node))
    }

    fn child(&self, step: &str, value: &'a Value) -> Self {
        Self { document: self.document, pointer: below(&self.pointer, step), value }
    }
}

/// The pointer one step further down, escaped as RFC 6901 wants it.
pub fn below(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}
