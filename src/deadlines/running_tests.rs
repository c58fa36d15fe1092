//! Days counted by hand on a calendar.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::Event::{Extended, Paused, Resumed};
use super::{Event, Running};
use crate::deadlines::{Calendar, find, shipped};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A calendar that knows no rest day.
static NOTHING: LazyLock<Calendar> = LazyLock::new(Calendar::default);

/// A clock of the catalogue, by its code, that started on a day where nothing is known of rest days.
fn started(code: &str, on: &str) -> Running<'static> {
    find(code).unwrap().started(day(on), &NOTHING.working_days(None)).unwrap()
}

/// The same on the calendar that is shipped, in a region.
fn started_in(region: Option<&str>, code: &str, on: &str) -> Running<'static> {
    find(code).unwrap().started(day(on), &shipped().working_days(region)).unwrap()
}

/// A clock after these events; `Some` day where it has one.
fn due(code: &str, on: &str, events: &[Event]) -> Option<NaiveDate> {
    let mut running = started(code, on);
    for event in events {
        running.pass(*event);
    }
    closed(running, None)
}

/// The day due in the end.
fn closed(running: Running<'_>, on: Option<&str>) -> Option<NaiveDate> {
    running.due_at_close(on.map(day))
}

/// The clock of 60 days that knows no pause.
fn petition(on: &str, events: &[Event]) -> Option<NaiveDate> {
    due("xf.conclude_60", on, events)
}

/// The clock of 60 days that knows a pause (行政复议法 art. 39).
fn reconsideration(on: &str, events: &[Event]) -> Option<NaiveDate> {
    due("ar.decide_60", on, events)
}

fn paused(from: &str, to: &str) -> [Event; 2] {
    [Paused(day(from)), Resumed(day(to))]
}

#[test]
fn the_29th_of_february_is_a_day() {
    assert_eq!(started("xf.conclude_60", "2024-01-01").due(), Some(day("2024-03-01")), "30 + 29 + 1");
    assert_eq!(started("xf.conclude_60", "2023-01-01").due(), Some(day("2023-03-02")), "30 + 28 + 2");
    assert_eq!(started("la.decide_7", "2024-02-22").due(), Some(day("2024-02-29")));
    assert_eq!(started("ap.decide_90", "2024-02-29").due(), Some(day("2024-05-29")), "31 + 30 + 29");
}

#[test]
fn a_clock_runs_on_over_the_end_of_the_year() {
    assert_eq!(started("xf.conclude_60", "2023-12-15").due(), Some(day("2024-02-13")), "16 + 31 + 13");
    assert_eq!(started("ap.decide_90", "2023-12-31").due(), Some(day("2024-03-30")), "31 + 29 + 30");
    assert_eq!(started("la.decide_7", "2024-12-31").due(), Some(day("2025-01-07")));
}

#[test]
fn the_last_extension_sets_the_day() {
    let extensions = [Extended(day("2024-05-15")), Extended(day("2024-05-30"))];
    assert_eq!(petition("2024-03-01", &extensions[..1]), Some(day("2024-05-15")));
    assert_eq!(petition("2024-03-01", &extensions), Some(day("2024-05-30")));
}

#[test]
fn an_extension_has_the_bound_that_its_law_sets() {
    let latest = |code| started(code, "2024-03-01").latest_extension();
    assert_eq!(latest("xf.conclude_60"), Some(day("2024-05-30")), "30 April + 30");
    assert_eq!(latest("ar.decide_60"), Some(day("2024-05-30")));
    assert_eq!(latest("ap.decide_90"), None, "行政处罚法 art. 60 leaves it to other rules");
    assert_eq!(latest("la.decide_7"), None);
    let mut running = started("ar.decide_60", "2024-03-01");
    running.pass(Extended(day("2024-05-15")));
    assert_eq!(running.latest_extension(), Some(day("2024-05-30")), "all extensions together");
    for event in paused("2024-05-01", "2024-05-04") {
        running.pass(event);
    }
    assert_eq!(running.latest_extension(), Some(day("2024-06-02")), "3 days paused");
}

#[test]
fn days_paused_are_added_where_the_law_knows_a_pause() {
    assert_eq!(
        reconsideration("2024-03-01", &paused("2024-03-11", "2024-03-21")),
        Some(day("2024-05-10")),
        "30 April + 10"
    );
    assert_eq!(reconsideration("2024-03-01", &paused("2024-03-11", "2024-03-11")), Some(day("2024-04-30")));
    let twice = [paused("2024-03-11", "2024-03-21"), paused("2024-04-01", "2024-04-06")].concat();
    assert_eq!(reconsideration("2024-03-01", &twice), Some(day("2024-05-15")), "30 April + 10 + 5");
    let over_new_year = paused("2023-12-20", "2024-01-10");
    assert_eq!(reconsideration("2023-12-15", &over_new_year), Some(day("2024-03-05")), "13 February + 21");
    let over_leap_day = paused("2024-02-28", "2024-03-01");
    assert_eq!(reconsideration("2024-02-01", &over_leap_day), Some(day("2024-04-03")), "1 April + 2");
}

#[test]
fn a_pause_counts_on_top_of_an_earlier_extension_only() {
    let extension = [Extended(day("2024-05-15"))];
    let pause_last = [&extension[..], &paused("2024-05-01", "2024-05-04")].concat();
    assert_eq!(reconsideration("2024-03-01", &pause_last), Some(day("2024-05-18")));
    let pause_first = [&paused("2024-03-11", "2024-03-21")[..], &[Extended(day("2024-06-01"))]].concat();
    assert_eq!(
        reconsideration("2024-03-01", &pause_first),
        Some(day("2024-06-01")),
        "the pause was known when it was extended"
    );
}

