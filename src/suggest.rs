//! "Did you mean …": the nearest of the names that are allowed.

use crate::text;
use crate::text::Text;

/// The allowed name most like `given`, if any is like it at all.
#[must_use]
pub fn nearest<'a>(given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    allowed
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(likeness, name)| *likeness > 0.7 && is_near(given, name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Whether one may have been written for the other: most letters stand in both in the same order, or one is the other cut
/// short. `format` begins as `from` does and is another word.
fn is_near(given: &str, name: &str) -> bool {
    strsim::normalized_damerau_levenshtein(given, name) > 0.5
        || name.starts_with(given)
        || given.starts_with(name)
}

/// What to say of a name that is not allowed: the nearest one, and all of them while they are few.
#[must_use]
pub fn not_allowed(given: &str, allowed: &[&str]) -> Text {
    let list = allowed.join(", ");
    let nearest = nearest(given, allowed.iter().copied());
    let shown = shown(given, nearest.is_some());
    let (zh, en) = (shown.zh, shown.en);
    match (nearest, allowed.len()) {
        (Some(name), ..=30) => text!(
            "不认识{zh}，是不是 {name}？可用：{list}",
            "{en} is not known, did you mean {name}? Allowed: {list}"
        ),
        (Some(name), _) => text!("不认识{zh}，是不是 {name}？", "{en} is not known, did you mean {name}?"),
        (None, ..=30) => text!("不认识{zh}；可用：{list}", "{en} is not known; allowed: {list}"),
        (None, _) => text!("不认识{zh}", "{en} is not known"),
    }
}

/// What was given, as far as it may be repeated: a word like those that are allowed. Anything else may be somebody's name
/// or number, which a refusal must not hand on.
fn shown(given: &str, is_like_one: bool) -> Text {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let digits = given.chars().filter(char::is_ascii_digit).count();
    if is_like_one && given.len() <= 60 && digits <= 4 && given.chars().all(is_word) {
        return text!(" “{given}”", "“{given}”");
    }
    text!("所给的名称或取值", "What was given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_likely_name() {
        let kinds = ["training", "publicity", "seminar"];
        assert_eq!(nearest("trainings", kinds), Some("training"));
        assert_eq!(nearest("semniar", kinds), Some("seminar"));
        assert_eq!(nearest("xyz", kinds), None);
        assert_eq!(nearest("train", kinds), Some("training"));
    }

    #[test]
    fn another_word_is_no_likely_name() {
        assert_eq!(nearest("format", ["from", "to", "kind"]), None);
        assert_eq!(nearest("form", ["from", "to", "kind"]), Some("from"));
    }

    #[test]
    fn only_what_is_like_a_name_is_repeated() {
        let said = |given: &str| not_allowed(given, &["training", "publicity"]);
        assert_eq!(said("trainings").zh, "不认识 “trainings”，是不是 training？可用：training, publicity");
        for personal in ["扎西", "11010519491231002X", "training扎西", "training13800138000", "xyz"] {
            let Text { zh, en } = said(personal);
            assert!(!zh.contains(personal) && !en.contains(personal), "{zh} {en}");
        }
    }
}
