//! Figures in words: that there was none, that all were covered.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::lexicon::TermId;
use super::super::model::{Kind, Value};
use super::super::numerals::UnitClass;
use super::super::page::ends_clause;
use super::Found;
use super::scene::Scene;

/// What may stand between a negation and its noun.
const BETWEEN: usize = 16;

/// Sentences that say there was none.
#[must_use]
pub fn zeros(scene: &Scene<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < scene.page.len() {
        let occurred = none_occurred(scene, at);
        if let Some(none) = occurred {
            at = none.at.end;
            found.push(none);
            continue;
        }
        let negation = negation(scene, at).filter(|_| !scene.outline.is_plan(at));
        at = match negation {
            Some(length) => {
                let nouns = nouns(scene, at + length);
                let end = nouns.last().map_or(at + length, |(_, end)| *end);
                found.extend(nouns.into_iter().map(|(term, end)| zero(scene, term, at..end)));
                end
            }
            None => at + 1,
        };
    }
    found
}

/// How long the negation is that stands at a position.
fn negation(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let zero = &scene.lexicon.words.zero;
    if zero.not_negations.iter().any(|word| scene.page.has(at, word)) || scene.page.before(at) == '从' {
        return None;
    }
    zero.negations.iter().filter(|word| scene.page.has(at, word)).map(|word| word.chars().count()).max()
}

/// The nouns that a negation takes, with where each ends: 行政复议、行政诉讼案件.
fn nouns(scene: &Scene<'_>, from: usize) -> Vec<(TermId, usize)> {
    let mut found = Vec::new();
    let mut at = from;
    while at < from + BETWEEN * (found.len() + 1) && !ends_clause(scene.page.at(at)) && at < scene.page.len()
    {
        match noun(scene, at) {
            Some((term, end)) => {
                found.push((term, end));
                at = end;
            }
            None if is_between(scene, at) || !found.is_empty() => at += step(scene, at),
            None => return found,
        }
    }
    found
}

/// The longest noun at a position of which there may be none, unless more follows that says something else.
fn noun(scene: &Scene<'_>, at: usize) -> Option<(TermId, usize)> {
    let hits = scene.hits_in(at..at + 1);
    let longest = hits
        .iter()
        .filter(|hit| scene.lexicon.uses.get(hit.word).is_some_and(|uses| uses.zero_of.is_some()))
        .max_by_key(|hit| hit.end)?;
    let term = scene.lexicon.uses.get(longest.word)?.zero_of?;
    let behind = after(scene, longest.end);
    let complete = ends_clause(scene.page.at(behind))
        || matches!(scene.page.at(behind), '、' | '和' | '及' | '或' | '与' | '\0' | '”');
    complete.then_some((term, behind_noun(scene, longest.end)))
}

/// Behind words that may follow the noun.
fn after(scene: &Scene<'_>, mut at: usize) -> usize {
    let words = &scene.lexicon.words.zero.after;
    while let Some(word) = words.iter().filter(|word| scene.page.has(at, word)).max_by_key(|word| word.len())
    {
        at += word.chars().count();
    }
    at
}

fn behind_noun(scene: &Scene<'_>, at: usize) -> usize {
    let suffix = ["案件", "事项", "事件"].iter().find(|word| scene.page.has(at, word));
    at + suffix.map_or(0, |word| word.chars().count())
}

fn is_between(scene: &Scene<'_>, at: usize) -> bool {
    let caused = scene.page.at(at) == '因' || scene.page.slice(at.saturating_sub(14)..at + 1).contains(&'因');
    caused || scene.lexicon.words.zero.between.iter().any(|word| scene.page.has(at, word))
}

fn step(scene: &Scene<'_>, at: usize) -> usize {
    let words = &scene.lexicon.words.zero.between;
    words.iter().filter(|word| scene.page.has(at, word)).map(|word| word.chars().count()).max().unwrap_or(1)
}

fn zero(scene: &Scene<'_>, term: TermId, at: Range<usize>) -> Found {
    let unit = scene.lexicon.term(term).map_or("", |t| t.unit.as_str()).to_owned();
    stated(scene, Some(term), at, Decimal::whole(0), &unit, Kind::Zero)
}

fn stated(
    scene: &Scene<'_>,
    term: Option<TermId>,
    at: Range<usize>,
    value: Decimal,
    unit: &str,
    kind: Kind,
) -> Found {
    let known = term.and_then(|id| scene.lexicon.term(id));
    Found {
        number: at.start,
        name: known.map_or_else(String::new, |t| t.name.clone()),
        term,
        value: Value::One(value),
        unit: unit.to_owned(),
        class: if unit == "%" { UnitClass::Percent } else { UnitClass::Count },
        kind,
        hedge: None,
        by: None,
        silent: false,
        worded: true,
        part_of: None,
        exhaustive: false,
        at,
    }
}

