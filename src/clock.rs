//! The days of a year, this instant, UTC to the microsecond that PostgreSQL keeps, and the pace of what repeats. What
//! day it is today decides no figure: records carry their own legal dates, and figures follow from records alone. It
//! decides which years are over, and what cannot have happened yet.

use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, TimeDelta, Timelike, Utc};
use serde::{Serialize, Serializer};

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

/// The day it is in Beijing (Asia/Shanghai, UTC+8 all the year round).
#[must_use]
pub fn today() -> NaiveDate {
    (Utc::now() + TimeDelta::hours(8)).date_naive()
}

/// The year it is in Beijing. All years before are over: they are reported on.
#[must_use]
pub fn this_year() -> i16 {
    year_of(today())
}

/// The year of a day.
#[must_use]
pub fn year_of(day: NaiveDate) -> i16 {
    i16::try_from(day.year()).unwrap_or(i16::MAX)
}

/// The day it is in Beijing at an instant, and how many seconds are left of it then: 1 to 86,400.
#[must_use]
pub fn day_in_beijing(at: DateTime<Utc>) -> (NaiveDate, u32) {
    let there = at + TimeDelta::hours(8);
    (there.date_naive(), 86_400 - there.num_seconds_from_midnight())
}

/// Keeps what happens again and again apart in time.
#[derive(Clone, Debug)]
pub struct Pace {
    step: Duration,
    last: Option<Instant>,
}

impl Pace {
    /// A step from one to the next at least.
    #[must_use]
    pub fn new(step: Duration) -> Self {
        Self { step, last: None }
    }

    /// Waits for as long as the last one is not far enough behind.
    pub fn keep(&mut self) {
        let left = self.last.map(|last| self.step.saturating_sub(last.elapsed()));
        if let Some(left) = left.filter(|left| !left.is_zero()) {
            thread::sleep(left);
        }
        self.last = Some(Instant::now());
    }
}

/// Serialises a day as chrono does (RFC 3339, `full-date`), but several times as fast: a list has two or three of these
/// texts per record.
///
/// # Errors
/// Where the serializer fails.
pub fn write_day<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    let text = numbers_of_day(*day).map(|numbers| filled(*b"0000-00-00", numbers));
    match text.as_ref().map(|text| str::from_utf8(text)) {
        Some(Ok(text)) => serializer.serialize_str(text),
        _ => day.serialize(serializer),
    }
}

/// Serialises an instant as chrono does (RFC 3339, `date-time`), but several times as fast.
///
/// # Errors
/// Where the serializer fails.
pub fn write_instant<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    let numbers = numbers_of_day(at.date_naive()).zip(numbers_of_time(at));
    let text =
        numbers.map(|(day, time)| filled(*b"0000-00-00T00:00:00.000000Z", day.into_iter().chain(time)));
    match text.as_ref().map(|text| str::from_utf8(text)) {
        Some(Ok(text)) => serializer.serialize_str(text),
        _ => at.serialize(serializer),
    }
}

/// A number, and where its digits stand in a text.
type Number = (Range<usize>, u32);

/// `None` for a year that is not of four digits.
fn numbers_of_day(day: NaiveDate) -> Option<[Number; 3]> {
    let year = u32::try_from(day.year()).ok().filter(|year| *year <= 9999)?;
    Some([(0..4, year), (5..7, day.month()), (8..10, day.day())])
}

/// `None` where chrono writes other than six digits behind the point: it leaves groups of three zeros out.
fn numbers_of_time(at: &DateTime<Utc>) -> Option<[Number; 4]> {
    let (micros, rest) = (at.nanosecond() / 1000, at.nanosecond() % 1000);
    let is_usual = rest == 0 && !micros.is_multiple_of(1000) && micros < 1_000_000;
    is_usual.then(|| [(11..13, at.hour()), (14..16, at.minute()), (17..19, at.second()), (20..26, micros)])
}

fn filled<const LENGTH: usize>(
    mut text: [u8; LENGTH],
    numbers: impl IntoIterator<Item = Number>,
) -> [u8; LENGTH] {
    for (place, mut number) in numbers {
        for digit in text.get_mut(place).into_iter().flatten().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    #[derive(Serialize)]
    struct Fast {
        #[serde(serialize_with = "write_instant")]
        at: DateTime<Utc>,
        #[serde(serialize_with = "write_day")]
        day: NaiveDate,
    }

    #[derive(Serialize)]
    struct Slow {
        at: DateTime<Utc>,
        day: NaiveDate,
    }

    #[track_caller]
    fn must_be_alike(at: DateTime<Utc>) {
        let day = at.date_naive();
        let written = serde_json::to_string(&Fast { at, day }).unwrap();
        assert_eq!(written, serde_json::to_string(&Slow { at, day }).unwrap());
    }

    #[test]
    fn an_instant_reads_as_expected() {
        let at = DateTime::from_timestamp_micros(1_716_163_200_000_001).unwrap();
        let written = serde_json::to_string(&Fast { at, day: at.date_naive() }).unwrap();
        assert_eq!(written, r#"{"at":"2024-05-20T00:00:00.000001Z","day":"2024-05-20"}"#);
    }

    #[test]
    fn a_pace_keeps_steps_apart() {
        let step = Duration::from_millis(20);
        let (mut pace, begin) = (Pace::new(step), Instant::now());
        for _ in 0..3 {
            pace.keep();
        }
        assert!(begin.elapsed() >= 2 * step);
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_chrono() {
        let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, DateTime::UNIX_EPOCH];
        ends.into_iter().for_each(must_be_alike);
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 1_000_001);
        must_be_alike(leap.unwrap().and_utc());
        must_be_alike(DateTime::UNIX_EPOCH + TimeDelta::milliseconds(7));
        must_be_alike(DateTime::UNIX_EPOCH + TimeDelta::nanoseconds(7));
    }

    proptest! {
        #[test]
        fn the_texts_are_those_of_chrono(micros in -70_000_000_000_000_000_i64..260_000_000_000_000_000) {
            must_be_alike(DateTime::from_timestamp_micros(micros).unwrap());
        }
    }
}
