//! Names of other places.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::{PlaceNames, Slip};
use super::super::page::is_han;
use super::slip;

/// Characters of verbs, prepositions and offices that no name of a place begins with.
const IN_VERBS: &str = "接受成立由以向对将把被和与在从为到经使让请给至及或按照据依听取报送党委书记任的是了各制定推动指导引领抓用发生有无开展组织";
/// Longest name before 镇, 乡 or 街道.
const LONGEST: usize = 4;

pub(super) fn check(scene: &Scene<'_>, place: &PlaceNames) -> Vec<Slip> {
    let named = place.others.iter().flat_map(|other| everywhere(scene, other, place));
    let foreign = (0..scene.page.len()).filter_map(|at| foreign(scene, at, place));
    let mut slips: Vec<Slip> = named.chain(foreign).collect();
    slips.sort_by_key(|slip| slip.offset);
    slips.dedup_by_key(|slip| slip.offset);
    slips
}

/// A name of the county's other places, wherever it stands.
fn everywhere(scene: &Scene<'_>, other: &str, place: &PlaceNames) -> Vec<Slip> {
    let length = other.chars().count();
    let found =
        (0..scene.page.len()).filter(|&at| length > 1 && scene.page.has(at, other) && *other != place.name);
    found
        .filter(|&at| !with_neighbour(scene, at, at + length))
        .map(|at| named(scene, at..at + length))
        .collect()
}

/// 木棉镇党委 in the report of another town.
fn foreign(scene: &Scene<'_>, at: usize, place: &PlaceNames) -> Option<Slip> {
    let end = level_end(scene, at)?;
    let words = &scene.lexicon.words.slips;
    let start = (at.saturating_sub(LONGEST)..at).find(|&start| is_name(scene, start, at))?;
    let subject = start == scene.clause_start(start) && words.acts.iter().any(|act| scene.page.has(end, act));
    let organ = subject || words.organs.iter().any(|organ| scene.page.has(end, organ));
    let name = scene.page.text(start..end);
    let own = place.name.is_empty() || is_own(scene, &name, start, place);
    (organ && !own && !with_neighbour(scene, start, end)).then(|| named(scene, start..end))
}

fn level_end(scene: &Scene<'_>, at: usize) -> Option<usize> {
    match scene.page.at(at) {
        '镇' | '乡' if scene.page.at(at + 1) != '镇' && scene.page.at(at + 1) != '村' => Some(at + 1),
        '街' if scene.page.at(at + 1) == '道' => Some(at + 2),
        _ => None,
    }
}

/// Chinese characters behind a word that a name may follow, none of them a word like 本 or 各.
fn is_name(scene: &Scene<'_>, start: usize, end: usize) -> bool {
    let words = &scene.lexicon.words.slips;
    let chars = scene.page.slice(start..end);
    let text = scene.page.text(start..end);
    let behind = start == 0 || words.before_names.iter().any(|word| scene.page.ends_with(start, word));
    let common = words.no_names.iter().any(|word| {
        text == *word
            || text.ends_with(word.as_str())
            || (word.chars().count() == 1 && text.starts_with(word.as_str()))
    });
    let verb = chars.iter().any(|c| IN_VERBS.contains(*c));
    chars.len() >= 2
        && !verb
        && chars.iter().all(|&c| is_han(c))
        && behind
        && !common
        && !text.contains(['县', '市', '镇', '乡', '、'])
}

fn is_own(scene: &Scene<'_>, name: &str, start: usize, place: &PlaceNames) -> bool {
    let within = place.within.iter().any(|above| scene.page.ends_with(start, above) && place.name == name);
    name == place.name || place.name.ends_with(name) || name.ends_with(&place.name) || within
}

/// Neighbours are named where one works together with them.
fn with_neighbour(scene: &Scene<'_>, start: usize, end: usize) -> bool {
    let clause = scene.clause_start(start)..scene.clause_end(end);
    let together = scene.page.contains_any(clause, &scene.lexicon.words.slips.neighbours);
    together || matches!(scene.page.before(start), '与' | '和' | '同' | '跟' | '赴')
}

fn named(scene: &Scene<'_>, at: Range<usize>) -> Slip {
    let end = scene.clause_end(at.start).min(at.start + 40);
    let texts = ("别处的地名".to_owned(), "the name of another place".to_owned());
    slip(scene, "foreign_place", at.start..end, texts)
}