#[test]
fn nothing_is_due_while_the_clock_stands_still() {
    let pause = Paused(day("2024-03-11"));
    assert_eq!(reconsideration("2024-03-01", &[pause]), None);
    let mut running = started("ar.decide_60", "2024-03-01");
    running.pass(pause);
    assert_eq!(
        closed(running, Some("2024-03-31")),
        Some(day("2024-05-20")),
        "30 April + 20 until it was closed"
    );
}

#[test]
fn a_clock_that_has_run_out_is_not_stopped() {
    assert_eq!(reconsideration("2024-03-01", &paused("2024-04-30", "2024-05-02")), Some(day("2024-05-02")));
    assert_eq!(reconsideration("2024-03-01", &paused("2024-05-01", "2024-05-20")), Some(day("2024-04-30")));
    assert_eq!(reconsideration("2024-03-01", &[Paused(day("2024-05-01"))]), Some(day("2024-04-30")));
}

/// Neither 信访工作条例 art. 34 nor 行政处罚法 art. 60 nor 法律援助法 art. 43 knows a pause.
#[test]
fn a_pause_changes_nothing_where_the_law_knows_none() {
    for (code, due_on) in
        [("xf.conclude_60", "2024-04-30"), ("ap.decide_90", "2024-05-30"), ("la.decide_7", "2024-03-08")]
    {
        let pause = paused("2024-03-04", "2024-03-24");
        assert_eq!(due(code, "2024-03-01", &pause), Some(day(due_on)), "{code}");
        assert_eq!(due(code, "2024-03-01", &pause[..1]), Some(day(due_on)), "{code}, paused still");
        let mut running = started(code, "2024-03-01");
        running.pass(pause[0]);
        assert_eq!(closed(running, Some("2024-03-06")), Some(day(due_on)), "{code}, closed meanwhile");
    }
    let extension = [Extended(day("2024-05-15"))];
    let both =
        [&paused("2024-03-11", "2024-03-21")[..], &extension, &paused("2024-05-01", "2024-05-04")].concat();
    assert_eq!(petition("2024-03-01", &both), Some(day("2024-05-15")));
    let mut running = started("xf.conclude_60", "2024-03-01");
    for event in both {
        running.pass(event);
    }
    assert_eq!(
        running.latest_extension(),
        Some(day("2024-05-30")),
        "30 April + 30, and no day of the pauses"
    );
}

#[test]
fn an_impossible_course_is_no_panic() {
    let backwards = [Resumed(day("2024-03-02")), Paused(day("2024-03-20")), Resumed(day("2024-03-10"))];
    assert_eq!(reconsideration("2024-03-01", &backwards), Some(day("2024-04-30")));
    assert_eq!(started("ap.decide_90", "2100-12-31").due(), Some(day("2101-03-31")), "31 + 28 + 31");
    assert_eq!(
        started("ap.decide_90", "+262142-12-31").due(),
        Some(NaiveDate::MAX),
        "the end of the calendar"
    );
}

/// 行政复议法 art. 88 moves the last day by 民事诉讼法 art. 85 para. 3; 信访工作条例 does not.
#[test]
fn a_rest_day_moves_the_end_where_the_law_says_so() {
    let spring_festival = |code| closed(started_in(None, code, "2023-12-12"), None);
    assert_eq!(spring_festival("ar.decide_60"), Some(day("2024-02-18")), "10 February is a Saturday");
    assert_eq!(spring_festival("xf.conclude_60"), Some(day("2024-02-10")));
    let losar = |region| closed(started_in(region, "ar.decide_60", "2024-12-30"), None);
    assert_eq!(losar(None), Some(day("2025-02-28")), "1 + 31 + 28");
    assert_eq!(losar(Some("540526201")), Some(day("2025-03-05")), "Losar until 4 March");
    let unknown = closed(started_in(None, "ar.decide_60", "2026-11-24"), None);
    assert_eq!(unknown, Some(day("2027-01-23")), "a Saturday, but nothing is known of 2027");
}

/// 政府信息公开条例 art. 33: twenty working days, twenty more at most, without the time for asking others.
#[test]
fn working_days_are_counted_event_by_event_where_they_are_known() {
    let request = || started_in(None, "gi.answer_20wd", "2024-04-01");
    // April: 2, 3, 7 to 12, 15 to 19, 22 to 26 and 28 are 19 working days (Qingming 4 to 6, the 7th and the 28th are worked).
    assert_eq!(request().due(), Some(day("2024-04-29")));
    assert_eq!(request().latest_extension(), Some(day("2024-05-29")));
    let mut paused = request();
    // Asked on a Wednesday, answered on the Wednesday after: 11, 12, 15, 16 and 17 April.
    paused.pass(Paused(day("2024-04-10")));
    paused.pass(Resumed(day("2024-04-17")));
    // 30 April, then 6 to 9 May; 1 to 5 May are a holiday.
    assert_eq!(closed(paused, None), Some(day("2024-05-09")));
    let unknown = started_in(None, "gi.answer_20wd", "2026-12-20");
    assert_eq!((unknown.due(), closed(unknown.clone(), None)), (None, None));
}
