//! The settings as arguments of the command line, which is where clap has their names, bounds and defaults from.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Args, Command};

use super::{SECRETS, Settings};
use crate::db::database_url;

/// What the names of the service's own environment variables begin with.
pub(super) const PREFIX: &str = "FAZHI_";

/// The arguments of the settings, as clap knows them.
#[must_use]
pub fn arguments() -> Vec<Arg> {
    Settings::augment_args(Command::new("settings")).get_arguments().cloned().collect()
}

/// What clap says of a value, as if it were a flag's.
pub(super) fn judged(id: &str, value: &OsStr) -> Result<(), clap::Error> {
    let mut flag = OsString::from(format!("--{}=", id.replace('_', "-")));
    flag.push(value);
    let alone = Settings::augment_args(Command::new("settings").no_binary_name(true));
    let alone = arguments()
        .iter()
        .fold(alone, |command, arg| command.mut_arg(arg.get_id(), |arg| arg.env(None::<&str>)));
    alone.try_get_matches_from([flag]).map(drop)
}

/// The environment variable of a setting.
#[must_use]
pub fn variable(arg: &Arg) -> String {
    arg.get_env().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
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
