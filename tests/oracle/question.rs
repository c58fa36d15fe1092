//! What is asked of a ledger: a year, its period, and the basis.

use chrono::{Datelike, Months, NaiveDate};
use fazhi::clock;

use crate::random::Random;

/// One question about figures.
#[derive(Clone, Debug)]
pub struct Question {
    pub year: i32,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub as_it_was: bool,
    /// Whether the figures of a year earlier are asked for, too.
    pub compares: bool,
    /// The matrix that is read: a region and the level of its rows. Its total is the figures of the region itself.
    pub matrix: (&'static str, &'static str),
}

/// The matrices to choose from.
const MATRICES: [(&str, &str); 6] = [
    ("540526", "township"),
    ("540502", "township"),
    ("540221", "township"),
    ("5405", "county"),
    ("54", "prefecture"),
    ("CN", "province"),
];

impl Question {
    /// One of the last three years, whole or up to a day of it, at times from a day of the year before on.
    pub fn random(random: &mut Random) -> Self {
        let year = clock::today().year() - i32::try_from(random.below(3)).unwrap();
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let last =
            [day(year, 12, 31), day(year, 12, 31), day(year, 9, 30), day(year, 6, 30)][random.below(4)];
        let first = [day(year, 1, 1), day(year, 1, 1), day(year - 1, 12, 1)][random.below(3)];
        let matrix = MATRICES[random.below(MATRICES.len())];
        let [as_it_was, compares] = [(); 2].map(|()| random.below(2) == 0);
        Self { year, first, last, as_it_was, compares, matrix }
    }

    /// The query that asks it.
    pub fn query(&self) -> String {
        let mut query = format!("year={}", self.year);
        if self.compares {
            query += "&compare=previous_year";
        }
        if (self.first.month(), self.first.day()) != (1, 1) {
            query = format!("{query}&period_from={}", self.first);
        }
        if (self.last.month(), self.last.day()) != (12, 31) {
            query = format!("{query}&period_to={}", self.last);
        }
        query + if self.as_it_was { "&basis=as_it_was" } else { "&basis=current" }
    }

    /// The day whose units the figures are of.
    pub fn units_of(&self) -> NaiveDate {
        if self.as_it_was { self.last.min(clock::today()) } else { clock::today() }
    }

    /// The same a year earlier.
    pub fn a_year_earlier(&self) -> Self {
        let earlier = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap();
        Self { year: self.year - 1, first: earlier(self.first), last: earlier(self.last), ..self.clone() }
    }
}
