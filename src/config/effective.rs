//! What `fazhi config` prints: a config file of all settings in force, each with where it comes from.

use super::arguments::{arguments, as_toml};
use super::sources::Parsed;

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
