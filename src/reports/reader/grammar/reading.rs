//! From numbers to figures, one after the other.

use std::ops::Range;

use super::super::model::{Kind, Value};
use super::super::numerals::{Quantity, UnitClass};
use super::super::page::is_han;
use super::place::{Match, Place, Window};
use super::scene::Scene;
use super::{Found, arrangement, exclusions, kinds, matching, multiples, names, shared};

/// A wording this good names a number even where its unit is another.
const SURE: i64 = 50;
/// Words that end this near before a colon are meant by it.
const NEAR_COLON: usize = 4;
/// A colon this near gives a number its name.
const LABEL: usize = 80;
/// A verb this near the noun belongs to the phrase.
const NEAR_VERB: usize = 10;
/// What is said of all of those that a noun before the number names: 规范性文件2件全部备案.
const ALL: &[&str] = &["全部", "均", "都"];
/// A noun this good names them.
const NOUN: i64 = 35;
/// A wording has to be this good.
const LEAST: i64 = 4;

/// All figures that numbers state.
#[must_use]
pub fn read(scene: &Scene<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (index, quantity) in scene.quantities.iter().enumerate() {
        if scene.usable.get(index).copied().unwrap_or_default() {
            let consumed = found.last().map_or(0, |f| f.at.end);
            let window = matching::window(scene, index, quantity, consumed);
            let list = arrangement::list(scene, quantity, &window, &found);
            let place = Place { index, quantity, window, list };
            found.extend(figures(scene, place, &found));
        }
    }
    found
}

fn figures(scene: &Scene<'_>, mut place: Place<'_>, earlier: &[Found]) -> Vec<Found> {
    if let Some(several) = shared::rates(scene, &place) {
        return several;
    }
    place.list.goes_on &= names::distributed(scene, &place).is_none();
    let words = words(scene, &place, earlier);
    if arrangement::has_ended(scene, words.as_ref(), &place.list, &place.window, earlier) {
        place.list.total = None;
    }
    let named = arrangement::resolved(scene, words, place.quantity, &place.list, earlier);
    let Place { index, quantity, window, .. } = &place;
    let noun = named
        .as_ref()
        .filter(|m| m.own && is_coded(scene, m) && m.words.start < window.left.end)
        .map(|m| m.words.start);
    let background = exclusions::is_background(scene, *index, quantity, window, noun);
    if background && !named.as_ref().is_some_and(|m| is_silent(scene, m)) {
        return Vec::new();
    }
    if exclusions::is_place(scene, &window.right) && !behind_place(named.as_ref(), window) {
        return Vec::new();
    }
    let figure = figure(scene, &place, named, earlier);
    if is_acceptable(scene, &place, &figure) { multiples::applied(scene, &place, figure) } else { Vec::new() }
}

fn is_coded(scene: &Scene<'_>, found: &Match) -> bool {
    scene.lexicon.term(found.term).is_some_and(|term| term.code.is_some())
}

fn is_silent(scene: &Scene<'_>, found: &Match) -> bool {
    scene.lexicon.term(found.term).is_some_and(|term| term.silent)
}

/// Of 11个村党组织书记述法 the word behind the place tells what is counted.
fn behind_place(named: Option<&Match>, window: &Window) -> bool {
    named.is_some_and(|m| m.words.end > window.right.start && m.own)
}

