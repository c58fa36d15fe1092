//! What is said about a value besides it: the share that is estimated, how many records state it, and what is to be looked
//! into.

use super::model::StatedRecords;
use super::percent::percent;
use super::status::FigureFinding;
use super::sums::Sums;
use crate::indicators::{self, Formula, Indicator, Quantity, Statements};

/// The share of a value that is estimated, in percent; `None` where nothing of it is.
pub fn estimate(indicator: &Indicator, sums: &Sums, has_value: bool) -> Option<String> {
    let whole = |quantity: &Quantity| {
        let tally = indicators::tally(quantity)?;
        i64::try_from(sums.value(tally.value)?.known()?).ok()
    };
    let Formula::Quantity(quantity) = indicator.formula else {
        return None;
    };
    let (part, all) = (whole(indicator.estimates?)?, whole(quantity)?);
    (has_value && part > 0 && all > 0).then(|| percent(part, all))
}

/// How many of the records that should state the measure do.
pub fn statements(indicator: &Indicator, sums: &Sums) -> Option<StatedRecords> {
    let Formula::Quantity(quantity) = indicator.formula else {
        return None;
    };
    let Statements { asked, stated } = indicators::tally(quantity)?.statements?;
    let number = |column| i64::try_from(sums.count(column)).unwrap_or(i64::MAX);
    Some(StatedRecords { records: number(stated), of: number(asked) }).filter(|stated| stated.of > 0)
}

/// What is to be looked into.
pub fn findings(indicator: &Indicator, sums: &Sums) -> Vec<FigureFinding> {
    let own = indicators::position(indicator.code).and_then(|position| sums.declared.get(&position));
    let contradicted = own.is_some_and(|declared| declared.contradicted > 0);
    let doubts = indicator.doubts.and_then(indicators::tally).map_or(0, |tally| sums.count(tally.value));
    let findings = [
        contradicted.then_some(FigureFinding::RecordsContradictDeclaration),
        (doubts > 0).then_some(FigureFinding::KeyDateDiffers),
    ];
    findings.into_iter().flatten().collect()
}
