//! Values as they are meant: [`super::written`] says of each how else it may be written.

use serde_json::Value;

use super::formats::allows;
use super::schema_validator::{SchemaValidator, is_null};
use super::written::as_meant;

impl SchemaValidator {
    /// Writes codes, dates and other values of a known form as they are meant, where they are written in another way: see
    /// [`as_meant`].
    pub fn write_as_meant(&self, value: &mut Value) {
        self.rewrite(self.schema(), value);
    }

    fn rewrite(&self, schema: &Value, value: &mut Value) {
        let schema = self.resolve(schema);
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
            let chosen = choices.iter().find(|choice| !is_null(choice));
            return chosen.into_iter().for_each(|choice| self.rewrite(choice, value));
        }
        match value {
            Value::String(text) if allows(schema, "string") => {
                if let Some(meant) = as_meant(schema, text) {
                    *text = meant;
                }
            }
            Value::Array(items) => {
                let schema = schema.get("items").unwrap_or(&Value::Null);
                for item in items {
                    self.rewrite(schema, item);
                }
            }
            Value::Object(fields) => {
                let known = schema.get("properties");
                for (name, field) in fields {
                    self.rewrite(known.and_then(|known| known.get(name)).unwrap_or(&Value::Null), field);
                }
            }
            _ => {}
        }
    }
}
