//! Where a setting's value comes from. In this order, the first that has one: its flag, its environment variable, the
//! file that `<variable>_FILE` names (secrets), the config file, its default.
//!
//! A name that is no setting's, and a value that a setting cannot have, end the program with a message that names
//! them: a setting that silently did nothing would be found out on the worst day.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::arguments::{PREFIX, arguments, judged, variable};
pub use super::error::Error;
use super::error::unknown;
use super::reasons::Form;
use super::{SECRETS, reasons};
use crate::db::database_url;
use crate::text;
use crate::text::Text;

/// Where a value comes from that nobody set.
pub const DEFAULT: &str = "default";

/// A value from elsewhere than the command line.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it stands.
    pub origin: String,
    /// The same for a message, with the line of a config file.
    place: Text,
    /// How the setting is written there.
    form: Form,
    value: OsString,
}

impl Found {
    /// What an environment variable holds, or the file that it names.
    fn in_variable(name: &str, value: OsString) -> Self {
        Self { origin: name.to_owned(), place: Text::said(name), form: Form::Variable, value }
    }
}

/// What the command line and all other sources say together.
pub struct Parsed {
    /// All values.
    pub matches: ArgMatches,
    /// Where those that are no flags come from; the rest are defaults.
    found: BTreeMap<String, Found>,
}

impl Parsed {
    /// Where the setting's value comes from.
    #[must_use]
    pub fn origin(&self, id: &str) -> &str {
        match self.matches.value_source(id) {
            Some(ValueSource::CommandLine) => "flag",
            _ => self.found.get(id).map_or(DEFAULT, |found| &found.origin),
        }
    }
}

/// Reads the command line, the environment and the files.
///
/// # Errors
/// [`Error`] for the first thing that is wrong.
pub fn read(command: Command) -> Result<Parsed, Error> {
    let settings = arguments();
    // Leniently, for the config file's path and for `--help`; below, every value is checked where it stands.
    let early = command.clone().ignore_errors(true).try_get_matches()?;
    let mut found = from_environment(&settings)?;
    if let Some(path) = early.get_one::<PathBuf>("config") {
        let origin = found.get("config").map_or("--config", |found| &found.origin).to_owned();
        for (id, value) in from_file(&settings, path, &origin)? {
            found.entry(id).or_insert(value);
        }
    }
    let command = found.iter().try_fold(command, |command, (id, found)| {
        check(id, found)?;
        let value = found.value.clone();
        Ok::<_, Error>(command.mut_arg(id, |arg| arg.default_value(value).hide_default_value(true)))
    })?;
    let matches = command.try_get_matches()?;
    settings.iter().try_for_each(|arg| must_not_show(&matches, arg))?;
    Ok(Parsed { matches, found })
}

/// Refuses secrets on the command line. An address of the database without a password is none.
fn must_not_show(matches: &ArgMatches, arg: &Arg) -> Result<(), Error> {
    let id = arg.get_id().as_str();
    if !SECRETS.contains(&id) || matches.value_source(id) != Some(ValueSource::CommandLine) {
        return Ok(());
    }
    let value = matches.get_one::<String>(id).map_or("", String::as_str);
    let what = match id {
        "database_url" if !database_url::is_one(value) => {
            let reason = reasons::no_url(value, Form::Variable);
            return Err(Error::Value { origin: Text::said("--database-url"), reason });
        }
        "database_url" if database_url::masked(value) == value => return Ok(()),
        "database_url" => text!("其中含有口令", "it holds a password"),
        _ => text!("这是密钥或口令", "it is a secret"),
    };
    Err(Error::Shown { flag: id.replace('_', "-"), what, variable: variable(arg) })
}

/// The values in environment variables, and in the files these name.
fn from_environment(settings: &[Arg]) -> Result<BTreeMap<String, Found>, Error> {
    let mut known = Vec::new();
    let mut found = BTreeMap::new();
    for arg in settings {
        let (id, name) = (arg.get_id().to_string(), variable(arg));
        let mut value = std::env::var_os(&name).map(|value| Found::in_variable(&name, value));
        if SECRETS.contains(&id.as_str()) {
            let file = format!("{name}_FILE");
            if let Some(path) = std::env::var_os(&file) {
                if value.is_some() {
                    return Err(Error::Twice(name));
                }
                let text = contents(Path::new(&path), &file)?;
                value = Some(Found::in_variable(&file, text.trim_end().into()));
            }
            known.push(file);
        }
        found.extend(value.map(|value| (id, value)));
        known.push(name);
    }
    refuse_unknown(&known)?;
    Ok(found)
}

fn refuse_unknown(known: &[String]) -> Result<(), Error> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    match names.into_iter().find(|name| name.starts_with(PREFIX) && !known.contains(name)) {
        Some(name) => Err(unknown(&text!("环境变量", "the environment"), &name, known)),
        None => Ok(()),
    }
}

/// The values in the config file.
fn from_file(settings: &[Arg], path: &Path, origin: &str) -> Result<BTreeMap<String, Found>, Error> {
    let place = path.display().to_string();
    let wrong = |reason: Text| Error::Value { origin: Text::said(&place), reason };
    let text = contents(path, origin)?;
    let no_toml = |error: toml::de::Error| text!("不是有效的 TOML，见下。", "{error}");
    let table: toml::Table = text.parse().map_err(|error| wrong(no_toml(error)))?;
    let ids: Vec<String> =
        settings.iter().map(|arg| arg.get_id().to_string()).filter(|id| id != "config").collect();
    let mut found = BTreeMap::new();
    for (id, value) in table {
        if !ids.contains(&id) {
            return Err(unknown(&at_line(&place, &text, &id), &id, &ids));
        }
        let no_scalar = || {
            text!(
                "{id} 应是单个值：文字、数字、true 或 false。",
                "{id} has one value: text, a number, true or false"
            )
        };
        let value = scalar(&value).ok_or_else(|| wrong(no_scalar()))?;
        let Text { zh, en } = at_line(&place, &text, &id);
        let (origin, place) = (format!("{place}: {id}"), text!("{zh}: {id}", "{en}: {id}"));
        found.insert(id, Found { origin, place, form: Form::File, value: value.into() });
    }
    Ok(found)
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The place in a config file where a name stands.
fn at_line(place: &str, text: &str, name: &str) -> Text {
    let begins = |line: &str| line.trim_start().trim_start_matches(['[', '"', '\'']).starts_with(name);
    match text.lines().position(begins).map(|index| index + 1) {
        Some(number) => text!("{place} 第 {number} 行", "{place}, line {number}"),
        None => Text::said(place),
    }
}

fn contents(path: &Path, origin: &str) -> Result<String, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::File {
        origin: origin.to_owned(),
        path: path.to_owned(),
        error,
    })?;
    // Editors on Windows put a byte order mark before UTF-8.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether the setting can have this value: clap judges it as if it were a flag, and the message names where it stands.
fn check(id: &str, found: &Found) -> Result<(), Error> {
    let value = found.value.to_string_lossy();
    let refused = |reason| Err(Error::Value { origin: found.place.clone(), reason });
    if id == "database_url" && !database_url::is_one(&value) {
        return refused(reasons::no_url(&value, found.form));
    }
    match judged(id, &found.value) {
        Ok(()) => Ok(()),
        Err(error) => refused(reasons::of(id, &error, found.form)),
    }
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;
