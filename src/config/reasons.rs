//! Why a value was refused: what is wrong with it, an example, and what the setting means.

use std::error::Error as _;

use clap::Arg;

use super::SECRETS;
use super::sources::{arguments, variable};
use crate::text;
use crate::text::Text;

/// What is said of a connection string that is none: not a word of it, since a password may stand anywhere in it.
pub fn no_url() -> Text {
    text!(
        "不是 PostgreSQL 的连接串；例如 DATABASE_URL=postgres://fazhi:PASSWORD@127.0.0.1/fazhi（口令中的特殊字符用百分号编码）",
        "This is no connection string of PostgreSQL; for example DATABASE_URL=postgres://fazhi:PASSWORD@127.0.0.1/fazhi \
         (special characters in the password percent-encoded)"
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

/// A value that the setting can have.
fn example(arg: &Arg) -> Option<String> {
    let default = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let listed = || EXAMPLES.iter().find(|(id, _)| arg.get_id() == id).map(|(_, value)| (*value).to_owned());
    default.or_else(listed).map(|value| format!("{}={value}", variable(arg)))
}

/// What clap says, without the flag nobody wrote, and with what the setting is; of a secret, nothing of the value.
#[must_use]
pub fn of(id: &str, error: &clap::Error) -> Text {
    if SECRETS.contains(&id) {
        return text!("这个值不能用", "this value cannot be used");
    }
    let Text { zh, en } = said(error);
    let arg = arguments().into_iter().find(|arg| arg.get_id() == id);
    let meaning = arg.as_ref().and_then(|arg| Some(arg.get_help()?.to_string().replace('`', "")));
    let meaning = meaning.unwrap_or_default();
    match arg.as_ref().and_then(example) {
        Some(example) => text!("{zh}；例如 {example}", "{en}; for example {example} ({meaning})"),
        None => text!("{zh}", "{en} ({meaning})"),
    }
}

/// What is wrong: in Chinese as far as it is this program that says so, and as clap puts it.
fn said(error: &clap::Error) -> Text {
    let own = error.source().map(|own| Text::of_lines(&own.to_string())).filter(|own| own.zh != own.en);
    let mut said = error.render().to_string();
    if let Some(own) = &own {
        said = said.replace(&own.in_lines(), &own.en);
    }
    let lines: Vec<&str> = said.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let en = without_flag(lines.join(" ").trim_start_matches("error: "));
    Text { zh: own.map_or_else(|| "这个值不能用".to_owned(), |own| own.zh), en }
}

fn without_flag(said: &str) -> String {
    let cut =
        said.split_once(" for '--").and_then(|(before, after)| Some((before, after.split_once('\'')?.1)));
    cut.map_or_else(|| said.to_owned(), |(before, after)| format!("{before}{after}"))
}
