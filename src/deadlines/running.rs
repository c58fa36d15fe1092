//! Counts from the start of a clock, event by event.

use chrono::NaiveDate;

use super::calendar::{UnknownYear, WorkingDays};
use super::due::Due;
use super::length::{Length, later};
use super::model::Clock;

/// What happens to a clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is extended up to this day.
    Extended(NaiveDate),
    /// It stands still from this day on, where its law knows a pause.
    Paused(NaiveDate),
    /// It runs again from this day on.
    Resumed(NaiveDate),
}

/// A clock that has started, on the calendar of a place.
#[derive(Clone, Debug)]
pub struct Running<'a> {
    clock: &'static Clock,
    days: WorkingDays<'a>,
    started_on: NaiveDate,
    due: Result<NaiveDate, UnknownYear>,
    unextended: Result<NaiveDate, UnknownYear>,
    paused_on: Option<NaiveDate>,
}

impl Clock {
    /// The clock as it starts on this day, before any event; `None` where its day is stated case by case.
    #[must_use]
    pub fn started<'a>(&'static self, day: NaiveDate, days: &WorkingDays<'a>) -> Option<Running<'a>> {
        if self.length == Length::Stated {
            return None;
        }
        let due = self.length.end(day, &[], days);
        let days = days.clone();
        Some(Running { clock: self, days, started_on: day, due, unextended: due, paused_on: None })
    }
}

impl Running<'_> {
    /// The clock that runs.
    #[must_use]
    pub fn clock(&self) -> &'static Clock {
        self.clock
    }

    /// The day after which it runs.
    #[must_use]
    pub fn started_on(&self) -> NaiveDate {
        self.started_on
    }

    /// The last day by what has happened so far, which no rest day moves; `None` where it counts working days of a year whose rest
    /// days are not known. While the clock is paused it is that of the beginning of the pause.
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        self.due.ok()
    }

    /// The latest day to which the time may be extended, all extensions together; `None` where the law sets no bound, and where rest
    /// days are not known.
    #[must_use]
    pub fn latest_extension(&self) -> Option<NaiveDate> {
        self.clock.longest_extension()?.end(self.unextended.ok()?, &[], &self.days).ok()
    }

    /// Takes the next event into account.
    pub fn pass(&mut self, event: Event) {
        match event {
            Event::Extended(until) => self.due = Ok(until),
            Event::Paused(day) => self.pause(day),
            Event::Resumed(day) => self.resume(day),
        }
    }

    /// The day due in the end; `None` while the clock is paused, and where rest days that have to be known are not. A matter that is
    /// closed during a pause was paused until then. A rest day moves it where the law says so and the rest days of its year are known.
    #[must_use]
    pub fn due_at_close(mut self, closed_on: Option<NaiveDate>) -> Option<NaiveDate> {
        if let Some(day) = closed_on {
            self.resume(day);
        }
        self.days_due()?.due_on
    }

    /// The days that the clock gives by what has happened so far; `None` while it is paused.
    #[must_use]
    pub fn days_due(&self) -> Option<Due> {
        self.paused_on.is_none().then(|| self.clock.ending(self.due, &self.days))
    }

    /// A clock that has run out is not stopped any more, and one whose law knows no pause is never stopped.
    fn pause(&mut self, day: NaiveDate) {
        if self.clock.pause.is_some() && self.due.is_ok_and(|due| day <= due) {
            self.paused_on = self.paused_on.or(Some(day));
        }
    }

    /// The days from the pause up to this one are not counted.
    fn resume(&mut self, day: NaiveDate) {
        if let Some(paused_on) = self.paused_on.take() {
            self.due = self.put_off(self.due, paused_on, day);
            self.unextended = self.put_off(self.unextended, paused_on, day);
        }
    }

    /// An end without the days, or the working days, of a pause.
    fn put_off(
        &self,
        end: Result<NaiveDate, UnknownYear>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<NaiveDate, UnknownYear> {
        if matches!(self.clock.length, Length::WorkingDays(_)) {
            return self.days.nth_after(end?, self.days.between(from, to)?, |_| true);
        }
        Ok(later(end?, u64::try_from((to - from).num_days()).unwrap_or(0)))
    }
}

#[cfg(test)]
#[path = "running_tests.rs"]
mod tests;
