//! Parts added up.

use super::super::decimal::Decimal;
use super::super::grammar::{Found, Scene};
use super::super::model::{Kind, Slip};
use super::super::numerals::UnitClass;
use super::slip;

/// Parts behind 其中 that come this near their total (in per cent) are taken to be all of them.
const NEARLY_ALL: i128 = 80;
/// Parts in brackets or behind a colon are, from this share on.
const LISTED: i128 = 50;

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Vec<Slip> {
    let listed =
        found.iter().enumerate().filter_map(|(index, total)| behind(scene, total, found.get(index + 1..)?));
    let summed =
        found.iter().enumerate().filter_map(|(index, total)| before(scene, total, found.get(..index)?));
    listed.chain(summed).collect()
}

/// A total whose parts follow.
fn behind(scene: &Scene<'_>, total: &Found, after: &[Found]) -> Option<Slip> {
    let end = scene.sentence_end(total.number);
    let parts: Vec<&Found> = after
        .iter()
        .take_while(|f| f.number < end)
        .filter(|f| f.part_of == Some(total.number) && f.unit == total.unit)
        .collect();
    let whole = total.value.one().filter(|_| total.hedge.is_none() && total.class != UnitClass::Percent)?;
    let last = parts.last().filter(|_| parts.len() > 1)?;
    let sum = sum(&parts)?;
    let share = if last.exhaustive { LISTED } else { NEARLY_ALL };
    let all = sum.times(Decimal::whole(100)) > whole.times(Decimal::whole(share)) || is_pair(scene, &parts);
    let rest = rest(&parts, total, after, end);
    (sum != whole && all && rest.is_none_or(|rest| sum.plus(rest) != whole))
        .then(|| wrong(scene, total, last, sum, whole))
}

/// What the figures behind the last part add, that are counted by the same unit: 其中网上76件，来访31件，热线转办25件.
fn rest(parts: &[&Found], total: &Found, after: &[Found], end: usize) -> Option<Decimal> {
    let last = parts.last()?.number;
    let behind = after.iter().skip_while(|f| f.number <= last);
    let same: Vec<&Found> = behind.take_while(|f| f.number < end && f.unit == total.unit).collect();
    sum(&same)
}

/// None where a part is hedged.
fn sum(parts: &[&Found]) -> Option<Decimal> {
    parts.iter().try_fold(Decimal::whole(0), |sum, part| {
        part.value.one().filter(|_| part.hedge.is_none()).map(|value| sum.plus(value))
    })
}

/// Two kinds that together are all there are, as 书面 and 口头.
fn is_pair(scene: &Scene<'_>, parts: &[&Found]) -> bool {
    let [first, second] = parts else { return false };
    let words = |part: &Found, word: &str| {
        scene.page.contains_any(part.number.saturating_sub(8)..part.number, &[word.to_owned()])
    };
    scene
        .lexicon
        .words
        .slips
        .complete_pairs
        .iter()
        .any(|[one, other]| words(first, one) && words(second, other))
}

/// A total behind its parts: 上半年2场、下半年3场，合计5场.
fn before(scene: &Scene<'_>, total: &Found, earlier: &[Found]) -> Option<Slip> {
    let start = scene.clause_start(total.number);
    let words = scene.page.text(start..total.number);
    let named = scene.lexicon.words.kinds.totals.contains(&words);
    let whole = total.value.one().filter(|_| named && total.part_of.is_none())?;
    let sentence = scene.sentence_start(total.number);
    let parts: Vec<&Found> = earlier
        .iter()
        .rev()
        .take_while(|f| f.number >= sentence && f.unit == total.unit && f.kind != Kind::Previous)
        .collect();
    let sum = sum(&parts).filter(|_| parts.len() > 1)?;
    let first = parts.last()?;
    (sum != whole).then(|| wrong(scene, first, total, sum, whole))
}

fn wrong(scene: &Scene<'_>, first: &Found, last: &Found, sum: Decimal, whole: Decimal) -> Slip {
    let texts =
        (format!("各项之和为 {sum}，不是 {whole}"), format!("the parts add up to {sum}, not {whole}"));
    slip(scene, "parts_mismatch", first.at.start..last.at.end, texts)
}
