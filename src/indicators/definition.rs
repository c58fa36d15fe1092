//! What the definitions of all indicators of a kind have in common, said once: how joint activities count, and when a value is
//! 0, missing or not applicable.

use super::{Formula, Indicator, Measure, Source, StockDay};
use crate::text::{StaticText, Text};

/// The definition of an indicator, with what it has in common with others.
#[must_use]
pub fn whole(indicator: &Indicator) -> Text {
    let own = (indicator.definition_zh, indicator.definition_en);
    let sentences =
        [Some(own), observed(indicator), joint(indicator), Some(empty(indicator)), to_come(indicator)];
    let texts: Vec<Text> = sentences
        .into_iter()
        .flatten()
        .map(|(zh, en)| Text { zh: format!("{zh}。"), en: format!("{en}.") })
        .collect();
    Text::joined(&texts, ("", " "))
}

/// Which observations count.
fn observed(indicator: &Indicator) -> Option<StaticText> {
    indicator.is_observed().then_some(match indicator.stock_day {
        Some(_) => (
            "由观测值（observations）得出：取期末当天或之前、同一年度内最近一天的，以前年度的不沿用；乡镇改名、合并以前观测的，期末不再计",
            "Observed (observations): the value of the latest day of the year, up to the last day of the period; those of earlier \
             years do not carry over, nor do those of a township that was renamed or merged before the last day",
        ),
        None => (
            "由观测值（observations）得出：本期各次的相加",
            "Observed (observations): those of the period, added up",
        ),
    })
}

/// How an activity that several townships held jointly counts.
fn joint(indicator: &Indicator) -> Option<StaticText> {
    let counts_for_partners = match indicator.formula {
        Formula::Quantity(quantity) => quantity.measure.counts_for_partners(),
        Formula::Rate { .. } => false,
    };
    (indicator.source() == Source::Activities).then_some(if counts_for_partners {
        (
            "联合开展的，登记的乡镇和确认参加的乡镇各计，上级各计一次",
            "An activity held jointly counts for the township that recorded it and for each that confirmed it took part, and once \
             for each region above",
        )
    } else {
        (
            "联合开展的，只计登记的乡镇填报的数",
            "Of an activity held jointly, the numbers are those of the township that recorded it",
        )
    })
}

/// When the value is 0, missing or not applicable.
fn empty(indicator: &Indicator) -> StaticText {
    match indicator.formula {
        Formula::Rate { .. } => (
            "分母为 0 的不适用，分子或分母缺报的为缺报",
            "Not applicable where the denominator is 0, missing where one of the two is missing",
        ),
        Formula::Quantity(_) if indicator.is_observed() => (
            "没有观测值的为缺报，不是 0；观测值为 0 的是 0",
            "Missing, not 0, where nothing was observed; an observed 0 is 0",
        ),
        Formula::Quantity(quantity) => of_measure(quantity.measure),
    }
}

fn of_measure(measure: Measure) -> StaticText {
    match measure {
        Measure::Count | Measure::Sessions | Measure::Persons => (
            "没有这类记录又未作零报告的为缺报，不是 0",
            "Where there is no record of this kind and none was declared, it is missing, not 0",
        ),
        Measure::Flag(_) => (
            "没有填明的不计，另注明几条中有几条填明；一条都没有填明的为缺报",
            "Records that do not state it are left out, and how many do is given; missing where none does",
        ),
        Measure::Sum(_) | Measure::Max(_) => (
            "另注明几条中有几条填报；一条都没有填报的为缺报，不是 0",
            "How many of the records state it is given; missing, not 0, where none does",
        ),
        Measure::Money(_) => (
            "没有这样的案件的为 0.00；有案件而一件都没有填报的为缺报，另注明几件中有几件填报",
            "0.00 where there is no such case; missing where there are some and none states it. How many state it is given",
        ),
    }
}

/// What there is before the day of a stock has come.
fn to_come(indicator: &Indicator) -> Option<StaticText> {
    indicator.stock_day.map(|day| match day {
        StockDay::First => ("期初尚未到来的，不出数", "There is no value before the first day has come"),
        StockDay::Last => (
            "期末尚未到来的，不出数，另给今天的数",
            "There is no value before the last day has come, but that of today beside it",
        ),
    })
}
