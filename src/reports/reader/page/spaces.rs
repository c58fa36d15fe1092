//! Spaces and line breaks: which of them only interrupt what belongs together.

use super::{Placed, ends_sentence, is_han, is_numeral};

/// A line shorter than this was not broken because it was full.
const FULL_LINE: usize = 25;
/// What goes on with a number that a line break interrupts.
const GOES_ON: &str = "余多万亿千百个件次场期人名份本册条幅块处家户项篇张部起宗批卷元天轮%年月日";

/// The text without the white space that only interrupts it.
pub(super) fn closed(source: &[Placed]) -> Vec<Placed> {
    let mut closed: Vec<Placed> = Vec::with_capacity(source.len());
    let (mut at, mut line) = (0, Line::default());
    while let Some(&placed) = source.get(at) {
        if !placed.char.is_whitespace() {
            line.add(placed.char);
            closed.push(placed);
            at += 1;
            continue;
        }
        let length = source.iter().skip(at).take_while(|p| p.char.is_whitespace()).count();
        let run = source.get(at..at + length).unwrap_or_default();
        let rest = source.get(at + length..).unwrap_or_default();
        at += length;
        match kept(&closed, run, rest, &line) {
            Some(char) => {
                closed.push(Placed { char, ..placed });
                line = if char == '\n' { Line::default() } else { line };
            }
            None => at = with_gap(&mut closed, &mut line, source, at),
        }
    }
    closed
}

/// Goes on with the next character, marked as having stood behind a gap.
fn with_gap(closed: &mut Vec<Placed>, line: &mut Line, source: &[Placed], at: usize) -> usize {
    if let Some(&next) = source.get(at) {
        line.add(next.char);
        closed.push(Placed { gap: true, ..next });
    }
    at + 1
}

/// What is known of the line so far.
#[derive(Default)]
struct Line {
    length: usize,
    marked: bool,
    ended: bool,
}

impl Line {
    fn add(&mut self, char: char) {
        self.length += 1;
        self.marked |= self.length <= 4 && matches!(char, '、' | '）' | ')' | '.');
        self.ended |= char == '。';
    }

    /// A heading stands on a line of its own.
    const fn is_heading(&self) -> bool {
        self.marked && !self.ended
    }
}

/// The white space that stays; none: it is left out.
fn kept(before: &[Placed], run: &[Placed], rest: &[Placed], line: &Line) -> Option<char> {
    let previous = before.last().map_or('\n', |p| p.char);
    let next = rest.first().map_or('\n', |p| p.char);
    let breaks = run.iter().filter(|p| p.char == '\n').count();
    match breaks {
        0 if run.iter().any(|p| p.char == '\t') => Some('\t'),
        0 => kept_space(before, previous, next, run.len(), rest),
        1 if interrupts(previous, next, rest, line) => None,
        _ => Some('\n'),
    }
}

fn kept_space(before: &[Placed], previous: char, next: char, length: usize, rest: &[Placed]) -> Option<char> {
    if previous.is_ascii_digit() && next.is_ascii_digit() {
        return (!is_one_number(digits_before(before), digits(rest), rest)).then_some(' ');
    }
    let letters = previous.is_ascii_alphabetic() && next.is_ascii_alphabetic();
    let apart = length > 1 && is_han(previous) && !next.is_ascii_digit() && previous != '\n';
    (letters || apart).then_some(' ')
}

/// Groups of three, or a short number torn apart before its unit.
fn is_one_number(before: usize, after: usize, rest: &[Placed]) -> bool {
    let follows = rest.get(after).map_or('\n', |p| p.char);
    let groups = before <= 3 && after == 3;
    groups || (before < 4 && before + after <= 5 && GOES_ON.contains(follows))
}

fn interrupts(previous: char, next: char, rest: &[Placed], line: &Line) -> bool {
    if next.is_ascii_digit() {
        let joins = previous.is_ascii_digit()
            || previous == '.'
            || is_han(previous)
            || matches!(previous, '，' | '、');
        return joins && !line.is_heading() && !begins_item(rest);
    }
    if previous.is_ascii_digit() || (is_numeral(previous) && line.length > 4) {
        return GOES_ON.contains(next);
    }
    let wrapped = line.length >= FULL_LINE && !line.is_heading();
    let goes_on = is_han(previous) || matches!(previous, '，' | '、');
    wrapped && goes_on && !ends_sentence(previous) && is_han(next) && !begins_section(rest)
}

/// A year, or the mark of an item, begins a line of its own.
fn begins_item(rest: &[Placed]) -> bool {
    let length = digits(rest);
    rest.get(length).is_some_and(|p| {
        matches!(p.char, '年' | '、' | '．' | '.' | '|' | '\t') && (p.char != '.' || length <= 2)
    })
}

fn begins_section(rest: &[Placed]) -> bool {
    let numerals = rest.iter().take_while(|p| is_numeral(p.char)).count();
    numerals > 0 && rest.get(numerals).is_some_and(|p| matches!(p.char, '、' | '是' | '要'))
}

fn digits(rest: &[Placed]) -> usize {
    rest.iter().take_while(|p| p.char.is_ascii_digit()).count()
}

fn digits_before(before: &[Placed]) -> usize {
    before.iter().rev().take_while(|p| p.char.is_ascii_digit()).count()
}
