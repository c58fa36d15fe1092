//! Figures from sums: distinguishes zero, missing and not applicable, and computes rates.

use super::model::{Figure, FigureReason, FigureStatus, FigureValue, PreviousFigure};
use super::sums::Sums;
use crate::db::Whole;
use crate::indicators::{Aggregation, Formula, Indicator, Measure, Quantity};
use crate::regions::{Code, Level};

/// A value, and what it was computed from.
pub struct Outcome {
    /// The value, or why there is none.
    pub value: Result<FigureValue, FigureReason>,
    /// Numerator and denominator of a rate.
    pub parts: Option<(i64, i64)>,
}

/// Evaluates an indicator over the sums of a region. A value that cannot be represented makes this one figure
/// `out_of_range`, and fails no other.
pub fn outcome(indicator: &Indicator, sums: &Sums, level: Level) -> Outcome {
    if indicator.aggregation == Aggregation::None && level != Level::Township {
        return Outcome { value: Err(FigureReason::NotAdditive), parts: None };
    }
    match indicator.formula {
        Formula::Quantity(quantity) => {
            Outcome { value: known(quantity, sums).and_then(|n| written(quantity, n)), parts: None }
        }
        Formula::Rate { numerator, denominator } => rate(numerator, denominator, sums),
    }
}

fn rate(numerator: &Quantity, denominator: &Quantity, sums: &Sums) -> Outcome {
    let counted = |quantity| known(quantity, sums).and_then(count);
    match (counted(numerator), counted(denominator)) {
        (Ok(_), Ok(0)) => Outcome { value: Err(FigureReason::ZeroDenominator), parts: Some((0, 0)) },
        (Ok(part), Ok(whole)) => {
            Outcome { value: Ok(FigureValue::Decimal(percent(part, whole))), parts: Some((part, whole)) }
        }
        (Err(reason), _) | (_, Err(reason)) => Outcome { value: Err(reason), parts: None },
    }
}

/// A quantity's value. Counts are zero if there are records of any kind; a measure is missing until a record states it.
fn known(quantity: &Quantity, sums: &Sums) -> Result<i128, FigureReason> {
    let unreported = sums.records == 0;
    match sums.value(quantity).map(Whole::known) {
        Some(None) => Err(FigureReason::TooLarge),
        Some(Some(value)) if value != 0 => Ok(value),
        _ if quantity.measure.counts() && unreported => Err(FigureReason::NoRecords),
        None if quantity.measure.counts() => Ok(0),
        None if unreported => Err(FigureReason::NoRecords),
        None => Err(FigureReason::NotStated),
        Some(Some(zero)) => Ok(zero),
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

/// `part` in percent of `whole` (which is not 0) to two decimals, rounded half up; but a part less than the whole is never
/// rounded to 100.00, nor one above 0 to 0.00.
#[must_use]
pub fn percent(part: i64, whole: i64) -> String {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part * 20_000 + whole) / (whole * 2);
    let hundredths = match hundredths {
        10_000 if part < whole => 9_999,
        0 if part > 0 => 1,
        exact => exact,
    };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The figures of one region, each with the year before where its sums are given.
pub fn figures(
    indicators: &[&'static Indicator],
    sums: &Sums,
    before: Option<&Sums>,
    region: &Code,
    year: i16,
) -> Vec<Figure> {
    let one = |indicator: &&'static Indicator| {
        let mut figure = figure(indicator, sums, region, year);
        figure.previous = before.map(|before| {
            let value = outcome(indicator, before, region.level()).value;
            PreviousFigure { status: status(&value), value: value.ok() }
        });
        figure
    };
    indicators.iter().map(one).collect()
}

fn figure(indicator: &Indicator, sums: &Sums, region: &Code, year: i16) -> Figure {
    let Outcome { value, parts } = outcome(indicator, sums, region.level());
    let status = status(&value);
    Figure {
        indicator: indicator.code.to_owned(),
        reason: value.as_ref().err().copied(),
        value: value.ok(),
        unit: indicator.unit.to_owned(),
        status,
        numerator: parts.map(|(numerator, _)| numerator),
        denominator: parts.map(|(_, denominator)| denominator),
        estimated: indicator
            .estimates
            .is_some_and(|quantity| sums.value(quantity).is_some_and(|n| n > Whole::default())),
        previous: None,
        parts: None,
        sources: format!("/api/v1/regions/{region}/figures/{}/sources?year={year}", indicator.code),
    }
}

/// The status of a value, or of the reason why there is none.
fn status(value: &Result<FigureValue, FigureReason>) -> FigureStatus {
    match value {
        Ok(_) => FigureStatus::Computed,
        Err(FigureReason::NoRecords | FigureReason::NotStated) => FigureStatus::Missing,
        Err(FigureReason::ZeroDenominator | FigureReason::NotAdditive) => FigureStatus::NotApplicable,
        Err(FigureReason::TooLarge) => FigureStatus::OutOfRange,
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_exact_and_never_flatter() {
        // Each calculated by hand.
        for (part, whole, expected) in [
            (5, 5, "100.00"),
            (0, 5, "0.00"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (977, 1033, "94.58"),
            (2499, 2500, "99.96"),
            (99_999, 100_000, "99.99"),
            (1, 100_000, "0.01"),
            (1, 8, "12.50"),
            (1, 1600, "0.06"),
            (6, 5, "120.00"),
        ] {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
    }

    proptest::proptest! {
        #[test]
        fn all_of_it_is_100_and_only_all(part in 0..1_000_000_i64, more in 0..1_000_000_i64) {
            let whole = part + more;
            proptest::prop_assume!(whole > 0);
            proptest::prop_assert_eq!(percent(part, whole) == "100.00", more == 0);
        }
    }
}
