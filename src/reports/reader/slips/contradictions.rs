//! One indicator with two values.

use std::collections::HashMap;

use super::super::decimal::Decimal;
use super::super::grammar::{Found, Scene};
use super::super::model::{Kind, Slip};
use super::slip;

/// Words that say a figure is the whole year's.
const WHOLE: &[&str] = &["全年", "一年来", "今年以来", "本年度", "年内", "今年"];
/// Verbs that make no difference.
const VERBS: &[&str] = &["开展", "组织", "举办", "累计", "召开", "共", "各类"];
/// Shorter nouns say too little.
const SHORTEST: usize = 4;

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Vec<Slip> {
    let mut known: HashMap<(usize, String, String), (Decimal, bool)> = HashMap::new();
    let mut slips = Vec::new();
    for figure in found {
        let Some((key, value, whole)) = statement(scene, figure) else { continue };
        match known.get(&key) {
            Some(&(first, first_whole)) if first != value && (whole || first_whole) => {
                slips.push(contradiction(scene, figure, first, value));
            }
            Some(_) => {}
            None => drop(known.insert(key, (value, whole))),
        }
    }
    slips
}

/// What is stated plainly of the whole place: term, unit and noun, the value, and whether it is said to be the year's.
fn statement(scene: &Scene<'_>, figure: &Found) -> Option<((usize, String, String), Decimal, bool)> {
    let term = figure
        .term
        .filter(|_| figure.worded && figure.kind == Kind::Count && figure.by.is_none() && !figure.silent)?;
    let value = figure.value.one().filter(|_| figure.hedge.is_none())?;
    let clause = scene.clause_start(figure.number);
    let words = scene.page.text(clause..figure.number);
    let whole = WHOLE.iter().find(|word| words.starts_with(*word));
    let noun = without_verbs(words.strip_prefix(whole.unwrap_or(&"")).unwrap_or(&words));
    (noun.chars().count() >= SHORTEST)
        .then(|| ((term, figure.unit.clone(), noun.to_owned()), value, whole.is_some()))
}

/// The noun behind 共组织开展.
fn without_verbs(mut words: &str) -> &str {
    while let Some(rest) = VERBS.iter().find_map(|verb| words.strip_prefix(verb)) {
        words = rest;
    }
    words
}

fn contradiction(scene: &Scene<'_>, figure: &Found, first: Decimal, value: Decimal) -> Slip {
    let start = scene.clause_start(figure.number);
    let texts = (format!("前文为 {first}，此处为 {value}"), format!("{first} before, {value} here"));
    slip(scene, "figure_contradiction", start..figure.at.end, texts)
}
