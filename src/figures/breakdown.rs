//! Breakdowns: the value of a figure by the terms of a dimension.

use super::evaluate::{RegionPeriod, is_not_added_up, outcome};
use super::model::FigurePart;
use super::sums::Sums;
use crate::indicators::Indicator;
use crate::regions::Level;

/// Whether the indicator has the dimension, and a value at this level.
pub fn can_be_broken_down(indicator: &Indicator, dimension: &str, level: Level) -> bool {
    indicator.dimensions().contains(&dimension) && !is_not_added_up(indicator, level)
}

/// The parts of an indicator's value, one for each term that has one; `by_term` has the sums of each term.
pub fn parts(indicator: &Indicator, by_term: &[(String, Sums)], of: &RegionPeriod<'_>) -> Vec<FigurePart> {
    let part = |(term, sums): &(String, Sums)| {
        let value = outcome(indicator, sums, of).value.ok()?;
        Some(FigurePart { term: Some(term.clone()).filter(|term| !term.is_empty()), value })
    };
    by_term.iter().filter_map(part).collect()
}
