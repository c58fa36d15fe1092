//! Marks without their partners, and letters for digits.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::slip;

/// Pairs of marks.
const PAIRS: &[(char, char)] = &[('（', '）'), ('《', '》'), ('“', '”'), ('【', '】'), ('〔', '〕')];

/// Marks are not nested deeper.
const DEEPEST: usize = 20;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let mut slips = letters(scene);
    let mut start = 0;
    while start < scene.page.len() {
        let end = scene.page.line_end(start);
        slips.extend(unbalanced(scene, start..end));
        start = end + 1;
    }
    slips
}

/// The number in which a letter stands.
fn letters(scene: &Scene<'_>) -> Vec<Slip> {
    let mut slips: Vec<Slip> = Vec::new();
    for &at in scene.page.letters() {
        let index = scene.quantities.partition_point(|q| q.unit_end <= at);
        let number = scene.quantities.get(index).filter(|q| q.number.contains(&at));
        let span = number.map_or(at..at + 1, |q| q.number.start..q.unit_end);
        let texts = ("数字中夹有字母".to_owned(), "a letter stands for a digit".to_owned());
        slips.push(slip(scene, "ocr_slip", span, texts));
    }
    slips
}

/// Marks of a line that are not closed or not opened.
fn unbalanced(scene: &Scene<'_>, line: Range<usize>) -> Vec<Slip> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut slips = Vec::new();
    for at in line.clone() {
        let char = alike(scene.page.at(at));
        if let Some(&(_, close)) = PAIRS.iter().find(|pair| pair.0 == char) {
            open.push((at, close));
        } else if PAIRS.iter().any(|pair| pair.1 == char) && !is_item(scene, at, line.start) {
            close(scene, at, char, &mut open, &mut slips);
        }
    }
    slips.extend(open.iter().map(|&(at, _)| unclosed(scene, at)));
    slips
}

/// Half-width brackets pair with full-width ones.
const fn alike(char: char) -> char {
    match char {
        '(' => '（',
        ')' => '）',
        char => char,
    }
}

/// 1） at the beginning of an item.
fn is_item(scene: &Scene<'_>, at: usize, start: usize) -> bool {
    at - start <= 3
        && scene
            .page
            .slice(start..at)
            .iter()
            .all(|c| c.is_ascii_digit() || super::super::page::is_numeral(*c))
}

fn close(scene: &Scene<'_>, at: usize, char: char, open: &mut Vec<(usize, char)>, slips: &mut Vec<Slip>) {
    let near = open.len().saturating_sub(DEEPEST);
    let partner = open.iter().skip(near).rposition(|&(_, close)| close == char);
    if let Some(place) = partner.map(|place| place + near) {
        slips.extend(open.split_off(place).iter().skip(1).map(|&(at, _)| unclosed(scene, at)));
    } else {
        let texts = ("后半个标点没有前半个".to_owned(), "a closing mark without the opening one".to_owned());
        let start = scene.clause_start(at).max(at.saturating_sub(20));
        slips.push(slip(scene, "unbalanced_marks", start..at + 1, texts));
    }
}

fn unclosed(scene: &Scene<'_>, at: usize) -> Slip {
    let texts = ("前半个标点没有后半个".to_owned(), "an opening mark without the closing one".to_owned());
    slip(scene, "unbalanced_marks", at..scene.clause_end(at + 1).min(at + 30), texts)
}
