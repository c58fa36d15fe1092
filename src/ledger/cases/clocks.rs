//! What a case says of its statutory clocks: which ones it has, when they started, and what happened to them.

use chrono::NaiveDate;

use super::codes::EventKind;
use super::event::CaseEvent;
use super::model::CaseInput;
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{self, Calendar, Event, Occurrence, RecordEvents, Running};

/// The day a case is due by its events, on the calendar of its township; `None` where the law sets no time, while the clock is
/// paused, and where it counts working days that are not known.
pub fn due_on(case: &CaseInput, calendar: &Calendar) -> Option<NaiveDate> {
    running(case, calendar)?.due_at_close(case.closed_on)
}

/// The clock by which a case has to be closed, before any event; `None` where the law sets no time. It starts with acceptance,
/// which of a penalty is its filing and of legal aid the application; an application that is corrected starts it anew.
pub fn started<'a>(case: &CaseInput, calendar: &'a Calendar) -> Option<Running<'a>> {
    let clock = deadlines::of_case(case.kind.as_str(), case.pathway)?;
    let corrected = case.events.iter().rfind(|event| event.kind == EventKind::Applied);
    let corrected = corrected.filter(|_| clock.start == StartEvent::Applied).map(|event| event.occurred_on);
    let start = corrected.map_or(case.accepted_on, |day| day.max(case.accepted_on));
    clock.started(start, &calendar.working_days(Some(&case.township_code)))
}

/// The same after all events.
fn running<'a>(case: &CaseInput, calendar: &'a Calendar) -> Option<Running<'a>> {
    let mut running = started(case, calendar)?;
    case.events.iter().filter_map(of_clock).for_each(|event| running.pass(event));
    Some(running)
}

/// What an event of a case does to the clock by which it has to be closed; `None` where it does nothing.
pub fn of_clock(event: &CaseEvent) -> Option<Event> {
    match event.kind {
        EventKind::Extended => event.until.map(Event::Extended),
        EventKind::Paused => Some(Event::Paused(event.occurred_on)),
        EventKind::Resumed => Some(Event::Resumed(event.occurred_on)),
        _ => None,
    }
}

/// What a case says of all its clocks.
pub fn events<'a>(case: &CaseInput, calendar: &'a Calendar) -> RecordEvents<'a> {
    RecordEvents {
        matter: case.kind.as_str(),
        pathway: case.pathway,
        occurrences: occurrences(case),
        closing: running(case, calendar).filter(|_| case.closed_on.is_none()),
    }
}

/// The events, with acceptance and closure where no event says so.
fn occurrences(case: &CaseInput) -> Vec<Occurrence> {
    let has = |kind| case.events.iter().any(|event| event.kind == kind);
    let own = |kind: EventKind, on| Occurrence { event: kind.as_str(), on, stated: None };
    let mut all: Vec<Occurrence> = case.events.iter().map(occurrence).collect();
    if !has(EventKind::Accepted) {
        let place = all.iter().take_while(|one| one.on < case.accepted_on).count();
        all.insert(place, own(EventKind::Accepted, case.accepted_on));
    }
    if let Some(day) = case.closed_on.filter(|_| !has(EventKind::Closed)) {
        all.push(own(EventKind::Closed, day));
    }
    all
}

/// What is counted backwards is counted from the day that was set.
fn occurrence(event: &CaseEvent) -> Occurrence {
    let set = event.until.filter(|_| event.kind == EventKind::HearingSet);
    Occurrence { event: event.kind.of_clocks(), on: set.unwrap_or(event.occurred_on), stated: event.until }
}

#[cfg(test)]
#[path = "clocks_tests.rs"]
mod tests;
