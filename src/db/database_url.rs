//! The password in a libpq connection string: a URI, or keywords and values (PostgreSQL 34.1.1, "Connection Strings").

use std::ops::Range;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::Regex;

/// The connection string with this password added.
#[must_use]
pub fn with_password(url: &str, password: &str) -> String {
    if !is_uri(url) {
        let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
        return format!("{url} password='{quoted}'");
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}password={}", utf8_percent_encode(password, NON_ALPHANUMERIC))
}

/// Whether this may be a connection string at all: a URI, or keywords and values. An empty one, which to libpq is all
/// defaults, is none: an empty setting does not mean whatever database happens to be there.
#[must_use]
pub fn is_one(text: &str) -> bool {
    is_uri(text) || (!text.contains(":/") && text.contains('='))
}

/// The connection string with every password in it replaced.
#[must_use]
pub fn masked(url: &str) -> String {
    let mut masked = String::new();
    let mut shown_from = 0;
    for secret in secrets(url) {
        if secret.start >= shown_from {
            masked.push_str(url.get(shown_from..secret.start).unwrap_or_default());
            masked.push_str(MASK);
        }
        shown_from = shown_from.max(secret.end);
    }
    masked + url.get(shown_from..).unwrap_or_default()
}

/// What stands in place of a secret.
const MASK: &str = "***";

/// What libpq or PostgreSQL says of this connection string, without its secrets: where the string is mistyped, libpq repeats
/// parts of it between quotation marks.
#[must_use]
pub fn without_secrets(said: &str, url: &str) -> String {
    let ranges = secrets(url);
    let raw = ranges.iter().filter_map(|range| url.get(range.clone())).filter(|raw| !raw.is_empty());
    let decoded = raw.clone().map(|raw| percent_decode_str(raw).decode_utf8_lossy().into_owned());
    let pieces: Vec<String> = raw.clone().map(str::to_owned).chain(decoded).collect();
    let is_secret = |part: &str| {
        let of_url = url.match_indices(part).any(|(start, found)| {
            ranges.iter().any(|range| start < range.end && range.start < start + found.len())
        });
        of_url || pieces.iter().any(|piece| piece.contains(part) || part.contains(piece.as_str()))
    };
    let parts = said.split('"').enumerate().map(|(index, part)| {
        // Between the marks, a single character is one that libpq missed or did not expect.
        let is_quoted = index % 2 == 1 && part.chars().count() > 1;
        let holds_one = pieces.iter().any(|piece| piece.chars().count() > 3 && part.contains(piece.as_str()));
        if holds_one || (is_quoted && is_secret(part)) { MASK } else { part }
    });
    parts.collect::<Vec<_>>().join("\"")
}

/// Where secrets stand, or may stand in a string that is mistyped, in order.
fn secrets(url: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = of_user(url).into_iter().chain(of_parameters(url)).collect();
    found.sort_by_key(|range| range.start);
    found
}

/// What stands between the colon behind the user and the last `@`. Where there is no `@`, what stands in the place of a port
/// and is none.
fn of_user(url: &str) -> Option<Range<usize>> {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let rest = url.get(start..)?;
    if let Some(end) = rest.rfind('@') {
        let colon = rest.get(..end)?.find(':')?;
        return Some(start + colon + 1..start + end);
    }
    let host = if rest.starts_with('[') { rest.find(']')? } else { 0 };
    let port = host + rest.get(host..)?.find(':').filter(|_| start > 0)? + 1;
    let end = rest.get(port..)?.find(['/', '?']).map_or(rest.len(), |length| port + length);
    let is_port = rest.get(port..end)?.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ':'));
    (!is_port).then_some(start + port..start + end)
}

/// The values of `password` and `sslpassword`. A value between quotation marks ends there; any other may have been meant to
/// have spaces, and ends where the next keyword stands.
fn of_parameters(url: &str) -> Vec<Range<usize>> {
    const NEXT: &str = r"\s+(host|hostaddr|port|dbname|user|password|passfile|options|application_name|connect_timeout|client_encoding|service|target_session_attrs|ssl\w+|gss\w+|keepalives\w*|tcp_user_timeout|load_balance_hosts|channel_binding|require_auth)\s*=";
    let separated = if url.contains("://") { "&" } else { NEXT };
    let (Ok(name), Ok(quoted), Ok(separator)) =
        (Regex::new(r"password\s*=\s*"), Regex::new(r"^'(\\.|[^'\\])*'(\s|$)"), Regex::new(separated))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(name) = name.find_at(url, from) {
        let value = url.get(name.end()..).unwrap_or_default();
        let length = quoted.find(value).map(|quoted| quoted.as_str().trim_end().len());
        let length = length.or_else(|| separator.find(value).map(|next| next.start()));
        from = name.end() + length.unwrap_or(value.len());
        found.push(name.end()..from);
    }
    found
}