/// 重大事故零发生, 规范性文件零制发.
fn none_occurred(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let verb = scene.lexicon.words.zero.verbs.iter().find(|verb| scene.page.has(at, verb))?;
    let from = at.saturating_sub(10);
    let mut nouns = scene.hits_in(from..at).iter().filter(|hit| hit.end == at);
    let term = nouns.find_map(|hit| scene.lexicon.uses.get(hit.word)?.zero_of)?;
    Some(zero(scene, term, at..at + verb.chars().count()))
}

/// 双组长: a name that holds a number.
#[must_use]
pub fn fixed(scene: &Scene<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for hit in &scene.hits {
        let Some((term, number)) = scene.lexicon.uses.get(hit.word).and_then(|uses| uses.fixed) else {
            continue;
        };
        let unit = scene.lexicon.term(term).map_or("", |t| t.unit.as_str()).to_owned();
        let first = !found.iter().any(|f| f.term == Some(term)) && !scene.outline.is_plan(hit.start);
        found.extend(first.then(|| {
            stated(scene, Some(term), hit.start..hit.end, Decimal::whole(number.into()), &unit, Kind::Name)
        }));
    }
    found
}

/// 全覆盖, 应考尽考, 全部按期办结.
#[must_use]
pub fn implicit(scene: &Scene<'_>, earlier: &[Found]) -> Vec<Found> {
    let hundred = Decimal::whole(100);
    let words = scene.hits.iter().filter_map(|hit| {
        let term = scene.lexicon.uses.get(hit.word)?.implies?;
        Some(stated(scene, Some(term), hit.start..hit.end, hundred, "%", Kind::Implicit))
    });
    let mut found: Vec<Found> = words.filter(|f| !scene.outline.is_plan(f.number)).collect();
    for at in (0..scene.page.len()).filter(|&at| matches!(scene.page.at(at), '全' | '均' | '已')) {
        if !scene.outline.is_plan(at) && !found.last().is_some_and(|f| f.at.contains(&at)) {
            found.extend(coverage(scene, at).or_else(|| all_of(scene, at, earlier)));
        }
    }
    found
}

/// 全覆盖 of training, or of duty reports.
fn coverage(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let word = scene.lexicon.words.implicit.coverage.iter().find(|word| scene.page.has(at, word))?;
    let end = at + word.chars().count();
    let start = scene.sentence_start(at);
    let last = |name: &str| {
        scene
            .lexicon
            .topic(name)
            .and_then(|topic| scene.topics.last(topic, at))
            .filter(|&place| place > start)
    };
    let (training, duty) = (last("training"), last("report"));
    let others = ["publicity", "adviser", "review", "station", "committees", "literates"]
        .iter()
        .filter_map(|name| last(name))
        .max();
    let next = scene.quantities.get(scene.quantities.partition_point(|q| q.number.start < end));
    let stated_behind = next.is_some_and(|q| q.number.start <= end + 3 && q.class == UnitClass::Percent);
    let begin = if scene.page.ends_with(at, "实现") { at - 2 } else { at };
    match (training, duty) {
        _ if stated_behind => None,
        (_, Some(duty)) if Some(duty) > training.max(others) => Some(Found {
            name: "述法覆盖率".to_owned(),
            ..stated(scene, None, begin..end, Decimal::whole(100), "%", Kind::Implicit)
        }),
        (Some(training), _) if Some(training) > others => Some(stated(
            scene,
            scene.lexicon.by_role("training_coverage"),
            begin..end,
            Decimal::whole(100),
            "%",
            Kind::Implicit,
        )),
        _ => None,
    }
}

/// 全部按期办结, 全部整改到位, 均维持: as many as were named before.
fn all_of(scene: &Scene<'_>, at: usize, earlier: &[Found]) -> Option<Found> {
    let words = &scene.lexicon.words.implicit;
    let has = |list: &[String]| {
        list.iter().find(|word| scene.page.has(at, word)).map(|word| at..at + word.chars().count())
    };
    let of = |phrase: Range<usize>, code: &str, term: Option<&str>| {
        let source = scene.lexicon.by_role(code)?;
        let start = scene.sentence_start(at);
        let before = earlier.get(..earlier.partition_point(|f| f.number < at))?;
        let counted = before.iter().rev().take_while(|f| f.number >= start).find(|f| f.part_of.is_none())?;
        let matches = counted.term == Some(source) && (counted.at.end + 12 >= at || code == "petitions");
        let value = counted.value.one().filter(|_| matches)?;
        let mut figure = stated(
            scene,
            term.and_then(|t| scene.lexicon.by_role(t)),
            phrase,
            value,
            &counted.unit,
            Kind::Implicit,
        );
        figure.name = if term.is_none() { "维持".to_owned() } else { figure.name };
        Some(figure)
    };
    has(&words.in_time)
        .and_then(|phrase| of(phrase, "petitions", Some("petitions_closed_in_time")))
        .or_else(|| {
            has(&words.rectified).and_then(|phrase| of(phrase, "problems_found", Some("problems_rectified")))
        })
        .or_else(|| has(&words.upheld).and_then(|phrase| of(phrase, "reconsiderations", None)))
}
