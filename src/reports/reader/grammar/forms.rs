//! Forms of numbers that no figure has.

use super::super::numerals::{Quantity, UnitClass};
use super::super::page::Page;

/// Longest words in quotation marks that are a name.
const LONGEST_NAME: usize = 14;

/// Of each number, whether its form allows a figure: it has a unit and stands in no title, name, date or sum.
#[must_use]
pub fn structural(page: &Page, quantities: &[Quantity]) -> Vec<bool> {
    let titles = enclosed(page, &[('《', '》'), ('〔', '〕'), ('〈', '〉')], usize::MAX);
    let names = enclosed(page, &[('“', '”'), ('「', '」')], LONGEST_NAME);
    let sums = enclosed(page, &[('“', '”')], 2 * LONGEST_NAME);
    let in_sum = |q: &Quantity| {
        sums.get(q.number.start).copied().unwrap_or_default()
            && page.slice(q.unit_end..q.unit_end + 6).contains(&'+')
    };
    let in_slogan = |index: usize, q: &Quantity| {
        let quoted = sums.get(q.number.start).copied().unwrap_or_default();
        let with = |other: Option<&Quantity>| other.is_some_and(|other| is_beside(page, q, other));
        quoted
            && (with(quantities.get(index + 1)) || with(index.checked_sub(1).and_then(|i| quantities.get(i))))
    };
    let allowed = |(index, q): (usize, &Quantity)| {
        allows(page, q, &titles, &names) && !in_sum(q) && !in_slogan(index, q)
    };
    quantities.iter().enumerate().map(allowed).collect()
}

/// Both in the same marks, as those of “1个目标、3项任务”.
fn is_beside(page: &Page, one: &Quantity, other: &Quantity) -> bool {
    let between = one.unit_end.min(other.unit_end)..one.number.start.max(other.number.start);
    between.len() <= LONGEST_NAME && !page.slice(between).iter().any(|c| matches!(c, '“' | '”' | '\n'))
}

/// Marks every position inside a pair of marks.
fn enclosed(page: &Page, pairs: &[(char, char)], longest: usize) -> Vec<bool> {
    let mut inside = vec![false; page.len()];
    let mut open: Option<(usize, char)> = None;
    for (at, &char) in page.chars().iter().enumerate() {
        match open {
            Some((start, close)) if char == close => {
                let stretch = inside.get_mut(start..at).filter(|stretch| stretch.len() <= longest);
                stretch.into_iter().flatten().for_each(|place| *place = true);
                open = None;
            }
            Some(_) if char == '\n' => open = None,
            _ => open = pairs.iter().find(|pair| pair.0 == char).map(|pair| (at, pair.1)).or(open),
        }
    }
    inside
}

fn allows(page: &Page, quantity: &Quantity, titles: &[bool], names: &[bool]) -> bool {
    let start = quantity.number.start;
    let inside = |marks: &[bool]| marks.get(start).copied().unwrap_or_default();
    let counted = !matches!(quantity.class, UnitClass::NoFigure | UnitClass::Nothing);
    let before = page.before(start);
    let after = page.at(quantity.unit_end);
    let enclosed = inside(titles) || (quantity.in_words && inside(names));
    let joined = matches!(before, '第' | '+' | '·' | '〔' | '/') || matches!(after, '+' | '性' | '·');
    let dashed = before == '-' && start >= 2 && page.at(start - 2).is_ascii_digit();
    let other = quantity.in_words && is_other_word(page, quantity);
    let never = enclosed || joined || dashed || other;
    counted && !never
}

/// Characters before a single numeral that make another word of it, as 统一, 唯一.
const JOINED: &str = "统同唯之万星周首某逐这那另进";

/// Numerals that belong to another word.
fn is_other_word(page: &Page, quantity: &Quantity) -> bool {
    let start = quantity.number.start;
    let scaled = matches!(page.at(start + 1), '万' | '千' | '百');
    JOINED.contains(page.before(start)) && quantity.number.len() == 1 && !scaled
}