fn is_uri(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_password_is_added_in_either_form() {
        assert_eq!(with_password("postgres://u@h/d", "a&b"), "postgres://u@h/d?password=a%26b");
        assert_eq!(
            with_password("postgres://u@h/d?sslmode=require", "p"),
            "postgres://u@h/d?sslmode=require&password=p"
        );
        assert_eq!(with_password("host=h user=u", r"it's \"), r"host=h user=u password='it\'s \\'");
    }

    #[test]
    fn no_form_of_a_password_is_shown() {
        for (url, shown) in [
            ("postgres://u:s3cret@h/d", "postgres://u:***@h/d"),
            ("postgresql://u:p@ss:w@h:5432/d?x=1", "postgresql://u:***@h:5432/d?x=1"),
            (
                "postgres://u@h/d?password=s3&sslpassword=s4&x=1",
                "postgres://u@h/d?password=***&sslpassword=***&x=1",
            ),
            ("postgres://u@h/d", "postgres://u@h/d"),
            (r"host=h password='it\'s s3' user=u", "host=h password=*** user=u"),
            ("host=h password = s3 user=u", "host=h password = *** user=u"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }

    /// What libpq says of mistyped strings repeats parts of them.
    #[test]
    fn nothing_that_libpq_repeats_holds_a_secret() {
        for url in [
            "postgre://fazhi:geheim@127.0.0.1/fazhi",
            "fazhi:geheim@127.0.0.1/fazhi",
            "postgres://fazhi:50%geheim@127.0.0.1/fazhi",
            "postgres://fazhi:ge@heim@nowhere.invalid/fazhi",
            "postgres://fazhi:ge/heim@127.0.0.1/fazhi",
            "postgres://fazhi:geheim",
            "postgres://fazhi:geheim/fazhi",
            "host=127.0.0.1 password=ge heim user=fazhi",
            "host=127.0.0.1 password='geheim user=fazhi",
            "host=127.0.0.1 password='ge'heim",
            "postgres://fazhi@127.0.0.1:1/fazhi?passwort=x&password=gehei%m",
            "postgres://fazhi:geheim@[::1/fazhi",
        ] {
            let said = crate::db::connect(url).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(!said.is_empty() && !said.contains("heim") && !said.contains("ge@"), "{url}: {said}");
            assert!(!masked(url).contains("heim"), "{url}: {}", masked(url));
        }
        let said = crate::db::connect("postgres://fazhi:geheim@127.0.0.1:1/fazhi").err().unwrap().to_string();
        assert!(said.contains("\"127.0.0.1\", port 1 failed"), "{said}");
    }

    /// The value of `password` in keywords and values, read as libpq does: quotes group, a backslash takes the next
    /// character as it is.
    fn password_in_keywords(url: &str) -> Option<String> {
        let mut rest = url.split_once("password=")?.1.chars();
        let mut password = String::new();
        let quoted = rest.as_str().starts_with('\'') && rest.next().is_some();
        while let Some(c) = rest.next() {
            match c {
                '\'' if quoted => return Some(password),
                ' ' if !quoted => break,
                '\\' => password.extend(rest.next()),
                c => password.push(c),
            }
        }
        (!quoted).then_some(password)
    }

    fn url() -> impl Strategy<Value = String> {
        "postgres(ql)?://[a-z]{1,8}@[a-z]{1,8}(:[0-9]{2,4})?/[a-z]{1,8}(\\?sslmode=[a-z]{1,8}(&x=[a-z]{0,3})?)?"
    }

    proptest! {
        #[test]
        fn a_password_in_a_uri_reads_back(url in url(), password in "[^\u{0}]{1,20}") {
            let with = with_password(&url, &password);
            let parsed = reqwest::Url::parse(&with).unwrap();
            let found: Vec<String> =
                parsed.query_pairs().filter(|(name, _)| name == "password").map(|(_, value)| value.into_owned()).collect();
            prop_assert_eq!(found, [password]);
            prop_assert_eq!(masked(&with), format!("{}=***", &with[..with.rfind('=').unwrap()]));
        }

        #[test]
        fn a_password_in_keywords_reads_back(keywords in "host=[a-z]{1,8} user=[a-z]{1,8}", password in "[^\u{0}]{1,20}") {
            let with = with_password(&keywords, &password);
            prop_assert_eq!(password_in_keywords(&with), Some(password));
            prop_assert_eq!(masked(&with), format!("{keywords} password=***"));
        }

        #[test]
        fn no_string_is_too_odd(url in prop_oneof!["\\PC{0,60}", "(postgres|://|:|@|/|\\?|&|password|=|'|\\\\| |a){0,12}"]) {
            let _ = masked(&url);
            let _ = masked(&with_password(&url, "p"));
        }
    }
}
