//! The indicators, in the order of the annual reports.
//!
//! Codes and units are those of published township reports. How to add an indicator: `CONTRIBUTING.md`.

mod activities;
mod decisions;
mod disputes;
mod documents;
mod observed;
mod organisation;
mod petitions;
mod proceedings;
mod responsible_persons;
mod shortcomings;

use super::{
    Aggregation, Formula, Group, Indicator, IndicatorKind, Measure, Population, Quantity, Source, StockDay,
};
use crate::text::StaticText;

pub(super) fn all() -> Vec<Indicator> {
    let chapters = [
        organisation::INDICATORS,
        activities::INDICATORS,
        decisions::INDICATORS,
        documents::INDICATORS,
        disputes::INDICATORS,
        petitions::INDICATORS,
        proceedings::INDICATORS,
        observed::INDICATORS,
        shortcomings::INDICATORS,
        responsible_persons::INDICATORS,
    ];
    chapters.concat()
}

/// The records of a kind; `declared_by` is the indicator that a township declares where it had none.
const fn population(source: Source, predicate: &'static str, declared_by: &'static str) -> Population {
    Population { source, predicate, declared_by: Some(declared_by) }
}

const fn quantity(population: &'static Population, predicate: &'static str, measure: Measure) -> Quantity {
    Quantity { population, predicate, measure }
}

/// The cases of a population that were accepted in the period.
const fn accepted(population: &'static Population) -> Quantity {
    quantity(population, "accepted_on BETWEEN :from AND :to", Measure::Count)
}

/// The cases of a population that were closed in the period.
const fn closed(population: &'static Population) -> Quantity {
    quantity(population, "closed_on BETWEEN :from AND :to", Measure::Count)
}

/// The cases of a population that were open when the period began.
const fn open_before(population: &'static Population) -> Quantity {
    quantity(population, "accepted_on < :from", Measure::Count)
}

/// The cases of a population that are open when the period ends.
const fn open_after(population: &'static Population) -> Quantity {
    quantity(population, "accepted_on <= :day AND (closed_on IS NULL OR closed_on > :day)", Measure::Count)
}

/// The indicator of [`open_before`].
const fn cases_carried_in(
    code: &'static str,
    name: StaticText,
    group: Group,
    quantity: &'static Quantity,
) -> Indicator {
    let definition = (
        "本期之前受理、期初尚未办结的。结转 + 受理 = 办结 + 期末在办",
        "accepted before the period and still open when it began. Carried in + accepted = closed + pending",
    );
    carried_in(flow(code, name, "件", group, quantity, definition))
}

/// The indicator of [`closed`].
const fn cases_closed(
    code: &'static str,
    name: StaticText,
    group: Group,
    quantity: &'static Quantity,
) -> Indicator {
    let definition = (
        "本期办结的，按办结日期计，不论何时受理、结果如何（含撤回、移送）",
        "closed in the period, by the day of closing, whenever accepted and whatever the outcome (withdrawn and referred included)",
    );
    flow(code, name, "件", group, quantity, definition)
}

/// The indicator of [`open_after`].
const fn cases_pending(
    code: &'static str,
    name: StaticText,
    group: Group,
    quantity: &'static Quantity,
) -> Indicator {
    let definition = (
        "期末当天尚未办结的（期末之后才办结的也在内）",
        "still open at the end of the last day of the period (those closed later included)",
    );
    stock(flow(code, name, "件", group, quantity, definition), Aggregation::Sum)
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
        stock_day: None,
        aggregation: Aggregation::Sum,
        formula: Formula::Quantity(quantity),
        estimates: None,
        doubts: None,
        definition_zh: definition.0,
        definition_en: definition.1,
    }
}

/// The same indicator, where records may state estimates: `estimates` is the part of the value that they state.
const fn estimated(mut indicator: Indicator, estimates: &'static Quantity) -> Indicator {
    indicator.estimates = Some(estimates);
    indicator
}

/// The same indicator, which is looked into where `doubts` counts any record.
const fn doubted(mut indicator: Indicator, doubts: &'static Quantity) -> Indicator {
    indicator.doubts = Some(doubts);
    indicator
}

/// The same indicator as of the last day of the period.
const fn stock(mut indicator: Indicator, aggregation: Aggregation) -> Indicator {
    indicator.kind = IndicatorKind::Stock;
    indicator.stock_day = Some(StockDay::Last);
    indicator.aggregation = aggregation;
    indicator
}

/// The same indicator as of the first day of the period.
const fn carried_in(mut indicator: Indicator) -> Indicator {
    indicator.kind = IndicatorKind::Stock;
    indicator.stock_day = Some(StockDay::First);
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
