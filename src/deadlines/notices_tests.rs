//! The notices that are shipped, and how notices decide together.

use chrono::{Datelike, NaiveDate};

use super::{File, shipped};
use crate::deadlines::calendar::{Calendar, Notice, UnknownYear};
use crate::deadlines::codes::DayKind::{self, Holiday, WorkdayMoved};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn notice(issued: &str, region: Option<&str>, days: &[(&str, DayKind)]) -> Notice {
    let days = days.iter().map(|(on, kind)| (day(on), (*kind, "节".to_owned()))).collect();
    Notice { number: issued.to_owned(), issued: day(issued), region: region.map(str::to_owned), days }
}

#[test]
fn the_file_is_read() {
    let file = toml::from_str::<File>(include_str!("notices.toml"));
    assert_eq!(file.map(|file| file.notice.len()).map_err(|error| error.to_string()), Ok(7));
}

/// Days that differ from Monday to Friday, by the State Council's notices; no notice names others.
#[test]
fn each_year_has_the_days_of_its_notice() {
    let counts = |year| {
        let days = shipped().working_days(None);
        let all = day(&format!("{year}-01-01")).iter_days().take_while(|day| day.year() == year);
        all.fold((0, 0), |(rest, worked), day| {
            match (days.is_working(day).unwrap(), day.weekday().number_from_monday()) {
                (false, 1..=5) => (rest + 1, worked),
                (true, 6 | 7) => (rest, worked + 1),
                _ => (rest, worked),
            }
        })
    };
    assert_eq!([2023, 2024, 2025, 2026].map(counts), [(18, 7), (19, 8), (18, 5), (19, 6)]);
}

#[test]
fn a_year_without_a_notice_of_the_nation_is_unknown() {
    let days = shipped().working_days(Some("540526201"));
    assert_eq!(days.is_working(day("2027-01-04")), Err(UnknownYear(2027)));
    assert_eq!(days.is_working(day("2022-12-30")), Err(UnknownYear(2022)));
    let regional = Calendar::new(vec![notice("2027-01-05", Some("54"), &[("2027-02-08", Holiday)])]);
    assert_eq!(regional.working_days(Some("54")).is_working(day("2027-02-08")), Err(UnknownYear(2027)));
}

#[test]
fn losar_reaches_the_region_of_its_notice() {
    let is_working = |region, on| shipped().working_days(region).is_working(day(on)).unwrap();
    for (on, lhasa, gudui) in [
        ("2023-02-18", true, false),
        ("2023-02-20", false, true),
        ("2025-02-27", false, false),
        ("2026-02-24", false, true),
    ] {
        assert_eq!(is_working(Some("540102001"), on), lhasa, "{on}");
        assert_eq!(is_working(Some("5401"), on), lhasa, "{on}");
        assert_eq!(is_working(Some("540526201"), on), gudui, "{on}");
        let nation = !matches!(on, "2023-02-18");
        assert_eq!(is_working(None, on), nation, "{on}");
        assert_eq!(is_working(Some("CN"), on), nation, "{on}");
    }
    assert!(is_working(None, "2025-02-27"));
}

/// The notice of 2019 changed the December before, and one of March 2019 changed May.
#[test]
fn a_later_notice_decides_day_by_day() {
    let first = notice(
        "2018-12-06",
        None,
        &[
            ("2018-12-29", WorkdayMoved),
            ("2018-12-31", Holiday),
            ("2019-01-01", Holiday),
            ("2019-02-05", Holiday),
            ("2019-05-01", Holiday),
        ],
    );
    let second = notice(
        "2019-03-22",
        None,
        &[("2019-04-28", WorkdayMoved), ("2019-05-02", Holiday), ("2019-05-01", Holiday)],
    );
    let before = notice("2017-11-30", None, &[("2018-01-01", Holiday), ("2018-05-01", Holiday)]);
    let is_working = |notices: &[&Notice], on| {
        let calendar = Calendar::new(notices.iter().map(|notice| (*notice).clone()).collect());
        calendar.working_days(None).is_working(day(on))
    };
    assert_eq!(is_working(&[&first], "2018-12-31"), Err(UnknownYear(2018)), "only 2019 is known");
    assert_eq!(is_working(&[&second, &first, &before], "2018-12-31"), Ok(false));
    assert_eq!(is_working(&[&first, &before], "2018-12-29"), Ok(true));
    assert_eq!(is_working(&[&first, &before], "2019-05-02"), Ok(true));
    assert_eq!(is_working(&[&second, &first, &before], "2019-05-02"), Ok(false));
    let undone = notice("2019-04-01", None, &[("2019-05-02", WorkdayMoved)]);
    assert_eq!(is_working(&[&undone, &second, &first], "2019-05-02"), Ok(true));
}

#[test]
fn the_notice_of_the_nearest_region_decides() {
    let nation = notice("2026-01-01", None, &[("2026-03-02", WorkdayMoved), ("2026-03-03", Holiday)]);
    let province = notice("2025-12-01", Some("54"), &[("2026-03-02", Holiday)]);
    let calendar = Calendar::new(vec![nation, province]);
    let is_working = |region, on| calendar.working_days(Some(region)).is_working(day(on));
    assert_eq!(is_working("5405", "2026-03-02"), Ok(false), "though the nation's came later");
    assert_eq!(is_working("11", "2026-03-02"), Ok(true));
    assert_eq!(is_working("5405", "2026-03-03"), Ok(false));
}
