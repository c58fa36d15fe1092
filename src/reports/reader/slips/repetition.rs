//! Sentences that stand twice.

use std::collections::HashMap;
use std::ops::Range;

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::slip;

/// Shorter sentences one after the other are no slip.
const SHORTEST: usize = 10;
/// Shorter sentences elsewhere are set phrases.
const LONG: usize = 30;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let mut known: HashMap<&[char], usize> = HashMap::new();
    let mut slips = Vec::new();
    for sentence in sentences(scene) {
        let chars = scene.page.slice(sentence.clone());
        match known.get(chars).copied() {
            Some(first) if first + chars.len() == sentence.start => {
                slips.push(twice(scene, first..sentence.end));
            }
            Some(_) if chars.len() >= LONG => slips.push(twice(scene, sentence.clone())),
            _ => {}
        }
        if chars.len() >= SHORTEST {
            known.insert(chars, sentence.start);
        }
    }
    slips
}

/// Sentences with their 。.
fn sentences(scene: &Scene<'_>) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, &char) in scene.page.chars().iter().enumerate() {
        if matches!(char, '。' | '\n') {
            let end = at + usize::from(char == '。');
            sentences.extend((end > start).then_some(start..end));
            start = at + 1;
        }
    }
    sentences
}

fn twice(scene: &Scene<'_>, at: Range<usize>) -> Slip {
    let texts = ("同一句话出现两次".to_owned(), "the same sentence stands twice".to_owned());
    slip(scene, "repeated_sentence", at, texts)
}
