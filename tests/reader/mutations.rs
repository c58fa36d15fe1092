//! Mutations of the published report: every wrong number is caught, no right number accused.

use std::collections::HashMap;

use fazhi::reports::reader::compare::{LedgerValue, compare};
use fazhi::reports::reader::{Decimal, Reading, StatedFigure, Status};

use super::reading;
use super::seed::SEED;

/// The figures of the report that are printed as a number: the words before it, the number, its unit.
const PRINTED: &[(&str, &str, &str)] = &[
    ("组织集中学习", "6", "次"),
    ("专题研讨", "1", "次"),
    ("各类法治培训", "4", "场次"),
    ("培训干部职工", "50", "人次"),
    ("法治宣传活动", "13", "场次"),
    ("发放宣传资料", "2000", "份"),
    ("受理矛盾纠纷", "5", "件"),
    ("调解成功", "5", "件"),
    ("调解成功率为", "100", "%"),
];
const WRONG: &[&str] = &[
    "7",
    "8",
    "9",
    "11",
    "12",
    "14",
    "15",
    "16",
    "17",
    "18",
    "19",
    "21",
    "23",
    "31",
    "32",
    "40",
    "45",
    "49",
    "51",
    "52",
    "60",
    "64",
    "77",
    "81",
    "95",
    "99",
    "130",
    "200",
    "500",
    "510",
    "1300",
    "1999",
    "2001",
    "2010",
    "20000",
    "1.3万",
    "2万",
    "０７",
    "二十三",
    "一百零二",
    "3 000",
    "1,300",
    "21余",
    "近300",
    "三千余",
    "不少于3000",
    "超30",
    "27",
    "2.5",
    "3万余",
];
/// Units that say the same of these figures.
const ALIKE: &[(&str, &str)] =
    &[("次", "场次"), ("场次", "场次"), ("份", "件"), ("份", "份"), ("件", "件"), ("%", "%")];
/// Units of other figures.
const UNITS: &[&str] = &["份", "件", "场次", "%", "人", "万元", "户", "幅", "公里"];

fn ledger() -> HashMap<String, Decimal> {
    let figures = reading(SEED, None).figures;
    figures.iter().filter_map(|f| Some((f.catalogue.clone()?, f.value.one()?))).collect()
}

fn checked(text: &str, ledger: &HashMap<String, Decimal>) -> Reading {
    let mut reading = reading(text, None);
    compare(&mut reading, |code| {
        ledger.get(code).map_or(LedgerValue::Missing, |&value| LedgerValue::Value(value))
    });
    reading
}

/// The figure whose number stands behind the words, and the others.
fn split<'a>(
    text: &str,
    words: &str,
    reading: &'a Reading,
) -> (Vec<&'a StatedFigure>, Vec<&'a StatedFigure>) {
    let at = text[..text.find(words).unwrap() + words.len()].chars().count();
    reading.figures.iter().partition(|f| {
        (at..at + 4).contains(&f.number_offset) || (f.offset <= at && at < f.offset + f.length)
    })
}

fn with(words: &str, number: &str, unit: &str, instead: &str) -> Option<String> {
    let printed = format!("{words}{number}{unit}");
    SEED.contains(&printed).then(|| SEED.replacen(&printed, &format!("{words}{instead}"), 1))
}

fn caught(text: &str, words: &str, ledger: &HashMap<String, Decimal>) {
    let reading = checked(text, ledger);
    let (own, others) = split(text, words, &reading);
    let slip = reading
        .slips
        .iter()
        .any(|slip| ["rate_mismatch", "rate_over_100", "parts_mismatch"].contains(&slip.rule));
    assert!(own.iter().all(|f| f.status != Status::Match) || slip, "not caught: {words} {own:?}");
    let accused = others.iter().find(|f| f.status == Status::Mismatch);
    assert!(accused.is_none(), "{words}: accused {accused:?}");
}

#[test]
fn wrong_numbers_and_units_are_caught() {
    let ledger = ledger();
    let mut tried = 0;
    for &(words, number, unit) in PRINTED {
        let numbers = WRONG.iter().filter(|wrong| **wrong != number).map(|wrong| format!("{wrong}{unit}"));
        let units = UNITS
            .iter()
            .filter(|other| !ALIKE.contains(&(unit, **other)))
            .map(|other| format!("{number}{other}"));
        for instead in numbers.chain(units) {
            let text = with(words, number, unit, &instead).expect(words);
            caught(&text, words, &ledger);
            tried += 1;
        }
    }
    assert!(tried >= 500, "{tried}");
}

#[test]
fn the_same_number_in_other_forms_is_not_accused() {
    let ledger = ledger();
    let forms = [
        ("法治宣传活动", "13", "场次", "１３场次"),
        ("法治宣传活动", "13", "场次", "十三场次"),
        ("法治宣传活动", "13", "场次", " 13 场次"),
        ("法治宣传活动", "13", "场次", "1\n3场次"),
        ("法治宣传活动", "13", "场次", "共13场次"),
        ("法治宣传活动", "13", "场次", "10余场次"),
        ("法治宣传活动", "13", "场次", "l3场次"),
        ("发放宣传资料", "2000", "份", "2,000份"),
        ("发放宣传资料", "2000", "份", "2 000份"),
        ("发放宣传资料", "2000", "份", "0.2万份"),
        ("发放宣传资料", "2000", "份", "两千份"),
        ("发放宣传资料", "2000", "份", "20\n00份"),
        ("发放宣传资料", "2000", "份", "近2100份"),
        ("调解成功率为", "100", "%", "百分之百"),
        ("调解成功率为", "100", "%", "１００％"),
        ("调解成功率为", "100", "%", "100.0%"),
        ("培训干部职工", "50", "人次", "五十人次"),
        ("培训干部职工", "50", "人次", "50人/次"),
    ];
    for (words, number, unit, instead) in forms {
        let reading = checked(&with(words, number, unit, instead).expect(words), &ledger);
        let accused =
            reading.figures.iter().find(|f| matches!(f.status, Status::Mismatch | Status::Unsupported));
        assert!(accused.is_none(), "{instead}: {accused:?}");
        assert_eq!(reading.figures.iter().filter(|f| f.status == Status::Match).count(), 11, "{instead}");
    }
}
