//! What the calculator gives and refuses, with days counted by hand.

use chrono::NaiveDate;

use super::calendar::UnknownYear;
use super::codes::Boundary;
use super::refusal::{Refusal, Subject};
use super::{Clock, Course, Due, Span, find, of_case, shipped};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn course(start: &str) -> Course {
    Course { start: day(start), extended: 0, paused: Vec::new() }
}

fn paused(start: &str, pauses: &[&str]) -> Course {
    Course { paused: pauses.iter().map(|text| text.parse().unwrap()).collect(), ..course(start) }
}

fn extended(start: &str, by: u16) -> Course {
    Course { extended: by, ..course(start) }
}

fn due(code: &str, course: &Course) -> Due {
    find(code).unwrap().due(course, &shipped().working_days(None)).unwrap()
}

fn refused(code: &str, course: &Course) -> Refusal {
    find(code).unwrap().due(course, &shipped().working_days(None)).unwrap_err()
}

/// The four days, as texts.
fn days(due: &Due) -> [Option<String>; 4] {
    [due.natural_end, due.rolled_end, due.due_on, due.act_by].map(|day| day.map(|day| day.to_string()))
}

fn all_four(text: &str) -> [Option<String>; 4] {
    [0; 4].map(|_| Some(text.to_owned()))
}

#[test]
fn only_the_kind_and_the_pathway_decide_by_what_a_case_is_closed() {
    let code = |kind, pathway| of_case(kind, pathway).map(|clock| clock.code.as_str());
    assert_eq!(code("petition", Some(6)), Some("xf.conclude_60"));
    assert_eq!(code("petition", Some(5)), None);
    assert_eq!(code("petition", None), None);
    assert_eq!(code("penalty", None), Some("ap.decide_90"));
    assert_eq!(code("penalty", Some(6)), Some("ap.decide_90"), "a pathway says nothing of other kinds");
    assert_eq!(code("no_such_kind", Some(6)), None);
}

#[test]
fn years_and_hours_end_on_a_day() {
    let limitation = due("ap.limitation_2y", &course("2024-02-29"));
    let expected = ["2026-02-28"; 4].map(|day| Some(day.to_owned()));
    assert_eq!(days(&limitation), expected, "no corresponding day; a Saturday that is worked");
    assert_eq!(days(&due("la.transfer_24h", &course("2024-03-05"))), all_four("2024-03-06"));
    let friday = due("la.transfer_24h", &course("2024-03-08"));
    let text = |day: &str| Some(day.to_owned());
    assert_eq!(
        days(&friday),
        [text("2024-03-09"), text("2024-03-11"), text("2024-03-09"), text("2024-03-08")],
        "it does not move"
    );
}

#[test]
fn days_before_a_hearing_are_free_days_between() {
    let papers = due("dm.papers_7", &course("2025-03-14"));
    assert_eq!(days(&papers), all_four("2025-03-06"), "7 to 13 March lie between");
    assert_eq!(papers.boundary, Boundary::AtLatest);
    let sunday = due("dm.papers_7", &course("2025-03-17"));
    let text = |day: &str| Some(day.to_owned());
    assert_eq!(
        days(&sunday),
        [text("2025-03-09"), text("2025-03-09"), text("2025-03-09"), text("2025-03-07")],
        "a rest day moves nothing that is counted backwards"
    );
}

#[test]
fn a_minimum_that_ends_on_a_rest_day_is_over_on_the_next_working_day() {
    let comment = due("dm.comment_30", &course("2025-01-02"));
    let text = |day: &str| Some(day.to_owned());
    assert_eq!(
        days(&comment),
        [text("2025-02-01"), text("2025-02-01"), text("2025-02-01"), text("2025-02-05")]
    );
    assert_eq!(comment.boundary, Boundary::NotBefore);
}

