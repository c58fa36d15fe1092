//! Working days: Monday to Friday, as notices of holidays change them.
//!
//! A notice of the nation may change days of the December before its year, and a second one days of a year that runs; a
//! region may have holidays of its own (全国年节及纪念日放假办法 art. 4). So a calendar is a set of dated notices. Of those
//! that name a day the nearest region's decides, and of several of one region the latest.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::codes::DayKind;

/// A notice of holidays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number, such as 国办发明电〔2024〕12号.
    pub number: String,
    /// The day it was issued.
    pub issued: NaiveDate,
    /// The region whose subtree it is for, by its code; `None` for the nation.
    pub region: Option<String>,
    /// The days it names, each with what it makes of it and the name of the holiday.
    pub days: BTreeMap<NaiveDate, (DayKind, String)>,
}

impl Notice {
    /// The year it arranges: that of most of its days, of two with as many the later one; `None` where it names none.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let mut counts = BTreeMap::new();
        for day in self.days.keys() {
            *counts.entry(day.year()).or_insert(0_usize) += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
    }

    fn is_for(&self, region: &str) -> bool {
        self.region.as_deref().is_none_or(|own| region.starts_with(own))
    }

    /// What decides between two notices that name a day: the greater one does.
    fn precedence(&self) -> (usize, NaiveDate) {
        (self.region.as_ref().map_or(0, String::len), self.issued)
    }
}

/// A year for which no notice of the nation says which of its days are rest days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownYear(pub i32);

/// All notices.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    notices: Vec<Notice>,
    years: Vec<i32>,
}

impl Calendar {
    /// The calendar of these notices, in any order; of two that are equal in region and day of issue the later one decides.
    #[must_use]
    pub fn new(mut notices: Vec<Notice>) -> Self {
        notices.sort_by_key(Notice::precedence);
        let national = notices.iter().filter(|notice| notice.region.is_none());
        let years = national.filter_map(Notice::year).collect();
        Self { notices, years }
    }

    /// Its notices.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Working days in a region, by its code; of the nation for `None` and for `CN`.
    #[must_use]
    pub fn working_days(&self, region: Option<&str>) -> WorkingDays<'_> {
        let region = region.unwrap_or_default();
        let notices = self.notices.iter().rev().filter(|notice| notice.is_for(region)).collect();
        WorkingDays { notices, years: &self.years }
    }
}

/// The working days of a region.
#[derive(Clone, Debug)]
pub struct WorkingDays<'a> {
    /// The one that decides first.
    notices: Vec<&'a Notice>,
    years: &'a [i32],
}

impl WorkingDays<'_> {
    /// The notices that reach the region: of two that name a day that which comes first decides.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().copied()
    }

    /// Whether a notice of the nation arranges a year.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// Where no notice of the nation arranges its year.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, UnknownYear> {
        if !self.knows(day.year()) {
            return Err(UnknownYear(day.year()));
        }
        let named = self.notices.iter().find_map(|notice| notice.days.get(&day));
        Ok(match named {
            Some((kind, _)) => *kind == DayKind::WorkdayMoved,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// The first working day on or after a day.
    ///
    /// # Errors
    /// Where it is not known which days are working days.
    pub fn first_from(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        self.nearest(day, next)
    }

    /// The last working day on or before a day.
    ///
    /// # Errors
    /// Where it is not known which days are working days.
    pub fn last_until(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        self.nearest(day, previous)
    }

    /// The working day of this number after a day, of those that count; the day itself for 0.
    ///
    /// # Errors
    /// Where it is not known which days are working days.
    pub fn nth_after(
        &self,
        day: NaiveDate,
        number: u16,
        counts: impl Fn(NaiveDate) -> bool,
    ) -> Result<NaiveDate, UnknownYear> {
        (0..number).try_fold(day, |mut day, _| {
            loop {
                day = self.first_from(next(day))?;
                if counts(day) {
                    return Ok(day);
                }
            }
        })
    }

    /// The working day of this number before a day.
    ///
    /// # Errors
    /// Where it is not known which days are working days.
    pub fn nth_before(&self, day: NaiveDate, number: u16) -> Result<NaiveDate, UnknownYear> {
        (0..number).try_fold(day, |day, _| self.last_until(previous(day)))
    }

    /// How many working days there are after a day, up to another one.
    ///
    /// # Errors
    /// Where it is not known which days are working days.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<u16, UnknownYear> {
        let (mut day, mut count) = (from, 0_u16);
        while day < to {
            day = next(day);
            count = count.saturating_add(u16::from(self.is_working(day)?));
        }
        Ok(count)
    }

    /// The loop ends: a calendar knows finitely many years.
    fn nearest(
        &self,
        mut day: NaiveDate,
        step: fn(NaiveDate) -> NaiveDate,
    ) -> Result<NaiveDate, UnknownYear> {
        while !self.is_working(day)? {
            day = step(day);
        }
        Ok(day)
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

fn previous(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}
