//! Whether a clock can have had a course.

use chrono::Datelike;

use super::course::{Course, Span};
use super::length::Length;
use super::model::{Clock, citation};
use super::refusal::{Refusal, YEARS};

/// Checks the course of a clock, and returns its pauses in order.
pub(super) fn check(clock: &Clock, course: &Course) -> Result<Vec<Span>, Refusal> {
    if clock.length == Length::Stated {
        return Err(Refusal::Stated);
    }
    if !YEARS.contains(&course.start.year()) {
        return Err(Refusal::StartOutOfRange);
    }
    if !clock.is_in_force(course.start) {
        return Err(Refusal::NotInForce { since: clock.since, until: clock.until });
    }
    extension(clock, course.extended)?;
    pauses(clock, course)
}

fn extension(clock: &Clock, extended: u16) -> Result<(), Refusal> {
    let Some(extension) = &clock.extension else {
        return if extended == 0 { Ok(()) } else { Err(Refusal::NoExtension { basis: clock.basis() }) };
    };
    match clock.longest_extension().filter(|_| extension.most.is_some_and(|most| extended > most)) {
        None => Ok(()),
        Some(most) => {
            let article = extension.article.as_deref().or(clock.article.as_deref());
            Err(Refusal::ExtensionTooLong { basis: citation(&clock.law, article), most })
        }
    }
}

fn pauses(clock: &Clock, course: &Course) -> Result<Vec<Span>, Refusal> {
    if clock.pause.is_none() && !course.paused.is_empty() {
        return Err(Refusal::NoPause { basis: clock.basis() });
    }
    let mut paused = course.paused.clone();
    paused.sort();
    let start = course.start;
    for pause in &paused {
        if pause.to < pause.from {
            return Err(Refusal::PauseBackwards { from: pause.from, to: pause.to });
        }
        if pause.from < start {
            return Err(Refusal::PauseBeforeStart { from: pause.from, start });
        }
    }
    let pairs = paused.iter().zip(paused.iter().skip(1));
    match pairs.into_iter().find(|(earlier, later)| later.from <= earlier.to) {
        Some((earlier, later)) => Err(Refusal::PausesOverlap { from: later.from, to: earlier.to }),
        None => Ok(paused),
    }
}
