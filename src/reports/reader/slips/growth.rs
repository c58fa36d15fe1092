//! Changes worked out anew from this year's and last year's value.

use super::super::decimal::Decimal;
use super::super::grammar::{Found, Scene};
use super::super::model::{Kind, Slip};
use super::super::numerals::UnitClass;
use super::slip;

/// Words of a decrease.
const LESS: &[&str] = &["下降", "减少", "压减", "降低", "下滑", "回落", "降", "少", "减"];
/// How far away last year's value may stand.
const NEAR: usize = 60;
/// How many figures back it may stand: that of this year may be between.
const BACK: usize = 3;

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Vec<Slip> {
    let grown = found.iter().enumerate().filter(|(_, f)| f.kind == Kind::Growth && f.hedge.is_none());
    grown.filter_map(|(index, figure)| wrong(scene, figure, index, found)).collect()
}

fn wrong(scene: &Scene<'_>, figure: &Found, index: usize, found: &[Found]) -> Option<Slip> {
    let stated = figure.value.one()?;
    let (place, previous) = previous(scene, figure, index, found)?;
    let between = found.get(place + 1..index).unwrap_or_default();
    let raised = between.iter().find(|f| is_same(f, previous)).filter(|f| f.hedge.is_none());
    let current = raised.or_else(|| current(scene, previous, found.get(..place.min(index))?))?;
    let (now, then) = (current.value.one()?, previous.value.one()?);
    let right = change(figure, now, then, stated)?;
    let direction = is_decrease(scene, figure) == (now < then) || now == then;
    let cut = figure.class == UnitClass::Percent
        && Decimal::percent_cut(now.minus(then).magnitude(), then, stated.scale()) == Some(stated);
    ((right != stated && !cut) || !direction).then(|| mismatch(scene, figure, now, then, right))
}

/// Last year's value in the same breath.
fn previous<'a>(
    scene: &Scene<'_>,
    figure: &Found,
    index: usize,
    found: &'a [Found],
) -> Option<(usize, &'a Found)> {
    let near = |place: usize| {
        found
            .get(place)
            .filter(|f| f.kind == Kind::Previous && f.number.abs_diff(figure.number) <= NEAR)
            .map(|f| (place, f))
    };
    let start = scene.sentence_start(figure.number);
    let back = (1..=BACK).filter_map(|back| near(index.checked_sub(back)?));
    near(index + 1).or_else(|| back.into_iter().find(|(_, f)| f.number >= start))
}

/// The figure that was compared with it.
fn current<'a>(scene: &Scene<'_>, previous: &Found, before: &'a [Found]) -> Option<&'a Found> {
    let start = scene.sentence_start(previous.number).saturating_sub(80);
    let same = |f: &&Found| is_same(f, previous);
    before.iter().rev().take_while(|f| f.number >= start).find(same).filter(|f| f.hedge.is_none())
}

fn is_same(figure: &Found, previous: &Found) -> bool {
    figure.unit == previous.unit
        && figure.kind.is_of_the_year()
        && (previous.term.is_none() || figure.term == previous.term)
}

fn change(figure: &Found, now: Decimal, then: Decimal, stated: Decimal) -> Option<Decimal> {
    let difference = now.minus(then).magnitude();
    match figure.class {
        UnitClass::Percent => Decimal::percent(difference, then, stated.scale()),
        UnitClass::Count => Some(difference),
        _ => None,
    }
}

fn is_decrease(scene: &Scene<'_>, figure: &Found) -> bool {
    let words = figure.number.saturating_sub(6)..figure.number;
    matches!(scene.page.before(figure.number), '-' | '−' | '↓')
        || LESS.iter().any(|word| scene.page.contains_any(words.clone(), &[(*word).to_owned()]))
}

fn mismatch(scene: &Scene<'_>, figure: &Found, now: Decimal, then: Decimal, right: Decimal) -> Slip {
    let sign = if now < then { "-" } else { "+" };
    let unit = if figure.class == UnitClass::Percent { "%" } else { "" };
    let texts = (
        format!("由 {then} 到 {now} 为 {sign}{right}{unit}"),
        format!("from {then} to {now} is {sign}{right}{unit}"),
    );
    slip(scene, "growth_mismatch", figure.at.clone(), texts)
}