/// The term the words name.
fn words(scene: &Scene<'_>, place: &Place<'_>, earlier: &[Found]) -> Option<Match> {
    let Place { quantity, window, .. } = place;
    let distributed = names::distributed(scene, place).unwrap_or_else(|| window.clone());
    let found = matching::matches(scene, &distributed, about(scene, quantity, earlier));
    let fitting = |m: &&Match| scene.fits(m.term, &quantity.unit, quantity.class);
    let unnamed = names::distributed(scene, place).is_some() && !found.iter().any(|m| fitting(&m));
    let of_all = unnamed && quantity.class == UnitClass::Count;
    let found =
        if of_all { matching::matches(scene, &names::all_shared_out(scene, place), None) } else { found };
    let all = ALL.iter().any(|word| scene.page.has(window.right.start, word));
    let before = |m: &&Match| m.own && m.words.end <= window.left.end && m.score >= NOUN;
    let noun = found.iter().filter(|m| all && before(m)).find(fitting);
    let best = noun.or_else(|| found.iter().find(fitting)).filter(|m| m.score >= LEAST);
    let best = best.map(|best| found.iter().filter(fitting).find(|m| m.contains(best)).unwrap_or(best));
    let sure = found.first().filter(|m| {
        m.score >= SURE
            && m.own
            && m.words.end == window.left.end
            && matches!(quantity.class, UnitClass::Count | UnitClass::Money)
            && !is_event(&quantity.unit)
    });
    let labelled =
        best.is_none().then(|| label(scene, quantity).or_else(|| of_total(scene, quantity))).flatten();
    let chosen = match (best.or(labelled.as_ref()), sure) {
        (Some(best), Some(sure)) if sure.score >= best.score + 2 * SURE => Some(sure),
        (Some(best), _) => Some(best),
        (None, sure) => sure.filter(|_| !matches!(quantity.class, UnitClass::Percent | UnitClass::Points)),
    };
    chosen.cloned()
}

/// What the words before a colon or a bracket name: 受理纠纷：上半年92件, 经费不足（全年2万元）.
fn label(scene: &Scene<'_>, quantity: &Quantity) -> Option<Match> {
    let at = quantity.span.start;
    let from = scene.sentence_start(at).max(at.saturating_sub(LABEL));
    let colon = (from..at).rev().find(|&at| matches!(scene.page.at(at), '：' | '（'))?;
    let window = Window { left: scene.clause_start(colon).max(from)..colon, right: colon..colon };
    let found = matching::matches(scene, &window, None);
    let named = |m: &Match| {
        m.own && m.words.end + NEAR_COLON >= colon && scene.fits(m.term, &quantity.unit, quantity.class)
    };
    found.into_iter().find(named)
}

/// What the clause before names, where a total is all that stands in the number's own: 每村3名“法律明白人”，共计57名.
fn of_total(scene: &Scene<'_>, quantity: &Quantity) -> Option<Match> {
    let at = quantity.span.start;
    let clause = scene.clause_start(at);
    let total = scene.page.contains_any(clause..at, &scene.lexicon.words.kinds.totals);
    let bare = total && scene.significant(clause..at) == 0 && scene.page.before(clause) == '，';
    let before = scene.clause_start(clause.saturating_sub(1))..clause.saturating_sub(1);
    let window = Window { right: before.end..before.end, left: before };
    let fits = |m: &Match| m.own && scene.fits(m.term, &quantity.unit, quantity.class);
    bare.then(|| matching::matches(scene, &window, None)).and_then(|found| found.into_iter().find(fits))
}

/// What the figure before in the sentence is about.
fn about(scene: &Scene<'_>, quantity: &Quantity, earlier: &[Found]) -> Option<usize> {
    let start = scene.sentence_start(quantity.span.start);
    let last = earlier.last().filter(|f| f.number >= start)?;
    scene.lexicon.term(last.term?)?.about
}

/// So many times: any noun may be counted by it, the event being meant.
fn is_event(unit: &str) -> bool {
    matches!(unit, "次" | "场" | "场次" | "期" | "轮" | "批次" | "轮次")
}

