//! Dates that do not exist, or had not come.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::super::numerals::numerals_value;
use super::super::page::is_numeral;
use super::slip;

/// A date as printed.
struct Printed {
    at: Range<usize>,
    year: Option<i128>,
    month: i128,
    day: i128,
}

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let dates = dates(scene);
    let signed = dates.iter().rev().find(|date| date.year.is_some() && is_signature(scene, date)).map(order);
    let impossible = dates.iter().filter(|date| !exists(date)).map(|date| no_such_day(scene, date));
    let future = dates.iter().filter(|date| {
        exists(date) && signed.is_some_and(|signed| order(date) > signed) && is_told(scene, date)
    });
    impossible.chain(future.map(|date| not_come(scene, date))).collect()
}

fn dates(scene: &Scene<'_>) -> Vec<Printed> {
    (0..scene.page.len()).filter(|&at| scene.page.at(at) == '月').filter_map(|at| date(scene, at)).collect()
}

/// The date around 月.
fn date(scene: &Scene<'_>, month_mark: usize) -> Option<Printed> {
    let page = scene.page;
    let (start, month) = number_before(scene, month_mark)?;
    let day_end = page.find(month_mark + 1, |c| !is_part(c)).min(month_mark + 4);
    let day = numerals_value(page.slice(month_mark + 1..day_end))
        .filter(|_| day_end > month_mark + 1 && page.at(day_end) == '日')?;
    let year = Some(start).filter(|&at| page.before(at) == '年').and_then(|at| number_before(scene, at - 1));
    Some(Printed {
        at: year.map_or(start, |(start, _)| start)..day_end + 1,
        year: year.map(|(_, year)| year),
        month,
        day,
    })
}

fn is_part(char: char) -> bool {
    char.is_ascii_digit() || (is_numeral(char) && !matches!(char, '百' | '千' | '万' | '亿' | '两'))
}

fn number_before(scene: &Scene<'_>, end: usize) -> Option<(usize, i128)> {
    let mut start = end;
    while start > 0 && end - start < 5 && is_part(scene.page.before(start)) {
        start -= 1;
    }
    numerals_value(scene.page.slice(start..end)).filter(|_| start < end).map(|value| (start, value))
}

fn exists(date: &Printed) -> bool {
    let leap = date.year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let days = match date.month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i128::from(leap),
        _ => 31,
    };
    (1..=12).contains(&date.month) && (1..=days).contains(&date.day)
}

/// On a line of its own.
fn is_signature(scene: &Scene<'_>, date: &Printed) -> bool {
    let line = scene.page.line_start(date.at.start)..scene.page.line_end(date.at.start);
    line.len() <= date.at.len() + 4 && exists(date)
}

/// Told as done, not planned.
fn is_told(scene: &Scene<'_>, date: &Printed) -> bool {
    let ahead = ["前", "之前", "起施行", "起实施"].iter().any(|word| scene.page.has(date.at.end, word));
    date.year.is_some() && !scene.outline.is_plan(date.at.start) && !ahead
}

fn order(date: &Printed) -> (i128, i128, i128) {
    (date.year.unwrap_or(0), date.month, date.day)
}

fn no_such_day(scene: &Scene<'_>, date: &Printed) -> Slip {
    slip(
        scene,
        "impossible_date",
        date.at.clone(),
        ("没有这一天".to_owned(), "there is no such day".to_owned()),
    )
}

fn not_come(scene: &Scene<'_>, date: &Printed) -> Slip {
    slip(
        scene,
        "future_date",
        date.at.clone(),
        ("晚于报告的落款日期".to_owned(), "after the date of the report".to_owned()),
    )
}
