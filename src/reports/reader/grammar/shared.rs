//! One number for several rates, and numbers that only lead to a rate.

use std::ops::Range;

use super::super::numerals::UnitClass;
use super::super::page::is_han;
use super::Found;
use super::matching;
use super::place::{Place, Window};
use super::scene::Scene;

/// Longest name of a rate.
const LONGEST: usize = 10;

/// 办结率、满意率均为100%: a figure for each rate.
#[must_use]
pub fn rates(scene: &Scene<'_>, place: &Place<'_>) -> Option<Vec<Found>> {
    let Place { quantity, window, .. } = place;
    if quantity.class != UnitClass::Percent {
        return None;
    }
    let names = rate_names(scene, &window.left);
    let shared_out =
        scene.page.contains_any(window.left.clone(), &["分别".to_owned()]) && followed(scene, place);
    if names.len() < 2 || shared_out {
        return None;
    }
    let figures = names
        .iter()
        .map(|name| rate(scene, place, name, names.first().map_or(name.start, |first| first.start)));
    Some(figures.collect())
}

/// Another rate follows in the list.
fn followed(scene: &Scene<'_>, place: &Place<'_>) -> bool {
    let next = scene.quantities.get(place.index + 1);
    next.is_some_and(|q| q.class == UnitClass::Percent && q.span.start - place.quantity.span.end < 4)
}

/// Words between 、 that end in 率 or 度.
fn rate_names(scene: &Scene<'_>, left: &Range<usize>) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut start = left.start;
    for at in left.clone() {
        match scene.page.at(at) {
            '率' | '度'
                if at + 1 == left.end
                    || matches!(
                        scene.page.at(at + 1),
                        '、' | '和' | '及' | '均' | '都' | '分' | '达' | '为' | '与' | '全' | '双'
                    ) =>
            {
                names.push(start.max(at.saturating_sub(LONGEST))..at + 1);
            }
            '、' | '和' | '及' | '与' => start = at + 1,
            _ => {}
        }
    }
    names
}

fn rate(scene: &Scene<'_>, place: &Place<'_>, name: &Range<usize>, first: usize) -> Found {
    let quantity = place.quantity;
    let window = Window { left: name.clone(), right: place.window.right.start..place.window.right.start };
    let named = matching::matches(scene, &window, None)
        .into_iter()
        .find(|m| scene.fits(m.term, "%", UnitClass::Percent));
    let term = named.map(|m| m.term);
    let trimmed = (name.start..name.end).find(|&at| is_han(scene.page.at(at))).unwrap_or(name.start);
    Found {
        at: first..quantity.span.end,
        number: quantity.number.start,
        term,
        name: term
            .and_then(|id| scene.lexicon.term(id))
            .filter(|t| t.code.is_some())
            .map_or_else(|| scene.page.text(trimmed..name.end), |t| t.name.clone()),
        value: quantity.value,
        unit: quantity.unit.clone(),
        class: quantity.class,
        kind: super::kinds::kind(scene, place, term),
        hedge: quantity.hedge.clone(),
        by: None,
        silent: false,
        worded: true,
        part_of: None,
        exhaustive: false,
    }
}

/// Persons of 24名在编人员中22名持证，持证率91.67%.
#[must_use]
pub fn is_numerator(scene: &Scene<'_>, place: &Place<'_>) -> bool {
    let quantity = place.quantity;
    let before = place.index.checked_sub(1).and_then(|i| scene.quantities.get(i));
    let after = scene.quantities.get(place.index + 1);
    let person = matches!(quantity.unit.as_str(), "人" | "名");
    let among = before.is_some_and(|q| q.unit == quantity.unit || matches!(q.unit.as_str(), "人" | "名"))
        && before.is_some_and(|q| {
            super::exclusions::among(scene, q)
                || (scene.page.contains_any(q.span.end..quantity.span.start, &["中".to_owned()])
                    && !scene.page.contains_any(q.span.end..quantity.span.start, &["其中".to_owned()])
                    && quantity.span.start - q.span.end < 12)
        });
    let rate = after.is_some_and(|q| {
        q.class == UnitClass::Percent && q.span.start < scene.sentence_end(quantity.span.end)
    });
    person && among && rate
}
