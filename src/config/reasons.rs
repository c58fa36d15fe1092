//! Why a value was refused: what is wrong with it, an example, and what the setting means.

use clap::Arg;

use super::SECRETS;
use super::sources::{arguments, variable};

/// What is said of a connection string that is none: not a word of it, since a password may stand anywhere in it.
pub const NO_URL: &str = "这不是 PostgreSQL 的连接串。 This is no connection string of PostgreSQL; for example \
    DATABASE_URL=postgres://fazhi:PASSWORD@127.0.0.1/fazhi (special characters in the password percent-encoded)";

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
    default.or_else(listed).map(|value| format!("; for example {}={value}", variable(arg)))
}

/// What clap says, without the flag nobody wrote, and with what the setting is; of a secret, nothing of the value.
#[must_use]
pub fn of(id: &str, error: &clap::Error) -> String {
    if SECRETS.contains(&id) {
        return "this value cannot be used".to_owned();
    }
    let said = error.render().to_string();
    let said: Vec<&str> = said.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let said = said.join(" ").trim_start_matches("error: ").to_owned();
    let arg = arguments().into_iter().find(|arg| arg.get_id() == id);
    let meaning = arg.as_ref().and_then(|arg| Some(arg.get_help()?.to_string().replace('`', "")));
    let example = arg.as_ref().and_then(example);
    format!("{}{} ({})", without_flag(&said), example.unwrap_or_default(), meaning.unwrap_or_default())
}

fn without_flag(said: &str) -> String {
    let cut =
        said.split_once(" for '--").and_then(|(before, after)| Some((before, after.split_once('\'')?.1)));
    cut.map_or_else(|| said.to_owned(), |(before, after)| format!("{before}{after}"))
}
