//! Text for people, in the two languages the service speaks.

use std::fmt;

use clap::ValueEnum;
use serde::Deserialize;
use utoipa::ToSchema;

/// A text in Chinese and in English, as tables of constants hold it.
pub type StaticText = (&'static str, &'static str);

/// A text in Chinese (the first language) and English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// What a library or the system says, in its own words.
    #[must_use]
    pub fn said(words: impl fmt::Display) -> Self {
        let words = words.to_string();
        Self { zh: words.clone(), en: words }
    }

    /// Several texts with a mark between them, one of each language.
    #[must_use]
    pub fn joined(texts: &[Self], (zh, en): (&str, &str)) -> Self {
        let of = |language| texts.iter().map(|text| text.in_language(language)).collect::<Vec<_>>();
        Self { zh: of(Language::Zh).join(zh), en: of(Language::En).join(en) }
    }

    /// For the command line: a line in Chinese, then one in English.
    #[must_use]
    pub fn in_lines(&self) -> String {
        format!("{}\n{}", self.zh, self.en)
    }

    /// What [`Text::in_lines`] made. A single line is what somebody else says.
    #[must_use]
    pub fn of_lines(lines: &str) -> Self {
        match lines.split_once('\n') {
            Some((zh, en)) => Self { zh: zh.to_owned(), en: en.to_owned() },
            None => Self::said(lines),
        }
    }

    /// The text in `language`.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}

/// The language of texts: Chinese unless `Accept-Language` prefers English (RFC 9110 §12.5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 中文, `zh-CN`.
    #[default]
    Zh,
    /// English, `en`.
    En,
}

impl Language {
    /// The tag for `Content-Language`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// Builds a [`Text`] from a Chinese and an English format string; both capture variables inline.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::text::Text { zh: format!($zh), en: format!($en) }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_the_words_of_others_stay_theirs() {
        let text = text!("台账", "ledger");
        assert_eq!(text.in_lines(), "台账\nledger");
        assert_eq!(Text::of_lines(&text.in_lines()), text);
        assert_eq!(Text::of_lines("No such file"), Text::said("No such file"));
    }

    #[test]
    fn several_texts_are_joined_language_by_language() {
        let joined = Text::joined(&[text!("一", "one"), text!("二", "two")], ("；", "; "));
        assert_eq!(joined, text!("一；二", "one; two"));
    }
}
