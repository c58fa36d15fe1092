//! Words of another level: 全县 in the report of a town, 全乡 in that of a 镇.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::{PlaceNames, Slip};
use super::slip;

/// Own names of levels, by the last character of the place's name; a street ends in 道.
const LEVELS: &[(char, &[&str])] = &[
    ('乡', &["全乡", "我乡", "本乡", "乡域", "乡党委", "乡政府", "乡人大"]),
    ('镇', &["全镇", "我镇", "本镇", "镇域", "镇党委", "镇政府", "镇人大"]),
    ('道', &["全街道", "我街道", "本街道"]),
];
/// Of the levels above, which take the whole for the part.
const ABOVE: &[&str] = &["全县", "全区", "全市", "全旗"];

pub(super) fn check(scene: &Scene<'_>, place: &PlaceNames) -> Vec<Slip> {
    let Some(own) = place.name.chars().last() else { return Vec::new() };
    let below = LEVELS.iter().any(|(level, _)| *level == own);
    let others: Vec<&str> = LEVELS
        .iter()
        .filter(|(level, _)| *level != own)
        .flat_map(|(_, words)| words.iter().copied())
        .collect();
    let mut slips = Vec::new();
    for at in 0..scene.page.len() {
        let wrong = others.iter().find(|word| {
            (below || word.starts_with('我')) && scene.page.has(at, word) && stands_alone(scene, at)
        });
        slips.extend(wrong.map(|word| other_level(scene, at..at + word.chars().count())));
        let above = ABOVE.iter().find(|word| below && scene.page.has(at, word) && is_subject(scene, at));
        slips.extend(
            above.map(|word| other_level(scene, at..scene.clause_end(at).max(at + word.chars().count()))),
        );
    }
    slips
}

/// Not the end of a longer word or of another place's name.
fn stands_alone(scene: &Scene<'_>, at: usize) -> bool {
    matches!(
        scene.page.before(at),
        '\0' | '\n'
            | '，'
            | '。'
            | '；'
            | '：'
            | '、'
            | '）'
            | '“'
            | '为'
            | '在'
            | '对'
            | '将'
            | '由'
            | '和'
            | '是'
    )
}

/// 全县群众 at the beginning of a clause.
fn is_subject(scene: &Scene<'_>, at: usize) -> bool {
    let begins = at == scene.clause_start(at);
    begins && scene.lexicon.words.slips.level_subjects.iter().any(|word| scene.page.has(at + 2, word))
}

fn other_level(scene: &Scene<'_>, at: Range<usize>) -> Slip {
    let texts = ("所指的层级与本报告不符".to_owned(), "a word of another level than the report's".to_owned());
    slip(scene, "wrong_level_word", at, texts)
}
