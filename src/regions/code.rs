//! Codes of the region tree: `CN`, then 2, 4, 6 and 9 digits (GB/T 2260 and the statistical codes below it).

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text;
use crate::text::Text;

crate::coded_enum! {
    /// A level of the region tree.
    pub enum Level {
        /// The whole country.
        Nation = "nation", "全国", "nation";
        /// 省、自治区、直辖市.
        Province = "province", "省级", "province";
        /// 地级市、地区、自治州、盟.
        Prefecture = "prefecture", "地级", "prefecture";
        /// 县、县级市、市辖区、旗.
        County = "county", "县级", "county";
        /// 乡、镇、街道.
        Township = "township", "乡级", "township";
    }
}

/// The code of a region: `CN` for the nation, or 2 digits (province), 4 (prefecture), 6 (county), 9 (township).
/// It is text: never a number, and not an identity (a region may get another code; see `successor_code`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9, example = "540526201")]
pub struct Code(String);

impl Code {
    /// Reads a code from the command line or a setting.
    ///
    /// # Errors
    /// Where it has none of the five forms.
    pub fn read(code: &str) -> Result<Self, Text> {
        let wrong = || {
            text!(
                "{code} 不是区划代码：应为 CN，或 2、4、6、9 位数字",
                "{code} is no region code: CN, or 2, 4, 6 or 9 digits"
            )
        };
        Self::parse(code).ok_or_else(wrong)
    }

    /// Reads a code; `None` where it has none of the five forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        (text == "CN" || digits && matches!(text.len(), 2 | 4 | 6 | 9)).then(|| Self(text.to_owned()))
    }

    /// The nation.
    #[must_use]
    pub fn nation() -> Self {
        Self("CN".to_owned())
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level, which follows from the length.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.0.len() {
            9 => Level::Township,
            6 => Level::County,
            4 => Level::Prefecture,
            _ if self.0 == "CN" => Level::Nation,
            _ => Level::Province,
        }
    }

    /// The code one level up; `None` for the nation.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let length = match self.level() {
            Level::Township => 6,
            Level::County => 4,
            Level::Prefecture => 2,
            Level::Province => return Some(Self::nation()),
            Level::Nation => return None,
        };
        self.0.get(..length).map(|code| Self(code.to_owned()))
    }

    /// Whether this code lies in the subtree of `ancestor` (or is it).
    #[must_use]
    pub fn is_within(&self, ancestor: &str) -> bool {
        ancestor == "CN" || self.0.starts_with(ancestor)
    }

    /// The county part of a township code.
    #[must_use]
    pub fn county_of(township: &str) -> &str {
        township.get(..6).unwrap_or(township)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom("a region code is CN or 2, 4, 6 or 9 digits, such as 540526201")
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use utoipa::PartialSchema;

    use super::*;
    use crate::http::pattern;

    #[test]
    fn levels_and_parents_follow_the_form() {
        let township = Code::parse("540526201").unwrap();
        let chain: Vec<_> = std::iter::successors(Some(township), Code::parent).collect();
        let texts: Vec<_> = chain.iter().map(Code::as_str).collect();
        assert_eq!(texts, ["540526201", "540526", "5405", "54", "CN"]);
        assert_eq!(
            chain.iter().map(Code::level).collect::<Vec<_>>(),
            [Level::Township, Level::County, Level::Prefecture, Level::Province, Level::Nation]
        );
    }

    #[test]
    fn refuses_other_forms() {
        for bad in ["", "5", "540", "54052", "5405262011", "54o526201", "cn", "５４", "540526201 "] {
            assert_eq!(Code::parse(bad), None, "{bad}");
        }
    }

    /// The code and those of all regions above it.
    fn chain(code: &Code) -> Vec<Code> {
        std::iter::successors(Some(code.clone()), Code::parent).collect()
    }

    fn code() -> impl Strategy<Value = Code> {
        "CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}".prop_map(|text| Code::parse(&text).unwrap())
    }

    proptest! {
        #[test]
        fn reads_what_the_published_pattern_allows_and_nothing_else(
            value in prop_oneof!["\\PC{0,12}", "[0-9]{0,11}", "(CN|cn|C|N| ){0,3}", "[0-9]{1,9}[٠-٩\n ]?"],
        ) {
            let schema = serde_json::to_value(Code::schema()).unwrap();
            let fits = pattern::fits(schema["pattern"].as_str().unwrap(), &value);
            prop_assert_eq!(Code::parse(&value).is_some(), fits);
            prop_assert_eq!(serde_json::from_value::<Code>(value.into()).is_ok(), fits);
        }

        #[test]
        fn a_code_reads_back(code in code()) {
            prop_assert_eq!(Code::parse(&code.to_string()), Some(code.clone()));
            let json = serde_json::to_value(&code).unwrap();
            prop_assert_eq!(serde_json::from_value::<Code>(json).unwrap(), code);
        }

        #[test]
        fn what_it_lies_in_is_what_stands_above_it(code in code(), other in code()) {
            for ancestor in chain(&code) {
                prop_assert!(code.is_within(ancestor.as_str()));
            }
            prop_assert_eq!(code.is_within(other.as_str()), chain(&code).contains(&other));
            prop_assert_eq!(chain(&code).pop(), Some(Code::nation()));
        }
    }
}
