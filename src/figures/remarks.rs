//! What is said about a value besides it: the share that is estimated, how many records state it, and what is to be looked
//! into.

use super::model::StatedRecords;
use super::percent::percent;
use super::status::FigureFinding;
use super::sums::Sums;
use crate::indicators::{self, CompletenessColumns, Formula, Indicator, Quantity};

/// The share of a value that is estimated, in percent; `None` where nothing of it is.
pub fn estimate(indicator: &Indicator, sums: &Sums, has_value: bool) -> Option<String> {
    let whole = |quantity: &Quantity| {
        let columns = indicators::columns_of(quantity)?;
        i64::try_from(sums.value(columns.value)?.known()?).ok()
    };
    let Formula::Quantity(quantity) = indicator.formula else {
        return None;
    };
    let (part, all) = (whole(indicator.estimates?)?, whole(quantity)?);
    (has_value && part > 0 && all > 0).then(|| percent(part, all))
}

/// How many of the records that should state the measure do.
pub fn completeness(indicator: &Indicator, sums: &Sums) -> Option<StatedRecords> {
    let Formula::Quantity(quantity) = indicator.formula else {
        return None;
    };
    let CompletenessColumns { asked, stated } = indicators::columns_of(quantity)?.completeness?;
    let number = |column| i64::try_from(sums.count(column)).unwrap_or(i64::MAX);
    Some(StatedRecords { records: number(stated), of: number(asked) }).filter(|stated| stated.of > 0)
}

/// What is to be looked into.
pub fn findings(indicator: &Indicator, sums: &Sums) -> Vec<FigureFinding> {
    let own = indicators::position(indicator.code).and_then(|position| sums.declared.get(&position));
    let contradicted = own.is_some_and(|declared| declared.contradicted > 0);
    let doubts =
        indicator.doubts.and_then(indicators::columns_of).map_or(0, |columns| sums.count(columns.value));
    let findings = [
        contradicted.then_some(FigureFinding::RecordsContradictDeclaration),
        (doubts > 0).then_some(FigureFinding::KeyDateDiffers),
    ];
    findings.into_iter().flatten().collect()
}
