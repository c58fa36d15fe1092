//! Totals and parts that only their sum shows: 合同33件、文件4件，合计37件, and a list that adds up to the figure before it.

use super::super::decimal::Decimal;
use super::super::lexicon::TermId;
use super::super::model::Kind;
use super::super::numerals::UnitClass;
use super::Found;
use super::scene::Scene;

/// No list of parts is longer.
const MOST: usize = 12;

/// Makes parts of the figures that add up to a total before or behind them.
pub(super) fn settle(scene: &Scene<'_>, found: &mut [Found]) {
    for index in 0..found.len() {
        let parts = behind(scene, found, index).or_else(|| before(scene, found, index));
        let Some((total, parts)) = found.get(index).cloned().zip(parts) else { continue };
        name_total(scene, found, index, &parts);
        let term = found.get(index).and_then(|total| total.term);
        for part in parts {
            let Some(part) = found.get_mut(part) else { continue };
            part.term = of_part(scene, term, part);
            (part.kind, part.part_of) = (Kind::Part, Some(total.number));
        }
    }
}

/// The list behind a total, which names nothing of its own or kinds of the total.
fn behind(scene: &Scene<'_>, found: &[Found], index: usize) -> Option<Vec<usize>> {
    let total = found.get(index).filter(|f| f.term.is_some() && is_total(f))?;
    let end = scene.sentence_end(total.number);
    let list = found.iter().enumerate().skip(index + 1).take(MOST);
    let listed = list.take_while(|(_, f)| f.number < end && f.unit == total.unit && is_kind(scene, total, f));
    adding_up(total, listed)
}

/// The list before 合计 or 共.
fn before(scene: &Scene<'_>, found: &[Found], index: usize) -> Option<Vec<usize>> {
    let total = found.get(index).filter(|f| is_total(f) && is_called_total(scene, f))?;
    let start = scene.sentence_start(total.number);
    let list = found.iter().enumerate().take(index).rev().take(MOST);
    let listed = list
        .take_while(|(_, f)| f.number >= start && f.class == UnitClass::Count && f.kind != Kind::Previous);
    adding_up(total, listed)
}

fn is_total(figure: &Found) -> bool {
    figure.class == UnitClass::Count
        && !figure.silent
        && figure.part_of.is_none()
        && figure.kind.is_of_the_year()
}

/// 合计, 共计 or 全年 is said of it.
fn is_called_total(scene: &Scene<'_>, total: &Found) -> bool {
    let start = scene.clause_start(total.number).max(total.number.saturating_sub(12));
    let words = &scene.lexicon.words.kinds;
    scene.page.contains_any(start..total.number, &words.totals)
        || scene.page.contains_any(start..total.number, &words.this_year_again)
}

/// The figures, where two or more of them are as many as the total; none of them has parts or is one.
fn adding_up<'f>(total: &Found, listed: impl Iterator<Item = (usize, &'f Found)>) -> Option<Vec<usize>> {
    let whole = total.value.one()?;
    let mut sum = Decimal::whole(0);
    let mut parts = Vec::new();
    for (index, figure) in listed {
        sum = sum.plus(figure.value.one().filter(|_| figure.part_of.is_none() && figure.hedge.is_none())?);
        parts.push(index);
        if sum >= whole {
            break;
        }
    }
    (parts.len() > 1 && sum == whole).then_some(parts)
}

/// A figure without a name, of the total's own term, or of one that is a kind of it.
fn is_kind(scene: &Scene<'_>, total: &Found, figure: &Found) -> bool {
    if !figure.kind.is_of_the_year() {
        return false;
    }
    let known = total.term.and_then(|id| scene.lexicon.term(id));
    let Some((term, known)) = figure.term.zip(known) else { return true };
    let code = scene.lexicon.term(term).and_then(|t| t.code.as_deref());
    figure.term == total.term
        || code.is_none()
        || code.is_some_and(|code| {
            known.kinds.iter().any(|kind| kind == code) || known.parts.as_deref() == Some(code)
        })
}

/// A total that is called nothing but 合计 is what all its parts are.
fn name_total(scene: &Scene<'_>, found: &mut [Found], index: usize, parts: &[usize]) {
    let terms: Vec<Option<TermId>> =
        parts.iter().filter_map(|&part| found.get(part)).map(|f| f.term).collect();
    let common = terms.first().copied().flatten().filter(|first| terms.iter().all(|t| *t == Some(*first)));
    let Some((total, term)) = found.get_mut(index).filter(|f| f.term.is_none()).zip(common) else { return };
    total.term = Some(term);
    total.name = scene.lexicon.term(term).map_or_else(String::new, |t| t.name.clone());
}

/// What a part is: the same as its total, or of the term that its parts are; what it is called where that is another indicator.
/// A part that only a body names, as 司法所调解33件, is the same.
fn of_part(scene: &Scene<'_>, total: Option<TermId>, part: &Found) -> Option<TermId> {
    let known = total.and_then(|id| scene.lexicon.term(id));
    let kinds = known.map_or(&[][..], |t| &t.kinds);
    let code = part.term.and_then(|id| scene.lexicon.term(id)).and_then(|t| t.code.as_ref());
    let other = part.term.filter(|_| code.is_some_and(|code| !kinds.contains(code)));
    match known.and_then(|t| t.parts.as_deref()) {
        Some("same") => other.or(total),
        Some(_) if part.term.is_none() && part.by.is_some() => total,
        Some(code) => part.term.or_else(|| scene.lexicon.by_role(code)),
        None => part.term,
    }
}
