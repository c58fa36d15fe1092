//! Lists: totals with their parts, and numbers that go on with the figure before.

use std::ops::Range;

use super::super::lexicon::TermId;
use super::super::model::Kind;
use super::super::numerals::Quantity;
use super::Found;
use super::place::{List, Match, Window};
use super::scene::Scene;
use super::{kinds, sums};

/// How far back a total may stand.
const FARTHEST: usize = 160;
/// What may stand between a total and the mark that its parts begin with.
const CLOSE: usize = 3;
/// How far back the value may stand that last year's is compared with.
const COMPARED: usize = 80;
/// Words of a number that only goes on with the one before.
const FEW: usize = 3;

/// A verb before a body, as in 召开党委会, has no more characters.
const VERB: usize = 2;

/// How the parts of a total begin.
struct Opening {
    at: usize,
    exhaustive: bool,
    loose: bool,
}

/// The list a number is in.
#[must_use]
pub fn list(scene: &Scene<'_>, quantity: &Quantity, window: &Window, found: &[Found]) -> List {
    let start = scene.sentence_start(quantity.span.start).max(quantity.span.start.saturating_sub(FARTHEST));
    let opening = opening(scene, start..quantity.span.start);
    let total = opening.as_ref().and_then(|opening| total(quantity, opening, found, start));
    List {
        total,
        exhaustive: opening.is_some_and(|opening| opening.exhaustive),
        goes_on: goes_on(scene, quantity, window, found),
    }
}

/// The last 其中, ： or （ before a number that still holds for it.
fn opening(scene: &Scene<'_>, stretch: Range<usize>) -> Option<Opening> {
    let mut closed = false;
    for at in stretch.clone().rev() {
        let word = scene.lexicon.words.kinds.parts.iter().find(|word| scene.page.has(at, word));
        match scene.page.at(at) {
            '）' | ')' => closed = true,
            '（' | '(' if !closed => return Some(Opening { at, exhaustive: true, loose: false }),
            '（' | '(' => closed = false,
            '；' | ';' => return None,
            '：' => return Some(Opening { at, exhaustive: true, loose: false }),
            _ if word.is_some() && !closed => return Some(Opening { at, exhaustive: false, loose: true }),
            _ => {}
        }
    }
    None
}

/// The figure before the opening, where it is counted by the same unit.
fn total(quantity: &Quantity, opening: &Opening, found: &[Found], start: usize) -> Option<usize> {
    let reach = if opening.loose { FARTHEST } else { CLOSE };
    let before = found
        .iter()
        .rev()
        .take_while(|f| f.number >= start)
        .find(|f| f.number < opening.at && f.part_of.is_none() && !f.silent)?;
    let close = opening.at.saturating_sub(before.at.end) <= reach;
    (close && same_unit(&before.unit, &quantity.unit)).then_some(before.number)
}

/// 件 and 件次 count the same things.
fn same_unit(one: &str, other: &str) -> bool {
    one == other
        || (one != "人"
            && other != "人"
            && (one.starts_with(other) || other.starts_with(one))
            && !one.is_empty()
            && !other.is_empty())
}

fn goes_on(scene: &Scene<'_>, quantity: &Quantity, window: &Window, found: &[Found]) -> bool {
    let Some(before) = found.last().filter(|f| f.at.end <= quantity.span.start) else { return false };
    let between = before.at.end..quantity.span.start;
    let joined = matches!(scene.page.at(between.start), '、' | '和' | '及' | '，' | '；');
    let listed = matches!(scene.page.at(between.start), '、' | '和' | '及');
    let words = scene.significant(window.left.start.max(between.start)..between.end);
    joined && before.unit == quantity.unit && words <= if listed { FEW } else { 0 } && between.len() < 14
}

/// The term of a number: a part's follows from its total, and a bare number's from the one before.
#[must_use]
pub fn resolved(
    scene: &Scene<'_>,
    named: Option<Match>,
    quantity: &Quantity,
    list: &List,
    found: &[Found],
) -> Option<Match> {
    let inherited = |from: Option<&Found>| {
        let words = quantity.span.start..quantity.span.start;
        from.and_then(|f| f.term).map(|term| Match { term, score: 0, words, own: false, whole: false })
    };
    if let Some(total) = list.total.and_then(|number| found.iter().rev().find(|f| f.number == number)) {
        let parts = total.term.and_then(|id| scene.lexicon.term(id)).and_then(|term| term.parts.as_deref());
        return match parts {
            Some("same") => inherited(Some(total)),
            Some(code) if named.as_ref().is_none_or(|m| Some(m.term) == total.term) => scene
                .lexicon
                .by_role(code)
                .and_then(|term| inherited(Some(total)).map(|m| Match { term, ..m })),
            _ => named,
        };
    }
    match named {
        Some(named) if named.own && is_kind(scene, &named, quantity, found) => inherited(found.last()),
        Some(named) if named.own => Some(named),
        other if list.goes_on => inherited(found.last()).or(other),
        other => other,
    }
}

