//! Entity tags and the conditions clients set on them (RFC 9110 §8.8.3, §13.1).

use std::fmt;

use sha2::{Digest, Sha256};

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

    /// The weak tag of what depends on several records.
    #[must_use]
    pub fn weak(opaque: impl Into<String>) -> Self {
        Self { weak: true, opaque: opaque.into() }
    }

    /// The weak tag of what is fully said by `content`: an answer's own body, or the versions it is read off.
    #[must_use]
    pub fn digest(content: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(content).into();
        let head = digest.first_chunk().map_or(0, |head| u64::from_be_bytes(*head));
        Self::weak(format!("{head:016x}"))
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

impl Condition {
    /// Parses a header value; `None` where it is not of the grammar.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        if value == "*" {
            return Some(Self::Any);
        }
        let mut rest = value;
        let mut tags = Vec::new();
        loop {
            let (tag, after) = parse_tag(rest)?;
            tags.push(tag);
            let after = after.trim_start();
            if after.is_empty() {
                return Some(Self::Tags(tags));
            }
            rest = after.strip_prefix(',')?.trim_start();
        }
    }

    /// Strong comparison, for `If-Match`: weak tags never match.
    #[must_use]
    pub fn matches_strongly(&self, current: &ETag) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => !current.weak && tags.contains(current),
        }
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
mod tests {
    use super::*;

    fn tags(value: &str) -> Option<Condition> {
        Condition::parse(value)
    }

    #[test]
    fn reads_the_grammar() {
        assert_eq!(tags("*"), Some(Condition::Any));
        assert_eq!(tags("\"3\""), Some(Condition::Tags(vec![ETag::version(3)])));
        assert_eq!(
            tags("W/\"a,b\" , \"3\""),
            Some(Condition::Tags(vec![ETag::weak("a,b"), ETag::version(3)]))
        );
    }

    #[test]
    fn refuses_what_is_not_of_the_grammar() {
        for bad in ["", "3", "\"3", "\"3\" \"4\"", "\"3\",", "w/\"3\"", "\"a b\"", "*,\"3\""] {
            assert_eq!(tags(bad), None, "{bad}");
        }
    }

    #[test]
    fn strong_and_weak_comparison_differ() {
        let weak = Condition::Tags(vec![ETag::weak("3")]);
        assert!(!weak.matches_strongly(&ETag::version(3)));
        assert!(weak.matches_weakly(&ETag::version(3)));
        assert!(!Condition::Tags(vec![ETag::version(3)]).matches_strongly(&ETag::version(4)));
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_round_trips(value in "[ -~]{0,40}", version in 1..i32::MAX) {
            let _ = Condition::parse(&value);
            let tag = ETag::version(version);
            proptest::prop_assert_eq!(Condition::parse(&tag.to_string()), Some(Condition::Tags(vec![tag])));
        }
    }
}
