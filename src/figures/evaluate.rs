//! Figures from sums: distinguishes zero, missing and not applicable, and computes rates.

use super::model::{DeclaredCounts, Figure, FigureValue, PreviousFigure};
use super::percent::percent;
use super::period::Period;
use super::remarks::{completeness, estimate, findings};
use super::status::FigureReason;
use super::sums::{Declared, Sums};
use crate::db::Whole;
use crate::indicators::{
    self, Aggregation, CompletenessColumns, Formula, Indicator, Measure, Quantity, QuantityColumns, StockDay,
};
use crate::regions::{Code, Level};

/// A region in a period, for which figures are evaluated.
#[derive(Clone, Copy)]
pub struct RegionPeriod<'a> {
    /// The region.
    pub region: &'a Code,
    /// Whether it is in force on the day whose units the figures are of.
    pub is_in_force: bool,
    /// The period.
    pub period: &'a Period,
    /// The query of the address of the sources, such as `year=2024`.
    pub query: &'a str,
}

/// A value, and what it was computed from.
pub struct Outcome {
    /// The value, or why there is none.
    pub value: Result<FigureValue, FigureReason>,
    /// Numerator and denominator of a rate.
    pub parts: Option<(i64, i64)>,
}

impl From<FigureReason> for Outcome {
    fn from(reason: FigureReason) -> Self {
        Self { value: Err(reason), parts: None }
    }
}

/// Evaluates an indicator over the sums of a region. A value that cannot be represented makes this one figure
/// `out_of_range`, and fails no other.
pub fn outcome(indicator: &Indicator, sums: &Sums, of: &RegionPeriod<'_>) -> Outcome {
    if !of.is_in_force {
        return FigureReason::NotInForce.into();
    }
    if is_not_added_up(indicator, of.region.level()) {
        return FigureReason::NotAdditive.into();
    }
    if is_to_come(indicator, of.period) {
        return FigureReason::NotYetDue.into();
    }
    value(indicator, sums, of.region.level())
}

/// Whether the indicator has no value at this level, and so no sources and no parts either.
#[must_use]
pub fn is_not_added_up(indicator: &Indicator, level: Level) -> bool {
    indicator.aggregation == Aggregation::None && !level.has_records()
}

/// Whether the day that a stock is as of has not come.
fn is_to_come(indicator: &Indicator, period: &Period) -> bool {
    match indicator.stock_day {
        None => false,
        Some(StockDay::First) => period.from > period.today,
        Some(StockDay::Last) => period.to > period.today,
    }
}

fn value(indicator: &Indicator, sums: &Sums, level: Level) -> Outcome {
    let declared = Declarations::of(indicator, sums, level);
    let known = |quantity: &Quantity| known(quantity, sums, declared);
    match indicator.formula {
        Formula::Quantity(quantity) => {
            Outcome { value: known(quantity).and_then(|number| written(quantity, number)), parts: None }
        }
        Formula::Rate { numerator, denominator } => {
            rate(known(numerator).and_then(count), known(denominator).and_then(count))
        }
    }
}

fn rate(part: Result<i64, FigureReason>, whole: Result<i64, FigureReason>) -> Outcome {
    match (part, whole) {
        (part, Ok(0)) => {
            Outcome { value: Err(FigureReason::ZeroDenominator), parts: Some((part.unwrap_or(0), 0)) }
        }
        (Ok(part), Ok(whole)) => {
            Outcome { value: Ok(FigureValue::Decimal(percent(part, whole))), parts: Some((part, whole)) }
        }
        (Err(reason), _) | (_, Err(reason)) => reason.into(),
    }
}

/// What was declared that an indicator depends on.
#[derive(Clone, Copy)]
struct Declarations {
    /// Of a township: that there was none of this very indicator, whatever its records leave open.
    none_of_it: bool,
    /// That there was none of it, or no record that it is about.
    none: bool,
    /// That there was some, of which no number was kept.
    without_figure: bool,
}

impl Declarations {
    fn of(indicator: &Indicator, sums: &Sums, level: Level) -> Self {
        let (own, all) = declared(indicator, sums);
        Self {
            none_of_it: level.has_records() && own.none > 0,
            none: own.none > 0 || all.none > 0,
            without_figure: own.without_figure > 0,
        }
    }
}

/// What was declared of the indicator itself, and of all records that it is about.
fn declared(indicator: &Indicator, sums: &Sums) -> (Declared, Declared) {
    let of = |code| {
        let found = indicators::position(code).and_then(|position| sums.declared.get(&position));
        found.copied().unwrap_or_default()
    };
    (of(indicator.code), declared_by(indicator).map_or_else(Declared::default, of))
}

