//! The days that a clock gives: computed from a start, extensions and pauses, on a calendar, and from nothing else.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Days, NaiveDate};

use super::calendar::{UnknownYear, WorkingDays};
use super::check::check;
use super::codes::{Boundary, RestDayRule};
use super::course::{Course, Span};
use super::length::{Length, later};
use super::model::Clock;
use super::refusal::Refusal;

/// The days of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day by counting alone.
    pub natural_end: Option<NaiveDate>,
    /// The same moved past rest days, where it is a last day that a law could move; null where these are not known.
    pub rolled_end: Option<NaiveDate>,
    /// The day that applies: the moved one where a law moves it, else the strict one.
    pub due_on: Option<NaiveDate>,
    /// The last working day that is still in time; of a minimum, the first one on which it is over.
    pub act_by: Option<NaiveDate>,
    /// Whether it could be counted.
    pub status: Status,
    /// How the day due stands to what has to be done.
    pub boundary: Boundary,
    /// The years whose rest days would have to be known for what is null, in order.
    pub unknown: Vec<UnknownYear>,
}

/// Whether a clock could be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It could.
    Ok,
    /// It counts working days, and those of this year are not known.
    CalendarMissing(UnknownYear),
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::CalendarMissing(UnknownYear(year)) => write!(f, "calendar_missing_{year}"),
        }
    }
}

impl fmt::Display for UnknownYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rest_days_{}", self.0)
    }
}

impl Clock {
    /// The days of the clock. An extension counts on from the end that no rest day moved. Of a pause the first day is counted
    /// and the last one is not.
    ///
    /// # Errors
    /// Where the law does not allow this course.
    pub fn due(&self, course: &Course, days: &WorkingDays<'_>) -> Result<Due, Refusal> {
        let paused = check(self, course)?;
        let end = self.natural_end(course, &paused, days);
        match end.ok().and_then(|end| paused.iter().find(|pause| pause.from > end).zip(Some(end))) {
            Some((pause, end)) => Err(Refusal::PauseAfterEnd { from: pause.from, end }),
            None => Ok(self.ending(end, days)),
        }
    }

    fn natural_end(
        &self,
        course: &Course,
        paused: &[Span],
        days: &WorkingDays<'_>,
    ) -> Result<NaiveDate, UnknownYear> {
        if self.boundary() == Boundary::AtLatest {
            return self.length.before(course.start, days);
        }
        let end = self.length.end(course.start, paused, days)?;
        if course.extended == 0 {
            return Ok(end);
        }
        self.length.of(course.extended).end(end, paused, days)
    }

    fn on(&self, end: NaiveDate, days: &WorkingDays<'_>) -> Due {
        let mut unknown = BTreeSet::new();
        let mut known = |day: Result<NaiveDate, UnknownYear>| match day {
            Ok(day) => Some(day),
            Err(year) => {
                unknown.insert(year);
                None
            }
        };
        let rolled_end = known(self.rolled(end, days));
        let due_on = self.applied(end, rolled_end);
        let act_by = known(self.act_by(due_on, days));
        Due {
            natural_end: Some(end),
            rolled_end,
            due_on: Some(due_on),
            act_by,
            status: Status::Ok,
            boundary: self.boundary(),
            unknown: unknown.into_iter().collect(),
        }
    }

    fn uncounted(&self, year: UnknownYear) -> Due {
        Due {
            natural_end: None,
            rolled_end: None,
            due_on: None,
            act_by: None,
            status: Status::CalendarMissing(year),
            boundary: self.boundary(),
            unknown: vec![year],
        }
    }

    /// Only what may be done up to the last day has a last day to move. Whether it is a rest day has to be known all the same.
    fn rolled(&self, end: NaiveDate, days: &WorkingDays<'_>) -> Result<NaiveDate, UnknownYear> {
        let moved = days.first_from(end)?;
        Ok(if self.boundary() == Boundary::Within { moved } else { end })
    }

    fn applied(&self, end: NaiveDate, rolled: Option<NaiveDate>) -> NaiveDate {
        match self.rest_day {
            Some(RestDayRule::Next) => rolled.unwrap_or(end),
            Some(RestDayRule::Silent | RestDayRule::Never) | None => end,
        }
    }

    fn act_by(&self, due_on: NaiveDate, days: &WorkingDays<'_>) -> Result<NaiveDate, UnknownYear> {
        match self.boundary() {
            Boundary::Within | Boundary::AtLatest => days.last_until(due_on),
            Boundary::Before => days.nth_before(due_on, 1),
            Boundary::NotBefore => days.first_from(due_on),
        }
    }

    /// The days that follow from an end, where that is known.
    pub(super) fn ending(&self, end: Result<NaiveDate, UnknownYear>, days: &WorkingDays<'_>) -> Due {
        match end {
            Ok(end) => self.on(end, days),
            Err(year) => self.uncounted(year),
        }
    }
}

impl Length {
    /// The last day of this length after a day, without the time of pauses.
    pub(super) fn end(
        self,
        day: NaiveDate,
        paused: &[Span],
        days: &WorkingDays<'_>,
    ) -> Result<NaiveDate, UnknownYear> {
        match (self, self.after(day)) {
            (Self::WorkingDays(number), _) => {
                days.nth_after(day, number, |day| !paused.iter().any(|pause| pause.leaves_out(day)))
            }
            (_, Some(end)) => Ok(stretched(day, end, paused)),
            (_, None) => Ok(day),
        }
    }

    /// The last day that leaves this length free between it and a day.
    fn before(self, day: NaiveDate, days: &WorkingDays<'_>) -> Result<NaiveDate, UnknownYear> {
        match self {
            Self::WorkingDays(number) => days.nth_before(day, number.saturating_add(1)),
            Self::Days(number) => {
                Ok(day.checked_sub_days(Days::new(u64::from(number) + 1)).unwrap_or(NaiveDate::MIN))
            }
            _ => Ok(day),
        }
    }
}

/// Moves an end by the days of the pauses that begin on or after `from` and before it.
fn stretched(from: NaiveDate, end: NaiveDate, paused: &[Span]) -> NaiveDate {
    let begun = paused.iter().filter(|span| span.from >= from);
    begun.fold(end, |end, span| if span.from < end { later(end, span.days()) } else { end })
}
