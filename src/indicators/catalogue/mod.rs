//! The indicators, in the order of the annual reports.
//!
//! Codes and units are those of published township reports. How to add an indicator: `CONTRIBUTING.md`.

mod activities;
mod disputes;
mod organisation;
mod petitions;
mod proceedings;

use super::{Aggregation, Formula, Group, Indicator, IndicatorKind, Measure, Quantity, Source};
use crate::text::StaticText;

pub(super) fn all() -> Vec<&'static Indicator> {
    let chapters = [
        organisation::INDICATORS,
        activities::INDICATORS,
        disputes::INDICATORS,
        petitions::INDICATORS,
        proceedings::INDICATORS,
    ];
    chapters.into_iter().flatten().collect()
}

const fn quantity(source: Source, predicate: &'static str, measure: Measure) -> Quantity {
    Quantity { source, predicate, measure }
}

/// An indicator of what happened in the year; the value of a region is the sum of its townships.
const fn flow(
    code: &'static str,
    name: StaticText,
    unit: &'static str,
    group: Group,
    quantity: &'static Quantity,
    definition: StaticText,
) -> Indicator {
    Indicator {
        code,
        name_zh: name.0,
        name_en: name.1,
        unit,
        group,
        kind: IndicatorKind::Flow,
        aggregation: Aggregation::Sum,
        formula: Formula::Quantity(quantity),
        estimates: None,
        definition_zh: definition.0,
        definition_en: definition.1,
    }
}

/// The same indicator, where records may state estimates: `estimates` counts these records.
const fn estimated(mut indicator: Indicator, estimates: &'static Quantity) -> Indicator {
    indicator.estimates = Some(estimates);
    indicator
}

/// The same indicator as of 31 December of the year.
const fn stock(mut indicator: Indicator, aggregation: Aggregation) -> Indicator {
    indicator.kind = IndicatorKind::Stock;
    indicator.aggregation = aggregation;
    indicator
}

/// An indicator that is one quantity in percent of another.
const fn rate(
    code: &'static str,
    name: StaticText,
    group: Group,
    numerator: &'static Quantity,
    denominator: &'static Quantity,
    definition: StaticText,
) -> Indicator {
    let mut indicator = flow(code, name, "%", group, denominator, definition);
    indicator.kind = IndicatorKind::Rate;
    indicator.aggregation = Aggregation::Recompute;
    indicator.formula = Formula::Rate { numerator, denominator };
    indicator
}
