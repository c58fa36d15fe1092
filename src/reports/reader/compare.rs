//! A reading held against the ledger.

use super::decimal::Decimal;
use super::model::{Kind, Reading, StatedFigure, Status, Value};

/// What the ledger has of an indicator in the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerValue {
    /// A value, in the catalogue's unit.
    Value(Decimal),
    /// No records, and no declaration that there was nothing.
    Missing,
    /// It cannot have one, as a rate of nothing.
    NotApplicable,
}

/// How far 约 may lie from the ledger's value, and 近 above it: one in so many.
const HEDGE: i128 = 5;

/// Says of every figure of the year whether the ledger has the same. `values` is asked by the catalogue's codes.
pub fn compare(reading: &mut Reading, values: impl Fn(&str) -> LedgerValue) {
    for figure in &mut reading.figures {
        figure.status = status(figure, &values);
    }
}

fn status(figure: &StatedFigure, values: &impl Fn(&str) -> LedgerValue) -> Status {
    let Some(code) = &figure.catalogue else {
        return if figure.indicator.is_none() { Status::NotChecked } else { Status::Unsupported };
    };
    let ledger = values(code);
    match (figure.kind, ledger) {
        (Kind::Lost, LedgerValue::Value(_)) => Status::Missing,
        (kind, _) if !kind.is_of_the_year() => Status::NotChecked,
        (_, LedgerValue::Missing | LedgerValue::NotApplicable) => Status::Unsupported,
        (_, LedgerValue::Value(value)) if agrees(figure, value) => Status::Match,
        (_, LedgerValue::Value(_)) => Status::Mismatch,
    }
}

fn agrees(figure: &StatedFigure, ledger: Decimal) -> bool {
    match figure.stated_in_catalogue_unit {
        Some(Value::One(stated)) if figure.fits => fits(stated, figure, ledger),
        Some(Value::Range(from, to)) if figure.fits => from <= ledger && ledger <= to,
        _ => false,
    }
}

/// A rate as it is rounded or cut off in print, an amount as it is rounded to 万元, a hedge as far as it reaches.
fn fits(stated: Decimal, figure: &StatedFigure, ledger: Decimal) -> bool {
    let about = |reach: i128| ledger.minus(stated).magnitude().times(Decimal::whole(reach)) <= stated;
    let near = ledger == stated || about(HEDGE);
    match figure.qualifier.as_deref() {
        Some("余" | "多" | "逾" | "超" | "超过" | "突破" | "来") => {
            ledger >= stated && ledger < stated.plus(stated.last_place())
        }
        Some("以上" | "不少于" | "不低于" | "不下" | "不下于" | "至少" | "上") => {
            ledger >= stated
        }
        Some("近" | "接近" | "将近") => ledger <= stated && near,
        Some("以下" | "以内" | "不超过" | "最多") => ledger <= stated,
        Some("约" | "大约" | "左右" | "上下") => near,
        _ => as_printed(stated, figure, ledger),
    }
}

/// Equal, or equal to the last decimal in print.
fn as_printed(stated: Decimal, figure: &StatedFigure, ledger: Decimal) -> bool {
    let printed = figure.value.one().map_or(0, Decimal::scale);
    let decimals = match figure.unit.as_str() {
        "万元" => Some(4_u32.saturating_sub(printed)),
        "亿元" => Some(8_u32.saturating_sub(printed)),
        _ => None,
    };
    let step = match decimals {
        Some(digits) => Decimal::whole(1).shifted(digits),
        None if figure.unit == "%" => Decimal::unit(printed),
        None => return ledger == stated,
    };
    let off = ledger.minus(stated);
    let rounded = off.magnitude().times(Decimal::whole(2)) <= step;
    rounded || (stated <= ledger && off < step && figure.unit == "%")
}

/// The value in the catalogue's unit; none where the units have nothing to do with each other.
pub(super) fn converted(value: Value, stated: &str, catalogue: &str) -> Option<Value> {
    let money = stated.trim_end_matches("人民币");
    let shift = match (money, catalogue) {
        ("万元", "元") => 4,
        ("亿元", "元") => 8,
        ("千元", "元") => 3,
        (one, other) if one == other => 0,
        (one, other) if is_apart(one) || is_apart(other) => return None,
        _ => 0,
    };
    Some(value.map(|value| value.shifted(shift)))
}

/// Money and rates are converted into nothing else.
fn is_apart(unit: &str) -> bool {
    unit == "%" || unit.ends_with('元')
}
