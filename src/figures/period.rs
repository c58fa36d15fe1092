//! The days that figures are of: those of a reporting year, or those up to an earlier cut-off of its report.

use chrono::{Datelike, Months, NaiveDate};

use crate::clock;
use crate::problems::{ApiError, ApiResult, Violation};
use crate::text;

/// A period of a reporting year, as it is seen on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The reporting year.
    pub year: i16,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Today, in Beijing.
    pub today: NaiveDate,
}

impl Period {
    /// A whole year.
    #[must_use]
    pub fn of_year(year: i16, today: NaiveDate) -> Self {
        let (from, to) = clock::days_of(year);
        Self { year, from, to, today }
    }

    /// Whether it is the whole year, from 1 January to 31 December.
    #[must_use]
    pub fn is_whole_year(&self) -> bool {
        (self.from, self.to) == clock::days_of(self.year)
    }

    /// The last day of it that has come.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.to.min(self.today)
    }

    /// The same days of the year before.
    #[must_use]
    pub fn year_before(&self) -> Self {
        let earlier = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        // A February that ends on the 29th is compared with the whole one before.
        let to = if is_last_of_month(self.to) { last_of_month(earlier(self.to)) } else { earlier(self.to) };
        Self { year: self.year - 1, from: earlier(self.from), to, today: self.today }
    }
}

/// The first and the last day of a period, where they are not those of its year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Bounds {
    /// The bounds of a period of a year: it ends in the year, begins in it or in the one before, and is not empty.
    ///
    /// # Errors
    /// 400 naming the bound that is out of range.
    pub fn of_year((from, to): (Option<NaiveDate>, Option<NaiveDate>), year: i16) -> ApiResult<Self> {
        let (first, last) = clock::days_of(year);
        let earliest = clock::days_of(year - 1).0;
        if to.is_some_and(|to| to < first || to > last) {
            return Err(out_of_range("period_to", first, last));
        }
        let end = to.unwrap_or(last);
        if from.is_some_and(|from| from < earliest || from > end) {
            return Err(out_of_range("period_from", earliest, end));
        }
        Ok(Self { from, to })
    }

    /// The period of a year with these bounds.
    #[must_use]
    pub fn period(self, year: i16, today: NaiveDate) -> Period {
        let whole = Period::of_year(year, today);
        Period { from: self.from.unwrap_or(whole.from), to: self.to.unwrap_or(whole.to), ..whole }
    }

    /// The parameters of a query that ask for them.
    #[must_use]
    pub fn query(self) -> String {
        let bound =
            |name: &str, day: Option<NaiveDate>| day.map(|day| format!("&{name}={day}")).unwrap_or_default();
        format!("{}{}", bound("period_from", self.from), bound("period_to", self.to))
    }
}

fn out_of_range(name: &str, least: NaiveDate, most: NaiveDate) -> ApiError {
    let detail = text!("应在 {least} 至 {most} 之间", "must be from {least} to {most}");
    ApiError::invalid_parameters(vec![Violation::parameter(name, "range", detail)])
}

fn is_last_of_month(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.month() != day.month())
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn before(from: &str, to: &str) -> (NaiveDate, NaiveDate) {
        let period = Period { year: 2024, from: day(from), to: day(to), today: day("2026-11-29") };
        let before = period.year_before();
        assert_eq!(before.year, 2023);
        (before.from, before.to)
    }

    #[test]
    fn the_year_before_has_the_same_days() {
        assert_eq!(before("2024-01-01", "2024-12-31"), (day("2023-01-01"), day("2023-12-31")));
        assert_eq!(before("2023-12-11", "2024-12-10"), (day("2022-12-11"), day("2023-12-10")));
        assert_eq!(before("2024-01-01", "2024-02-29"), (day("2023-01-01"), day("2023-02-28")));
        assert_eq!(before("2024-01-01", "2024-02-28").1, day("2023-02-28"));
    }

    #[test]
    fn no_day_of_it_after_today_has_come() {
        let period = Period::of_year(2026, day("2026-11-29"));
        assert_eq!((period.day(), period.is_whole_year()), (day("2026-11-29"), true));
        assert_eq!(Period::of_year(2025, day("2026-11-29")).day(), day("2025-12-31"));
        assert_eq!(Period::of_year(2030, day("2026-11-29")).day(), day("2026-11-29"));
    }
}
