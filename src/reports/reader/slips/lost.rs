//! Figures that were lost: placeholders, units and hedges without numbers, verbs without counts.

use std::ops::Range;

use super::super::grammar::{Found, Scene, named_by};
use super::super::lexicon::TermId;
use super::super::model::{Kind, Slip, Value};
use super::super::numerals::UnitClass;
use super::super::page::{ends_clause, is_han, is_numeral};
use super::slip;

/// The first cells of a row are no longer than this.
const ROW: usize = 60;

/// What was lost.
#[derive(Default)]
pub(super) struct Lost {
    pub(super) slips: Vec<Slip>,
    pub(super) figures: Vec<Found>,
}

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Lost {
    let mut lost = Lost::default();
    let mut at = 0;
    while at < scene.page.len() {
        let end = placeholder(scene, at, &mut lost)
            .or_else(|| bare_sign(scene, at, &mut lost))
            .or_else(|| bare_unit(scene, at, &mut lost))
            .or_else(|| bare_verb(scene, at, &mut lost));
        at = end.unwrap_or(at + 1).max(at + 1);
    }
    lost.slips.extend(found.iter().filter(|f| is_torn(f)).map(|f| torn(scene, f)));
    lost.slips.extend(without_units(scene));
    lost
}

/// 授课XX次.
fn placeholder(scene: &Scene<'_>, at: usize, lost: &mut Lost) -> Option<usize> {
    let word = scene
        .lexicon
        .words
        .lost
        .placeholders
        .iter()
        .filter(|word| scene.page.has(at, word))
        .max_by_key(|word| word.len())?;
    if scene.page.before(at).is_ascii_alphanumeric() || scene.page.at(at + 1).is_ascii_digit() {
        return None;
    }
    let end = at + word.chars().count();
    let unit =
        scene.lexicon.units.at(scene.page, end).filter(|(_, class)| !matches!(class, UnitClass::NoFigure));
    let short = word.chars().count() == 1;
    let (unit_end, class) = match unit {
        Some(unit) => unit,
        None if short => return None,
        None => (end, UnitClass::Nothing),
    };
    let start = scene.clause_start(at).max(at.saturating_sub(12));
    let texts = ("占位符没有换成数据".to_owned(), "a placeholder stands where the figure should".to_owned());
    lost.slips.push(slip(scene, "placeholder_left", start..unit_end, texts));
    if class != UnitClass::Nothing {
        lost.figures.push(figure(scene, start, at, end..unit_end, class));
    }
    Some(unit_end)
}

fn figure(scene: &Scene<'_>, start: usize, at: usize, unit: Range<usize>, class: UnitClass) -> Found {
    let printed = scene.page.text(unit.clone());
    let term = named_by(scene, start..at, &printed, class);
    Found {
        at: start..unit.end,
        number: at,
        name: term
            .and_then(|id| scene.lexicon.term(id))
            .map_or_else(|| scene.page.text(start..at), |t| t.name.clone()),
        term,
        value: Value::Lost,
        unit: printed,
        class,
        kind: Kind::Lost,
        hedge: None,
        by: None,
        silent: false,
        worded: true,
        part_of: None,
        exhaustive: false,
    }
}

/// 成功率达%: a sign without a number, but for that in the heads of tables.
fn bare_sign(scene: &Scene<'_>, at: usize, lost: &mut Lost) -> Option<usize> {
    let torn =
        scene.page.at(at) == '%' && is_han(scene.page.before(at)) && !is_numeral(scene.page.before(at));
    let start = scene.clause_start(at).max(at.saturating_sub(14));
    if !torn || in_table(scene, at) {
        return None;
    }
    lost.slips.push(slip(scene, "lost_figure", start..at + 1, only_unit()));
    Some(at + 1)
}

fn only_unit() -> (String, String) {
    ("缺数据：只有单位".to_owned(), "the figure is missing: there is only its unit".to_owned())
}

/// 宣传场次，, 资料余份，, 信访 件，.
fn bare_unit(scene: &Scene<'_>, at: usize, lost: &mut Lost) -> Option<usize> {
    let words = &scene.lexicon.words.lost;
    if in_table(scene, at) {
        return None;
    }
    let scale = scene.page.at(at) == '万' && (scene.page.gap_before(at) || is_link(scene, at));
    let hedge = usize::from(scale || words.hedges.iter().any(|hedge| scene.page.has(at, hedge)));
    let unit = words
        .units
        .iter()
        .chain(&words.single_units)
        .filter(|unit| scene.page.has(at + hedge, unit))
        .max_by_key(|unit| unit.len())?;
    let end = at + hedge + unit.chars().count();
    let label = matches!(scene.page.at(end), '：' | ':');
    let stops =
        (ends_clause(scene.page.at(end)) && !label) || matches!(scene.page.at(end), '、' | '\0' | '）');
    let before = scene.page.before(at);
    let noun = is_han(before) && !is_numeral(before) && !"数几每各多整半".contains(before);
    let gap = scene.page.gap_before(at) && is_han(before);
    let named = named_before(scene, at, end);
    let torn = is_linked(scene, at, unit)
        || match (hedge, gap) {
            (1, _) => {
                !"其剩业富残结空宽".contains(before) && named.is_some()
                    || (hedge == 1 && unit.chars().count() > 1 && before != '其')
            }
            (_, true) => named.is_some() && unit.chars().count() <= 2,
            _ => named.is_some_and(|direct| direct) && verb_begins(scene, at),
        };
    if !(stops && noun && torn) {
        return None;
    }
    let start = scene.clause_start(at).max(at.saturating_sub(14));
    lost.slips.push(slip(scene, "lost_figure", start..end, only_unit()));
    Some(end)
}