/// 规范性文件1份 behind 审查合同58份、.
fn is_kind(scene: &Scene<'_>, named: &Match, quantity: &Quantity, found: &[Found]) -> bool {
    let Some(last) = found.last().filter(|f| f.unit == quantity.unit) else { return false };
    let listed = scene.page.at(last.at.end) == '、' && last.at.end + 1 == named.words.start;
    let kinds = last.term.and_then(|id| scene.lexicon.term(id)).map_or(&[][..], |term| &term.kinds);
    let code = scene.lexicon.term(named.term).and_then(|term| term.code.as_ref());
    listed && code.is_some_and(|code| kinds.contains(code))
}

/// The term of last year's value, and of one that 提高到 raises: that of the figure before it in the sentence.
#[must_use]
pub fn compared(scene: &Scene<'_>, quantity: &Quantity, sense: Kind, found: &[Found]) -> Option<TermId> {
    let start = quantity.span.start.saturating_sub(COMPARED).max(scene.page.line_start(quantity.span.start));
    let last = found
        .iter()
        .rev()
        .take_while(|f| f.number >= start)
        .find(|f| f.unit == quantity.unit && f.part_of.is_none())?;
    let multiple = last.silent && last.kind == Kind::Per && last.at.end + 20 >= quantity.span.start;
    let gap = quantity.span.start.saturating_sub(last.at.end);
    let reached = gap <= 4 || (gap <= 14 && kinds::is_raised(scene, last.at.end));
    let raised = last.kind == Kind::Previous && reached;
    last.term.filter(|_| sense == Kind::Previous || raised || multiple)
}

/// A clause of its own with a verb of its own is no part any more.
#[must_use]
pub fn has_ended(
    scene: &Scene<'_>,
    named: Option<&Match>,
    list: &List,
    window: &Window,
    found: &[Found],
) -> bool {
    let Some(total) = list.total.and_then(|number| found.iter().rev().find(|f| f.number == number)) else {
        return false;
    };
    let clause = scene.page.before(window.left.start) == '，' && !scene.page.has(window.left.start, "其中");
    let begins =
        |m: &Match| Some(m.term) != total.term || (m.words.start == window.left.start && m.score >= 40);
    clause && named.is_some_and(|m| m.own && m.score >= 30 && begins(m))
}

/// The figures without those that say again what stands at the same place.
#[must_use]
pub fn without_doubles(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for figure in found {
        let known = kept
            .iter()
            .rev()
            .take(3)
            .any(|f| f.number == figure.number && f.term == figure.term && f.name == figure.name);
        let nameless = kept.last().is_some_and(|f| {
            f.number == figure.number && f.at != figure.at && f.term.is_none() && figure.term.is_some()
        });
        if nameless {
            kept.pop();
        }
        if !known {
            kept.push(figure);
        }
    }
    kept
}

/// Names what only the figures behind tell: 党委会11次、政府会8次研究…, and parts that add up to the total before them.
pub fn completed(scene: &Scene<'_>, found: &mut [Found]) {
    for index in (0..found.len()).rev() {
        let named = next_of_list(scene, found, index);
        if let Some((figure, term)) = found.get_mut(index).zip(named) {
            figure.term = Some(term);
            figure.name = scene.lexicon.term(term).map_or_else(String::new, |t| t.name.clone());
        }
    }
    sums::settle(scene, found);
}

/// Behind the body that stands after a number, as in 6次党委会、.
fn bodies_end(scene: &Scene<'_>, at: usize) -> usize {
    let bodies = &scene.lexicon.words.kinds.bodies;
    let body = bodies.iter().filter(|body| body.ends_with('会') && scene.page.has(at, body));
    at + body.map(|body| body.chars().count()).max().unwrap_or(0)
}

/// The term of the next figure, where only a body stands before this one.
fn next_of_list(scene: &Scene<'_>, found: &[Found], index: usize) -> Option<TermId> {
    let (figure, next) = (found.get(index)?, found.get(index + 1)?);
    let end = bodies_end(scene, figure.at.end);
    let listed = scene.page.at(end) == '、'
        && next.number.saturating_sub(figure.at.end) < 12
        && next.unit == figure.unit;
    let clause = scene.clause_start(figure.number);
    let bare =
        figure.term.is_none() && figure.by.is_some() && scene.significant(clause..figure.number) <= VERB;
    let meeting = end > figure.at.end || figure.by.as_ref().is_some_and(|by| by.ends_with('会'));
    let bare = bare || (figure.term.is_none() && end > figure.at.end);
    next.term.filter(|_| listed && bare && (meeting || next.by.is_some()))
}
