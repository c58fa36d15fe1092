//! What a person is called, fit to stand in records.

use unicode_normalization::UnicodeNormalization;

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

/// Marks of direction, and what has no width at all (Unicode Technical Report 36 §2).
fn is_invisible_mark(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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

    proptest! {
        #[test]
        fn is_always_presentable(name in prop_oneof!["\\PC{0,150}", "[\\x00-\\x20\u{80}-\u{a0}\u{200b}-\u{2069}字e\u{301}]{0,150}"]) {
            let shown = presentable(&name);
            prop_assert!(shown.chars().count() <= LONGEST && shown == shown.trim());
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible_mark(c)));
            prop_assert_eq!(presentable(&shown), shown);
        }
    }
}
