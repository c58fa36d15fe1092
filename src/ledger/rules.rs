//! The vocabulary of rules over several fields.

use chrono::{Datelike, NaiveDate};

use super::Resource;
use crate::clock;
use crate::problems::Violation;
use crate::text;
use crate::text::Text;

/// Gathers the rules a record breaks.
pub struct Rules(Vec<Violation>);

impl Rules {
    /// Begins with the rule of all records: the reporting year is the year of the main date.
    #[must_use]
    pub fn new<T: Resource>(fields: &T) -> Self {
        let mut rules = Self(Vec::new());
        let (year, date) = (fields.year(), fields.main_date());
        rules.require(i32::from(year) == date.year(), "/year", || {
            let expected = date.year();
            (
                "year",
                text!(
                    "应为 {expected}：报告年度是主要日期 {date} 所在的年份；可以不填",
                    "must be {expected}, the year of the main date {date}; it may be left out"
                ),
            )
        });
        rules
    }

    /// Notes a violation at `pointer` unless `holds`.
    pub fn require(&mut self, holds: bool, pointer: &str, rule: impl FnOnce() -> (&'static str, Text)) {
        if !holds {
            let (code, detail) = rule();
            self.0.push(Violation::at(pointer, code, detail));
        }
    }

    /// A day on which something has happened: it is not after today, in Beijing.
    pub fn has_come(&mut self, pointer: &str, day: Option<NaiveDate>) {
        let today = clock::today();
        self.require(day.is_none_or(|day| day <= today), pointer, || {
            (
                "in_future",
                text!(
                    "不得晚于今天（北京时间 {today}）：这里填的是已经发生的日期",
                    "must not be after today, which is {today} in Beijing: it is the day of what has happened"
                ),
            )
        });
    }

    /// A year that has begun: it is not after the running one, in Beijing.
    pub fn has_begun(&mut self, pointer: &str, year: i16) {
        let this_year = clock::this_year();
        self.require(year <= this_year, pointer, || {
            (
                "in_future",
                text!(
                    "不得晚于今年（北京时间 {this_year} 年）",
                    "must not be after this year, which is {this_year} in Beijing"
                ),
            )
        });
    }

    /// A quantity that cannot exceed another, where both are known.
    pub fn at_most(&mut self, pointer: &str, part: Option<i32>, whole_name: &str, whole: Option<i32>) {
        let (Some(part), Some(whole)) = (part, whole) else {
            return;
        };
        self.require(part <= whole, pointer, || {
            (
                "exceeds",
                text!("{part} 多于 {whole_name} 的 {whole}", "{part} exceeds {whole_name}, which is {whole}"),
            )
        });
    }

    /// What was broken.
    #[must_use]
    pub fn broken(self) -> Vec<Violation> {
        self.0
    }
}
