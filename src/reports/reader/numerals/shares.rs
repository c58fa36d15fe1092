//! Percentages and shares in words: 百分之九十八, 百分百, 近九成, 三分之二, 半数以上.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::model::Value;
use super::super::page::{Page, ends_clause, is_numeral};
use super::{Quantity, UnitClass, chinese, hedges};

/// Words for a half.
const HALF: &[&str] = &["半数", "过半", "一半"];

pub(super) fn parse(page: &Page, at: usize) -> Option<Quantity> {
    none(page, at)
        .or_else(|| per_cent(page, at))
        .or_else(|| tenths(page, at))
        .or_else(|| fraction(page, at))
        .or_else(|| half(page, at))
}

/// 败诉率为零.
fn none(page: &Page, at: usize) -> Option<Quantity> {
    let rate = page.at(at) == '零' && (page.ends_with(at, "率为") || page.ends_with(at, "率保持"));
    (rate && ends_clause(page.at(at + 1))).then(|| made(page, at..at + 1, Decimal::whole(0), false))
}

fn per_cent(page: &Page, at: usize) -> Option<Quantity> {
    if page.has(at, "百分百") {
        return Some(made(page, at..at + 3, Decimal::whole(100), false));
    }
    if !page.has(at, "百分之") {
        return None;
    }
    let start = at + 3;
    let end = page.find(start, |c| !is_numeral(c) && !c.is_ascii_digit() && c != '.' && c != '点');
    let value = decimal(page.slice(start..end))?;
    Some(made(page, at..end, value, false))
}

/// Digits, or numerals with 点.
fn decimal(chars: &[char]) -> Option<Decimal> {
    if chars.first().is_some_and(char::is_ascii_digit) {
        return Decimal::parse(&chars.iter().collect::<String>());
    }
    let mut parts = chars.split(|&c| c == '点');
    let whole = chinese::value(parts.next()?)?;
    let fraction: Option<String> =
        parts.next().unwrap_or_default().iter().map(|&c| chinese::digit(c).map(|d| d.to_string())).collect();
    Decimal::parse(&format!("{whole}.{}", fraction?))
}

/// 九成, 九成九, 四成一, 七成半.
fn tenths(page: &Page, at: usize) -> Option<Quantity> {
    let tens = single(page.at(at)).filter(|_| page.at(at + 1) == '成' && !is_numeral(page.before(at)))?;
    if matches!(page.at(at + 2), '立' | '效' | '果' | '员' | '为' | '熟' | '就') {
        return None;
    }
    let ones = match page.at(at + 2) {
        '半' => Some(5),
        char => single(char),
    };
    let end = at + 2 + usize::from(ones.is_some());
    let exact = ones.is_some();
    Some(made(page, at..end, Decimal::whole(tens * 10 + ones.unwrap_or(0)), !exact))
}

fn single(char: char) -> Option<i128> {
    char.to_digit(10).map(i128::from).or_else(|| chinese::digit(char)).filter(|&digit| digit > 0)
}

/// 三分之二: two decimals are enough for a share in words.
fn fraction(page: &Page, at: usize) -> Option<Quantity> {
    let below = single(page.at(at)).filter(|_| page.has(at + 1, "分之"))?;
    let above = single(page.at(at + 3))?;
    let value = Decimal::percent(Decimal::whole(above), Decimal::whole(below), 2)?;
    Some(made(page, at..at + 4, value, true))
}

fn half(page: &Page, at: usize) -> Option<Quantity> {
    HALF.iter().find(|word| page.has(at, word)).map(|_| made(page, at..at + 2, Decimal::whole(50), true))
}

fn made(page: &Page, number: Range<usize>, value: Decimal, share: bool) -> Quantity {
    let (start, before) = hedges::before(page, number.start);
    let (end, after) = hedges::after(page, number.end);
    Quantity {
        span: start..end,
        unit_end: number.end,
        number,
        value: Value::One(value),
        unit: "%".to_owned(),
        class: UnitClass::Percent,
        hedge: after.or(before),
        in_words: false,
        share,
    }
}
