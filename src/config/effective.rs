//! What `fazhi config` prints: a config file of all settings in force, each with where it comes from.

use super::SECRETS;
use super::sources::{Parsed, arguments};
use crate::db::database_url;

/// The settings in force, as lines of TOML; secrets are masked.
#[must_use]
pub fn effective(parsed: &Parsed) -> String {
    let lines = arguments().into_iter().map(|arg| arg.get_id().to_string()).filter(|id| id != "config");
    lines.map(|id| line(parsed, &id)).collect()
}

fn line(parsed: &Parsed, id: &str) -> String {
    let value = parsed.matches.get_raw(id).and_then(|mut values| values.next());
    match value {
        Some(value) => {
            format!("{id} = {}  # {}\n", as_toml(id, &value.to_string_lossy()), parsed.origin(id))
        }
        None => format!("# {id} 未设 is not set\n"),
    }
}

/// The value as TOML writes it.
pub(super) fn as_toml(id: &str, value: &str) -> toml::Value {
    if SECRETS.contains(&id) {
        return toml::Value::String(if id == "database_url" {
            database_url::masked(value)
        } else {
            "***".to_owned()
        });
    }
    let number = value.parse().map(toml::Value::Integer).ok();
    let scalar = number.or_else(|| value.parse().map(toml::Value::Boolean).ok());
    scalar.unwrap_or_else(|| toml::Value::String(value.to_owned()))
}
