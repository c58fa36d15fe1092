//! Holds a JSON value against the schema the contract publishes for it, and names every violation at once.
//!
//! The contract is what is enforced, so it cannot promise a rule that is not kept. `serde` would stop at the first
//! error and say it in English only; rules over several fields are the resource's own ([`crate::ledger`]).

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::formats::{self, allows, text_violation, types};
use super::hints;
use super::once_per_type::OncePerType;
use crate::problems::{MOST_VIOLATIONS, Violation};
use crate::suggest::not_allowed;
use crate::text;
use crate::text::Text;

/// The schema of one request type, with those it refers to.
pub struct SchemaValidator {
    schema: Value,
    components: HashMap<String, Value>,
}

/// Whether the value is a whole one, or a merge patch whose parts are all optional and may be null (RFC 7396).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ValidationMode {
    /// All that is required must be there.
    Whole,
    /// Only what is there is looked at.
    Patch,
}

static VALIDATORS: LazyLock<OncePerType<SchemaValidator>> = LazyLock::new(OncePerType::default);

impl SchemaValidator {
    /// The validator of `T`, built once.
    #[must_use]
    pub fn of<T: ToSchema + 'static>() -> Arc<Self> {
        VALIDATORS.of::<T>(Self::build::<T>)
    }

    /// The validator that a schema without references makes.
    #[must_use]
    pub fn of_schema(schema: Value) -> Self {
        Self { schema, components: HashMap::new() }
    }

    /// The schema itself.
    #[must_use]
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// Whether a property of this name can be entered.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        let property = self.schema.get("properties").and_then(|properties| properties.get(name));
        property.is_some_and(|property| !is_read_only(property))
    }

    fn build<T: ToSchema>() -> Self {
        let mut referenced = Vec::new();
        T::schemas(&mut referenced);
        let json = |schema| serde_json::to_value(schema).unwrap_or_default();
        Self {
            schema: json(T::schema()),
            components: referenced.into_iter().map(|(name, schema)| (name, json(schema))).collect(),
        }
    }

    /// Everything about `value` that the schema does not allow, up to [`MOST_VIOLATIONS`].
    #[must_use]
    pub fn violations(&self, value: &Value, mode: ValidationMode) -> Vec<Violation> {
        let mut found = Vec::new();
        self.check(&self.schema, value, "", mode, &mut found);
        found
    }

    /// Whether people write what stands at these steps of a value.
    #[must_use]
    pub fn is_free_text(&self, steps: &[&str]) -> bool {
        let schema =
            steps.iter().try_fold(self.resolve(&self.schema), |schema, step| self.below(schema, step));
        schema.is_some_and(formats::is_free_text)
    }

    /// The schema of a property or, where the value is a list, of its items.
    fn below<'a>(&'a self, schema: &'a Value, step: &str) -> Option<&'a Value> {
        let items = schema.get("items");
        let part = items.or_else(|| schema.get("properties")?.get(step)).map(|part| self.resolve(part))?;
        let choices = part.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        let chosen = choices.into_iter().find(|choice| !is_null(choice));
        Some(chosen.map_or(part, |choice| self.resolve(choice)))
    }

    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.components.get(name)).unwrap_or(schema)
    }

    fn check(
        &self,
        schema: &Value,
        value: &Value,
        at: &str,
        mode: ValidationMode,
        found: &mut Vec<Violation>,
    ) {
        let schema = self.resolve(schema);
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
            return self.check_choices(choices, value, at, mode, found);
        }
        match value {
            Value::Null if allows(schema, "null") => {}
            Value::Object(fields) if allows(schema, "object") => {
                self.check_object(schema, fields, at, mode, found);
            }
            Value::Array(items) if allows(schema, "array") => self.check_array(schema, items, at, found),
            Value::String(text) if allows(schema, "string") => check_string(schema, text, at, found),
            Value::Number(_) if allows(schema, "integer") => check_integer(schema, value, at, found),
            Value::Bool(_) if allows(schema, "boolean") => {}
            _ => found.push(Violation::at(at, "type", wrong_type(schema, value))),
        }
    }

    /// `oneOf` is used for "this or null" only.
    fn check_choices(
        &self,
        choices: &[Value],
        value: &Value,
        at: &str,
        mode: ValidationMode,
        found: &mut Vec<Violation>,
    ) {
        if value.is_null() && choices.iter().any(is_null) {
            return;
        }
        if let Some(schema) = choices.iter().find(|schema| !is_null(schema)) {
            self.check(schema, value, at, mode, found);
        }
    }

    fn check_object(
        &self,
        schema: &Value,
        fields: &Map<String, Value>,
        at: &str,
        mode: ValidationMode,
        found: &mut Vec<Violation>,
    ) {
        let none = Map::new();
        let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (name, value) in fields {
            if found.len() >= MOST_VIOLATIONS {
                return;
            }
            let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            match known.get(name) {
                Some(property) if is_read_only(property) => {
                    let detail = text!(
                        "由服务得出，不能填写；请去掉",
                        "is worked out by the service and cannot be entered: leave it out"
                    );
                    found.push(Violation::at(at, "read_only", detail));
                }
                Some(_) if mode == ValidationMode::Patch && value.is_null() => {}
                Some(property) => self.check(property, value, &at, mode, found),
                None => {
                    let names: Vec<&str> = known
                        .iter()
                        .filter(|(_, p)| !is_read_only(p))
                        .map(|(name, _)| name.as_str())
                        .collect();
                    found.push(Violation::at(at, "unknown_field", not_allowed(name, &names)));
                }
            }
        }
        if mode == ValidationMode::Whole {
            for name in required(schema).filter(|name| !fields.contains_key(*name)) {
                let detail = text!("必须填写", "is required");
                found.push(Violation::at(format!("{at}/{name}"), "required", detail));
            }
        }
    }

    fn check_array(&self, schema: &Value, items: &[Value], at: &str, found: &mut Vec<Violation>) {
        if let Some(least) = schema.get("minItems").and_then(Value::as_u64)
            && (items.len() as u64) < least
        {
            found.push(Violation::at(at, "min_items", text!("至少 {least} 项", "at least {least} item(s)")));
        }
        if let Some(most) = schema.get("maxItems").and_then(Value::as_u64)
            && items.len() as u64 > most
        {
            found.push(Violation::at(at, "max_items", text!("最多 {most} 项", "at most {most} items")));
            return;
        }
        if let Some(schema) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                if found.len() >= MOST_VIOLATIONS {
                    return;
                }
                // Arrays are replaced whole, also by a patch (RFC 7396 §1).
                self.check(schema, item, &format!("{at}/{index}"), ValidationMode::Whole, found);
            }
        }
    }
}