/// Cells hold units without numbers.
fn in_table(scene: &Scene<'_>, at: usize) -> bool {
    let line = scene.page.line_start(at)..scene.page.line_end(at);
    scene.page.slice(line.start..line.end.min(line.start + ROW)).iter().any(|c| matches!(c, '\t' | '|'))
}

fn is_link(scene: &Scene<'_>, at: usize) -> bool {
    scene.lexicon.words.lost.links.iter().any(|link| scene.page.ends_with(at, link))
}

/// 受教育群众达人次: nothing but a number stands between the verb and a unit.
fn is_linked(scene: &Scene<'_>, at: usize, unit: &str) -> bool {
    is_link(scene, at) && unit.chars().count() > 1 && scene.clause_start(at) + 2 < at
}

/// Whether a noun of the lexicon ends right before the unit; whether it may do without a number's unit of more than one character.
fn named_before(scene: &Scene<'_>, at: usize, end: usize) -> Option<bool> {
    let from = at.saturating_sub(10);
    let hits = scene.hits_in(from..at);
    let noun = hits
        .iter()
        .filter(|hit| hit.end == at && hit.end - hit.start >= 2)
        .find(|hit| scene.lexicon.uses.get(hit.word).is_some_and(|uses| !uses.slots.is_empty()));
    let longer = scene
        .hits_in(from..at)
        .iter()
        .any(|hit| hit.end > at && hit.start < at && !(hit.end == end && end > at + 1));
    noun.map(|_| !longer)
}

/// The clause begins with a verb that wants a count.
fn verb_begins(scene: &Scene<'_>, at: usize) -> bool {
    let start = scene.clause_start(at);
    let skip = if scene.page.has(start, "全年") { 2 } else { 0 };
    at - start <= 16 && scene.lexicon.words.lost.verbs.iter().any(|verb| scene.page.has(start + skip, verb))
}

/// 解答群众法律营造了….
fn bare_verb(scene: &Scene<'_>, at: usize, lost: &mut Lost) -> Option<usize> {
    let words = &scene.lexicon.words.lost;
    let verb =
        words.demanding.iter().filter(|verb| scene.page.has(at, verb)).max_by_key(|verb| verb.len())?;
    let start = scene.clause_start(at);
    let behind = at + verb.chars().count();
    let end = scene.clause_end(behind).min(behind + 24);
    let effect =
        (behind..end).find(|&place| words.effects.iter().any(|effect| scene.page.has(place, effect)))?;
    let number = scene.page.slice(at..effect).iter().any(|&c| c.is_ascii_digit() || is_numeral(c));
    let excused =
        words.excused.iter().any(|word| scene.page.ends_with(at, word) || scene.page.has(start, word));
    if number || excused || effect - behind > 6 {
        return None;
    }
    let texts =
        ("缺数据：动词之后没有数量".to_owned(), "the figure is missing: the verb has no count".to_owned());
    lost.slips.push(slip(scene, "lost_figure", at..end, texts));
    lost.figures.push(Found { at: at..behind, ..lost_count(scene, at, behind) });
    Some(end)
}

fn lost_count(scene: &Scene<'_>, at: usize, end: usize) -> Found {
    let found = figure(scene, at, end, end..end, UnitClass::Count);
    let term = named_by(scene, at..end, "人次", UnitClass::Count).or(found.term);
    let known = term.and_then(|id: TermId| scene.lexicon.term(id));
    Found {
        term,
        number: at,
        unit: known.map_or_else(String::new, |t| t.unit.clone()),
        name: known.map_or(found.name.clone(), |t| t.name.clone()),
        ..found
    }
}

/// 3.2次: a count has no decimals, so 万 was lost.
fn is_torn(figure: &Found) -> bool {
    let decimal = figure.value.one().is_some_and(|value| !value.is_whole());
    decimal
        && figure.class == UnitClass::Count
        && figure.kind == Kind::Count
        && !matches!(figure.unit.as_str(), "课时" | "学时" | "小时")
}

fn torn(scene: &Scene<'_>, figure: &Found) -> Slip {
    let texts =
        ("计数不会有小数，似缺“万”".to_owned(), "a count has no decimals: 万 seems to be lost".to_owned());
    slip(scene, "lost_figure", figure.at.clone(), texts)
}

/// 成功率98.66，: the sign of the rate was lost.
fn without_units(scene: &Scene<'_>) -> Vec<Slip> {
    let bare = scene
        .quantities
        .iter()
        .filter(|q| q.class == UnitClass::Nothing && !q.in_words && ends_clause(scene.page.at(q.number.end)));
    let rates = bare.filter(|q| {
        let start = scene.clause_start(q.number.start);
        let before = scene.page.text(start.max(q.number.start.saturating_sub(4))..q.number.start);
        let trimmed = before.trim_end_matches(['达', '为', '到', '至', '是', '约', '近']);
        let share = scene.page.slice(start..q.number.start).contains(&'占')
            && trimmed.ends_with(['占', '的', '数', '量']);
        trimmed.ends_with('率') || (share && q.value.one().is_some_and(|value| !value.is_whole()))
    });
    let texts = || {
        ("缺单位：比率之后没有百分号".to_owned(), "the unit is missing: a rate without its sign".to_owned())
    };
    rates
        .map(|q| {
            slip(
                scene,
                "lost_figure",
                scene.clause_start(q.number.start).max(q.number.start.saturating_sub(10))..q.number.end,
                texts(),
            )
        })
        .collect()
}
