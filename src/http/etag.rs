//! Entity tags and the conditions clients set on them (RFC 9110 §8.8.3, §13.1).

use std::fmt;

/// An entity tag: `"3"` (strong: a record's version) or `W/"…"` (weak: a list or an aggregate).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag {
    weak: bool,
    opaque: String,
}

impl ETag {
    /// The strong tag of a record: its version.
    #[must_use]
    pub fn version(version: i32) -> Self {
        Self { weak: false, opaque: version.to_string() }
    }

    /// A strong tag that is no version alone.
    #[must_use]
    pub fn strong(opaque: impl Into<String>) -> Self {
        Self { weak: false, opaque: opaque.into() }
    }

    /// The weak tag of what depends on several records.
    #[must_use]
    pub fn weak(opaque: impl Into<String>) -> Self {
        Self { weak: true, opaque: opaque.into() }
    }

    /// The weak tag of what is fully said by `content`: an answer's own body, or the versions it is read off.
    #[must_use]
    pub fn digest(content: &[u8]) -> Self {
        Self::weak(crate::digest::short(content, 8))
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weak = if self.weak { "W/" } else { "" };
        write!(f, "{weak}\"{}\"", self.opaque)
    }
}

/// The value of `If-Match` or `If-None-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `*`: whatever exists.
    Any,
    /// A list of tags.
    Tags(Vec<ETag>),
}

/// The codings whose names stand behind tags that a proxy has altered.
const CODINGS: [&str; 6] = ["gzip", "br", "deflate", "df", "zstd", "x-gzip"];

/// White space in a header's value.
const BLANK: [char; 2] = [' ', '\t'];

impl Condition {
    /// What [`Condition::parse`] reads, as the contract publishes it.
    pub const GRAMMAR: &str = r#"^(\*|([ \t]*,)*[ \t]*(W/)?"[^\u0000-\u0020"\u007f]*"([ \t]*,([ \t]*(W/)?"[^\u0000-\u0020"\u007f]*")?)*)$"#;

    /// Parses a header value; `None` where it is not of the grammar. Empty elements of a list say nothing (RFC 9110
    /// §5.6.1.2): they come about where values are put together.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim_matches(BLANK);
        if value == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        let mut rest = next_element(value);
        while !rest.is_empty() {
            let (tag, after) = parse_tag(rest)?;
            tags.push(tag);
            let after = after.trim_start_matches(BLANK);
            if !after.is_empty() && !after.starts_with(',') {
                return None;
            }
            rest = next_element(after);
        }
        (!tags.is_empty()).then_some(Self::Tags(tags))
    }

    /// Strong comparison, for `If-Match`: weak tags never match.
    #[must_use]
    pub fn matches_strongly(&self, current: &ETag) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => !current.weak && tags.contains(current),
        }
    }

    /// Whether a tag is the current one as proxies alter it that compress answers: made weak, or with the name of the coding
    /// behind it (`"1-gzip"`). It cannot match (RFC 9110 §13.1.1), and says nothing of whether the record has changed.
    #[must_use]
    pub fn names_altered(&self, current: &ETag) -> bool {
        let is_altered = |tag: &ETag| {
            let rest = tag.opaque.strip_prefix(current.opaque.as_str());
            let coding = rest.map(|rest| rest.trim_start_matches(['-', ';', ':', '.', '_', '+']));
            tag.weak && rest == Some("")
                || coding != rest && coding.is_some_and(|coding| CODINGS.contains(&coding))
        };
        matches!(self, Self::Tags(tags) if !current.weak && tags.iter().any(is_altered))
    }

    /// Weak comparison, for `If-None-Match`.
    #[must_use]
    pub fn matches_weakly(&self, current: &ETag) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|tag| tag.opaque == current.opaque),
        }
    }
}

/// Where the next element of a list begins.
fn next_element(rest: &str) -> &str {
    rest.trim_start_matches([',', ' ', '\t'])
}

/// One tag and what follows it.
fn parse_tag(value: &str) -> Option<(ETag, &str)> {
    let (weak, rest) = match value.strip_prefix("W/") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let (opaque, after) = rest.strip_prefix('"')?.split_once('"')?;
    let allowed = |c: char| c == '\u{21}' || c >= '\u{23}' && c != '\u{7f}';
    opaque.chars().all(allowed).then(|| (ETag { weak, opaque: opaque.to_owned() }, after))
}

#[cfg(test)]
#[path = "etag_tests.rs"]
mod tests;