#[test]
fn a_start_on_a_rest_day_or_a_leap_day_counts_from_the_next_day() {
    assert_eq!(
        days(&due("xf.object_5wd", &course("2024-02-10"))),
        all_four("2024-02-22"),
        "18 to 22 February"
    );
    assert_eq!(days(&due("rm.mediate_1m", &course("2024-02-29"))), all_four("2024-03-29"));
    assert_eq!(days(&due("la.decide_7", &course("2024-02-29"))), all_four("2024-03-07"));
}

#[test]
fn a_year_without_notice_degrades_item_by_item() {
    let text = |day: &str| Some(day.to_owned());
    let petition = due("xf.conclude_60", &course("2026-11-28"));
    assert_eq!(days(&petition), [text("2027-01-27"), None, text("2027-01-27"), None]);
    assert_eq!(
        (petition.status.to_string().as_str(), petition.unknown.as_slice()),
        ("ok", &[UnknownYear(2027)][..])
    );
    assert_eq!(petition.unknown[0].to_string(), "rest_days_2027");
    let moved = due("ar.decide_60", &course("2026-11-24"));
    assert_eq!(days(&moved), [text("2027-01-23"), None, text("2027-01-23"), None], "the strict day");
    let request = due("gi.answer_20wd", &course("2026-12-10"));
    assert_eq!(days(&request), [None, None, None, None]);
    assert_eq!(request.status.to_string(), "calendar_missing_2027");
    let report = due("rp.submit", &course("2026-12-31"));
    assert_eq!(days(&report), [text("2027-03-01"), None, text("2027-03-01"), None]);
    let new_year = due("ap.decide_90", &course("2022-10-03"));
    assert_eq!(
        days(&new_year),
        [text("2023-01-01"), text("2023-01-03"), text("2023-01-01"), None],
        "what comes after is known, what was before is not"
    );
    assert_eq!(new_year.unknown, [UnknownYear(2022)]);
}

#[test]
fn extensions_count_on_from_the_end_that_no_rest_day_moved() {
    assert_eq!(
        due("np.reply_3m", &extended("2025-05-31", 3)).natural_end,
        Some(day("2025-11-30")),
        "31 August, 30 November"
    );
    assert_eq!(
        due("ap.decide_90", &extended("2024-03-01", 500)).natural_end,
        Some(day("2025-10-12")),
        "no bound in this law"
    );
}

#[test]
fn an_extension_has_the_bound_of_its_law() {
    let too_long = refused("xf.conclude_60", &extended("2024-03-01", 31));
    assert_eq!(too_long.subject(), Subject::Extended);
    assert_eq!(
        too_long.text(),
        crate::text!(
            "依照《信访工作条例》第34条，延期合计不得超过 30 日",
            "by 信访工作条例 art. 34 extensions together must not exceed 30 days"
        )
    );
    let working = refused("al.decide_20wd", &extended("2024-03-01", 11)).text();
    assert!(
        working.en.ends_with("10 working days") && working.en.contains("行政许可法 art. 42(1)"),
        "{working:?}"
    );
    let none = refused("ar.decide_30", &extended("2024-03-01", 1));
    assert!(none.text().zh.contains("《行政复议法》第62条第2款没有规定可以延期"), "{none:?}");
    assert!(none.text().en.contains("行政复议法 art. 62(2) knows no extension"), "{none:?}");
    assert_eq!(due("ar.decide_30", &extended("2024-03-01", 0)), due("ar.decide_30", &course("2024-03-01")));
}

#[test]
fn pauses_are_added_in_any_order_and_also_to_an_extension() {
    let twice = paused("2024-03-01", &["2024-04-01/2024-04-06", "2024-03-11/2024-03-21"]);
    assert_eq!(due("ar.decide_60", &twice).natural_end, Some(day("2024-05-15")), "30 April + 10 + 5");
    let late = Course { extended: 30, ..paused("2024-03-01", &["2024-05-10/2024-05-20"]) };
    assert_eq!(due("ar.decide_60", &late).natural_end, Some(day("2024-06-09")), "30 April + 30 + 10");
    let months = paused("2024-01-31", &["2024-02-10/2024-02-20"]);
    assert_eq!(due("li.sue_6m", &months).natural_end, Some(day("2024-08-10")), "31 July + 10");
    let on_the_last_day = paused("2024-03-01", &["2024-04-30/2024-05-20"]);
    assert_eq!(
        due("ar.decide_60", &on_the_last_day).natural_end,
        Some(day("2024-04-30")),
        "which is counted"
    );
}

