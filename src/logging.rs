//! Log lines on standard error: for people, or one JSON object each for programs.
//!
//! What a line is about stands in its key-values (`request_id`, `status` …), apart from the text.

use std::io::{self, Write};

use clap::ValueEnum;
use env_logger::Builder;
use env_logger::fmt::Formatter;
use log::kv::{self, Key, Value, VisitSource};
use log::{Level, LevelFilter, Record};
use serde_json::{Map, json};

use crate::clock;

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Logs from here on.
pub fn start(filter: &str, format: LogFormat) {
    let mut builder = Builder::new();
    // What the library says of its own start is of no use to an operator.
    builder.filter_module("actix_server", LevelFilter::Warn);
    builder.parse_filters(filter);
    match format {
        LogFormat::Text => builder.format(text),
        LogFormat::Json => builder.format(object),
    };
    builder.init();
}

/// Reads what is to be logged, `info,fazhi::db=debug` for example.
///
/// # Errors
/// Where a word is no level, or the text is no filter at all.
pub fn filter(text: &str) -> Result<String, String> {
    let written_wrong = |error| {
        crate::text!(
            "{text} 的写法不对；级别可用 off、error、warn、info、debug、trace，单个模块写作 fazhi::http=debug",
            "{error}"
        )
        .in_lines()
    };
    env_filter::Builder::new().try_parse(text).map_err(written_wrong)?;
    // The library takes a word that is no level for a part of a program, of which then everything is logged, and of all
    // others nothing.
    let directives = text.split('/').next().unwrap_or_default().split(',').map(str::trim);
    let mut alone = directives.filter(|directive| !directive.is_empty() && !directive.contains('='));
    match alone.find(|directive| directive.parse::<LevelFilter>().is_err()) {
        Some(directive) => Err(crate::text!(
            "{directive} 不是日志级别；可用 off、error、warn、info、debug、trace，单个模块写作 fazhi::http=debug",
            "{directive} is no level; these are off, error, warn, info, debug and trace, and of one part fazhi::http=debug"
        )
        .in_lines()),
        None => Ok(text.to_owned()),
    }
}

/// `2026-01-01T08:00:00.000Z INFO fazhi::http::middleware: answered request_id=… status=200`.
fn text(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let level = record.level();
    let style = out.default_level_style(level);
    write!(out, "{} {style}{level:5}{style:#} {}: {}", now(), record.target(), record.args())?;
    record.key_values().visit(&mut Words(out)).map_err(io::Error::other)?;
    writeln!(out)
}

fn object(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let mut object = Map::new();
    object.insert("at".to_owned(), json!(now()));
    object.insert("level".to_owned(), json!(name(record.level())));
    object.insert("target".to_owned(), json!(record.target()));
    object.insert("message".to_owned(), json!(record.args().to_string()));
    record.key_values().visit(&mut Members(&mut object)).map_err(io::Error::other)?;
    serde_json::to_writer(&mut *out, &object)?;
    writeln!(out)
}

fn now() -> String {
    clock::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn name(level: Level) -> String {
    level.as_str().to_ascii_lowercase()
}

/// Writes key-values as ` key=value`.
struct Words<'a>(&'a mut Formatter);

impl<'kvs> VisitSource<'kvs> for Words<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        Ok(write!(self.0, " {key}={value}")?)
    }
}

/// Adds key-values to an object, numbers as numbers.
struct Members<'a>(&'a mut Map<String, serde_json::Value>);

impl<'kvs> VisitSource<'kvs> for Members<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        let number = value.to_u64().map(|n| json!(n)).or_else(|| value.to_f64().map(|n| json!(n)));
        self.0.insert(key.as_str().to_owned(), number.unwrap_or_else(|| json!(value.to_string())));
        Ok(())
    }
}
