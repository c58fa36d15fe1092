//! Text for people, in the two languages the service speaks.

use std::fmt;

/// A text in Chinese (the first language) and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
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

/// The language of messages: Chinese unless `Accept-Language` prefers English (RFC 9110 §12.5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
