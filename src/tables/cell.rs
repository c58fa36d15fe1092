//! What stands in a cell.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// A value, typed as spreadsheets know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known. A zero is [`Cell::Whole`].
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with two decimals, as it is written in JSON: `12000.00`.
    Decimal(String),
    /// A percentage, as it is written in JSON: `99.66`.
    Percent(String),
    /// A day.
    Day(NaiveDate),
    /// An instant, shown as the time in Beijing.
    Instant(DateTime<Utc>),
}

impl Cell {
    /// Words; empty where there are none.
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// The cell as text.
    #[must_use]
    pub fn printed(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Decimal(text) | Self::Percent(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Instant(at) => in_beijing(*at).format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// The time in Beijing (UTC+8 all the year round).
pub fn in_beijing(at: DateTime<Utc>) -> NaiveDateTime {
    (at + TimeDelta::hours(8)).naive_utc()
}

/// Whether a spreadsheet would take a text for a formula.
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
