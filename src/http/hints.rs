//! What was probably meant by a value that is not allowed: a code whose name was written, a region by its name, a number in
//! words. And forms in words: a regular expression says nothing to most people.

use serde::Deserialize;
use serde_json::Value;

use crate::coded::{LABELS, Label};
use crate::indicators;
use crate::regions::directory;
use crate::suggest::not_allowed;
use crate::text;
use crate::text::Text;

/// What to say of a value that is none of an enumeration's codes; its schema has their labels.
#[must_use]
pub fn of_enumeration(given: &str, schema: &Value, allowed: &[&str]) -> Text {
    let labels = schema.get(LABELS).and_then(|labels| Vec::<Label<'_>>::deserialize(labels).ok());
    of_code(given, &labels.unwrap_or_default(), allowed)
}

/// What to say of a value that is none of a list of codes, of which some have labels.
#[must_use]
pub fn of_code(given: &str, labels: &[Label<'_>], allowed: &[&str]) -> Text {
    let Some(Label { code, zh, en }) = named(given, labels) else { return not_allowed(given, allowed) };
    let list =
        labels.iter().map(|label| format!("{} {}", label.code, label.zh)).collect::<Vec<_>>().join("，");
    let codes = allowed.join(", ");
    text!(
        "应填代码：“{zh}”的代码是 {code}。可用：{list}",
        "takes codes: the code of “{en}” is {code}. Allowed: {codes}"
    )
}

/// The one whose name was written, or a part of it that no other name has.
fn named<'a>(given: &str, labels: &[Label<'a>]) -> Option<Label<'a>> {
    let given = given.trim();
    let exact =
        labels.iter().find(|label| label.zh == given || label.en.eq_ignore_ascii_case(given)).copied();
    exact.or_else(|| {
        let is_name = given.chars().count() >= 2 && given.chars().any(is_han);
        let like = |label: &&Label<'_>| is_name && (label.zh.contains(given) || given.contains(label.zh));
        let mut found = labels.iter().filter(like);
        found.next().filter(|_| found.next().is_none()).copied()
    })
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The form that a pattern of the contract stands for, in words, with what was probably meant; `None` where the pattern only
/// says which characters a text has.
#[must_use]
pub fn of_form(pattern: &str, given: &str) -> Option<Text> {
    Some(match pattern {
        "^[0-9]{9}$" => of_region(
            given,
            &[9],
            text!(
                "应为 9 位乡镇代码，如 540526201（县本级为县代码加 000）",
                "must be the 9 digits of a township, such as 540526201, or of a county's own unit: its code and 000"
            ),
        ),
        "^[0-9]{6}$" => of_region(
            given,
            &[6],
            text!("应为 6 位县级代码，如 540526", "must be the 6 digits of a county, such as 540526"),
        ),
        "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6})$" => {
            of_region(given, &[2, 4, 6], any_region("2、4、6", "2, 4 or 6"))
        }
        "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$" => {
            of_region(given, &[2, 4, 6, 9], any_region("2、4、6、9", "2, 4, 6 or 9"))
        }
        "^[a-z][a-z0-9_]*$" => of_indicator(given),
        "^[a-z][a-z0-9_]{0,39}$" => text!(
            "应为小写英文字母、数字和下划线，以字母开头，如 nomad_camp",
            "must be lower-case letters, digits and underscores, the first a letter, such as nomad_camp"
        ),
        _ => return None,
    })
}

fn any_region(zh: &str, en: &str) -> Text {
    text!(
        "应为区划代码：CN，或 {zh} 位数字，如 540526",
        "must be a region code: CN, or {en} digits, such as 540526"
    )
}

/// Regions that are named at most.
const NAMED: usize = 3;

/// The form of a code, with the codes of the regions whose name was written instead.
fn of_region(given: &str, lengths: &[usize], form: Text) -> Text {
    let is_name = (2..=20).contains(&given.trim().chars().count()) && given.chars().any(is_han);
    let found = if is_name { directory::named(given.trim(), lengths) } else { Vec::new() };
    let list = found.iter().take(NAMED).map(|(code, name)| format!("{code} {name}"));
    let list = list.collect::<Vec<_>>().join("，");
    let more = if found.len() > NAMED { " …" } else { "" };
    let Text { zh, en } = form;
    match found.len() {
        0 => text!(
            "{zh}；名称对应的代码见 /api/v1/regions?q=名称",
            "{en}; /api/v1/regions?q=NAME finds the code of a name"
        ),
        _ => text!("{zh}；是不是 {list}{more}？", "{en}; did you mean {list}{more}?"),
    }
}

fn of_indicator(given: &str) -> Text {
    let labels: Vec<Label<'_>> = indicators::all()
        .iter()
        .map(|indicator| Label { code: indicator.code, zh: indicator.name_zh, en: indicator.name_en })
        .collect();
    let form = text!(
        "应为指标代码，如 training_sessions，见 /api/v1/indicators",
        "must be the code of an indicator, such as training_sessions: see /api/v1/indicators"
    );
    match named(given, &labels) {
        Some(Label { code, zh, en }) => {
            text!("应为指标代码：“{zh}”的代码是 {code}", "must be a code: that of “{en}” is {code}")
        }
        None => form,
    }
}

/// What is said of a text where a whole number is wanted: the number in it, if there is one that is short enough to be no
/// number of a person.
#[must_use]
pub fn of_integer(given: &str, form: Text) -> Text {
    let mut numbers = given.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let number = numbers.next().filter(|digits| digits.len() <= 4 && numbers.next().is_none());
    let Text { zh, en } = form;
    match number {
        Some(number) => text!(
            "{zh}，不带文字和引号；若为 {number}，请填 {number}",
            "{en}, without words and quotation marks: write {number} if it is {number}"
        ),
        None => text!("{zh}", "{en}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_named() {
        let said = of_form("^[0-9]{9}$", "措美").unwrap();
        assert!(said.zh.ends_with("是不是 540526000 措美县本级，540526100 措美镇？"), "{said}");
        let said = of_form("^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", "措美县").unwrap();
        assert!(said.zh.ends_with("是不是 540526 措美县？"), "{said}");
        let said = of_form("^[0-9]{9}$", "城关镇").unwrap();
        assert!(said.zh.matches("城关镇").count() == 3 && said.zh.ends_with(" …？"), "{said}");
        let said = of_form("^[0-9]{9}$", "540526").unwrap();
        assert!(said.zh.contains("9 位乡镇代码"), "{said}");
        let kinds = ["training", "publicity", "study_session"];
        let labels = [
            Label { code: "training", zh: "培训", en: "training" },
            Label { code: "publicity", zh: "宣传", en: "publicity" },
        ];
        let said = of_code("培训", &labels, &kinds);
        assert!(said.zh.contains("的代码是 training") && said.zh.contains("publicity "), "{said}");
        let said = of_integer("约50", text!("应为整数", "must be an integer"));
        assert!(said.zh.ends_with("请填 50"), "{said}");
    }

    #[test]
    fn what_may_be_somebodys_name_or_number_is_not_repeated() {
        for given in ["扎西", "卓玛央宗", "13800138000", "约13800138000"] {
            let said = [
                of_code(given, &[], &["training", "publicity"]),
                of_form("^[a-z][a-z0-9_]*$", given).unwrap(),
                of_integer(given, text!("应为整数", "must be an integer")),
            ];
            for text in said {
                assert!(!text.zh.contains(given) && !text.zh.contains("138"), "{text}");
            }
        }
    }
}
