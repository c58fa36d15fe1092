//! Normative documents and standing rules.

use super::{Group, Indicator, Measure, Population, Quantity, Source, flow, population, quantity, rate};

const NORMATIVE_DOCUMENTS: Population =
    population(Source::Documents, "kind = 'normative_document'", "normative_documents_issued");
const STANDING_RULES: Population =
    population(Source::Documents, "kind = 'standing_rule'", "standing_rules_made");

const ISSUED: Quantity = quantity(&NORMATIVE_DOCUMENTS, "issued_on BETWEEN :from AND :to", Measure::Count);
const PUBLISHED: Quantity =
    quantity(&NORMATIVE_DOCUMENTS, "published_on BETWEEN :from AND :to", Measure::Count);
const FILED: Quantity = quantity(&NORMATIVE_DOCUMENTS, "filed_on BETWEEN :from AND :to", Measure::Count);
const ISSUED_AND_FILED: Quantity =
    quantity(&NORMATIVE_DOCUMENTS, "issued_on BETWEEN :from AND :to AND filed_on <= :to", Measure::Count);
const CLEANED_UP: Quantity =
    quantity(&NORMATIVE_DOCUMENTS, "cleaned_up_on BETWEEN :from AND :to", Measure::Count);
const REPEALED: Quantity = quantity(
    &NORMATIVE_DOCUMENTS,
    "clean_up_result = 'repealed' AND cleaned_up_on BETWEEN :from AND :to",
    Measure::Count,
);
const RULES_MADE: Quantity = quantity(&STANDING_RULES, "issued_on BETWEEN :from AND :to", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "normative_documents_issued",
        ("制发规范性文件", "normative documents issued"),
        "件",
        Group::Documents,
        &ISSUED,
        (
            "本期印发的行政规范性文件，按印发日期计，不论后来是否废止、失效；制度不计",
            "normative documents issued in the period, by the day of the issue, whatever has become of them; not standing rules",
        ),
    ),
    flow(
        "normative_documents_published",
        ("公布规范性文件", "normative documents published"),
        "件",
        Group::Documents,
        &PUBLISHED,
        (
            "本期公布的行政规范性文件，按公布日期计，不论何时印发",
            "normative documents published in the period, by the day of publication, whenever issued",
        ),
    ),
    flow(
        "normative_documents_filed",
        ("报送备案规范性文件", "normative documents filed"),
        "件",
        Group::Documents,
        &FILED,
        (
            "本期报送备案的行政规范性文件，按报送日期计，不论何时印发",
            "normative documents handed in for filing in the period, by that day, whenever issued",
        ),
    ),
    rate(
        "filing_rate",
        ("规范性文件备案率", "filing rate of normative documents"),
        Group::Documents,
        &ISSUED_AND_FILED,
        &ISSUED,
        (
            "本期印发的行政规范性文件中，期末以前（含当天）报送备案的 ÷ 印发的",
            "of the normative documents issued in the period, those handed in for filing by its last day ÷ all",
        ),
    ),
    flow(
        "documents_cleaned_up",
        ("清理规范性文件", "normative documents cleaned up"),
        "件",
        Group::Documents,
        &CLEANED_UP,
        (
            "本期清理的行政规范性文件，按最近一次清理的日期计，不论结果",
            "normative documents cleaned up in the period, by the day of their last clean-up, whatever its result",
        ),
    ),
    flow(
        "documents_repealed",
        ("废止规范性文件", "normative documents repealed"),
        "件",
        Group::Documents,
        &REPEALED,
        (
            "清理的行政规范性文件（documents_cleaned_up）中结果为废止的",
            "normative documents cleaned up (documents_cleaned_up) that were repealed",
        ),
    ),
    flow(
        "standing_rules_made",
        ("制定制度", "standing rules made"),
        "项",
        Group::Documents,
        &RULES_MADE,
        (
            "本期印发的制度，按印发日期计，不论后来是否废止、失效",
            "standing rules issued in the period, by the day of the issue, whatever has become of them",
        ),
    ),
];
