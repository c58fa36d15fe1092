//! Legal aid, penalties, reconsideration and litigation.

use super::{
    Group, Indicator, Measure, Population, Quantity, Source, accepted, cases_carried_in, cases_closed,
    cases_pending, closed, flow, open_after, open_before, population, quantity, rate,
};

const LEGAL_AID_CASES: Population = population(
    Source::Cases,
    "kind = 'legal_aid' AND (closed_on IS NULL OR closed_on >= :from)",
    "legal_aid_referrals",
);
const LEGAL_AID_CARRIED_IN: Quantity = open_before(&LEGAL_AID_CASES);
const LEGAL_AID_ACCEPTED: Quantity = accepted(&LEGAL_AID_CASES);
const LEGAL_AID_CLOSED: Quantity = closed(&LEGAL_AID_CASES);
const LEGAL_AID_PENDING: Quantity = open_after(&LEGAL_AID_CASES);
const PENALTY_CASES: Population = population(
    Source::Cases,
    "kind = 'penalty' AND (closed_on IS NULL OR closed_on >= :from)",
    "penalty_cases",
);
const PENALTY_CARRIED_IN: Quantity = open_before(&PENALTY_CASES);
const PENALTY_ACCEPTED: Quantity = accepted(&PENALTY_CASES);
const PENALTY_CLOSED: Quantity = closed(&PENALTY_CASES);
const PENALTY_PENDING: Quantity = open_after(&PENALTY_CASES);
const RECONSIDERATION_CASES: Population = population(
    Source::Cases,
    "kind = 'reconsideration' AND township_role IS DISTINCT FROM 'third_party' AND (closed_on IS NULL OR closed_on >= :from)",
    "reconsiderations",
);
const RECONSIDERATION_CARRIED_IN: Quantity = open_before(&RECONSIDERATION_CASES);
const RECONSIDERATION_ACCEPTED: Quantity = accepted(&RECONSIDERATION_CASES);
const RECONSIDERATION_CLOSED: Quantity = closed(&RECONSIDERATION_CASES);
const RECONSIDERATION_PENDING: Quantity = open_after(&RECONSIDERATION_CASES);
const LITIGATION_CASES: Population = population(
    Source::Cases,
    "kind = 'litigation' AND township_role IS DISTINCT FROM 'third_party' AND (closed_on IS NULL OR closed_on >= :from)",
    "litigations",
);
const LITIGATION_CARRIED_IN: Quantity = open_before(&LITIGATION_CASES);
const LITIGATION_ACCEPTED: Quantity = accepted(&LITIGATION_CASES);
const LITIGATION_CLOSED: Quantity = closed(&LITIGATION_CASES);
const LITIGATION_PENDING: Quantity = open_after(&LITIGATION_CASES);
const IMPOSED: Quantity =
    quantity(&PENALTY_CASES, "outcome = 'succeeded' AND closed_on BETWEEN :from AND :to", Measure::Count);
