//! Shortcomings: found, carried over from year to year, and put right.
//!
//! A record that carries over an earlier one goes on with the same shortcoming: from its day on it stands for the earlier one.

use super::{
    Aggregation, Group, Indicator, Measure, Population, Quantity, Source, carried_in, flow, population,
    quantity, stock,
};

const ALL: Population = population(Source::Shortcomings, "TRUE", "shortcomings_found");

const CARRIED_IN: Quantity = quantity(&ALL, "shortcomings.found_on < :from", Measure::Count);
const FOUND: Quantity =
    quantity(&ALL, "shortcomings.found_on BETWEEN :from AND :to AND earlier.id IS NULL", Measure::Count);
const CLOSED: Quantity =
    quantity(&ALL, "shortcomings.closed_on BETWEEN :from AND :to AND later.id IS NULL", Measure::Count);
const OPEN: Quantity = quantity(
    &ALL,
    "shortcomings.found_on <= :day AND (shortcomings.closed_on IS NULL OR shortcomings.closed_on > :day) \
     AND (later.id IS NULL OR later.found_on > :day)",
    Measure::Count,
);

pub(super) const INDICATORS: &[Indicator] = &[
    carried_in(flow(
        "shortcomings_carried_in",
        ("上年结转的不足", "shortcomings carried in"),
        "项",
        Group::Shortcomings,
        &CARRIED_IN,
        (
            "本期之前查找出、期初尚未整改完的。结转 + 查找出 = 已整改 + 期末未整改",
            "found before the period and still open when it began. Carried in + found = closed + open",
        ),
    )),
    flow(
        "shortcomings_found",
        ("查找出的不足", "shortcomings found"),
        "项",
        Group::Shortcomings,
        &FOUND,
        (
            "本期查找出的，按查找日期计，一条记录计 1 项；由以前年度未整改完的结转来的（carried_over_from）不重复计",
            "found in the period, by the day found, one for each record; one that carries over an earlier shortcoming still open \
             then (carried_over_from) does not count again",
        ),
    ),
    flow(
        "shortcomings_closed",
        ("已整改的不足", "shortcomings closed"),
        "项",
        Group::Shortcomings,
        &CLOSED,
        (
            "本期整改完的，按整改完成日期计，不论何时查找出；已由以后年度的记录结转的，只按结转后的记录计",
            "closed in the period, by the day of closing, whenever found; one that a later record has carried over counts by that \
             record alone",
        ),
    ),
    stock(
        flow(
            "shortcomings_open",
            ("期末未整改的不足", "shortcomings open"),
            "项",
            Group::Shortcomings,
            &OPEN,
            (
                "期末当天尚未整改完的（期末之后才整改完的也在内）；已由以后年度的记录结转的，只按结转后的记录计",
                "still open at the end of the last day of the period (those closed later included); one that a later record has \
                 carried over counts by that record alone",
            ),
        ),
        Aggregation::Sum,
    ),
];
