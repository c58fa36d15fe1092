//! Letters that stand for digits, as a scan leaves them, and separators of thousands.

use std::collections::BTreeSet;

use super::Placed;

/// Puts letters right that touch a digit and no other letter. Returns where they stood.
pub(super) fn corrected(placed: &mut [Placed]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for at in 0..placed.len() {
        let Some(digit) = char_at(placed, at).and_then(digit_for) else { continue };
        let before = at.checked_sub(1).and_then(|before| char_at(placed, before)).unwrap_or_default();
        let after = char_at(placed, at + 1).unwrap_or_default();
        let point = before == '.' && at >= 2 && char_at(placed, at - 2).is_some_and(|c| c.is_ascii_digit());
        let touches = before.is_ascii_digit() || after.is_ascii_digit() || point;
        let word =
            before.is_ascii_alphabetic() || (after.is_ascii_alphabetic() && digit_for(after).is_none());
        if let Some(place) = placed.get_mut(at).filter(|_| touches && !word) {
            place.char = digit;
            found.insert(place.origin);
        }
    }
    found
}

const fn digit_for(char: char) -> Option<char> {
    match char {
        'l' | 'I' => Some('1'),
        'O' | 'o' => Some('0'),
        _ => None,
    }
}

fn char_at(placed: &[Placed], at: usize) -> Option<char> {
    placed.get(at).map(|p| p.char)
}

/// The text without commas between groups of three digits.
pub(super) fn without_separators(placed: &[Placed]) -> Vec<Placed> {
    let mut kept: Vec<Placed> = Vec::with_capacity(placed.len());
    let mut digits = 0;
    for (at, &place) in placed.iter().enumerate() {
        let groups =
            matches!(place.char, ',' | '，') && (1..=3).contains(&digits) && is_group(placed, at + 1);
        if groups {
            digits = 0;
        } else {
            digits = if place.char.is_ascii_digit() { digits + 1 } else { 0 };
            kept.push(place);
        }
    }
    kept
}

/// Exactly three digits.
fn is_group(placed: &[Placed], at: usize) -> bool {
    let digit = |i: usize| char_at(placed, i).is_some_and(|c| c.is_ascii_digit());
    (at..at + 3).all(digit) && !digit(at + 3)
}
