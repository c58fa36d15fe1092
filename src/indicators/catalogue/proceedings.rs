//! Legal aid, penalties, reconsideration and litigation.

use super::{Group, Indicator, Measure, Quantity, Source, flow, quantity};

const LEGAL_AID: Quantity =
    quantity(Source::Cases, "kind = 'legal_aid' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const PENALTIES: Quantity =
    quantity(Source::Cases, "kind = 'penalty' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const FINES: Quantity =
    quantity(Source::Cases, "kind = 'penalty' AND closed_on BETWEEN :from AND :to", Measure::Money("amount"));
const RECONSIDERATIONS: Quantity =
    quantity(Source::Cases, "kind = 'reconsideration' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const LITIGATION: Quantity =
    quantity(Source::Cases, "kind = 'litigation' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const LOST: Quantity = quantity(
    Source::Cases,
    "kind = 'litigation' AND outcome = 'failed' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "legal_aid_referrals",
        ("法律援助", "legal aid referrals"),
        "件",
        Group::LegalService,
        &LEGAL_AID,
        (
            "当年登记的法律援助事项（由县法律援助机构决定）",
            "legal aid matters of the year (the county institution decides on them)",
        ),
    ),
    flow(
        "penalty_cases",
        ("行政处罚案件", "penalty cases"),
        "件",
        Group::Enforcement,
        &PENALTIES,
        ("当年立案的行政处罚案件", "administrative penalty cases filed in the year"),
    ),
    flow(
        "fines",
        ("罚没金额", "fines"),
        "元",
        Group::Enforcement,
        &FINES,
        (
            "当年办结的行政处罚案件的罚没金额之和",
            "fines and confiscations of penalty cases closed in the year",
        ),
    ),
    flow(
        "reconsiderations",
        ("行政复议案件", "reconsiderations"),
        "件",
        Group::Litigation,
        &RECONSIDERATIONS,
        ("当年受理的行政复议案件", "administrative reconsiderations accepted in the year"),
    ),
    flow(
        "litigations",
        ("行政诉讼应诉案件", "litigations as respondent"),
        "件",
        Group::Litigation,
        &LITIGATION,
        ("当年应诉的行政诉讼案件", "administrative litigations of the year as respondent"),
    ),
    flow(
        "litigations_lost",
        ("败诉案件", "litigations lost"),
        "件",
        Group::Litigation,
        &LOST,
        ("当年审结且败诉的", "litigations that ended in the year and were lost"),
    ),
];
