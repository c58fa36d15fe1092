//! "Did you mean …": the nearest of the names that are allowed.

use crate::text;
use crate::text::Text;

/// The allowed name most like `given`, if any is like it at all.
#[must_use]
pub fn nearest<'a>(given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    allowed
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// What to say of a name that is not allowed: the nearest one, and all of them while they are few.
#[must_use]
pub fn not_allowed(given: &str, allowed: &[&str]) -> Text {
    let shown: String = given.chars().take(60).collect();
    let list = allowed.join(", ");
    let nearest = nearest(given, allowed.iter().copied());
    match (nearest, allowed.len()) {
        (Some(name), ..=30) => text!(
            "不认识 “{shown}”，是不是 {name}？可用：{list}",
            "“{shown}” is not known, did you mean {name}? Allowed: {list}"
        ),
        (Some(name), _) => {
            text!("不认识 “{shown}”，是不是 {name}？", "“{shown}” is not known, did you mean {name}?")
        }
        (None, ..=30) => {
            text!("不认识 “{shown}”；可用：{list}", "“{shown}” is not known; allowed: {list}")
        }
        (None, _) => text!("不认识 “{shown}”", "“{shown}” is not known"),
    }
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
    }
}
