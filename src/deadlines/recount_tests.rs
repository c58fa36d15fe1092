//! A second counting: it goes through the days one by one, and knows neither the calendar of the first nor its arithmetic.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::codes::{Boundary, DayKind, LimitKind, RestDayRule};
use super::due::Status;
use super::model::{Clock, Extension, Pause};
use super::refusal::Refusal;
use super::{Course, Due, Length, Span, all, find, shipped};

const REGIONS: [&str; 5] = ["CN", "11", "540102001", "540526201", "54"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn next(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

struct Recount<'a> {
    paused: &'a [Span],
    named: HashMap<NaiveDate, DayKind>,
}

impl Recount<'_> {
    /// `None` in years without a notice.
    fn is_working(&self, day: NaiveDate) -> Option<bool> {
        let weekend = day.num_days_from_ce() % 7 == 6 || day.num_days_from_ce() % 7 == 0;
        let is_known = (2023..=2026).contains(&day.year());
        is_known.then(|| self.named.get(&day).map_or(!weekend, |kind| *kind == DayKind::WorkdayMoved))
    }

    fn is_paused(&self, day: NaiveDate) -> bool {
        self.paused.iter().any(|span| day > span.from && day < next(span.to))
    }

    /// The last of so many days after `from`; the year where it cannot be told.
    fn walk(&self, from: NaiveDate, mut left: i64, working: bool) -> Result<NaiveDate, i32> {
        let mut day = from;
        while left > 0 {
            day = next(day);
            let counts = !working || self.is_working(day).ok_or(day.year())?;
            if counts && !self.is_paused(day) {
                left -= 1;
            }
        }
        Ok(day)
    }

    fn end(&self, length: Length, from: NaiveDate) -> Result<NaiveDate, i32> {
        let months = |number: i64| {
            let month = i64::from(from.year()) * 12 + i64::from(from.month0()) + number;
            let first = |month: i64| {
                let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
                day(&format!("{year:04}-{:02}-01", month + 1))
            };
            let last = (first(month + 1) - first(month)).num_days();
            let end = first(month) + Days::new(u64::try_from(last.min(from.day().into()) - 1).unwrap());
            self.walk(from, (end - from).num_days(), false)
        };
        match length {
            Length::Days(number) => self.walk(from, number.into(), false),
            Length::WorkingDays(number) => self.walk(from, number.into(), true),
            Length::Months(number) => months(number.into()),
            Length::Years(number) => months(12 * i64::from(number)),
            Length::Hours(number) => self.walk(from, i64::from(number + 23) / 24, false),
            Length::Date(date) => {
                Ok(day(&format!("{:04}-{:02}-{:02}", from.year() + 1, date.month, date.day)))
            }
            Length::Stated => unreachable!(),
        }
    }

    /// Days backwards until so many lie between, and the next one of their kind.
    fn before(&self, length: Length, from: NaiveDate) -> Result<NaiveDate, i32> {
        let (number, working) = match length {
            Length::Days(number) => (number, false),
            Length::WorkingDays(number) => (number, true),
            _ => unreachable!(),
        };
        let (mut day, mut left) = (from, i32::from(number) + 1);
        while left > 0 {
            day = day - Days::new(1);
            if !working || self.is_working(day).ok_or(day.year())? {
                left -= 1;
            }
        }
        Ok(day)
    }

    fn toward(&self, mut day: NaiveDate, forward: bool) -> Result<NaiveDate, i32> {
        while !self.is_working(day).ok_or(day.year())? {
            day = if forward { next(day) } else { day - Days::new(1) };
        }
        Ok(day)
    }
}

