//! Counts from the start of a clock, event by event.

use chrono::NaiveDate;

use super::calendar::WorkingDays;
use super::length::later;
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

/// A clock that has started.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    clock: &'static Clock,
    due: NaiveDate,
    unextended: NaiveDate,
    paused_on: Option<NaiveDate>,
}

impl Clock {
    /// The clock as it starts on this day, before any event; `None` where its days are not those of the calendar.
    #[must_use]
    pub fn started(&'static self, day: NaiveDate) -> Option<Running> {
        let due = self.length.after(day)?;
        Some(Running { clock: self, due, unextended: due, paused_on: None })
    }
}

impl Running {
    /// The clock that runs.
    #[must_use]
    pub fn clock(&self) -> &'static Clock {
        self.clock
    }

    /// The last day by what has happened so far, which no rest day moves. While the clock is paused it is that of the beginning
    /// of the pause.
    #[must_use]
    pub fn due(&self) -> NaiveDate {
        self.due
    }

    /// The latest day to which the time may be extended, all extensions together; `None` where the law sets no bound.
    #[must_use]
    pub fn latest_extension(&self) -> Option<NaiveDate> {
        self.clock.longest_extension()?.after(self.unextended)
    }

    /// Takes the next event into account.
    pub fn pass(&mut self, event: Event) {
        match event {
            Event::Extended(until) => self.due = until,
            Event::Paused(day) => self.pause(day),
            Event::Resumed(day) => self.resume(day),
        }
    }

    /// The day due in the end, on the calendar of the place; `None` while the clock is paused. A matter that is closed during
    /// a pause was paused until then. A rest day moves it where the law says so and the rest days of its year are known.
    #[must_use]
    pub fn due_at_close(mut self, closed_on: Option<NaiveDate>, days: &WorkingDays<'_>) -> Option<NaiveDate> {
        if let Some(day) = closed_on {
            self.resume(day);
        }
        self.paused_on.is_none().then(|| self.clock.due_by_law(self.due, days))
    }

    /// A clock that has run out is not stopped any more, and one whose law knows no pause is never stopped.
    fn pause(&mut self, day: NaiveDate) {
        if self.clock.pause.is_some() && day <= self.due {
            self.paused_on = self.paused_on.or(Some(day));
        }
    }

    /// The days from the pause up to this one are not counted.
    fn resume(&mut self, day: NaiveDate) {
        let Some(paused_on) = self.paused_on.take() else {
            return;
        };
        let stood_still = u64::try_from((day - paused_on).num_days()).unwrap_or(0);
        self.due = later(self.due, stood_still);
        self.unextended = later(self.unextended, stood_still);
    }
}

#[cfg(test)]
#[path = "running_tests.rs"]
mod tests;
