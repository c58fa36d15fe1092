//! Numbers with their hedges and units.

mod chinese;
mod digits;
mod hedges;
mod shares;
mod units;

use std::ops::Range;

pub use self::units::{UnitClass, Units};
use super::model::Value;
use super::page::Page;

/// A number as it stands in the text.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// From the hedge before the number to the unit, and the hedge behind it.
    pub span: Range<usize>,
    /// The number alone, with 万 and 余.
    pub number: Range<usize>,
    /// Behind the unit.
    pub unit_end: usize,
    /// The value, with 万 multiplied out unless money is counted in it.
    pub value: Value,
    /// The unit as printed; empty where there is none.
    pub unit: String,
    /// What the unit counts.
    pub class: UnitClass,
    /// The hedge.
    pub hedge: Option<String>,
    /// Written in Chinese numerals.
    pub in_words: bool,
    /// A share in words, as 近九成 or 三分之二.
    pub share: bool,
}

/// What a parser of one notation yields.
struct Parsed {
    end: usize,
    value: Value,
    /// Behind 万 or 亿, for 万元 and 亿元.
    scale: Option<char>,
    hedge: Option<char>,
    /// The value before 万 or 亿.
    coefficient: Value,
}

/// All numbers of a text, in their order.
#[must_use]
pub fn find(page: &Page, units: &Units) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < page.len() {
        match quantity(page, units, at) {
            Some(quantity) => {
                at = quantity.unit_end.max(at + 1);
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn quantity(page: &Page, units: &Units, at: usize) -> Option<Quantity> {
    if let Some(share) = shares::parse(page, at) {
        return Some(share);
    }
    let (parsed, in_words) = match page.at(at) {
        '0'..='9' => (digits::parse(page, at)?, false),
        char if super::page::is_numeral(char) => (chinese::parse(page, at)?, true),
        _ => return None,
    };
    Some(with_unit(page, units, at, &parsed, in_words))
}

fn with_unit(page: &Page, units: &Units, at: usize, parsed: &Parsed, in_words: bool) -> Quantity {
    let found = units.at(page, parsed.end);
    let unit_end = found.as_ref().map_or(parsed.end, |(end, _)| *end);
    let class = found.map_or(UnitClass::Nothing, |(_, class)| class);
    let printed = page.text(parsed.end..unit_end);
    let (unit, value) = match parsed.scale {
        Some(scale) if class == UnitClass::Money => (format!("{scale}{printed}"), parsed.coefficient),
        _ => (printed, parsed.value),
    };
    let (before, hedge_before) = hedges::before(page, at);
    let (after, hedge_after) = hedges::after(page, unit_end);
    let inner = parsed.hedge.map(String::from);
    Quantity {
        span: before..after,
        number: at..parsed.end,
        unit_end,
        value,
        unit,
        class,
        hedge: inner.or(hedge_after).or(hedge_before),
        in_words,
        share: false,
    }
}

/// The value of numerals, or of digits; none where they are neither.
#[must_use]
pub fn numerals_value(chars: &[char]) -> Option<i128> {
    if chars.iter().all(char::is_ascii_digit) {
        return chars.iter().collect::<String>().parse().ok().filter(|_| chars.len() <= 15);
    }
    chinese::value(chars)
}