fn figure(scene: &Scene<'_>, place: &Place<'_>, named: Option<Match>, earlier: &[Found]) -> Found {
    let Place { quantity, window, list, .. } = place;
    let at = phrase(scene, place, named.as_ref());
    let term = named.as_ref().map(|m| m.term);
    let sense = kinds::kind(scene, place, term);
    let grown = list.goes_on && earlier.last().is_some_and(|f| f.kind == Kind::Growth);
    let sense = if grown && sense == Kind::Rate { Kind::Growth } else { sense };
    let term = term.filter(|_| sense != Kind::Previous || list.total.is_none());
    let term = term.or_else(|| arrangement::compared(scene, quantity, sense, earlier));
    let term = term.filter(|_| sense != Kind::Growth);
    let known = term.and_then(|id| scene.lexicon.term(id));
    let stock = sense == Kind::Count && known.is_some_and(|t| t.kind == Kind::Stock);
    let sense = if stock { Kind::Stock } else { sense };
    let part = sense == Kind::Part;
    Found {
        by: names::body(scene, place, part),
        name: names::name(scene, &names::distributed(scene, place).unwrap_or_else(|| window.clone()), known),
        at,
        number: quantity.number.start,
        term,
        value: quantity.value,
        unit: quantity.unit.clone(),
        class: quantity.class,
        kind: sense,
        hedge: quantity.hedge.clone(),
        silent: known.is_some_and(|term| term.silent) || shared::is_numerator(scene, place),
        worded: named.is_some_and(|m| m.own),
        part_of: list.total.filter(|_| part),
        exhaustive: list.exhaustive,
    }
}

/// The words of the figure: from the noun to the unit, or to the noun behind it.
fn phrase(scene: &Scene<'_>, place: &Place<'_>, named: Option<&Match>) -> Range<usize> {
    let Place { quantity, window, .. } = place;
    let span = quantity.span.clone();
    let shared_out = names::distributed(scene, place).is_some();
    let Some(named) = named.filter(|m| m.own && !m.words.is_empty() && !shared_out) else { return span };
    let start = if named.words.start < window.left.end {
        clause_words(scene, &window.left, named.words.start)
    } else {
        span.start
    };
    let end =
        if named.words.end > window.right.start { named.words.end.min(window.right.end) } else { span.end };
    start.min(span.start)..covered(scene, end.max(span.end))
}

/// From the beginning of the clause, if the verb there is near the noun.
fn clause_words(scene: &Scene<'_>, left: &Range<usize>, noun: usize) -> usize {
    let noun = noun.max(left.start);
    let fresh = (left.start..noun)
        .rev()
        .find(|&at| matches!(scene.page.at(at), '、' | '，' | '；' | '“' | '”'))
        .map_or(left.start, |at| at + 1);
    let joined = |at: usize| matches!(scene.page.at(at), '和' | '及' | '、');
    let fresh = (fresh..left.end).find(|&at| !joined(at)).unwrap_or(left.end);
    let noun = noun.max(fresh);
    if noun - fresh <= NEAR_VERB { fresh } else { noun }
}

/// 实现全覆盖 right behind belongs to it.
fn covered(scene: &Scene<'_>, end: usize) -> usize {
    ["实现全覆盖", "全覆盖"]
        .iter()
        .find(|word| scene.page.has(end, word))
        .map_or(end, |word| end + word.chars().count())
}

/// 百场宣讲 without a hedge.
fn is_figure_of_speech(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let round = matches!(scene.page.at(quantity.number.start), '百' | '千' | '万');
    quantity.number.len() == 1 && round && quantity.hedge.is_none()
}

fn is_acceptable(scene: &Scene<'_>, place: &Place<'_>, figure: &Found) -> bool {
    let Place { quantity, window, .. } = place;
    let known = figure.term.and_then(|id| scene.lexicon.term(id));
    let coded = known.is_some_and(|term| term.code.is_some());
    if figure.kind == Kind::Target && !coded && quantity.class != UnitClass::Percent {
        return false;
    }
    if !quantity.in_words || quantity.class == UnitClass::Percent || multiples::is_multiple(scene, place) {
        return true;
    }
    if is_figure_of_speech(scene, quantity) {
        return false;
    }
    let ends = !is_han(scene.page.at(quantity.span.end));
    let named = figure.worded && figure.term.is_some();
    let single =
        matches!(quantity.value, Value::One(value) if value == super::super::decimal::Decimal::whole(1));
    let many =
        matches!(quantity.value, Value::One(value) if value > super::super::decimal::Decimal::whole(3));
    match (named || figure.part_of.is_some(), ends) {
        (true, true) => true,
        (true, false) => !single && (coded || quantity.hedge.is_some()) && window.left.len() < 12,
        (false, true) => {
            !single && (many || figure.term.is_some() || quantity.hedge.is_some() || !window.left.is_empty())
        }
        (false, false) => false,
    }
}
