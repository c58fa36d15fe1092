//! Headings, numbered marks, and which parts of a report are plans.

use std::ops::Range;

use super::numerals::numerals_value;
use super::page::{Page, is_numeral};
use super::title;
use super::words::Words;

/// Longest heading that stands on a line with its text.
const LONGEST: usize = 40;

/// The outline of a report.
pub struct Outline {
    /// Marks of sections, in their order.
    pub marks: Vec<Mark>,
    headings: Vec<Mark>,
    plans: Vec<Range<usize>>,
}

/// The mark of a section or an item, as （二）.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where the mark stands.
    pub at: Range<usize>,
    /// Where its heading ends: at the first 。 or at the end of the line.
    pub end: usize,
    /// Where its line ends.
    pub line_end: usize,
    /// 第一部分 0, 一、 1, （一） 2, 1. 3, （1） 4, 一是 5, 一要 6.
    pub level: u8,
    /// Its number.
    pub number: i128,
}

impl Outline {
    /// Of a text.
    #[must_use]
    pub fn new(page: &Page, words: &Words, year: Option<i32>) -> Self {
        let mut marks = Vec::new();
        let mut at = 0;
        while at < page.len() {
            if begins_item(page, at)
                && let Some(mark) = mark(page, at)
            {
                at = mark.at.end;
                marks.push(mark);
            } else {
                at += 1;
            }
        }
        let plans = plans(page, &marks, words, year);
        let headings = marks.iter().filter(|mark| mark.level <= 3).cloned().collect();
        Self { marks, headings, plans }
    }

    /// Whether a position is in a part that plans.
    #[must_use]
    pub fn is_plan(&self, at: usize) -> bool {
        let next = self.plans.partition_point(|plan| plan.start <= at);
        next.checked_sub(1).and_then(|before| self.plans.get(before)).is_some_and(|plan| plan.contains(&at))
    }

    /// Marks of sections alone, without 一是.
    pub fn sections(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.level <= 4)
    }

    /// The last mark that begins before a position.
    #[must_use]
    pub fn mark_before(&self, at: usize) -> Option<&Mark> {
        let next = self.marks.partition_point(|mark| mark.at.start < at);
        next.checked_sub(1).and_then(|before| self.marks.get(before))
    }

    /// The heading of the section that a position is in, with what stands above it.
    #[must_use]
    pub fn heading(&self, at: usize) -> Option<&Mark> {
        let next = self.headings.partition_point(|mark| mark.at.start <= at);
        next.checked_sub(1).and_then(|before| self.headings.get(before))
    }
}

fn begins_item(page: &Page, at: usize) -> bool {
    at == 0 || matches!(page.before(at), '\n' | '#' | '。' | '；' | '：' | '，' | ';' | ' ' | '\t')
}

fn mark(page: &Page, at: usize) -> Option<Mark> {
    let fresh_line = at == 0 || matches!(page.before(at), '\n' | '#');
    let (end, level, number) = bracketed(page, at).or_else(|| numbered(page, at, fresh_line))?;
    let line_end = page.line_end(end);
    let stop = (end..line_end.min(end + 2 * LONGEST)).find(|&at| page.at(at) == '。').unwrap_or(line_end);
    let fits = fresh_line || level >= 4 || (level == 2 && page.before(at) == '。');
    fits.then_some(Mark { at: at..end, end: stop, line_end, level, number })
}

/// （一）, (一), （1）.
fn bracketed(page: &Page, at: usize) -> Option<(usize, u8, i128)> {
    let open = page.find(at, |c| !matches!(c, '（' | '('));
    if open == at {
        return None;
    }
    let end = page.find(open, |c| !is_numeral(c) && !c.is_ascii_digit());
    let number = numerals_value(page.slice(open..end)).filter(|_| end > open && end - open <= 3)?;
    let close = page.find(end, |c| !matches!(c, '）' | ')'));
    let level = if page.at(open).is_ascii_digit() { 4 } else { 2 };
    (close > end).then_some((close, level, number))
}

/// 一、, 1., 一是, 一要, 第一部分.
fn numbered(page: &Page, at: usize, fresh_line: bool) -> Option<(usize, u8, i128)> {
    let start = at + usize::from(page.at(at) == '第');
    let end = page.find(start, |c| !is_numeral(c) && !c.is_ascii_digit());
    let number = numerals_value(page.slice(start..end)).filter(|_| end > start && end - start <= 3)?;
    let digits = page.at(start).is_ascii_digit();
    let level = match page.at(end) {
        '部' | '章' if start > at => 0,
        '、' | '.' | '．' if digits && fresh_line && !page.at(end + 1).is_ascii_digit() => 3,
        '、' if fresh_line && start == at => 1,
        '是' if !digits && start == at => 5,
        '要' if !digits && start == at => 6,
        _ => return None,
    };
    let behind = page.find(end, |c| !matches!(c, '、' | '.' | '．'));
    Some((behind.max(end + 1), level, number))
}

/// The parts whose headings, or the words before a colon, speak of what comes next.
fn plans(page: &Page, marks: &[Mark], words: &Words, year: Option<i32>) -> Vec<Range<usize>> {
    let mut plans = Vec::new();
    let sections: Vec<&Mark> = marks.iter().filter(|mark| mark.level <= 2).collect();
    for (i, mark) in sections.iter().enumerate() {
        let heading = mark.at.end..mark.end;
        let next_year = is_of_next_year(page, heading.clone(), year)
            && !page.contains_any(heading.clone(), &words.kinds.done);
        if next_year || speaks_of_plans(page, heading, words) {
            let next = sections.iter().skip(i + 1).find(|next| next.level <= mark.level);
            plans.push(mark.at.start..next.map_or(page.len(), |next| next.at.start));
        }
    }
    plans.extend(labelled_lines(page, words));
    plans.sort_by_key(|plan| plan.start);
    merged(plans)
}

/// 2025年重点工作 in a report of 2024.
fn is_of_next_year(page: &Page, heading: Range<usize>, year: Option<i32>) -> bool {
    let years = title::years(page, heading.start..heading.end.min(heading.start + LONGEST));
    let next = |&(_, other): &(usize, i32)| year.is_some_and(|own| other == own + 1);
    heading.len() <= LONGEST && !years.is_empty() && years.iter().all(next)
}

fn merged(plans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for plan in plans {
        match merged.last_mut() {
            Some(last) if plan.start < last.end => last.end = last.end.max(plan.end),
            _ => merged.push(plan),
        }
    }
    merged
}

fn speaks_of_plans(page: &Page, heading: Range<usize>, words: &Words) -> bool {
    let short = heading.len() <= LONGEST;
    short
        && page.contains_any(heading.clone(), &words.kinds.plan)
        && !page.contains_any(heading, &words.kinds.done)
}

/// Lines that begin with 打算：.
fn labelled_lines(page: &Page, words: &Words) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < page.len() {
        let end = page.line_end(start);
        let colon = page.find(start, |c| c == '：').min(end);
        if colon < end && colon - start <= 8 && speaks_of_plans(page, start..colon, words) {
            found.push(start..end);
        }
        start = end + 1;
    }
    found
}
