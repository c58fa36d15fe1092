//! The catalogue of statutory clocks: by which day the law wants something done. Each says in one place what it belongs to,
//! which law sets it, when it starts and how long it is ([`model`], `clocks.toml`). [`due`] computes the days of one from a
//! [`course`]; [`running`] counts event by event; [`calendar`] knows working days by notices
//! (`notices.toml`).

pub mod calendar;
mod catalogue;
mod check;
pub mod codes;
pub mod course;
pub mod due;
pub mod ends;
pub mod length;
pub mod model;
mod notices;
pub mod open;
pub mod refusal;
mod running;
pub mod starts;

pub use calendar::{Calendar, WorkingDays};
pub use course::{Course, Span};
pub use due::Due;
pub use length::Length;
pub use model::{Clock, Unlimited};
pub use notices::shipped;
pub use open::{Occurrence, OpenDeadline, RecordEvents};
pub use running::{Event, Running};

use std::sync::LazyLock;

use crate::digest;

/// Increased whenever days are counted another way, here or where a record says what happened to its clock: the days that
/// are stored are computed again then, as after a change of the catalogue.
const COUNTING: u8 = 4;

/// Every clock.
#[must_use]
pub fn all() -> &'static [Clock] {
    &catalogue::CLOCKS
}

/// The clock with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Clock> {
    all().iter().find(|clock| clock.code == code)
}

/// The clocks by which cases have to be closed.
pub fn closing() -> impl Iterator<Item = &'static Clock> {
    all().iter().filter(|clock| clock.closes_case)
}

/// Every matter that the law sets no time for.
#[must_use]
pub fn unlimited() -> &'static [Unlimited] {
    catalogue::UNLIMITED
}

/// The clock by which a case has to be closed; `None` where the law sets no time.
#[must_use]
pub fn of_case(kind: &str, pathway: Option<i16>) -> Option<&'static Clock> {
    closing().find(|clock| clock.closes(kind, pathway))
}

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let followed: Vec<_> = all().iter().filter(|clock| !clock.met_by.is_empty()).collect();
    digest::short(format!("{COUNTING} {followed:?} {:?}", shipped()).as_bytes(), 8)
});

static PUBLISHED: LazyLock<String> =
    LazyLock::new(|| digest::short(format!("{:?} {:?}", all(), shipped()).as_bytes(), 8));

/// Changes whenever anything of the catalogue does, or a notice that is shipped.
#[must_use]
pub fn published_digest() -> &'static str {
    &PUBLISHED
}

/// Changes whenever a clock that records follow does, or a notice that is shipped, or the way of counting: a day that was computed
/// under another digest may be another one.
#[must_use]
pub fn catalogue_digest() -> &'static str {
    &DIGEST
}

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod recount_tests;
#[cfg(test)]
mod tests;
