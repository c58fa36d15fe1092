//! Lengths of time, and how they are counted on the calendar.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;

use super::codes::ClockUnit;
use crate::text;
use crate::text::Text;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Working days.
    WorkingDays(u16),
    /// Months: they end on the corresponding day, else on the last day of the month (民法典 art. 202).
    Months(u16),
    /// Years, as months are counted.
    Years(u16),
    /// Hours. Of a start that is a day, without an hour, the last day is that on which they are over.
    Hours(u16),
    /// A day of the year after that of the start.
    Date(DayOfYear),
    /// None of its own: the day is stated case by case.
    Stated,
}

/// A day of every year, written `03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DayOfYear {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl fmt::Display for DayOfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl TryFrom<String> for DayOfYear {
    type Error = chrono::ParseError;

    /// Reads a month and a day that every year has.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let day = NaiveDate::parse_from_str(&format!("2023-{text}"), "%Y-%m-%d")?;
        Ok(Self { month: day.month(), day: day.day() })
    }
}

impl Length {
    /// What it is counted in, and how much of it; `None` for a day, which has no length.
    #[must_use]
    pub fn parts(self) -> (ClockUnit, Option<u16>) {
        match self {
            Self::Days(days) => (ClockUnit::Days, Some(days)),
            Self::WorkingDays(days) => (ClockUnit::WorkingDays, Some(days)),
            Self::Months(months) => (ClockUnit::Months, Some(months)),
            Self::Years(years) => (ClockUnit::Years, Some(years)),
            Self::Hours(hours) => (ClockUnit::Hours, Some(hours)),
            Self::Date(_) => (ClockUnit::Date, None),
            Self::Stated => (ClockUnit::Stated, None),
        }
    }

    /// So much in the same unit; the length itself where it has none.
    #[must_use]
    pub fn of(self, number: u16) -> Self {
        match self {
            Self::Days(_) => Self::Days(number),
            Self::WorkingDays(_) => Self::WorkingDays(number),
            Self::Months(_) => Self::Months(number),
            Self::Years(_) => Self::Years(number),
            Self::Hours(_) => Self::Hours(number),
            Self::Date(_) | Self::Stated => self,
        }
    }

    /// The last day of this length, where `day` is not counted (民法典 art. 201); `None` for working days, which a calendar of
    /// holidays counts, and for a day that is stated. It saturates at the end of chrono's calendar.
    #[must_use]
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => Some(later(day, days.into())),
            Self::Hours(hours) => Some(later(day, u64::from(hours.div_ceil(24)))),
            Self::Months(months) => Some(months_later(day, months.into())),
            Self::Years(years) => Some(months_later(day, u32::from(years) * 12)),
            Self::Date(DayOfYear { month, day: number }) => {
                NaiveDate::from_ymd_opt(day.year().saturating_add(1), month, number)
            }
            Self::WorkingDays(_) | Self::Stated => None,
        }
    }

    /// The length in words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Days(days) => text!("{days} 日", "{days} days"),
            Self::WorkingDays(days) => text!("{days} 个工作日", "{days} working days"),
            Self::Months(months) => text!("{months} 个月", "{months} months"),
            Self::Years(years) => text!("{years} 年", "{years} years"),
            Self::Hours(hours) => text!("{hours} 小时", "{hours} hours"),
            Self::Date(day) => text!("次年 {day}", "{day} of the next year"),
            Self::Stated => text!("逐件指定", "stated case by case"),
        }
    }
}

/// So many days later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}
