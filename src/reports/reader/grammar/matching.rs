//! Which term the words around a number name.

use std::collections::HashMap;
use std::ops::Range;

use super::super::lexicon::{FormId, TermId, TopicId};
use super::super::numerals::{Quantity, UnitClass};
use super::super::page::ends_clause;
use super::place::{Match, Window};
use super::scene::{Hit, Scene};

/// How far back words may stand.
const FARTHEST: usize = 48;
/// How far behind the number.
const BEHIND: usize = 18;
/// What each character of a word weighs.
const WEIGHT: i64 = 10;
/// What a topic is worth where it was just named.
const TOPIC: i64 = 22;
/// What a word behind the number is worth less.
const LATER: i64 = 8;
/// What a word before 、 is worth less.
const ACROSS: i64 = 4;
/// What a topic is worth that the figure before is about.
const GOES_ON: i64 = 9;
/// The farthest that words lose by standing away.
const FAR: i64 = 10;
/// What words lose behind which another word stands.
const BETWEEN: i64 = 8;
/// The same for words behind the number.
const NEAR: i64 = 5;

/// The window of a number. Words up to `consumed` belong to the figure before.
#[must_use]
pub fn window(scene: &Scene<'_>, index: usize, quantity: &Quantity, consumed: usize) -> Window {
    let start = quantity.span.start;
    let clause = scene.clause_start(start).max(start.saturating_sub(FARTHEST));
    let before = scene.usable_before(index).map_or(0, |(_, q)| q.span.end).max(consumed);
    let left = clause.max(before).min(start)..start;
    let left = widened(scene, index, left);
    Window { right: right(scene, index, quantity), left }
}

/// Behind the unit, up to 、, the next number, or 已 before another number.
fn right(scene: &Scene<'_>, index: usize, quantity: &Quantity) -> Range<usize> {
    let start = quantity.span.end;
    let clause = scene.clause_end(start).min(start + BEHIND);
    let after = scene.usable_after(index).map_or(usize::MAX, |(_, q)| q.span.start);
    let followed = after < scene.clause_end(start);
    let ends =
        |at: usize| scene.page.at(at) == '（' || (followed && matches!(scene.page.at(at), '、' | '已'));
    let stop = (start..clause).find(|&at| ends(at) && !scene.is_aside(at)).unwrap_or(clause);
    start..stop.min(after).max(start)
}

/// The words of the clause before too, where 共 or 达 is all there is and that clause states nothing itself.
fn widened(scene: &Scene<'_>, index: usize, left: Range<usize>) -> Range<usize> {
    let clause = scene.clause_start(left.end);
    let comma = clause > 0 && scene.page.at(clause - 1) == '，';
    let words = clause..left.end;
    if !comma || left.start > clause || words.is_empty() || scene.significant(words) > 0 {
        return left;
    }
    let earlier = scene.clause_start(clause - 1).max(left.end.saturating_sub(FARTHEST));
    let number = scene.usable_before(index).filter(|(_, q)| q.span.end > earlier);
    let change = number.is_some_and(|(_, q)| matches!(q.class, UnitClass::Percent | UnitClass::Points));
    if number.is_none() || change { earlier..left.end } else { left }
}

/// The terms that the words name, the best first. Of each term its best wording.
#[must_use]
pub fn matches(scene: &Scene<'_>, window: &Window, about: Option<TopicId>) -> Vec<Match> {
    let mut best: HashMap<TermId, Match> = HashMap::new();
    let mut progress: HashMap<FormId, Progress> = HashMap::new();
    let search = Search { scene, window, about };
    let left = scene.hits_in(window.left.clone()).iter().filter(|hit| hit.end <= window.left.end);
    let right = scene.hits_in(window.right.clone()).iter().filter(|hit| hit.end <= window.right.end);
    for hit in left.chain(right) {
        search.advance(hit, &mut progress, &mut best);
    }
    search.bare_topics(&mut best);
    let mut found: Vec<Match> = best.into_values().collect();
    found.sort_by_key(|m| (-m.score, m.term));
    found
}

/// How far a wording has been found.
#[derive(Clone)]
struct Progress {
    next: usize,
    start: usize,
    end: usize,
    weight: usize,
}

/// A search for the wordings around one number.
struct Search<'s> {
    scene: &'s Scene<'s>,
    window: &'s Window,
    /// What the figure before is about.
    about: Option<TopicId>,
}

