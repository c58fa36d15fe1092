//! What a person is called, fit to stand in records.

use unicode_normalization::UnicodeNormalization;

use crate::digest;

/// The longest name in characters, as of tokens that this service issues.
const LONGEST: usize = 100;

/// A name as records can have it: in NFC, on one line, without control characters and without marks that would turn
/// the text around it about, cut to 100 characters. Of a name that has nothing else in it nothing is left.
pub(super) fn presentable(name: &str) -> String {
    let visible = name.chars().filter(|c| !is_invisible_mark(*c));
    let words: String = visible.map(|c| if c.is_control() { ' ' } else { c }).nfc().collect();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST).collect::<String>().trim_end().to_owned()
}

/// What people call a bearer, and whom the issuer says it is: `扎西 (oidc:4711)`. A name alone could be anybody's. One that
/// looks like such a name itself is passed over.
pub(super) fn of_bearer(claimed: Option<&str>, subject: &str) -> String {
    let suffix = format!(" (oidc:{})", short(subject));
    let claimed = claimed.map(presentable).filter(|name| !name.is_empty() && !imitates_bearer(name));
    let name = claimed.unwrap_or_else(|| short(subject));
    let name: String = name.chars().take(LONGEST - suffix.chars().count()).collect();
    format!("{}{suffix}", name.trim_end())
}

/// The subject, where it is short and plain; else a digest of it, which begins as no plain subject does.
fn short(subject: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '|' | '+');
    if subject.len() <= 40 && subject.chars().all(is_plain) {
        return subject.to_owned();
    }
    format!("#{}", digest::short(subject.as_bytes(), 8))
}

/// Whether a name looks like that of somebody whom an identity provider proves: it has a bracket and behind it a colon, in
/// whichever of their forms.
#[must_use]
pub fn imitates_bearer(name: &str) -> bool {
    let is_bracket = |c: char| matches!(c, '(' | '[' | '{' | '❨' | '❪' | '❲' | '❴' | '⟮' | '⦅' | '﴾' | '〔');
    let is_colon =
        |c: char| matches!(c, ':' | '∶' | 'ː' | '˸' | '꞉' | '։' | '׃' | '᛬' | '⁚' | '܃' | '܄' | '፡');
    let mut behind = name.nfkc().skip_while(|c| !is_bracket(*c));
    behind.any(is_colon)
}

/// Marks of direction, and what has no width at all or no ink (Unicode: `Default_Ignorable_Code_Point`, Technical Report 36
/// §2).
fn is_invisible_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_usual_name_stays_as_it_is() {
        for name in ["古堆乡司法所", "བསྟན་འཛིན།", "Li Ming (legal affairs)"] {
            assert_eq!(presentable(name), name);
        }
    }

    #[test]
    fn what_does_not_belong_into_a_name_is_taken_out() {
        assert_eq!(presentable(" 李\n明\t\u{0} "), "李 明");
        assert_eq!(presentable("李\u{202e}明\u{feff}"), "李明");
        assert_eq!(presentable("e\u{301}"), "\u{e9}");
        assert_eq!(presentable("\u{0}\n \u{3000}\u{200b}"), "");
        assert_eq!(presentable(&"法".repeat(101)), "法".repeat(100));
        assert_eq!(presentable(&format!("{} {}", "法".repeat(99), "治")), "法".repeat(99));
    }

    #[test]
    fn a_bearer_is_called_by_name_and_subject() {
        assert_eq!(of_bearer(Some("扎西"), "4711"), "扎西 (oidc:4711)");
        assert_eq!(of_bearer(None, "auth0|4711"), "auth0|4711 (oidc:auth0|4711)");
        assert_eq!(of_bearer(Some("扎西（司法所）"), "4711"), "扎西（司法所） (oidc:4711)");
        assert_eq!(of_bearer(None, "4711) (oidc:1"), of_bearer(Some("(oidc:1)"), "4711) (oidc:1"));
        for subject in ["法", "a b", "4711) (oidc:1", "#0011", &"x".repeat(41), "А"] {
            let name = of_bearer(Some("扎西"), subject);
            assert!(name.starts_with("扎西 (oidc:#") && name.len() == "扎西 (oidc:#)".len() + 16, "{name}");
            assert_ne!(name, of_bearer(Some("扎西"), &format!("{subject}1")));
        }
        let long = of_bearer(Some(&"法".repeat(120)), &"x".repeat(40));
        assert!(
            long.ends_with(&format!("法 (oidc:{})", "x".repeat(40))) && long.chars().count() == 100,
            "{long}"
        );
    }

    #[test]
    fn nobody_is_called_like_another_bearer() {
        for imitation in [
            "扎西 (oidc:4711)",
            "扎西(OIDC:4711)",
            "扎西（oidc：4711）",
            "扎西﹙oidc﹕4711﹚",
            "扎西 ( o i d c : 4711",
            "扎西 (оidc:4711)",
            "扎西 (oidc\u{2236}4711)",
            "扎西 [oidc:4711]",
        ] {
            assert!(imitates_bearer(imitation), "{imitation}");
            assert_eq!(of_bearer(Some(imitation), "9"), "9 (oidc:9)", "{imitation}");
        }
        for own in ["措美县司法局（演示）", "扎西", "command line", "A: B (C)", "值班室：1（夜）"]
        {
            assert!(!imitates_bearer(own), "{own}");
        }
    }

    proptest! {
        #[test]
        fn the_subject_is_always_told(name in "\\PC{0,150}|[字(:）（：]{0,150}", subject in "\\PC{1,60}") {
            let shown = of_bearer(Some(&name), &subject);
            prop_assert!(shown.chars().count() <= LONGEST && imitates_bearer(&shown));
            let suffix = format!(" (oidc:{})", short(&subject));
            prop_assert!(shown.ends_with(&suffix) && !imitates_bearer(&shown[..shown.len() - suffix.len()]));
        }

        #[test]
        fn is_always_presentable(name in prop_oneof!["\\PC{0,150}", "[\\x00-\\x20\u{80}-\u{a0}\u{200b}-\u{2069}字e\u{301}]{0,150}"]) {
            let shown = presentable(&name);
            prop_assert!(shown.chars().count() <= LONGEST && shown == shown.trim());
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible_mark(c)));
            prop_assert_eq!(presentable(&shown), shown);
        }
    }
}
