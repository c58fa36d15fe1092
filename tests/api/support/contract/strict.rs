//! JSON Schema lets an object have more properties than it names, which is
//! right for readers and wrong for a service describing its own answers. The
//! schemas stay open for clients; the tests close them here.

use serde_json::Value;

use super::node::{Node, below};
use super::schemas::Schemas;

/// Pointers of all properties of the instance that the schema does not know.
pub fn undocumented(schemas: &Schemas, schema: &Node<'_>, instance: &Value) -> Vec<String> {
    let mut walk = Walk { schemas, unknown: Vec::new() };
    walk.visit(vec![schema.clone()], instance, "");
    walk.unknown
}

struct Walk<'s> {
    schemas: &'s Schemas,
    unknown: Vec<String>,
}

impl Walk<'_> {
    /// All the given schemas apply to the instance at once.
    fn visit(&mut self, applied: Vec<Node<'_>>, instance: &Value, at: &str) {
        let mut flat = Vec::new();
        for schema in applied {
            self.flatten(schema, instance, &mut flat);
        }
        match instance {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| self.property(&flat, name, value, at));
            }
            Value::Array(elements) => {
                for (i, element) in elements.iter().enumerate() {
                    let schemas = flat.iter().filter_map(|s| element_schema(s, i));
                    self.visit(schemas.collect(), element, &below(at, &i.to_string()));
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, flat: &[Node<'_>], name: &str, value: &Value, at: &str) {
        let at = below(at, name);
        let known = flat.iter().filter_map(|s| s.at("properties")?.at(name));
        let known: Vec<Node<'_>> = known.collect();
        let closed = flat.iter().any(|s| s.at("properties").is_some());
        if !known.is_empty() {
            self.visit(known, value, &at);
        } else if flat.iter().any(is_open) {
            let rest = flat.iter().filter_map(|s| s.at("additionalProperties"));
            self.visit(rest.collect(), value, &at);
        } else if closed {
            self.unknown.push(at);
        }
    }

    /// The schema and everything that speaks about the same instance through
    /// it; of alternatives only those that the instance fulfils.
    fn flatten<'a>(&self, schema: Node<'a>, instance: &Value, flat: &mut Vec<Node<'a>>) {
        if flat.iter().any(|known| known.pointer == schema.pointer) {
            return;
        }
        let parts = |key: &str| schema.at(key).map(|n| n.elements()).unwrap_or_default();
        let branches = [parts("oneOf"), parts("anyOf")].concat();
        let fulfilled = branches.into_iter().filter(|branch| self.schemas.accepts(branch, instance));
        let same = schema.reference().into_iter().chain(parts("allOf"));
        let next: Vec<Node<'a>> = same.chain(fulfilled).collect();
        flat.push(schema);
        for schema in next {
            self.flatten(schema, instance, flat);
        }
    }
}

/// Whether the schema says in so many words that other properties may come.
fn is_open(schema: &Node<'_>) -> bool {
    let keywords = ["additionalProperties", "unevaluatedProperties"];
    let allowed = |key: &str| schema.at(key).is_some_and(|n| n.value != false);
    keywords.into_iter().any(allowed) || schema.at("patternProperties").is_some()
}

fn element_schema<'a>(schema: &Node<'a>, index: usize) -> Option<Node<'a>> {
    let listed = schema.at("prefixItems");
    let listed = listed.and_then(|items| items.at(&index.to_string()));
    listed.or_else(|| schema.at("items"))
}
