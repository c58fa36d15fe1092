//! What day it is: legal dates are those of Asia/Shanghai, instants are UTC to the microsecond PostgreSQL keeps.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use chrono_tz::Asia::Shanghai;

/// Today in China.
#[must_use]
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&Shanghai).date_naive()
}

/// This instant, as it will read back from the database.
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
