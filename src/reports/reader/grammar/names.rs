//! Names of local extras, bodies, and names that 分别 shares numbers out to.

use std::ops::Range;

use super::super::lexicon::Term;
use super::super::page::is_han;
use super::place::{Place, Window};
use super::scene::Scene;

/// Longest name of a local extra.
const LONGEST: usize = 12;

/// How far before a number the names may stand that 分别 shares it out to.
const FARTHEST: usize = 80;

/// The name of a figure: the term's, or the words before the number, or those behind it.
#[must_use]
pub fn name(scene: &Scene<'_>, window: &Window, term: Option<&Term>) -> String {
    if let Some(coded) = term.filter(|term| term.code.is_some()) {
        return coded.name.clone();
    }
    let before = words(scene, &window.left);
    let words = if before.is_empty() { words(scene, &window.right) } else { before };
    if words.is_empty() { term.map_or(words, |term| term.name.clone()) } else { words }
}

/// The last Chinese characters of a stretch.
fn words(scene: &Scene<'_>, stretch: &Range<usize>) -> String {
    let end = stretch.clone().rev().find(|&at| is_han(scene.page.at(at))).map_or(stretch.start, |at| at + 1);
    let start = stretch.start.max(end.saturating_sub(LONGEST));
    scene.page.text(start..end).trim_matches(|c| !is_han(c)).to_owned()
}

/// The body, channel or kind of a figure; of a part, its own words.
#[must_use]
pub fn body(scene: &Scene<'_>, place: &Place<'_>, part: bool) -> Option<String> {
    let left = shared_out(scene, place).unwrap_or_else(|| place.window.left.clone());
    let bodies = &scene.lexicon.words.kinds.bodies;
    let found = left.clone().find_map(|at| bodies.iter().find(|word| scene.page.has(at, word)));
    let own = Some(words(scene, &left)).filter(|words| part && !words.is_empty());
    own.or_else(|| found.cloned())
}

/// The window of a number that 分别 shares out: its name with the verb.
#[must_use]
pub fn distributed(scene: &Scene<'_>, place: &Place<'_>) -> Option<Window> {
    let left = shared_out(scene, place)?;
    let right = place.window.right.start..place.window.right.start;
    Some(Window { left, right })
}

/// All the names before 分别: the last of them may hold the noun of all.
#[must_use]
pub fn all_shared_out(scene: &Scene<'_>, place: &Place<'_>) -> Window {
    let end = place.quantity.span.start;
    let start = scene.clause_start(end).max(end.saturating_sub(FARTHEST));
    let mark = (start..end).rev().find(|&at| scene.page.has(at, "分别")).unwrap_or(end);
    let right = place.window.right.start..place.window.right.start;
    Window { left: start..mark, right }
}

/// The name that stands before 分别 at the same place as the number behind it.
fn shared_out(scene: &Scene<'_>, place: &Place<'_>) -> Option<Range<usize>> {
    let start =
        scene.clause_start(place.quantity.span.start).max(place.quantity.span.start.saturating_sub(FARTHEST));
    let mark = (start..place.quantity.span.start).rev().find(|&at| scene.page.has(at, "分别"))?;
    let names = names(scene, start..mark);
    let rank = scene.quantities.iter().take(place.index).rev().take_while(|q| q.span.start > mark).count();
    let verb = verb(scene, mark, place);
    names.get(rank).filter(|_| names.len() > 1 && !verb).cloned()
}

/// A verb between 分别 and the first number names the figures itself.
fn verb(scene: &Scene<'_>, mark: usize, place: &Place<'_>) -> bool {
    let first = scene.quantities.partition_point(|q| q.span.start < mark);
    let end = scene.quantities.get(first).map_or(place.quantity.span.start, |q| q.span.start);
    scene.significant(mark + 2..end) > 0
}

fn names(scene: &Scene<'_>, stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut start = stretch.start;
    for at in stretch.clone() {
        if matches!(scene.page.at(at), '、' | '和' | '及' | '与') {
            names.push(start..at);
            start = at + 1;
        }
    }
    names.push(start..stretch.end);
    names
}
