//! Misprints of words of the field.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::slip;

/// Characters that are not written twice by intention.
const NEVER_TWICE: &[&str] = &["的的", "了了", "和和", "进进", "治治", "建设建设", "工作工作", "进行进行"];

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let misprints = scene.page.misprints().iter().filter_map(|(at, index)| misspelt(scene, at, *index));
    misprints.chain((0..scene.page.len()).filter_map(|at| doubled(scene, at))).collect()
}

fn misspelt(scene: &Scene<'_>, at: &Range<usize>, index: usize) -> Option<Slip> {
    let [_, right] = scene.lexicon.words.slips.misspelt.get(index)?;
    let start = if scene.page.ends_with(at.start, "调解") { at.start - 2 } else { at.start };
    let texts = (format!("应为“{right}”"), format!("it should be {right}"));
    (!in_title(scene, at.start)).then(|| slip(scene, "misspelling", start..at.end, texts))
}

/// Titles are checked by their whole names.
fn in_title(scene: &Scene<'_>, at: usize) -> bool {
    let from = at.saturating_sub(40);
    let before = scene.page.slice(from..at);
    before.iter().rposition(|&c| c == '《') > before.iter().rposition(|&c| c == '》')
}

fn doubled(scene: &Scene<'_>, at: usize) -> Option<Slip> {
    let word = NEVER_TWICE.iter().find(|word| scene.page.has(at, word))?;
    let texts = ("字词重复".to_owned(), "written twice".to_owned());
    Some(slip(scene, "misspelling", at..at + word.chars().count(), texts))
}
