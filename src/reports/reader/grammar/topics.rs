//! What the text before a number is about.

use super::super::lexicon::{Lexicon, TopicId};

/// Words that others are looked for in are no longer.
const LONGEST: usize = 6;

/// A word of the lexicon in the text.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Which word.
    pub word: usize,
}

/// Where words of each topic end.
pub struct Topics {
    ends: Vec<Vec<usize>>,
}

impl Topics {
    /// Of the words of a text.
    #[must_use]
    pub fn new(lexicon: &Lexicon, hits: &[Hit]) -> Self {
        let mut ends = vec![Vec::new(); lexicon.topics.len()];
        for (index, hit) in hits.iter().enumerate() {
            for &topic in lexicon.uses.get(hit.word).map_or(&[][..], |uses| &uses.topics) {
                if is_inside_another(lexicon, hits, index, topic) {
                    continue;
                }
                if let Some(ends) = ends.get_mut(topic) {
                    ends.push(hit.end);
                }
            }
        }
        for ends in &mut ends {
            ends.sort_unstable();
        }
        Self { ends }
    }

    /// Where the last word of a topic before a position ends.
    #[must_use]
    pub fn last(&self, topic: TopicId, before: usize) -> Option<usize> {
        let ends = self.ends.get(topic)?;
        ends.partition_point(|&end| end <= before).checked_sub(1).and_then(|i| ends.get(i)).copied()
    }
}

/// 镇长 inside 镇长办公会 is about no person, 办件 inside 交办件 about no service.
fn is_inside_another(lexicon: &Lexicon, hits: &[Hit], index: usize, topic: TopicId) -> bool {
    let Some(hit) = hits.get(index) else { return false };
    let longer =
        hits.get(index + 1..).unwrap_or_default().iter().take_while(|other| other.start == hit.start);
    let other_topic = |other: &Hit| {
        lexicon
            .uses
            .get(other.word)
            .is_some_and(|uses| !uses.topics.is_empty() && !uses.topics.contains(&topic))
    };
    let earlier = hits.get(..index).unwrap_or_default().iter().rev();
    let around = earlier.take_while(|other| other.start + LONGEST > hit.start);
    longer.into_iter().any(|other| other.end > hit.end && other_topic(other))
        || around
            .into_iter()
            .any(|other| other.start < hit.start && other.end >= hit.end && other_topic(other))
}
