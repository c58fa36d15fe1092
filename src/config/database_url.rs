//! The password in a libpq connection string: a URI, or keywords and values (PostgreSQL 34.1.1, "Connection Strings").

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use regex_lite::Regex;

/// The connection string with this password added.
pub fn with_password(url: &str, password: &str) -> String {
    if !is_uri(url) {
        let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
        return format!("{url} password='{quoted}'");
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}password={}", utf8_percent_encode(password, NON_ALPHANUMERIC))
}

/// The connection string with every password in it replaced.
pub fn masked(url: &str) -> String {
    let user =
        Regex::new(r"^([a-z]+://[^:/?@]*:).*@").map(|pattern| pattern.replace(url, "$1***@").into_owned());
    let url = user.unwrap_or_default();
    let value = if is_uri(&url) { "(password=)[^&]*" } else { r"(password\s*=\s*)('(\\.|[^'\\])*'|\S*)" };
    Regex::new(value).map(|pattern| pattern.replace_all(&url, "$1***").into_owned()).unwrap_or_default()
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
