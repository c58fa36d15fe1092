//! Breakdowns: the value of a figure by the terms of a dimension.

use super::evaluate::outcome;
use super::model::FigurePart;
use super::sums::Sums;
use crate::db::Whole;
use crate::indicators::{Formula, Indicator, Measure, Quantity};
use crate::regions::Level;

/// Whether the indicator has the dimension and parts that add up to its value: sums have, rates and maxima have not.
pub fn can_be_broken_down(indicator: &Indicator, dimension: &str) -> bool {
    let is_sum = |quantity: &Quantity| !matches!(quantity.measure, Measure::Max(_));
    matches!(indicator.formula, Formula::Quantity(quantity) if is_sum(quantity))
        && indicator.source().tables().dimensions.contains(&dimension)
}

/// The parts of an indicator's value, one for each term with records that count; `by_term` has the sums of each term.
pub fn parts(indicator: &Indicator, by_term: &[(String, Sums)]) -> Vec<FigurePart> {
    let part = |(term, sums): &(String, Sums)| {
        let Formula::Quantity(quantity) = indicator.formula else {
            return None;
        };
        sums.value(quantity).filter(|value| *value != Whole::default())?;
        let value = outcome(indicator, sums, Level::Township).value.ok()?;
        Some(FigurePart { term: Some(term.clone()).filter(|term| !term.is_empty()), value })
    };
    by_term.iter().filter_map(part).collect()
}