#[test]
fn an_impossible_pause_is_refused() {
    let reconsideration = |pauses: &[&str]| refused("ar.decide_60", &paused("2024-03-01", pauses));
    let expected = Refusal::PausesOverlap { from: day("2024-03-20"), to: day("2024-03-21") };
    assert_eq!(reconsideration(&["2024-03-20/2024-03-25", "2024-03-11/2024-03-21"]), expected);
    let expected = Refusal::PauseBeforeStart { from: day("2024-02-29"), start: day("2024-03-01") };
    assert_eq!(reconsideration(&["2024-02-29/2024-03-04"]), expected);
    let expected = Refusal::PauseAfterEnd { from: day("2024-05-01"), end: day("2024-04-30") };
    assert_eq!(reconsideration(&["2024-05-01/2024-05-04"]), expected);
    let backwards = Refusal::PauseBackwards { from: day("2024-03-20"), to: day("2024-03-19") };
    assert_eq!(reconsideration(&["2024-03-20/2024-03-19"]), backwards);
    let none = refused("xf.conclude_60", &paused("2024-03-01", &["2024-03-11/2024-03-21"]));
    assert!(none.text().en.contains("信访工作条例 art. 34 knows no pause"), "{none:?}");
    for refusal in [expected, backwards, none] {
        assert_eq!(refusal.subject(), Subject::Paused);
    }
}

#[test]
fn a_pause_is_two_days() {
    let read = |text: &str| text.parse::<Span>();
    assert_eq!(read("2024-03-11/2024-03-21"), Ok(Span { from: day("2024-03-11"), to: day("2024-03-21") }));
    let without_end = Refusal::PauseWithoutEnd { from: day("2024-03-11") };
    assert_eq!(read("2024-03-11/"), Err(without_end.clone()));
    assert_eq!(read("2024-03-11"), Err(without_end));
    for text in [
        "",
        "/",
        "2024-3-11/2024-03-21",
        "2024-03-11/x",
        "2024-03-11/2024-03-21/2024-03-22",
        "2024-02-30/2024-03-01",
    ] {
        assert_eq!(read(text), Err(Refusal::PauseUnreadable), "{text}");
    }
}

#[test]
fn a_clock_that_is_not_in_force_is_refused() {
    let refusal = refused("xf.conclude_60", &course("2022-04-30"));
    assert_eq!(refusal.subject(), Subject::Start);
    assert!(refusal.text().en.contains("since 2022-05-01"));
    due("xf.conclude_60", &course("2022-05-01"));
    let repealed = |start, since: Option<&str>| {
        let clock = Clock {
            since: since.map(day),
            until: Some(day("2024-12-31")),
            ..find("xf.conclude_60").unwrap().clone()
        };
        clock.due(&course(start), &shipped().working_days(None)).map_err(|refusal| refusal.text().en)
    };
    assert!(repealed("2024-12-31", None).is_ok());
    assert!(repealed("2025-01-01", None).unwrap_err().contains("until 2024-12-31"));
    assert!(
        repealed("2025-01-01", Some("2022-05-01")).unwrap_err().contains("from 2022-05-01 to 2024-12-31")
    );
}

#[test]
fn what_has_no_length_or_no_year_is_refused() {
    assert_eq!(refused("xf.assigned", &course("2024-03-01")), Refusal::Stated);
    for start in ["1948-12-31", "2200-01-01", "+262142-12-31"] {
        assert_eq!(refused("nd.file_npc", &course(start)), Refusal::StartOutOfRange, "{start}");
    }
    let far = extended("2199-12-31", u16::MAX);
    assert_eq!(
        find("li.court_6m").unwrap().due(&far, &shipped().working_days(None)).unwrap().unknown.len(),
        1
    );
}
