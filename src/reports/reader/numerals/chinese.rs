//! Numbers in Chinese numerals.

use super::super::decimal::Decimal;
use super::super::model::Value;
use super::super::page::{Page, is_numeral};
use super::Parsed;
use super::digits::exponent;

/// Larger numbers no report states.
const MOST: i128 = 1_000_000_000_000_000;
/// No number in words is longer.
const LONGEST: usize = 12;

pub(super) fn parse(page: &Page, at: usize) -> Option<Parsed> {
    let (head, mut end) = run(page, at)?;
    let hedge = Some(page.at(end)).filter(|c| matches!(c, '余' | '多' | '来'));
    end += usize::from(hedge.is_some());
    let behind = Some(page.at(end)).filter(|c| hedge.is_some() && matches!(c, '万' | '亿' | '千' | '百'));
    end += usize::from(behind.is_some());
    let exponents = behind.map_or(0, exponent);
    let value = Value::One(Decimal::whole(head).shifted(exponents));
    let scale = behind
        .or_else(|| Some(page.before(end - usize::from(hedge.is_some()))))
        .filter(|c| matches!(c, '万' | '亿'));
    let coefficient = scale.map_or(value, |scale| scaled_down(head, behind, scale));
    Some(Parsed { end, value, scale, hedge, coefficient })
}

/// The value before the last 万 or 亿.
fn scaled_down(head: i128, behind: Option<char>, scale: char) -> Value {
    let divisor = if behind.is_some() { 1 } else { 10_i128.pow(exponent(scale)) };
    Value::One(Decimal::whole((head / divisor).max(1)))
}

/// A run of numerals and its value.
fn run(page: &Page, at: usize) -> Option<(i128, usize)> {
    let longest = at + LONGEST;
    let end = (at..longest).find(|&place| !is_numeral(page.at(place))).unwrap_or(longest);
    value(page.slice(at..end)).map(|value| (value, end))
}

/// The value of numerals; none where they make no number.
pub(super) fn value(numerals: &[char]) -> Option<i128> {
    if numerals.len() > LONGEST {
        return None;
    }
    let positional = numerals.len() > 1 && numerals.iter().all(|&c| digit(c).is_some());
    if positional {
        return numerals.iter().try_fold(0, |sum: i128, &c| Some(sum * 10 + digit(c)?));
    }
    let (mut total, mut section, mut last) = (0_i128, 0_i128, None);
    for &char in numerals {
        match (digit(char), char) {
            (Some(0), _) => {}
            (Some(digit), _) if last.is_none() => last = Some(digit),
            (Some(_), _) => return None,
            (None, '万' | '亿') => {
                let below = section + last.take().unwrap_or(0);
                total = (total + below.max(i128::from(total + below == 0)))
                    .checked_mul(10_i128.pow(exponent(char)))?;
                section = 0;
            }
            (None, scale) => section += last.take().unwrap_or(1) * 10_i128.pow(exponent(scale)),
        }
    }
    let value = total + section + last.unwrap_or(0);
    (!numerals.is_empty() && value < MOST).then_some(value)
}

/// The value of one numeral below ten.
pub(super) const fn digit(char: char) -> Option<i128> {
    Some(match char {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}