fn declared_by(indicator: &Indicator) -> Option<&'static str> {
    match indicator.formula {
        Formula::Quantity(quantity) => quantity.population.declared_by,
        Formula::Rate { denominator, .. } => denominator.population.declared_by,
    }
}

/// A quantity's value. A count is 0 where there are records of its kind, or where it was declared that there are none; a measure
/// is missing until a record states it.
fn known(quantity: &Quantity, sums: &Sums, declared: Declarations) -> Result<i128, FigureReason> {
    let Some(columns) = indicators::columns_of(quantity) else {
        return Err(FigureReason::NoRecords);
    };
    match sums.value(columns.value).map(Whole::known) {
        Some(None) => Err(FigureReason::TooLarge),
        Some(Some(value)) if value != 0 => Ok(value),
        _ => zero(quantity.measure, columns, sums, declared),
    }
}

/// 0, or why there is no value: the first that applies of what records state, what was declared, and what records leave open.
fn zero(
    measure: Measure,
    columns: QuantityColumns,
    sums: &Sums,
    declared: Declarations,
) -> Result<i128, FigureReason> {
    let (asked, stated) = columns
        .completeness
        .map_or((0, 0), |CompletenessColumns { asked, stated }| (sums.count(asked), sums.count(stated)));
    let is_empty_where_nothing_counts = matches!(measure, Measure::Money(_) | Measure::Flag(_));
    let has_records = sums.count(columns.presence) > 0;
    if stated > 0 || declared.none_of_it {
        Ok(0)
    } else if declared.without_figure {
        Err(FigureReason::DeclaredWithoutFigure)
    } else if asked > 0 {
        Err(FigureReason::NotStated)
    } else if has_records && (columns.completeness.is_none() || is_empty_where_nothing_counts) {
        Ok(0)
    } else if has_records {
        Err(FigureReason::NotStated)
    } else if declared.none {
        Ok(0)
    } else {
        Err(FigureReason::NoRecords)
    }
}

fn written(quantity: &Quantity, value: i128) -> Result<FigureValue, FigureReason> {
    match quantity.measure {
        Measure::Money(_) => Ok(FigureValue::Decimal(format!("{}.{:02}", value / 100, value % 100))),
        _ => count(value).map(FigureValue::Number),
    }
}

/// A number in the 64 bits that the contract promises for integers.
fn count(value: i128) -> Result<i64, FigureReason> {
    i64::try_from(value).map_err(|_too_large| FigureReason::TooLarge)
}

/// The figures of one region, each with the year before where its sums are given.
pub fn figures(
    indicators: &[&'static Indicator],
    sums: &Sums,
    before: Option<&Sums>,
    of: &RegionPeriod<'_>,
) -> Vec<Figure> {
    let earlier = of.period.year_before();
    let one = |indicator: &&'static Indicator| {
        let mut figure = figure(indicator, sums, of);
        figure.previous = before.map(|before| {
            let value = outcome(indicator, before, &RegionPeriod { period: &earlier, ..*of }).value;
            PreviousFigure { status: (&value).into(), value: value.ok() }
        });
        figure
    };
    indicators.iter().map(one).collect()
}

fn figure(indicator: &Indicator, sums: &Sums, of: &RegionPeriod<'_>) -> Figure {
    let Outcome { value: found, parts } = outcome(indicator, sums, of);
    let reason = found.as_ref().err().copied();
    let estimate = estimate(indicator, sums, found.is_ok());
    let has_sources = !is_not_added_up(indicator, of.region.level()) && of.is_in_force;
    let (region, query, code) = (of.region, of.query, indicator.code);
    Figure {
        indicator: code.to_owned(),
        status: (&found).into(),
        value: found.ok(),
        unit: indicator.unit.to_owned(),
        reason,
        numerator: parts.map(|(numerator, _)| numerator),
        denominator: parts.map(|(_, denominator)| denominator),
        estimated: estimate.is_some(),
        estimated_share: estimate,
        value_today: today(indicator, sums, (reason, of.region.level())),
        stated: completeness(indicator, sums),
        declared: DeclaredCounts::of(declared(indicator, sums)),
        findings: findings(indicator, sums),
        previous: None,
        parts: None,
        sources: has_sources.then(|| format!("/api/v1/regions/{region}/figures/{code}/sources?{query}")),
    }
}

/// The value as of today, of a stock whose day has not come.
fn today(
    indicator: &Indicator,
    sums: &Sums,
    (reason, level): (Option<FigureReason>, Level),
) -> Option<FigureValue> {
    let is_running = reason == Some(FigureReason::NotYetDue) && indicator.stock_day == Some(StockDay::Last);
    is_running.then(|| value(indicator, sums, level).value.ok()).flatten()
}
