//! What a case says of its statutory clock: which one it has, when it started, and what happened to it.

use chrono::NaiveDate;

use super::codes::EventKind;
use super::event::CaseEvent;
use super::model::CaseInput;
use crate::deadlines::{self, Event, Running, Start};

/// The day a case is due by its events; `None` where the law sets no time and while the clock is paused.
pub fn due_on(case: &CaseInput) -> Option<NaiveDate> {
    let mut running = started(case)?;
    case.events.iter().filter_map(of_clock).for_each(|event| running.pass(event));
    running.due_at_close(case.closed_on)
}

/// The clock of a case, before any event; `None` where the law sets no time.
pub fn started(case: &CaseInput) -> Option<Running> {
    let clock = deadlines::of_case(case.kind.as_str(), case.pathway)?;
    let day = match clock.start {
        Start::Acceptance | Start::Filing | Start::Application => case.accepted_on,
    };
    Some(clock.started(day))
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
