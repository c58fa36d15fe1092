//! Why a value was refused: what is wrong with it, an example, and what the setting means.

use std::error::Error;
use std::net::AddrParseError;
use std::num::ParseIntError;

use clap::Arg;
use clap::error::{ContextKind, ContextValue};

use super::SECRETS;
use super::arguments::{arguments, as_toml, judged, variable};
use crate::text;
use crate::text::Text;

/// How a setting is written where its value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `FAZHI_POOL_SIZE=8`.
    Variable,
    /// `pool_size = 8`.
    File,
}

impl Form {
    fn of(self, arg: &Arg, value: &str) -> String {
        match self {
            Self::Variable => format!("{}={value}", variable(arg)),
            Self::File => {
                let id = arg.get_id().as_str();
                format!("{id} = {}", as_toml(id, value))
            }
        }
    }
}

/// What is said of a connection string that is none: not a word of it, since a password may stand anywhere in it.
#[must_use]
pub fn no_url(value: &str, form: Form) -> Text {
    if value.is_empty() {
        return text!(
            "是空的：请给出 PostgreSQL 的连接串；要用自带的 PostgreSQL，请去掉这一项",
            "It is empty: name a PostgreSQL database, or take the setting out to use the private one"
        );
    }
    let example = match form {
        Form::Variable => "DATABASE_URL=postgres://fazhi:PASSWORD@127.0.0.1/fazhi",
        Form::File => "database_url = \"postgres://fazhi:PASSWORD@127.0.0.1/fazhi\"",
    };
    text!(
        "不是 PostgreSQL 的连接串；例如 {example}（口令中的特殊字符用百分号编码）",
        "This is no connection string of PostgreSQL; for example {example} (special characters in the password percent-encoded)"
    )
}

/// A value for a setting that has no default to show.
const EXAMPLES: [(&str, &str); 6] = [
    ("trusted_proxies", "10.0.0.0/8,127.0.0.1"),
    ("public_url", "https://portal.example.gov.cn/fazhi"),
    ("cors_origins", "https://dashboard.example.gov.cn"),
    ("oidc_issuer", "https://id.example.cn/realms/law"),
    ("oidc_jwks_url", "https://id.example.cn/realms/law/certs"),
    ("pg_bin", "/usr/lib/postgresql/16/bin"),
];

/// A value that the setting can have, as it is written there.
fn example(arg: &Arg, form: Form) -> Option<String> {
    let default = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let listed = || EXAMPLES.iter().find(|(id, _)| arg.get_id() == id).map(|(_, value)| (*value).to_owned());
    default.or_else(listed).map(|value| form.of(arg, &value))
}

/// What clap says, without the flag nobody wrote, and with what the setting is; of a secret, nothing of the value.
#[must_use]
pub fn of(id: &str, error: &clap::Error, form: Form) -> Text {
    if SECRETS.contains(&id) {
        return text!("这个值不能用", "this value cannot be used");
    }
    let Text { zh, en } = said(id, error);
    let arg = arguments().into_iter().find(|arg| arg.get_id() == id);
    let meaning = arg.as_ref().and_then(|arg| Some(arg.get_help()?.to_string().replace('`', "")));
    let meaning = meaning.unwrap_or_default();
    match arg.as_ref().and_then(|arg| example(arg, form)) {
        Some(example) if zh.contains("例如") => text!("{zh}", "{en}; for example {example} ({meaning})"),
        Some(example) => text!("{zh}；例如 {example}", "{en}; for example {example} ({meaning})"),
        None => text!("{zh}", "{en} ({meaning})"),
    }
}

/// What is wrong with a setting's value: in Chinese, and as clap puts it.
fn said(id: &str, error: &clap::Error) -> Text {
    let said = in_english(error);
    let lines: Vec<&str> = said.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let en = without_flag(lines.join(" ").trim_start_matches("error: "));
    // Of what is no number at all, clap does not say between which it should be: of the largest it does.
    let of_largest = || judged(id, i64::MAX.to_string().as_ref()).err().and_then(|error| range(&error));
    let is_number = error.source().is_some_and(<dyn Error>::is::<ParseIntError>);
    let range = if is_number { of_largest() } else { None };
    let zh = match (bilingual(error), range.or_else(|| allowed(error))) {
        (Some(own), _) => own.zh,
        (None, Some(allowed)) => format!("{}不能用，{allowed}", value(error)),
        (None, None) => format!("{}不能用", value(error)),
    };
    Text { zh, en }
}

fn value(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidValue).map(ToString::to_string) {
        Some(value) if value.is_empty() => "空值".to_owned(),
        Some(value) => format!("“{value}”"),
        None => "这个值".to_owned(),
    }
}

/// What this program itself says of a value, where it is that which refused it.
#[must_use]
pub fn bilingual(error: &clap::Error) -> Option<Text> {
    let own = Text::of_lines(&error.source()?.to_string());
    (own.zh != own.en).then_some(own)
}

/// What clap says, with the English alone of what this program says.
#[must_use]
pub fn in_english(error: &clap::Error) -> String {
    let said = error.render().to_string();
    bilingual(error).map_or_else(|| said.clone(), |own| said.replace(&own.in_lines(), &own.en))
}

/// In Chinese, what a value should be, as far as clap knows it.
#[must_use]
pub fn allowed(error: &clap::Error) -> Option<String> {
    if let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue)
        && !values.is_empty()
    {
        return Some(format!("可用：{}", values.join("、")));
    }
    let source = error.source()?;
    if source.is::<ParseIntError>() {
        return Some("应为整数".to_owned());
    }
    if source.is::<AddrParseError>() {
        return Some("应为地址和端口".to_owned());
    }
    range(error)
}

/// What clap says of a number that is too small or too large: "9 is not in 1..=8".
fn range(error: &clap::Error) -> Option<String> {
    let said = error.source()?.to_string();
    let (least, most) = said.split_once(" is not in ")?.1.split_once("..=")?;
    Some(format!("应在 {least} 到 {most} 之间"))
}

fn without_flag(said: &str) -> String {
    let cut =
        said.split_once(" for '--").and_then(|(before, after)| Some((before, after.split_once('\'')?.1)));
    cut.map_or_else(|| said.to_owned(), |(before, after)| format!("{before}{after}"))
}
