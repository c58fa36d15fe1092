//! The year and the place, as the head of a report names them.

use std::ops::Range;

use super::model::PlaceNames;
use super::numerals::numerals_value;
use super::page::{Page, is_han, is_numeral};

/// Lines that may belong to the head.
const HEAD: usize = 5;
/// How far from the beginning the first paragraph begins.
const OPENING: usize = 600;
/// Longest name of a place.
const LONGEST: usize = 8;
/// What follows the name of the place whose report it is.
const BEHIND: &[&str] = &["人民政府", "委员会", "党委", "办事处", "党工委", "法治", "关于", "政府", "委"];

/// The year in the first line that has one and is about a report.
#[must_use]
pub fn year(page: &Page) -> Option<i32> {
    let mut titles = head(page).into_iter().filter(|line| is_title(page, line));
    titles.find_map(|line| first_year(page, line)).or_else(|| opening(page))
}

fn first_year(page: &Page, stretch: Range<usize>) -> Option<i32> {
    years(page, stretch).first().map(|&(_, year)| year)
}

/// The year that the first paragraph begins with: 2025年，….
fn opening(page: &Page) -> Option<i32> {
    let mut start = 0;
    while start < page.len().min(OPENING) {
        let year = first_year(page, start..start + 5);
        if year.is_some() && matches!(page.at(start + 5), '，' | ',' | '是') {
            return year;
        }
        start = page.line_end(start) + 1;
    }
    None
}

fn is_title(page: &Page, line: &Range<usize>) -> bool {
    ["报告", "总结", "情况"].iter().any(|word| page.contains_any(line.clone(), &[(*word).to_owned()]))
        && line.len() <= 60
}

/// Years of a stretch, and where they stand: 2024年, 二〇二四年.
#[must_use]
pub fn years(page: &Page, stretch: Range<usize>) -> Vec<(usize, i32)> {
    let mut found = Vec::new();
    for at in stretch.clone() {
        let digit = |i: usize| page.at(i).is_ascii_digit() || is_numeral(page.at(i));
        let four = (at..at + 4).all(digit) && !digit(at + 4) && !(at > 0 && digit(at - 1));
        let behind = page.at(at + 4) == '年' && at + 4 < stretch.end;
        let value = numerals_value(page.slice(at..at + 4)).and_then(|v| i32::try_from(v).ok());
        if let Some(year) = value.filter(|y| four && behind && (1949..=2099).contains(y)) {
            found.push((at, year));
        }
    }
    found
}

/// The first lines that are not empty, up to a sentence.
fn head(page: &Page) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while lines.len() < HEAD && start < page.len() {
        let end = page.find(start, |c| c == '\n');
        let sentence = page.slice(start..end).contains(&'。');
        if sentence {
            break;
        }
        if end > start {
            lines.push(start..end);
        }
        start = end + 1;
    }
    lines
}

/// Whose report it is.
#[must_use]
pub fn place(page: &Page) -> PlaceNames {
    let mut names = PlaceNames::default();
    let of_itself =
        |line: &Range<usize>| !page.slice(line.clone()).iter().any(|c| matches!(c, '，' | '：' | ':'));
    for line in head(page).into_iter().filter(of_itself) {
        for run in runs(page, line) {
            take(&mut names, &places(page, run));
        }
    }
    names
}

/// Stretches of Chinese characters.
fn runs(page: &Page, line: Range<usize>) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = line.start;
    while at < line.end {
        let start = page.find(at, is_han).min(line.end);
        let end = page.find(start, |c| !is_han(c)).min(line.end);
        if end > start {
            runs.push(start..end);
        }
        at = end.max(at + 1);
    }
    runs
}

/// Names with their levels, the widest first, from the beginning of a run.
fn places(page: &Page, run: Range<usize>) -> Vec<String> {
    let mut start = run.start + if page.has(run.start, "中共") { 2 } else { 0 };
    start += if page.has(start, "关于") { 2 } else { 0 };
    let mut names = Vec::new();
    while let Some(end) = next_name(page, start..run.end) {
        let name = page.text(start..end);
        if !names.contains(&name) || page.before(start) == '县' {
            names.push(name);
        }
        start = behind(page, end);
    }
    if let Some(end) = department(page, start..run.end).filter(|_| names.len() == 1) {
        let county = names.first().cloned().unwrap_or_default();
        names.push(format!("{county}{}", page.text(start..end)));
    }
    names
}

/// The organ between two names: 区人民政府 before a street, 镇委员会 before 镇人民政府.
fn behind(page: &Page, end: usize) -> usize {
    let organ = ["人民政府", "委员会", "办事处", "委"].into_iter().find(|organ| page.has(end, organ));
    end + organ.map_or(0, |organ| organ.chars().count())
}

fn next_name(page: &Page, stretch: Range<usize>) -> Option<usize> {
    let limit = stretch.end.min(stretch.start + LONGEST);
    let least = stretch.start + 1;
    (least..limit).find_map(|at| {
        let street = page.has(at, "街道") || page.has(at, "苏木");
        let level = street || matches!(page.at(at), '县' | '区' | '市' | '旗' | '州' | '镇' | '乡' | '省');
        let end = at + 1 + usize::from(street);
        let fits = level && at > stretch.start && followed(page, end, stretch.end);
        fits.then_some(end)
    })
}

fn followed(page: &Page, end: usize, limit: usize) -> bool {
    end >= limit
        || BEHIND.iter().any(|word| page.has(end, word))
        || is_han(page.at(end)) && !matches!(page.at(end), '镇' | '乡' | '级')
}

fn department(page: &Page, stretch: Range<usize>) -> Option<usize> {
    let limit = stretch.end.min(stretch.start + LONGEST);
    (stretch.start..limit)
        .find(|&at| matches!(page.at(at), '局' | '办') && !page.has(at, "办事处"))
        .map(|at| at + 1)
}

/// The first name of a lower level is the place, the others are above it.
fn take(names: &mut PlaceNames, found: &[String]) {
    let Some((own, above)) = found.split_last() else { return };
    let fresh = names.name.is_empty() || above.contains(&names.name);
    if fresh || (names.within.is_empty() && *own == names.name) {
        names.name.clone_from(own);
        names.within = above.iter().rev().cloned().collect();
    }
}
