//! The file is whole, and what stands in it goes together.

use std::collections::HashSet;

use super::File;
use crate::deadlines::codes::{LimitKind, Matter};
use crate::deadlines::{Clock, Length, all, find, unlimited};
use crate::text::Text;

#[test]
fn the_file_is_read() {
    let file = toml::from_str::<File>(include_str!("clocks.toml"));
    assert_eq!(file.map(|file| file.clock.len()).map_err(|error| error.to_string()), Ok(79));
}

#[test]
fn codes_are_unique_and_nothing_is_left_blank() {
    let codes: HashSet<_> = all().iter().map(|clock| &clock.code).collect();
    assert_eq!(codes.len(), all().len());
    let is_whole = |text: &Text| !text.zh.trim().is_empty() && !text.en.trim().is_empty();
    for clock in all() {
        let texts = [Some(&clock.name), Some(&clock.rule), Some(&clock.who), clock.condition.as_ref()];
        let more = [clock.remark.as_ref(), clock.pause.as_ref().map(|pause| &pause.time)];
        assert!(texts.into_iter().chain(more).flatten().all(is_whole), "{clock:?}");
        assert!(!clock.law.is_empty() && !clock.matters.is_empty(), "{clock:?}");
        let is_named = |article: &Option<String>| article.as_ref().is_none_or(|article| !article.is_empty());
        assert!(is_named(&clock.article) && is_named(&clock.working_days_by), "{clock:?}");
    }
    assert!(unlimited().iter().all(|matter| !matter.reason.0.is_empty() && !matter.reason.1.is_empty()));
}

#[test]
fn an_article_is_missing_only_where_the_entry_says_why() {
    for clock in all().iter().filter(|clock| clock.article.is_none()) {
        assert!(clock.remark.is_some() && (clock.local || !is_read(clock)), "{}", clock.code);
    }
}

fn is_read(clock: &Clock) -> bool {
    clock.certainty == crate::deadlines::codes::Certainty::Read
}

#[test]
fn rest_days_are_for_calendar_days_and_a_law_says_which_are_working_days() {
    for clock in all() {
        let working = matches!(clock.length, Length::WorkingDays(_));
        assert_eq!(clock.rest_day.is_none(), working, "{}", clock.code);
        assert_eq!(clock.working_days_by.is_some(), working && clock.article.is_some(), "{}", clock.code);
    }
}

#[test]
fn limits_go_with_lengths() {
    for clock in all() {
        let code = &clock.code;
        assert_eq!(clock.limit == LimitKind::Before, matches!(clock.length, Length::Date(_)), "{code}");
        assert_eq!(clock.limit == LimitKind::Stated, clock.length == Length::Stated, "{code}");
        let backwards = clock.limit == LimitKind::NoticeBefore;
        let of_days = matches!(clock.length, Length::Days(_) | Length::WorkingDays(_));
        assert!(!backwards || of_days, "{code}");
        let counts_on = !backwards && !matches!(clock.length, Length::Date(_) | Length::Hours(_));
        assert!(counts_on || (clock.pause.is_none() && clock.extension.is_none()), "{code}");
        assert!(clock.warn.is_sorted_by(|first, next| first > next), "{code}");
        assert!(clock.since.zip(clock.until).is_none_or(|(since, until)| since <= until), "{code}");
        assert_eq!(clock.since.is_none(), clock.local, "{code}");
    }
}

/// A case has one day by which it is to be closed, counted event by event.
#[test]
fn clocks_that_close_cases_count_days() {
    let closing: Vec<&Clock> = all().iter().filter(|clock| clock.closes_case).collect();
    let codes: Vec<&str> = closing.iter().map(|clock| clock.code.as_str()).collect();
    let known =
        ["xf.conclude_60", "la.decide_7", "ap.decide_90", "al.decide_20wd", "ar.decide_60", "gi.answer_20wd"];
    assert_eq!(codes, known);
    assert!(closing.iter().all(|clock| matches!(clock.length, Length::Days(_) | Length::WorkingDays(_))));
    let petition = |clock: &&&Clock| clock.matters == [Matter::Petition];
    assert!(all().iter().all(|clock| clock.pathways.is_empty() || petition(&&clock)));
}

#[test]
fn a_length_is_named_in_both_languages() {
    let text = |code| find(code).unwrap().length.text();
    assert_eq!(text("xf.object_5wd"), crate::text!("5 个工作日", "5 working days"));
    assert_eq!(text("la.transfer_24h"), crate::text!("24 小时", "24 hours"));
    assert_eq!(text("ac.court_3m"), crate::text!("3 个月", "3 months"));
    assert_eq!(text("ap.limitation_2y"), crate::text!("2 年", "2 years"));
    assert_eq!(text("rp.submit"), crate::text!("次年 03-01", "03-01 of the next year"));
    assert_eq!(text("xf.assigned"), crate::text!("逐件指定", "stated case by case"));
}