impl Search<'_> {
    fn advance(
        &self,
        hit: &Hit,
        progress: &mut HashMap<FormId, Progress>,
        best: &mut HashMap<TermId, Match>,
    ) {
        let Some(uses) = self.scene.lexicon.uses.get(hit.word) else { return };
        for &(form, slot) in &uses.slots {
            let before = progress.get(&form).filter(|p| p.next == slot && p.end <= hit.start);
            let (start, weight) = match before {
                Some(p) => (p.start, p.weight),
                None if slot == 0 => (hit.start, 0),
                None => continue,
            };
            let reached = Progress { next: slot + 1, start, end: hit.end, weight: weight + uses.length };
            let whole = self.scene.lexicon.forms.get(form).is_some_and(|f| f.slots == reached.next);
            if whole {
                self.offer(form, &reached, best);
            } else {
                progress.insert(form, reached);
            }
        }
    }

    fn offer(&self, form: FormId, reached: &Progress, best: &mut HashMap<TermId, Match>) {
        let Some(known) = self.scene.lexicon.forms.get(form) else { return };
        let words = reached.start..reached.end;
        let Some(topic) = known.topic.map_or(Some(0), |topic| self.topic_bonus(topic, &words)) else {
            return;
        };
        let apart = i64::try_from(known.slots).unwrap_or(1) - 1;
        let weight = i64::try_from(reached.weight).unwrap_or(i64::MAX) * WEIGHT - apart;
        let score = weight + topic - self.distance(reached);
        keep(best, Match { term: known.term, score, words, own: true, whole: known.slots == 1 });
    }

    /// What the words lose by standing away from the number.
    fn distance(&self, reached: &Progress) -> i64 {
        let window = self.window;
        let behind = reached.end > window.left.end;
        let gap = if behind {
            window.right.start..reached.end.saturating_sub(2).max(window.right.start)
        } else {
            reached.end..window.left.end
        };
        let (length, commas) = measured(self.scene.page.slice(gap));
        let listed = self.scene.page.before(window.left.end) == '等'
            || self.scene.page.before(window.left.end - usize::from(window.left.end > 2)) == '等';
        let across = if listed { 0 } else { commas.min(2) * ACROSS };
        let later = reached.start > window.right.start;
        let far = if behind { length.min(NEAR) } else { length.min(FAR) + self.between(reached.end) };
        far + across + if later { LATER } else { 0 }
    }

    /// What words lose behind which another word of the lexicon stands.
    fn between(&self, end: usize) -> i64 {
        let gap = end..self.window.left.end;
        let another = self.scene.hits_in(gap.clone()).iter().any(|hit| {
            hit.end <= gap.end
                && self
                    .scene
                    .lexicon
                    .uses
                    .get(hit.word)
                    .is_some_and(|uses| !uses.slots.is_empty() && uses.length > 1)
        });
        if another { BETWEEN } else { 0 }
    }

    /// What a topic is worth that is named outside of the words; none where the text is not about it.
    fn topic_bonus(&self, topic: TopicId, words: &Range<usize>) -> Option<i64> {
        let Self { scene, window, about } = self;
        let before = scene.topics.last(topic, words.start);
        let start = window.left.start;
        if before.is_some_and(|end| end > start)
            || scene
                .topics
                .last(topic, window.right.end)
                .is_some_and(|end| end > words.end + 1 && end > window.left.start)
        {
            return Some(TOPIC);
        }
        let near = before.and_then(|end| self.earlier(topic, end));
        near.max((*about == Some(topic)).then_some(GOES_ON))
    }

    /// What a topic is worth that was named before the window.
    fn earlier(&self, topic: TopicId, end: usize) -> Option<i64> {
        let Self { scene, window, .. } = self;
        let start = window.left.start;
        let away = i64::try_from(start.saturating_sub(end)).unwrap_or(i64::MAX);
        if end > scene.sentence_start(start) {
            return Some((TOPIC - away / 5).max(7));
        }
        let narrow = scene.lexicon.narrow.get(topic).copied().unwrap_or_default();
        let heading = scene
            .outline
            .heading(start)
            .is_some_and(|mark| mark.at.start < end && (!narrow || end <= mark.end));
        let line = end > scene.page.line_start(start) && !narrow;
        (line || heading).then(|| (6 - away / 60).max(2))
    }

    /// Terms that a topic alone names, as the persons at a hearing.
    fn bare_topics(&self, best: &mut HashMap<TermId, Match>) {
        let at = self.window.left.end;
        let named = ends_clause(self.scene.page.before(at)) || self.window.left.len() <= 8;
        for form in self.scene.lexicon.forms.iter().filter(|form| form.slots == 0 && named) {
            let near =
                form.topic.and_then(|topic| self.topic_bonus(topic, &(at..at))).filter(|&bonus| bonus > 10);
            if let Some(score) = near {
                keep(
                    best,
                    Match { term: form.term, score: score - 6, words: at..at, own: false, whole: false },
                );
            }
        }
    }
}

fn keep(best: &mut HashMap<TermId, Match>, found: Match) {
    let known = best.get(&found.term).is_some_and(|known| known.score >= found.score);
    if !known {
        best.insert(found.term, found);
    }
}

/// Characters of a gap, titles in 《》 left out, and how many 、 are among them.
fn measured(gap: &[char]) -> (i64, i64) {
    let (mut length, mut commas, mut titled) = (0, 0, false);
    for char in gap {
        titled = (titled || *char == '《') && *char != '》';
        length += i64::from(!titled);
        commas += i64::from(!titled && *char == '、');
    }
    (length, commas)
}

/// The term that the words of a stretch name, printed with a unit; rather one that they begin with.
#[must_use]
pub fn named_by(scene: &Scene<'_>, words: Range<usize>, unit: &str, class: UnitClass) -> Option<TermId> {
    let window = Window { right: words.end..words.end, left: words };
    let start = window.left.start;
    let found = matches(scene, &window, None);
    let fits = |m: &&Match| m.own && (unit.is_empty() || scene.fits(m.term, unit, class));
    found.iter().filter(fits).find(|m| m.words.start == start).or(found.iter().find(fits)).map(|m| m.term)
}