type Days4 = (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// The four days and the years that are unknown; `None` where a pause begins after the end.
fn recount(clock: &Clock, course: &Course, region: &str) -> Option<(Days4, Vec<i32>)> {
    let mut named = HashMap::new();
    for notice in shipped().notices() {
        let own = notice.region.clone().unwrap_or_default();
        if region.starts_with(&own) {
            named.extend(notice.days.iter().map(|(day, (kind, _))| (*day, *kind)));
        }
    }
    let recount = Recount { paused: &course.paused, named };
    let boundary = clock.boundary();
    let natural = if boundary == Boundary::AtLatest {
        recount.before(clock.length, course.start)
    } else {
        let end = recount.end(clock.length, course.start);
        end.and_then(|end| match course.extended {
            0 => Ok(end),
            more => recount.end(clock.length.of(more), end),
        })
    };
    let end = match natural {
        Ok(end) => end,
        Err(year) => return Some(((None, None, None, None), vec![year])),
    };
    if course.paused.iter().any(|pause| pause.from > end) {
        return None;
    }
    let moved = recount.toward(end, true);
    let rolled = if boundary == Boundary::Within { moved } else { moved.map(|_| end) };
    let due = rolled.ok().filter(|_| clock.rest_day == Some(RestDayRule::Next)).unwrap_or(end);
    let act = match boundary {
        Boundary::Within | Boundary::AtLatest => recount.toward(due, false),
        Boundary::Before => recount.toward(due - Days::new(1), false),
        Boundary::NotBefore => recount.toward(due, true),
    };
    let mut unknown: Vec<i32> = [rolled.err(), act.err()].into_iter().flatten().collect();
    unknown.sort_unstable();
    unknown.dedup();
    Some(((Some(end), rolled.ok(), Some(due), act.ok()), unknown))
}

fn days_of(due: &Due) -> (Days4, Vec<i32>) {
    let years = due.unknown.iter().map(|year| year.0).collect();
    ((due.natural_end, due.rolled_end, due.due_on, due.act_by), years)
}

/// Pauses that do not overlap, each by the days before it and its own.
fn paused(start: NaiveDate, gaps: &[(u64, u64)]) -> Vec<Span> {
    let mut day = start;
    let spans = gaps.iter().map(|(gap, length)| {
        let from = day + Days::new(*gap);
        let to = from + Days::new(*length);
        day = next(to);
        Span { from, to }
    });
    spans.collect()
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (0_u16..200).prop_map(Length::Days),
        (1_u16..60).prop_map(Length::WorkingDays),
        (1_u16..15).prop_map(Length::Months),
        (1_u16..4).prop_map(Length::Years),
        (1_u16..100).prop_map(Length::Hours),
    ]
}

fn limit() -> impl Strategy<Value = LimitKind> {
    prop_oneof![
        Just(LimitKind::Max),
        Just(LimitKind::Before),
        Just(LimitKind::Min),
        Just(LimitKind::NoticeBefore)
    ]
}

fn rest_day() -> impl Strategy<Value = Option<RestDayRule>> {
    prop_oneof![
        Just(Some(RestDayRule::Next)),
        Just(Some(RestDayRule::Silent)),
        Just(Some(RestDayRule::Never)),
        Just(None)
    ]
}

prop_compose! {
    /// A clock that no law has.
    fn invented()(length in length(), limit in limit(), rest_day in rest_day()) -> Clock {
        let mut clock = find("ar.decide_60").unwrap().clone();
        let backwards = limit == LimitKind::NoticeBefore;
        let length = if backwards && length.after(day("2024-01-01")).is_some() { Length::Days(9) } else { length };
        clock.pause = clock.pause.filter(|_| !backwards);
        clock.extension = (!backwards).then_some(Extension { most: None, article: None, office: clock.extension.unwrap().office });
        Clock { length, limit, rest_day, ..clock }
    }
}

/// A clock, of the catalogue or not.
fn clock() -> impl Strategy<Value = Clock> {
    let counted: Vec<Clock> = all().iter().filter(|clock| clock.length != Length::Stated).cloned().collect();
    prop_oneof![prop::sample::select(counted), invented()]
}

fn most(extension: Option<&Extension>) -> u16 {
    extension.map_or(0, |extension| extension.most.unwrap_or(40))
}

fn holds(clock: &Clock, course: &Course, region: &str) -> Result<(), TestCaseError> {
    let computed = clock.due(course, &shipped().working_days(Some(region)));
    let since = clock.since.unwrap_or(NaiveDate::MIN);
    if course.start < since {
        prop_assert!(matches!(computed, Err(Refusal::NotInForce { .. })), "{:?}", computed);
        return Ok(());
    }
    match recount(clock, course, region) {
        None => prop_assert!(matches!(computed, Err(Refusal::PauseAfterEnd { .. })), "{:?}", computed),
        Some(expected) => {
            let due = computed.unwrap();
            prop_assert_eq!(days_of(&due), expected);
            prop_assert_eq!(due.status == Status::Ok, due.due_on.is_some());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) })]

    #[test]
    fn random_clocks_are_counted_alike(
        clock in clock(),
        start in 0_u64..2_200,
        extended in 0_u16..=40,
        gaps in prop::collection::vec((0_u64..50, 0_u64..40), 0..=3),
        region in prop::sample::select(&REGIONS[..]),
    ) {
        let start = day("2022-03-01") + Days::new(start);
        let paused = if clock.pause.is_some() { paused(start, &gaps) } else { Vec::new() };
        let extended = extended.min(most(clock.extension.as_ref()));
        holds(&clock, &Course { start, extended, paused }, region)?;
    }
}

/// The random clocks above meet what they have to meet.
#[test]
fn the_catalogue_has_clocks_with_pauses_and_extensions() {
    let pauses: Vec<&Pause> = all().iter().filter_map(|clock| clock.pause.as_ref()).collect();
    assert_eq!(pauses.len(), 12);
    assert_eq!(all().iter().filter(|clock| clock.extension.is_some()).count(), 17);
}
