//! What a reading consists of.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};

use super::decimal::Decimal;
use crate::text::Text;

/// The names of the place a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceNames {
    /// The place itself, as 古堆乡; empty where it is not known.
    pub name: String,
    /// What it belongs to, the nearest first, as 措美县.
    pub within: Vec<String>,
    /// Other places whose names would be copied by mistake, as the other townships of the county.
    #[serde(skip)]
    pub others: Vec<String>,
}

/// What was found in a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reading {
    /// The year the report is about; null where neither the caller nor the title says.
    #[schema(required)]
    pub year: Option<i32>,
    /// Whose report it is.
    pub place: PlaceNames,
    /// The figures it states, in their order.
    pub figures: Vec<StatedFigure>,
    /// What is wrong or doubtful in it, in its order.
    pub slips: Vec<Slip>,
}

/// A number, both ends of a range, or null.
fn number() -> Schema {
    let number = || ObjectBuilder::new().schema_type(Type::Number);
    let ends = ArrayBuilder::new().items(number()).min_items(Some(2)).max_items(Some(2));
    let none = ObjectBuilder::new().schema_type(Type::Null);
    let one_of = OneOfBuilder::new()
        .item(number())
        .item(ends)
        .item(none)
        .description(Some("A number; both ends of a range; null where there is none."))
        .build();
    Schema::OneOf(one_of)
}

/// A figure that a report states.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatedFigure {
    /// The term of the lexicon, as `disputes_accepted`; null for local extras.
    #[schema(required)]
    pub indicator: Option<String>,
    /// The indicator of the catalogue that it is compared with; null where the catalogue has none.
    #[schema(required)]
    pub catalogue: Option<String>,
    /// The name; of local extras the words of the report.
    pub name: String,
    /// The value as stated, 万 and 千 multiplied out before a counting unit; a pair for a range, null where it was lost.
    #[schema(required, schema_with = number)]
    pub value: Value,
    /// The unit as printed, without spaces; 万元 and 亿元 are units.
    pub unit: String,
    /// The words, exactly as they stand.
    pub phrase: String,
    /// Where they begin, in characters from 0.
    pub offset: usize,
    /// How many characters they are.
    pub length: usize,
    /// Where the number itself begins, in characters from 0.
    pub number_offset: usize,
    /// The hedge, as 余, 近, 不少于.
    #[schema(required)]
    pub qualifier: Option<String>,
    /// In which sense it is stated.
    pub kind: Kind,
    /// The body, channel or kind it is a figure of.
    #[schema(required)]
    pub by: Option<String>,
    /// What the ledger says of it.
    pub status: Status,
    /// The value in the catalogue's unit, for the comparison; null where the units have nothing to do with each other.
    #[schema(required, schema_with = number)]
    pub stated_in_catalogue_unit: Option<Value>,
    /// Whether the unit is one that the indicator is counted in; a figure with another unit matches nothing.
    #[serde(skip)]
    pub fits: bool,
    /// What explains it, as another denominator.
    pub notes: Vec<Note>,
}

/// A number, two, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// One number.
    One(Decimal),
    /// From, to.
    Range(Decimal, Decimal),
    /// A figure should stand here.
    Lost,
}

impl Value {
    /// The number, where it is one.
    #[must_use]
    pub const fn one(self) -> Option<Decimal> {
        match self {
            Self::One(value) => Some(value),
            Self::Range(..) | Self::Lost => None,
        }
    }

    /// The same done to each number.
    #[must_use]
    pub fn map(self, change: impl Fn(Decimal) -> Decimal) -> Self {
        match self {
            Self::One(value) => Self::One(change(value)),
            Self::Range(from, to) => Self::Range(change(from), change(to)),
            Self::Lost => Self::Lost,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::Range(from, to) => (from, to).serialize(serializer),
            Self::Lost => serializer.serialize_none(),
        }
    }
}

/// In which sense a figure is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatedFigureKind)]
pub enum Kind {
    /// So many in the year.
    Count,
    /// A rate in per cent.
    Rate,
    /// Money.
    Amount,
    /// So many on a day.
    Stock,
    /// None, in digits or as a sentence.
    Zero,
    /// Part of a total that stands nearby.
    Part,
    /// The value of an earlier year.
    Previous,
    /// A change, in per cent, points or numbers.
    Growth,
    /// Over several years.
    Cumulative,
    /// Planned.
    Target,
    /// Worked out from so many a month.
    Per,
    /// Worked out from so many each.
    Distributive,
    /// A share of another figure.
    Ratio,
    /// From … to.
    Range,
    /// In words, without a number.
    Implicit,
    /// A number inside a name.
    Name,
    /// The count is missing in the text.
    Lost,
}

impl Kind {
    /// Whether the year's ledger has a figure of this sense: what is planned, earlier, cumulative or a share never is.
    #[must_use]
    pub const fn is_of_the_year(self) -> bool {
        matches!(
            self,
            Self::Count
                | Self::Rate
                | Self::Amount
                | Self::Stock
                | Self::Zero
                | Self::Per
                | Self::Distributive
                | Self::Range
                | Self::Implicit
                | Self::Name
        )
    }
}

/// What the ledger says of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatedFigureStatus)]
pub enum Status {
    /// It was not compared: there is no ledger, or the figure is none of the year's.
    NotChecked,
    /// The ledger has the same.
    Match,
    /// The ledger has another.
    Mismatch,
    /// The ledger has nothing that supports it.
    Unsupported,
    /// The text has lost the figure that the ledger has.
    Missing,
}

/// A text for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReadingNote)]
pub struct Note {
    /// 中文.
    pub message_zh: String,
    /// English.
    pub message_en: String,
}

impl From<Note> for Text {
    fn from(note: Note) -> Self {
        Self { zh: note.message_zh, en: note.message_en }
    }
}

/// Something wrong or doubtful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Slip {
    /// Which rule it breaks, as `rate_mismatch`.
    pub rule: &'static str,
    /// The words, exactly as they stand.
    pub phrase: String,
    /// Where they begin, in characters from 0.
    pub offset: usize,
    /// How many characters they are.
    pub length: usize,
    /// 中文.
    pub message_zh: String,
    /// English.
    pub message_en: String,
}
