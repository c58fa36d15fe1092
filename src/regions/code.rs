//! Codes of the region tree: `CN`, then 2, 4, 6 and 9 digits (GB/T 2260 and the statistical codes below it). A county's own unit
//! (本级) has the county's code and `000`, which those codes leave free.

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
        /// 县本级: what the organs of a county did themselves is recorded here.
        OwnUnit = "own_unit", "本级", "the county's own unit";
        /// 乡、镇、街道.
        Township = "township", "乡级", "township";
    }
}

impl Level {
    /// Whether records are entered under the codes of this level: those of townships, and of the own units of counties.
    #[must_use]
    pub fn has_records(self) -> bool {
        matches!(self, Self::Township | Self::OwnUnit)
    }

    /// The digits of the codes of this level; 0 for the nation.
    #[must_use]
    pub fn digits(self) -> usize {
        match self {
            Self::Nation => 0,
            Self::Province => 2,
            Self::Prefecture => 4,
            Self::County => 6,
            Self::Township | Self::OwnUnit => 9,
        }
    }

    /// Whether it is the level of regions with several counties.
    #[must_use]
    pub fn is_above_county(self) -> bool {
        matches!(self, Self::Nation | Self::Province | Self::Prefecture)
    }
}

/// What follows the county's code in that of its own unit.
const OWN_UNIT: &str = "000";

/// The code of a region: `CN` for the nation, or 2 digits (province), 4 (prefecture), 6 (county), 9 (township, or ending in
/// `000` the county's own unit).
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

    /// The level, which follows from the form.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.0.len() {
            9 if self.0.ends_with(OWN_UNIT) => Level::OwnUnit,
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
            Level::Township | Level::OwnUnit => 6,
            Level::County => 4,
            Level::Prefecture => 2,
            Level::Province => return Some(Self::nation()),
            Level::Nation => return None,
        };
        self.0.get(..length).map(|code| Self(code.to_owned()))
    }

    /// The code, then those of the levels above it, up to the nation.
    pub fn with_ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The code of the county's own unit; `None` for what is no county.
    #[must_use]
    pub fn own_unit(&self) -> Option<Self> {
        (self.level() == Level::County).then(|| Self(format!("{self}{OWN_UNIT}")))
    }

    /// Whether this code lies in the subtree of `ancestor` (or is it).
    #[must_use]
    pub fn is_within(&self, ancestor: &str) -> bool {
        Self::is_below(&self.0, ancestor)
    }

    /// Whether a code, as stored, lies in the subtree of `ancestor` (or is it).
    #[must_use]
    pub fn is_below(code: &str, ancestor: &str) -> bool {
        ancestor == "CN" || code.starts_with(ancestor)
    }

    /// The county part of the code of a township or of a county's own unit.
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
    fn a_county_has_an_own_unit_and_nothing_else_has() {
        let county = Code::parse("540526").unwrap();
        let unit = county.own_unit().unwrap();
        assert_eq!((unit.as_str(), unit.level(), unit.parent()), ("540526000", Level::OwnUnit, Some(county)));
        for other in ["CN", "54", "5405", "540526201", "540526000"] {
            assert_eq!(Code::parse(other).unwrap().own_unit(), None, "{other}");
        }
        // Codes that end so and have another length, or end otherwise.
        for (code, level) in
            [("100000", Level::County), ("1000", Level::Prefecture), ("540526100", Level::Township)]
        {
            assert_eq!(Code::parse(code).unwrap().level(), level, "{code}");
        }
    }

    #[test]
    fn records_are_entered_for_townships_and_own_units() {
        let has_records = |code: &str| Code::parse(code).unwrap().level().has_records();
        assert!(has_records("540526201") && has_records("540526000"));
        assert!(!["CN", "54", "5405", "540526"].into_iter().any(has_records));
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
