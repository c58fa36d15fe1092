//! A number in its surroundings, as the grammar hands it from step to step.

use std::ops::Range;

use super::super::lexicon::TermId;
use super::super::numerals::Quantity;

/// A number with all that is known before it is read.
pub struct Place<'a> {
    /// Its place among the numbers.
    pub index: usize,
    /// The number.
    pub quantity: &'a Quantity,
    /// The words around it.
    pub window: Window,
    /// Its place in a list.
    pub list: List,
}

/// The words before and behind a number that may name it.
#[derive(Clone, Debug)]
pub struct Window {
    /// Before the number, back to the clause's beginning or the number before.
    pub left: Range<usize>,
    /// Behind the unit.
    pub right: Range<usize>,
}

/// A wording that was found.
#[derive(Clone, Debug)]
pub struct Match {
    /// What it names.
    pub term: TermId,
    /// How good it is.
    pub score: i64,
    /// Where its words stand.
    pub words: Range<usize>,
    /// It has words of its own, not the topic alone.
    pub own: bool,
    /// Its words are one word.
    pub whole: bool,
}

impl Match {
    /// Whether its words are one longer word, as 整改问题, that the other's is only a piece of.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let longer = self.words.len() > other.words.len() && !other.words.is_empty();
        self.own
            && self.whole
            && longer
            && self.words.start <= other.words.start
            && other.words.end <= self.words.end
    }
}

/// Where a number stands among others.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Where the number of the total stands.
    pub total: Option<usize>,
    /// All parts are said to be listed.
    pub exhaustive: bool,
    /// Nothing but 、 and the like lies between the number and the one before.
    pub goes_on: bool,
}
