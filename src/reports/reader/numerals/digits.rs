//! Numbers in Arabic digits, with 万, 余 and ranges.

use super::super::decimal::Decimal;
use super::super::model::Value;
use super::super::page::Page;
use super::Parsed;

pub(super) fn parse(page: &Page, at: usize) -> Option<Parsed> {
    if continues_another(page, at) {
        return None;
    }
    let (first, end) = plain(page, at)?;
    let (coefficient, end) = match second(page, end) {
        Some((second, end)) if first < second => (Value::Range(first, second), end),
        _ => (Value::One(first), end),
    };
    Some(multiplied(page, end, coefficient))
}

/// Digits behind a letter, a point or a middle dot are the tail of something else.
fn continues_another(page: &Page, at: usize) -> bool {
    let before = page.before(at);
    before.is_ascii_alphanumeric()
        || (matches!(before, '.' | '·' | '•' | '+' | '/') && at >= 2 && page.at(at - 2).is_ascii_digit())
}

fn plain(page: &Page, at: usize) -> Option<(Decimal, usize)> {
    let mut end = page.find(at, |c| !c.is_ascii_digit());
    if page.at(end) == '.' && page.at(end + 1).is_ascii_digit() {
        end = page.find(end + 1, |c| !c.is_ascii_digit());
    }
    Decimal::parse(&page.text(at..end)).map(|value| (value, end))
}

/// The upper end of a range.
fn second(page: &Page, end: usize) -> Option<(Decimal, usize)> {
    let dashes = page.find(end, |c| !matches!(c, '-' | '—' | '–' | '－' | '~' | '～' | '至' | '到'));
    let joined = (1..=2).contains(&(dashes - end)) && page.at(dashes).is_ascii_digit();
    joined.then(|| plain(page, dashes)).flatten()
}

/// 万, 余 and the like behind the digits, in whatever order they stand.
fn multiplied(page: &Page, end: usize, coefficient: Value) -> Parsed {
    let mut parsed = Parsed { end, value: coefficient, scale: None, hedge: None, coefficient };
    loop {
        match page.at(parsed.end) {
            hedge @ ('余' | '多' | '来') if parsed.hedge.is_none() => parsed.hedge = Some(hedge),
            scale @ ('百' | '千' | '万' | '亿') if is_scale(page, parsed.end) => {
                parsed.value = parsed.value.map(|value| value.shifted(exponent(scale)));
                match scale {
                    '万' | '亿' => parsed.scale = Some(scale),
                    _ => parsed.coefficient = parsed.value,
                }
            }
            _ => return parsed,
        }
        parsed.end += 1;
    }
}

/// 千克 and 千米 are units.
fn is_scale(page: &Page, at: usize) -> bool {
    !matches!(page.at(at + 1), '克' | '米' | '瓦')
}

pub(super) const fn exponent(scale: char) -> u32 {
    match scale {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => 0,
    }
}
