//! The catalogue of statutory clocks: by which day the law wants a matter done. Each says in one place what it belongs to,
//! which law sets it, when it starts and how long it is; [`running`] counts.

mod catalogue;
mod running;

pub use running::{Event, Running};

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};

use crate::digest;
use crate::text;
use crate::text::{StaticText, Text};

/// Increased whenever days are counted another way, here or where a record says what happened to its clock: the days that
/// are stored are computed again then, as after a change of the catalogue.
const COUNTING: u8 = 2;

/// A statutory clock.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: StaticText,
    /// The law that sets it, by its Chinese title without brackets.
    pub law: &'static str,
    /// The article of that law.
    pub article: &'static str,
    /// Who has to act before it runs out.
    pub obliged: StaticText,
    /// What it belongs to.
    pub matter: Matter,
    /// The event after whose day it runs.
    pub start: Start,
    /// How long it runs.
    pub length: Length,
    /// The most that all extensions together add; `None` where the law sets no bound, or leaves it to other rules.
    pub longest_extension: Option<Length>,
    /// The article of that law by which it may be paused; `None` where the law knows no pause: one that is recorded leaves the
    /// day due as it is.
    pub pause: Option<&'static str>,
}

/// A matter without a clock, and why the law sets none.
#[derive(Clone, Copy, Debug)]
pub struct Unlimited {
    /// What it is about.
    pub matter: Matter,
    /// Why there is no clock.
    pub reason: StaticText,
}

/// What a clock belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// All cases of this kind, by its code.
    Case(&'static str),
    /// Petitions of these pathways (信访工作条例 art. 31); `None` where it is not decided yet.
    Petition(&'static [Option<i16>]),
}

impl Matter {
    /// Whether a case of this kind and pathway is such a matter.
    #[must_use]
    pub fn covers(&self, kind: &str, pathway: Option<i16>) -> bool {
        match self {
            Self::Case(own) => *own == kind,
            Self::Petition(pathways) => Self::PETITION == kind && pathways.contains(&pathway),
        }
    }

    /// The code of the kind of its cases.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Case(kind) => kind,
            Self::Petition(_) => Self::PETITION,
        }
    }

    const PETITION: &str = "petition";
}

/// The event after whose day a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// 受理.
    Acceptance,
    /// 立案.
    Filing,
    /// 收到申请.
    Application,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Calendar days. 行政处罚法 art. 85 and 行政复议法 art. 88 make working days of shorter periods only.
    Days(u16),
}

impl Length {
    /// The last day of this length, where `day` is not counted (民法典 art. 201). One that is a public holiday is not moved
    /// (民法典 art. 203): the service knows no calendar of holidays, and errs on the side of the earlier day. It saturates at
    /// the end of the calendar, which no date in the range of legal years comes near.
    #[must_use]
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => later(day, days.into()),
        }
    }

    /// The length in words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Days(days) => text!("{days} 日", "{days} days"),
        }
    }
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Every clock.
#[must_use]
pub fn all() -> &'static [Clock] {
    catalogue::CLOCKS
}

/// Every matter that the law sets no time for.
#[must_use]
pub fn unlimited() -> &'static [Unlimited] {
    catalogue::UNLIMITED
}

/// The clock of a case; `None` where the law sets no time.
#[must_use]
pub fn of_case(kind: &str, pathway: Option<i16>) -> Option<&'static Clock> {
    all().iter().find(|clock| clock.matter.covers(kind, pathway))
}

static DIGEST: LazyLock<String> =
    LazyLock::new(|| digest::short(format!("{COUNTING} {:?}", all()).as_bytes(), 8));

/// Changes whenever a clock does, or the way of counting: a day that was computed under another digest may be another one.
#[must_use]
pub fn catalogue_digest() -> &'static str {
    &DIGEST
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_nothing_is_left_blank() {
        let codes: HashSet<_> = all().iter().map(|clock| clock.code).collect();
        assert_eq!(codes.len(), all().len());
        for clock in all() {
            let texts = [clock.code, clock.law, clock.article, clock.name.0, clock.name.1, clock.obliged.0];
            assert!(texts.iter().all(|text| !text.is_empty()), "{clock:?}");
            assert!(clock.length.after(NaiveDate::MIN) > NaiveDate::MIN, "{clock:?}");
        }
        assert!(unlimited().iter().all(|matter| !matter.reason.0.is_empty() && !matter.reason.1.is_empty()));
    }

    #[test]
    fn only_the_kind_and_the_pathway_decide() {
        let code = |kind, pathway| of_case(kind, pathway).map(|clock| clock.code);
        assert_eq!(code("petition", Some(6)), Some("petition_handling"));
        assert_eq!(code("petition", Some(5)), None);
        assert_eq!(code("petition", None), None);
        assert_eq!(code("penalty", None), Some("penalty_decision"));
        assert_eq!(
            code("penalty", Some(6)),
            Some("penalty_decision"),
            "a pathway says nothing of other kinds"
        );
        assert_eq!(code("no_such_kind", Some(6)), None);
    }
}
