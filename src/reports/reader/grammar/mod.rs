//! The grammar: which number is which figure.

mod arrangement;
mod exclusions;
mod forms;
mod kinds;
mod matching;
mod multiples;
mod names;
mod phrases;
mod place;
mod reading;
mod scene;
mod shared;
mod sums;
mod tables;
mod topics;

use std::ops::Range;

pub use self::matching::named_by;
pub use self::scene::Scene;
use super::lexicon::TermId;
use super::model::{Kind, Value};
use super::numerals::UnitClass;

/// A figure while a text is read. Positions are those of the page.
#[derive(Clone, Debug)]
pub struct Found {
    /// The words.
    pub at: Range<usize>,
    /// Where the number begins; of figures in words, where the words begin.
    pub number: usize,
    /// The term.
    pub term: Option<TermId>,
    /// The name of a local extra.
    pub name: String,
    /// The value.
    pub value: Value,
    /// The unit.
    pub unit: String,
    /// What the unit counts.
    pub class: UnitClass,
    /// The sense.
    pub kind: Kind,
    /// The hedge.
    pub hedge: Option<String>,
    /// Body, channel or kind.
    pub by: Option<String>,
    /// A numerator or denominator, no figure of its own.
    pub silent: bool,
    /// The wording that named it; none where it goes on with the figure before.
    pub worded: bool,
    /// Where the number of the total stands that it is a part of.
    pub part_of: Option<usize>,
    /// All parts of the total are listed.
    pub exhaustive: bool,
}

/// All figures, silent ones included, in their order.
#[must_use]
pub fn figures(scene: &Scene<'_>) -> Vec<Found> {
    let mut found = reading::read(scene);
    let cells = tables::read(scene);
    found.retain(|f| cells.binary_search_by_key(&f.number, |cell| cell.number).is_err());
    let implicit = phrases::implicit(scene, &found);
    found.extend(cells.into_iter().chain(implicit).chain(phrases::zeros(scene)).chain(phrases::fixed(scene)));
    found.sort_by_key(|figure| (figure.number, figure.at.start));
    let mut found = arrangement::without_doubles(found);
    arrangement::completed(scene, &mut found);
    found
}