pub(super) fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

fn is_read_only(schema: &Value) -> bool {
    schema.get("readOnly") == Some(&Value::Bool(true))
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn wrong_type(schema: &Value, value: &Value) -> Text {
    if schema.get("format").and_then(Value::as_str) == Some("decimal") {
        return formats::decimal_text();
    }
    let wanted = types(schema);
    let some = wanted.iter().filter(|name| **name != "null");
    let zh = some.map(|name| type_in_chinese(name)).collect::<Vec<_>>().join("或");
    let or_none = if wanted.contains(&"null") { "，没有就不填（null）" } else { "" };
    let en = wanted.join(" or ");
    let form = Text { zh: format!("应为{zh}{or_none}"), en: format!("must be {en}") };
    match value {
        Value::String(given) if wanted.contains(&"integer") => hints::of_integer(given, form),
        _ => form,
    }
}

fn type_in_chinese(name: &str) -> &'static str {
    match name {
        "string" => "字符串",
        "integer" => "整数",
        "boolean" => "true 或 false",
        "array" => "数组",
        "object" => "对象",
        "null" => "null",
        _ => "数",
    }
}

fn check_integer(schema: &Value, value: &Value, at: &str, found: &mut Vec<Violation>) {
    let Some(number) = value.as_i64() else {
        return found.push(Violation::at(at, "type", text!("应为整数", "must be an integer")));
    };
    let bound = |name| schema.get(name).and_then(Value::as_f64).map(bound_as_integer);
    let (least, most) = (bound("minimum").unwrap_or(i64::MIN), bound("maximum").unwrap_or(i64::MAX));
    if number < least || number > most {
        let detail = text!("应在 {least} 到 {most} 之间", "must be {least} to {most}");
        found.push(Violation::at(at, "range", detail));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounds in the schema are whole numbers below 2^53")]
fn bound_as_integer(bound: f64) -> i64 {
    bound as i64
}

fn check_string(schema: &Value, text: &str, at: &str, found: &mut Vec<Violation>) {
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        if !allowed.contains(&text) {
            found.push(Violation::at(at, "unknown_value", hints::of_enumeration(text, schema, &allowed)));
        }
        return;
    }
    if let Some((code, detail)) = text_violation(schema, text) {
        found.push(Violation::at(at, code, detail));
    }
}

#[cfg(test)]
#[path = "schema_validator_tests.rs"]
mod tests;
