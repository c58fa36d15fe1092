//! 每月两次, 各1件: what they make over the year, or of all of them.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::model::{Kind, Value};
use super::super::numerals::{Quantity, UnitClass};
use super::super::page::is_han;
use super::Found;
use super::kinds::clause_before;
use super::place::Place;
use super::scene::Scene;

/// Periods and how many a year has of them, the longer words first.
const PERIODS: &[(&str, i128)] = &[
    ("每两个月", 6),
    ("每半个月", 24),
    ("每个季度", 4),
    ("每季度", 4),
    ("每半年", 2),
    ("每个月", 12),
    ("每两周", 26),
    ("每周", 52),
    ("每月", 12),
    ("每季", 4),
    ("每天", 365),
    ("每日", 365),
    ("每旬", 36),
];
/// What follows 各 where it shares nothing out.
const NOT_EACH: &str = "类级项种村站单部族界方股科镇乡自有党社区个处地行类位环领阶支中成执所项组相";
/// Offices of persons.
const OFFICES: &[&str] = &[
    "书记",
    "乡长",
    "镇长",
    "主任",
    "局长",
    "县长",
    "区长",
    "旗长",
    "市长",
    "苏木达",
    "组长",
    "所长",
    "主席",
];

/// The figure as it counts: multiplied where it is so many a month or each, left out where the year's total follows.
#[must_use]
pub fn applied(scene: &Scene<'_>, place: &Place<'_>, figure: Found) -> Vec<Found> {
    if !matches!(figure.kind, Kind::Count | Kind::Stock | Kind::Part) {
        return vec![figure];
    }
    if let Some((at, times)) =
        period(scene, place.quantity).filter(|&(at, _)| !is_total(scene, at..place.quantity.span.start))
    {
        return per(scene, place, figure, at, times);
    }
    if follows_period(scene, place.quantity) {
        return vec![Found { kind: Kind::Per, ..figure }];
    }
    match each(scene, place) {
        Some((at, times)) => vec![multiplied(figure, Kind::Distributive, at, times)],
        None => vec![figure],
    }
}

fn multiplied(figure: Found, kind: Kind, at: usize, times: i128) -> Found {
    let value = figure.value.map(|value| value.times(Decimal::whole(times)));
    Found { kind, value, at: at.min(figure.at.start)..figure.at.end, ..figure }
}

fn per(scene: &Scene<'_>, place: &Place<'_>, figure: Found, at: usize, times: i128) -> Vec<Found> {
    if total_follows(scene, place) {
        return vec![Found { silent: true, kind: Kind::Per, ..figure }];
    }
    vec![multiplied(figure, Kind::Per, at, times)]
}

/// Whether 每月 or 各 stands before a number.
#[must_use]
pub fn is_multiple(scene: &Scene<'_>, place: &Place<'_>) -> bool {
    period(scene, place.quantity).is_some() || each(scene, place).is_some()
}

/// 每月 before a number in its clause.
fn period(scene: &Scene<'_>, quantity: &Quantity) -> Option<(usize, i128)> {
    let clause = clause_before(scene, quantity);
    let index = scene.quantities.partition_point(|q| q.span.start < quantity.span.start);
    let before = scene.usable_before(index).map_or(0, |(_, q)| q.span.end);
    let stretch = clause.start.max(quantity.span.start.saturating_sub(16)).max(before)..clause.end;
    stretch.rev().find_map(|at| {
        PERIODS.iter().find(|(word, _)| scene.page.has(at, word)).map(|&(_, times)| (at, times))
    })
}

/// 每周一排查、全年排查52次.
fn is_total(scene: &Scene<'_>, words: Range<usize>) -> bool {
    scene.page.contains_any(words, &["全年", "共", "累计", "合计"].map(str::to_owned))
}

/// 、全年36场 behind it.
fn total_follows(scene: &Scene<'_>, place: &Place<'_>) -> bool {
    let Some((_, next)) = scene.usable_after(place.index) else { return false };
    let end = scene.sentence_end(place.quantity.span.end);
    let between = place.quantity.span.end..next.span.start;
    let more = next.value.one() > place.quantity.value.one();
    more && next.span.start < end
        && next.unit == place.quantity.unit
        && between.len() <= 20
        && is_total(scene, between)
}

/// The number before is so many a month, and this is what they make.
fn follows_period(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let start = scene.sentence_start(quantity.span.start);
    let before = scene
        .quantities
        .partition_point(|q| q.span.start < quantity.span.start)
        .checked_sub(1)
        .and_then(|i| scene.quantities.get(i));
    let near = |q: &&Quantity| {
        q.span.start >= start && q.unit == quantity.unit && quantity.span.start - q.span.end <= 20
    };
    before
        .filter(near)
        .is_some_and(|q| period(scene, q).is_some() && is_total(scene, q.span.end..quantity.span.start))
}

/// 各 before a number, and how many there are of those.
fn each(scene: &Scene<'_>, place: &Place<'_>) -> Option<(usize, i128)> {
    let quantity = place.quantity;
    let clause = clause_before(scene, quantity);
    let stretch = clause.start.max(quantity.span.start.saturating_sub(10))..clause.end;
    let at =
        stretch.rev().find(|&at| scene.page.at(at) == '各' && !NOT_EACH.contains(scene.page.at(at + 1)))?;
    how_many(scene, place.index, at).map(|times| (at, times))
}

/// 两位, 4个片区 or two offices named before 各.
fn how_many(scene: &Scene<'_>, index: usize, at: usize) -> Option<i128> {
    let start = scene.sentence_start(at);
    let before = start.max(at.saturating_sub(40))..at;
    let counted = scene
        .quantities
        .iter()
        .take(index)
        .rev()
        .skip_while(|q| q.number.start >= at)
        .take_while(|q| q.number.start >= before.start)
        .find(|q| is_group(scene, q));
    let couple = before.clone().any(|at| is_couple(scene, at));
    counted
        .and_then(|q| q.value.one())
        .and_then(|value| value.to_string().parse().ok())
        .or_else(|| couple.then_some(2))
}

/// Two persons named in one breath: 书记、乡长, 书记和镇长.
fn is_couple(scene: &Scene<'_>, at: usize) -> bool {
    let office =
        |at: usize| OFFICES.iter().find(|office| scene.page.has(at, office)).map(|o| at + o.chars().count());
    let joined = |end: usize| matches!(scene.page.at(end), '、' | '和' | '与' | '及');
    let second = |start: usize| (start..start + 4).any(|at| office(at).is_some());
    office(at).is_some_and(|end| joined(end) && second(end + 1))
}

/// Persons or places directly before 各.
fn is_group(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let unit = matches!(quantity.unit.as_str(), "个" | "位" | "名" | "人" | "家");
    let behind: Range<usize> = quantity.unit_end..quantity.unit_end + 1;
    unit && quantity.class == UnitClass::Count
        && matches!(quantity.value, Value::One(_))
        && scene.page.slice(behind).iter().all(|&c| is_han(c))
}
