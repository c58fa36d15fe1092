//! The rules over the figures of a township.

use super::catalogue::CheckCode;
use crate::figures::{Figure, FigureFinding, FigureStatus, FigureValue};
use crate::indicators::{self, Indicator, IndicatorKind};
use crate::text;
use crate::text::Text;

/// What is found about the figures of a township.
pub struct Judged {
    /// The check.
    pub check: CheckCode,
    /// The indicators that it is about.
    pub indicators: Vec<&'static str>,
    /// What was found, in words.
    pub message: Text,
    /// The values that it was found by: where they change, it is another finding.
    pub values: String,
    /// The address of the records behind the first of the figures.
    pub sources: Option<String>,
}

/// From how many on a number is compared with that of the year before: small ones jump by themselves.
const LEAST_COMPARED: i64 = 20;
/// How many times a number is that of the year before, or the other way round, for it to be a jump.
const JUMP: i64 = 3;
/// How many numbers have to be the same as the year before.
const LEAST_SAME: usize = 5;

/// What is to be looked at in these figures, which have those of the year before beside them.
#[must_use]
pub fn judge(figures: &[Figure]) -> Vec<Judged> {
    let each = figures.iter().filter_map(|figure| Some((indicators::find(&figure.indicator)?, figure)));
    let mut judged: Vec<Judged> = each
        .flat_map(|(indicator, figure)| [above_100, contradicted, jump].map(|rule| rule(indicator, figure)))
        .flatten()
        .collect();
    judged.extend(same(figures));
    judged
}

fn of(check: CheckCode, (indicator, figure): (&Indicator, &Figure), values: String, message: Text) -> Judged {
    Judged { check, indicators: vec![indicator.code], message, values, sources: figure.sources.clone() }
}

fn above_100(indicator: &Indicator, figure: &Figure) -> Option<Judged> {
    let (part, whole) = (figure.numerator?, figure.denominator?);
    let (zh, en) = (indicator.name_zh, indicator.name_en);
    (part > whole && whole > 0).then(|| {
        let message = text!(
            "{zh}：分子 {part} 大于分母 {whole}",
            "{en}: the numerator {part} exceeds the denominator {whole}"
        );
        of(CheckCode::RateAbove100, (indicator, figure), format!("{part}/{whole}"), message)
    })
}

fn contradicted(indicator: &Indicator, figure: &Figure) -> Option<Judged> {
    let is_found = figure.findings.contains(&FigureFinding::RecordsContradictDeclaration);
    let value = figure.value.as_ref().map_or_else(String::new, ToString::to_string);
    let (zh, en) = (indicator.name_zh, indicator.name_en);
    is_found.then(|| {
        let message = text!(
            "{zh}：作了零报告，而有记录计得 {value}",
            "{en}: declared to be none, while records add up to {value}"
        );
        of(CheckCode::RecordsContradictDeclaration, (indicator, figure), value.clone(), message)
    })
}

fn jump(indicator: &Indicator, figure: &Figure) -> Option<Judged> {
    let (now, before) = pair(indicator, figure)?;
    let (small, large) = (now.min(before), now.max(before));
    let (zh, en) = (indicator.name_zh, indicator.name_en);
    (large >= LEAST_COMPARED && large >= small.saturating_mul(JUMP)).then(|| {
        let message =
            text!("{zh}：本年 {now}，上年 {before}", "{en}: {now} this year, {before} the year before");
        of(CheckCode::Jump, (indicator, figure), format!("{now} {before}"), message)
    })
}

/// The numbers of this year and the year before, of what happens in a year.
fn pair(indicator: &Indicator, figure: &Figure) -> Option<(i64, i64)> {
    let number = |value: Option<&FigureValue>| match value {
        Some(FigureValue::Number(number)) => Some(*number),
        _ => None,
    };
    let previous = figure.previous.as_ref().filter(|previous| previous.status == FigureStatus::Computed)?;
    let both = (number(figure.value.as_ref())?, number(previous.value.as_ref())?);
    (indicator.kind == IndicatorKind::Flow).then_some(both)
}

fn same(figures: &[Figure]) -> Option<Judged> {
    let pairs = figures.iter().filter_map(|figure| {
        let indicator = indicators::find(&figure.indicator)?;
        let (now, before) = pair(indicator, figure)?;
        (now > 0 || before > 0).then_some((indicator.code, now, before))
    });
    let pairs: Vec<(&'static str, i64, i64)> = pairs.collect();
    let number = pairs.len();
    (number >= LEAST_SAME && pairs.iter().all(|(_, now, before)| now == before)).then(|| Judged {
        check: CheckCode::SameAsLastYear,
        indicators: pairs.iter().map(|(code, ..)| *code).collect(),
        message: text!(
            "{number} 项年度发生数与上年全部相同",
            "all {number} numbers of the year are those of the year before"
        ),
        values: format!("{pairs:?}"),
        sources: None,
    })
}
