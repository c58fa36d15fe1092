//! Where a setting's value comes from. In this order, the first that has one: its flag, its environment variable, the
//! file that `<variable>_FILE` names (secrets), the config file, its default.
//!
//! A name that is no setting's, and a value that a setting cannot have, end the program with a message that names
//! them: a setting that silently did nothing would be found out on the worst day.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command};

use super::{SECRETS, Settings, database_url, reasons};
use crate::http::suggest;

/// What the names of the service's own environment variables begin with.
const PREFIX: &str = "FAZHI_";

/// Where a value comes from that nobody set.
pub const DEFAULT: &str = "default";

/// Settings that are no more, and why: whoever relied on one has to know.
const REMOVED: [(&str, &str); 1] = [(
    "row_security",
    "there is no row level security any more. Each statement is limited to what its caller reaches; a second check inside \
     PostgreSQL did not cover accounts, tokens and kept answers. Take the setting out; the policies are dropped by themselves",
)];

/// A setting that stops the start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A name that is no setting's.
    #[error("{place}: {hint}")]
    Unknown {
        /// The environment, or the config file.
        place: String,
        /// The name, and which there are.
        hint: String,
    },
    /// A name that was a setting's in an earlier release.
    #[error("{place}: {name} is no setting any more: {reason}")]
    Removed {
        /// The environment, or the config file.
        place: String,
        /// The name.
        name: String,
        /// What has become of it.
        reason: &'static str,
    },
    /// A value that the setting cannot have.
    #[error("{origin}: {reason}")]
    Value {
        /// Which setting, and where.
        origin: String,
        /// What is wrong with the value, and what is allowed.
        reason: String,
    },
    /// Both `X` and `X_FILE`.
    #[error("{0} and {0}_FILE are both set; which one is meant?")]
    Twice(String),
    /// A file that cannot be read.
    #[error("{origin}: cannot read {path}: {error}")]
    File {
        /// The setting that names it.
        origin: String,
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A secret on the command line.
    #[error(
        "--{flag}: {what}, where every user of this machine sees it (`ps`). Set {variable} in the environment, \
         {variable}_FILE to a file that holds it, or the config file"
    )]
    Shown {
        /// The flag.
        flag: String,
        /// What stands there.
        what: &'static str,
        /// The setting's environment variable.
        variable: String,
    },
    /// The command line itself: clap says it best, as it says `--help` and `--version`.
    #[error(transparent)]
    CommandLine(#[from] clap::Error),
}

/// A value from elsewhere than the command line.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it stands.
    pub origin: String,
    value: OsString,
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

/// The arguments of the settings, as clap knows them.
#[must_use]
pub fn arguments() -> Vec<Arg> {
    Settings::augment_args(Command::new("settings")).get_arguments().cloned().collect()
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
            return Err(Error::Value {
                origin: "--database-url".to_owned(),
                reason: reasons::NO_URL.to_owned(),
            });
        }
        "database_url" if database_url::masked(value) == value => return Ok(()),
        "database_url" => "it holds a password",
        _ => "it is a secret",
    };
    Err(Error::Shown { flag: id.replace('_', "-"), what, variable: variable(arg) })
}

/// The values in environment variables, and in the files these name.
fn from_environment(settings: &[Arg]) -> Result<BTreeMap<String, Found>, Error> {
    let mut known = Vec::new();
    let mut found = BTreeMap::new();
    for arg in settings {
        let (id, name) = (arg.get_id().to_string(), variable(arg));
        let mut value = std::env::var_os(&name).map(|value| Found { origin: name.clone(), value });
        if SECRETS.contains(&id.as_str()) {
            let file = format!("{name}_FILE");
            if let Some(path) = std::env::var_os(&file) {
                if value.is_some() {
                    return Err(Error::Twice(name));
                }
                value = Some(Found {
                    value: contents(Path::new(&path), &file)?.trim_end().into(),
                    origin: file.clone(),
                });
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
        Some(name) => Err(unknown("the environment", &name, known)),
        None => Ok(()),
    }
}

/// The values in the config file.
fn from_file(settings: &[Arg], path: &Path, origin: &str) -> Result<BTreeMap<String, Found>, Error> {
    let place = path.display().to_string();
    let wrong = |reason: String| Error::Value { origin: place.clone(), reason };
    let text = contents(path, origin)?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let ids: Vec<String> =
        settings.iter().map(|arg| arg.get_id().to_string()).filter(|id| id != "config").collect();
    let mut found = BTreeMap::new();
    for (id, value) in table {
        if !ids.contains(&id) {
            return Err(unknown(&at_line(&place, &text, &id), &id, &ids));
        }
        let value = scalar(&value)
            .ok_or_else(|| wrong(format!("{id} has one value: text, a number, true or false")))?;
        found.insert(id.clone(), Found { origin: format!("{place}: {id}"), value: value.into() });
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

fn unknown(place: &str, name: &str, known: &[String]) -> Error {
    let id = name.strip_prefix(PREFIX).unwrap_or(name).to_lowercase();
    if let Some((_, reason)) = REMOVED.iter().find(|(removed, _)| *removed == id) {
        return Error::Removed { place: place.to_owned(), name: name.to_owned(), reason };
    }
    let bare = |known: &str| known.strip_prefix(PREFIX).unwrap_or(known).to_lowercase();
    let others = OF_OTHERS.iter().find(|(other, _)| *other == id).map(|(_, ours)| *ours);
    let bares: Vec<String> = known.iter().map(|known| bare(known)).collect();
    let nearest = others.or_else(|| suggest::nearest(&id, bares.iter().map(String::as_str)));
    let hint = match nearest.and_then(|nearest| known.iter().find(|known| bare(known) == nearest)) {
        Some(nearest) => format!(", did you mean {nearest}?"),
        None => "; `fazhi serve --help` lists the settings".to_owned(),
    };
    Error::Unknown { place: place.to_owned(), hint: format!("“{name}” is not known{hint}") }
}

/// What settings of this kind are called elsewhere.
const OF_OTHERS: [(&str, &str); 5] = [
    ("port", "listen"),
    ("host", "listen"),
    ("bind", "listen"),
    ("database", "database_url"),
    ("log_level", "log"),
];

/// The place in a config file where a name stands.
fn at_line(place: &str, text: &str, name: &str) -> String {
    let begins = |line: &str| line.trim_start().trim_start_matches(['[', '"', '\'']).starts_with(name);
    let at = |index| format!("{place}, line {}", index + 1);
    text.lines().position(begins).map_or_else(|| place.to_owned(), at)
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
    if id == "database_url" && !database_url::is_one(&found.value.to_string_lossy()) {
        return Err(Error::Value { origin: found.origin.clone(), reason: reasons::NO_URL.to_owned() });
    }
    let mut flag = OsString::from(format!("--{}=", id.replace('_', "-")));
    flag.push(&found.value);
    let alone = Settings::augment_args(Command::new("settings").no_binary_name(true));
    let alone = arguments()
        .iter()
        .fold(alone, |command, arg| command.mut_arg(arg.get_id(), |arg| arg.env(None::<&str>)));
    match alone.try_get_matches_from([flag]) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Value { origin: found.origin.clone(), reason: reasons::of(id, &error) }),
    }
}

/// The environment variable of a setting.
#[must_use]
pub fn variable(arg: &Arg) -> String {
    arg.get_env().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;
