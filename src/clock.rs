//! The days of a year, and this instant: UTC to the microsecond that PostgreSQL keeps. What day it is today decides
//! nothing here: records carry their own legal dates, and figures follow from records alone.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};

/// The first and the last day of a year.
#[must_use]
pub fn days_of(year: i16) -> (NaiveDate, NaiveDate) {
    let day = |month, day| NaiveDate::from_ymd_opt(i32::from(year), month, day).unwrap_or_default();
    (day(1, 1), day(12, 31))
}

/// This instant, as it will read back from the database.
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
