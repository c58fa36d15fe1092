//! Units, as the lexicon lists them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::page::Page;
use super::super::trie::Trie;

/// What a unit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitClass {
    /// Things, persons, events.
    Count,
    /// Money.
    Money,
    /// Per cent.
    Percent,
    /// Percentage points.
    Points,
    /// Sizes and weights: no indicator has them, but local extras have.
    Measure,
    /// Length of time.
    Days,
    /// Units by which nothing of a report's figures is counted: years, ages, steps.
    NoFigure,
    /// There is no unit.
    Nothing,
}

/// All units.
#[derive(Default)]
pub struct Units {
    trie: Trie,
    classes: Vec<UnitClass>,
}

impl Units {
    /// Of the lists of the lexicon.
    #[must_use]
    pub fn new(lists: &BTreeMap<UnitClass, Vec<String>>) -> Self {
        let (mut trie, mut classes) = (Trie::default(), Vec::new());
        for (&class, units) in lists {
            for unit in units {
                trie.insert(unit, classes.len());
                classes.push(class);
            }
        }
        Self { trie, classes }
    }

    /// The longest unit that begins at a position: where it ends, and what it counts.
    #[must_use]
    pub fn at(&self, page: &Page, at: usize) -> Option<(usize, UnitClass)> {
        let (end, unit) = self.trie.longest(page, at)?;
        self.classes.get(unit).map(|&class| (end, class))
    }
}
