//! The statutory clocks: by which day a matter is due.
//!
//! Days are calendar days and the day of acceptance is not counted (民法典 art. 201); 行政处罚法 art. 85 and
//! 行政复议法 art. 88 make working days of shorter periods only. A last day that is a public holiday is not moved
//! (民法典 art. 203): the service knows no calendar of holidays, and errs on the side of the earlier day.

use chrono::{Days, NaiveDate};

use super::codes::{CaseKind, EventKind};
use super::event::CaseEvent;
use super::model::CaseInput;

/// The most days an extension adds: 信访工作条例 art. 34, 行政复议法 art. 62.
pub const LONGEST_EXTENSION: u64 = 30;

/// How many days the law gives a matter; `None` where it sets no time.
///
/// - petition, pathway 6: 60 from acceptance (信访工作条例 art. 34); the other pathways lead into procedures of their own
/// - penalty: 90 from filing (行政处罚法 art. 60)
/// - reconsideration: 60 by the ordinary procedure (行政复议法 art. 62)
/// - legal aid: 7 from the application to the decision (法律援助法 art. 43)
/// - mediation, litigation: 人民调解法 sets no time; how long a court takes does not bind a township
const fn days_allowed(kind: CaseKind, pathway: Option<i16>) -> Option<u64> {
    match (kind, pathway) {
        (CaseKind::Petition, Some(6)) | (CaseKind::Reconsideration, _) => Some(60),
        (CaseKind::Penalty, _) => Some(90),
        (CaseKind::LegalAid, _) => Some(7),
        _ => None,
    }
}

/// The day a case is due, as far as its events tell; null where the law sets no time and while the clock stands still.
pub fn due_on(case: &CaseInput) -> Option<NaiveDate> {
    let mut clock = Clock::of(case)?;
    for event in case.events.iter() {
        clock.pass(event);
    }
    clock.due_at_close(case.closed_on)
}

/// A clock that runs from acceptance, event by event.
pub struct Clock {
    due: NaiveDate,
    unextended: NaiveDate,
    paused_on: Option<NaiveDate>,
}

impl Clock {
    /// The clock of a case, before any event; `None` where the law sets no time.
    pub fn of(case: &CaseInput) -> Option<Self> {
        let due = later(case.accepted_on, days_allowed(case.kind, case.pathway)?);
        Some(Self { due, unextended: due, paused_on: None })
    }

    /// The day due as of now.
    pub fn due(&self) -> NaiveDate {
        self.due
    }

    /// The latest day to which the time may be extended, all extensions together.
    pub fn latest_extension(&self) -> NaiveDate {
        later(self.unextended, LONGEST_EXTENSION)
    }

    /// Lets an event happen.
    pub fn pass(&mut self, event: &CaseEvent) {
        match event.kind {
            EventKind::Extended => self.due = event.until.unwrap_or(self.due),
            EventKind::Paused => self.pause(event.occurred_on),
            EventKind::Resumed => self.resume(event.occurred_on),
            _ => {}
        }
    }

    /// A clock that has run out is not stopped any more.
    fn pause(&mut self, day: NaiveDate) {
        if day <= self.due {
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

    /// The day due in the end. A case that is closed while the clock stands still was paused until then.
    fn due_at_close(mut self, closed_on: Option<NaiveDate>) -> Option<NaiveDate> {
        if let Some(day) = closed_on {
            self.resume(day);
        }
        self.paused_on.is_none().then_some(self.due)
    }
}

/// Saturates at the end of the calendar, which no date in the range of legal years comes near.
fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
#[path = "clocks_tests.rs"]
mod tests;
