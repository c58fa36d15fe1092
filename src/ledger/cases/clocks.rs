//! What a case says of its statutory clock: which one it has, when it started, and what happened to it.

use chrono::NaiveDate;

use super::codes::EventKind;
use super::event::CaseEvent;
use super::model::CaseInput;
use crate::deadlines::{self, Event, Running};

/// The day a case is due by its events, on the calendar of its township; `None` where the law sets no time and while the
/// clock is paused.
pub fn due_on(case: &CaseInput) -> Option<NaiveDate> {
    let mut running = started(case)?;
    case.events.iter().filter_map(of_clock).for_each(|event| running.pass(event));
    running.due_at_close(case.closed_on, &deadlines::shipped().working_days(Some(&case.township_code)))
}

/// The clock of a case, before any event; `None` where the law sets no time. It starts with acceptance, which of a penalty is
/// its filing and of legal aid the application.
pub fn started(case: &CaseInput) -> Option<Running> {
    deadlines::of_case(case.kind.as_str(), case.pathway)?.started(case.accepted_on)
}

/// What an event of a case does to its clock; `None` where it does nothing.
pub fn of_clock(event: &CaseEvent) -> Option<Event> {
    match event.kind {
        EventKind::Extended => event.until.map(Event::Extended),
        EventKind::Paused => Some(Event::Paused(event.occurred_on)),
        EventKind::Resumed => Some(Event::Resumed(event.occurred_on)),
        EventKind::Registered
        | EventKind::Accepted
        | EventKind::Replied
        | EventKind::ReviewAsked
        | EventKind::Closed => None,
    }
}

#[cfg(test)]
#[path = "clocks_tests.rs"]
mod tests;
