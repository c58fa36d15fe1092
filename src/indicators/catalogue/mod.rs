//! The indicators, in the order in which reports tend to speak of them.
//!
//! Codes and units follow what published township reports state. To add one: `CONTRIBUTING.md`.

mod activities;
mod disputes;
mod organisation;
mod petitions;
mod proceedings;

use super::{Aggregation, Formula, Group, Indicator, IndicatorKind, Measure, Quantity, Source};

pub(super) fn all() -> Vec<&'static Indicator> {
    let rooms = [
        organisation::INDICATORS,
        activities::INDICATORS,
        disputes::INDICATORS,
        petitions::INDICATORS,
        proceedings::INDICATORS,
    ];
    rooms.into_iter().flatten().collect()
}

/// Chinese and English.
type Words = (&'static str, &'static str);

const fn quantity(source: Source, predicate: &'static str, measure: Measure) -> Quantity {
    Quantity { source, predicate, measure }
}

/// What happened in the year; regions add up.
const fn flow(
    code: &'static str,
    name: Words,
    unit: &'static str,
    group: Group,
    quantity: &'static Quantity,
    definition: Words,
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

/// A number some of whose records may state an estimate.
const fn estimated(mut indicator: Indicator, estimates: &'static Quantity) -> Indicator {
    indicator.estimates = Some(estimates);
    indicator
}

/// What there was on 31 December of the year.
const fn stock(mut indicator: Indicator, aggregation: Aggregation) -> Indicator {
    indicator.kind = IndicatorKind::Stock;
    indicator.aggregation = aggregation;
    indicator
}

/// One quantity in percent of another.
const fn rate(
    code: &'static str,
    name: Words,
    group: Group,
    numerator: &'static Quantity,
    denominator: &'static Quantity,
    definition: Words,
) -> Indicator {
    let mut indicator = flow(code, name, "%", group, denominator, definition);
    indicator.kind = IndicatorKind::Rate;
    indicator.aggregation = Aggregation::Recompute;
    indicator.formula = Formula::Rate { numerator, denominator };
    indicator
}