const FINES: Quantity = quantity(
    &PENALTY_CASES,
    "outcome = 'succeeded' AND closed_on BETWEEN :from AND :to",
    Measure::Money("amount"),
);
const CORRECTED: Quantity = quantity(
    &RECONSIDERATION_CASES,
    "closed_on BETWEEN :from AND :to",
    Measure::Flag("township_result IN ('lost', 'partly_lost')"),
);
const LOST: Quantity = quantity(
    &LITIGATION_CASES,
    "closed_on BETWEEN :from AND :to",
    Measure::Flag("township_result IN ('lost', 'partly_lost')"),
);
const HEARINGS: Quantity = quantity(
    &LITIGATION_CASES,
    "leader_appeared IS NOT NULL AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const APPEARANCES: Quantity =
    quantity(&LITIGATION_CASES, "leader_appeared AND closed_on BETWEEN :from AND :to", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    cases_carried_in(
        "legal_aid_carried_in",
        ("上年结转法律援助", "legal aid matters carried in"),
        Group::LegalService,
        &LEGAL_AID_CARRIED_IN,
    ),
    flow(
        "legal_aid_referrals",
        ("法律援助", "legal aid referrals"),
        "件",
        Group::LegalService,
        &LEGAL_AID_ACCEPTED,
        (
            "本期登记的法律援助事项，按申请日期计；由县法律援助机构决定（法律援助法第四十三条）",
            "legal aid matters of the period, by the day of application; the county institution decides on them (Legal Aid Law art. 43)",
        ),
    ),
    cases_closed(
        "legal_aid_closed",
        ("办结法律援助", "legal aid matters closed"),
        Group::LegalService,
        &LEGAL_AID_CLOSED,
    ),
    cases_pending(
        "legal_aid_pending",
        ("期末在办法律援助", "legal aid matters pending"),
        Group::LegalService,
        &LEGAL_AID_PENDING,
    ),
    cases_carried_in(
        "penalty_cases_carried_in",
        ("上年结转行政处罚案件", "penalty cases carried in"),
        Group::Enforcement,
        &PENALTY_CARRIED_IN,
    ),
    flow(
        "penalty_cases",
        ("行政处罚案件", "penalty cases"),
        "件",
        Group::Enforcement,
        &PENALTY_ACCEPTED,
        (
            "本期立案的行政处罚案件，按立案日期计，不论结果",
            "administrative penalty cases filed in the period, by the day of filing, whatever the outcome",
        ),
    ),
    cases_closed(
        "penalty_cases_closed",
        ("办结行政处罚案件", "penalty cases closed"),
        Group::Enforcement,
        &PENALTY_CLOSED,
    ),
    cases_pending(
        "penalty_cases_pending",
        ("期末在办行政处罚案件", "penalty cases pending"),
        Group::Enforcement,
        &PENALTY_PENDING,
    ),
    flow(
        "penalties_imposed",
        ("作出行政处罚", "penalties imposed"),
        "件",
        Group::Enforcement,
        &IMPOSED,
        (
            "本期办结且作出行政处罚决定的案件；撤销、不予处罚、移送的不计",
            "penalty cases closed in the period with a penalty imposed; not those dropped, withdrawn or referred",
        ),
    ),
    flow(
        "fines",
        ("罚没金额", "fines"),
        "元",
        Group::Enforcement,
        &FINES,
        (
            "本期作出行政处罚决定的案件（penalties_imposed）的罚没金额之和",
            "fines and confiscations of the penalties imposed in the period (penalties_imposed), added up",
        ),
    ),
    cases_carried_in(
        "reconsiderations_carried_in",
        ("上年结转行政复议案件", "reconsiderations carried in"),
        Group::Litigation,
        &RECONSIDERATION_CARRIED_IN,
    ),
    flow(
        "reconsiderations",
        ("行政复议案件", "reconsiderations"),
        "件",
        Group::Litigation,
        &RECONSIDERATION_ACCEPTED,
        (
            "本期受理、本乡镇作被申请人的行政复议案件（未填角色的视为被申请人；作第三人的不计）",
            "administrative reconsiderations accepted in the period with the township as respondent (which it is taken for where no role is stated; not those as third party)",
        ),
    ),
    cases_closed(
        "reconsiderations_closed",
        ("办结行政复议案件", "reconsiderations closed"),
        Group::Litigation,
        &RECONSIDERATION_CLOSED,
    ),
    cases_pending(
        "reconsiderations_pending",
        ("期末在办行政复议案件", "reconsiderations pending"),
        Group::Litigation,
        &RECONSIDERATION_PENDING,
    ),
    flow(
        "reconsiderations_corrected",
        ("被纠错的复议案件", "reconsiderations lost"),
        "件",
        Group::Litigation,
        &CORRECTED,
        (
            "本期办结的行政复议案件中本乡镇败诉或部分败诉（被纠错）的",
            "reconsiderations closed in the period that the township lost wholly or in part",
        ),
    ),
    cases_carried_in(
        "litigations_carried_in",
        ("上年结转行政诉讼应诉案件", "litigations carried in"),
        Group::Litigation,
        &LITIGATION_CARRIED_IN,
    ),
    flow(
        "litigations",
        ("行政诉讼应诉案件", "litigations as respondent"),
        "件",
        Group::Litigation,
        &LITIGATION_ACCEPTED,
        (
            "本期受理、本乡镇作被告的行政诉讼案件（未填角色的视为被告；作第三人的不计）",
            "administrative litigations accepted in the period with the township as defendant (which it is taken for where no role is stated; not those as third party)",
        ),
    ),
    cases_closed(
        "litigations_closed",
        ("办结行政诉讼应诉案件", "litigations closed"),
        Group::Litigation,
        &LITIGATION_CLOSED,
    ),
    cases_pending(
        "litigations_pending",
        ("期末在办行政诉讼应诉案件", "litigations pending"),
        Group::Litigation,
        &LITIGATION_PENDING,
    ),
    flow(
        "litigations_lost",
        ("败诉案件", "litigations lost"),
        "件",
        Group::Litigation,
        &LOST,
        (
            "本期审结的应诉案件中本乡镇败诉或部分败诉的",
            "litigations closed in the period that the township lost wholly or in part",
        ),
    ),
    rate(
        "leader_appearance_rate",
        ("负责人出庭应诉率", "appearance rate of leaders in court"),
        Group::Litigation,
        &APPEARANCES,
        &HEARINGS,
        (
            "本期审结的应诉案件中，负责人出庭的 ÷ 填了负责人是否出庭的（行政诉讼法第三条）",
            "of the litigations closed in the period, those in which a leader appeared ÷ those of which it is stated (Administrative Litigation Law art. 3)",
        ),
    ),
];
