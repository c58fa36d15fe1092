//! What day it is: legal dates are those of Asia/Shanghai, instants are UTC to the microsecond PostgreSQL keeps.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use chrono_tz::Asia::Shanghai;

/// Today in China.
#[must_use]
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&Shanghai).date_naive()
}

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
