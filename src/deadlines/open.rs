//! Which clocks of a record run, or have run out without what they are for having been done.

use chrono::NaiveDate;

use super::calendar::WorkingDays;
use super::due::Due;
use super::length::{Length, later};
use super::model::Clock;
use super::running::Running;
use super::{Course, all};

/// What happened to a record on a day, by the code of an event that starts or ends clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The code: one of [`StartEvent`](super::starts::StartEvent) or of [`EndEvent`](super::ends::EndEvent).
    pub event: &'static str,
    /// The day.
    pub on: NaiveDate,
    /// The day that was stated then, by which something is to be done.
    pub stated: Option<NaiveDate>,
}

impl Occurrence {
    /// Those of the events whose days are known, in this order.
    pub fn all(days: impl IntoIterator<Item = (&'static str, Option<NaiveDate>)>) -> Vec<Self> {
        let known = |(event, day): (_, Option<NaiveDate>)| Some(Self { event, on: day?, stated: None });
        days.into_iter().filter_map(known).collect()
    }
}

/// What happened to a record, as its clocks see it.
#[derive(Clone, Debug)]
pub struct RecordEvents<'a> {
    /// What it is: a code of [`Matter`](super::codes::Matter).
    pub matter: &'static str,
    /// Of a petition, its pathway.
    pub pathway: Option<i16>,
    /// What happened, in the order in which it did.
    pub occurrences: Vec<Occurrence>,
    /// The clock by which it has to be closed, while it is open.
    pub closing: Option<Running<'a>>,
}

/// A clock that runs, or has run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDeadline {
    /// The clock, by its code.
    pub clock: &'static str,
    /// The day after which it runs, or of a notice the day before which it is due.
    pub started_on: NaiveDate,
    /// The day due; `None` where it counts working days that are not known.
    pub due_on: Option<NaiveDate>,
    /// The last working day that is still in time; `None` where that is not known.
    pub act_by: Option<NaiveDate>,
    /// What orders deadlines: `act_by`, else `due_on`, else the earliest day that can be due.
    pub runs_out_on: NaiveDate,
}

impl RecordEvents<'_> {
    /// Its open deadlines on the calendar of its township.
    #[must_use]
    pub fn open(&self, days: &WorkingDays<'_>) -> Vec<OpenDeadline> {
        let closing = self.closing.iter().filter_map(|running| {
            let due = running.days_due()?;
            Some(OpenDeadline::of(running.clock(), running.started_on(), &due))
        });
        let others = all().iter().filter(|clock| !clock.closes_case && self.concerns(clock));
        closing.chain(others.filter_map(|clock| self.deadline(clock, days))).collect()
    }

    fn concerns(&self, clock: &Clock) -> bool {
        !clock.met_by.is_empty() && clock.is_of(self.matter, self.pathway)
    }

    /// The clock since it was last started, unless what it is for has been done since.
    fn deadline(&self, clock: &'static Clock, days: &WorkingDays<'_>) -> Option<OpenDeadline> {
        let place = self.occurrences.iter().rposition(|one| one.event == clock.start.as_str())?;
        let (start, since) = self.occurrences.get(place..)?.split_first()?;
        let is_end = |one: &Occurrence| clock.met_by.iter().any(|end| end.as_str() == one.event);
        if since.iter().any(is_end) || !clock.is_in_force(start.on) {
            return None;
        }
        let due = match start.stated {
            Some(day) if clock.length == Length::Stated => clock.ending(Ok(day), days),
            _ => clock.due(&Course::starting(start.on), days).ok()?,
        };
        Some(OpenDeadline::of(clock, start.on, &due))
    }
}

impl OpenDeadline {
    fn of(clock: &'static Clock, started_on: NaiveDate, due: &Due) -> Self {
        // Working days that are not known are at least as many days of the calendar.
        let (_, number) = clock.length.parts();
        let earliest = later(started_on, number.unwrap_or_default().into());
        let runs_out_on = due.act_by.or(due.due_on).unwrap_or(earliest);
        Self { clock: &clock.code, started_on, due_on: due.due_on, act_by: due.act_by, runs_out_on }
    }
}
