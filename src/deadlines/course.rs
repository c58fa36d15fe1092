//! What happened to a clock, as one writes it.

use std::str::FromStr;

use chrono::NaiveDate;

use super::refusal::Refusal;

/// What happened to a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The day of the event that it is counted from, also backwards. It is not counted itself (民法典 art. 201).
    pub start: NaiveDate,
    /// By how much it was extended, all extensions together, in its unit.
    pub extended: u16,
    /// When it stood still, in any order.
    pub paused: Vec<Span>,
}

impl Course {
    /// A clock that was neither extended nor paused.
    #[must_use]
    pub fn starting(start: NaiveDate) -> Self {
        Self { start, extended: 0, paused: Vec::new() }
    }
}

/// A pause: of its days the first is counted and the last is not; counting goes on the day after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first day, the last one that is counted before it.
    pub from: NaiveDate,
    /// The last day that is not counted.
    pub to: NaiveDate,
}

impl Span {
    /// How many days are not counted.
    #[must_use]
    pub fn days(self) -> u64 {
        u64::try_from((self.to - self.from).num_days()).unwrap_or(0)
    }

    /// Whether a day is not counted.
    #[must_use]
    pub fn leaves_out(self, day: NaiveDate) -> bool {
        self.from < day && day <= self.to
    }
}

impl FromStr for Span {
    type Err = Refusal;

    /// Reads `FROM/TO`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (from, to) = text.split_once('/').unwrap_or((text, ""));
        let from = day(from)?;
        if to.is_empty() {
            return Err(Refusal::PauseWithoutEnd { from });
        }
        Ok(Self { from, to: day(to)? })
    }
}

/// A day as RFC 3339 writes it; chrono alone also takes `2025-3-4`.
fn day(text: &str) -> Result<NaiveDate, Refusal> {
    let day = text.parse::<NaiveDate>().ok().filter(|day| day.to_string() == text);
    day.ok_or(Refusal::PauseUnreadable)
}
