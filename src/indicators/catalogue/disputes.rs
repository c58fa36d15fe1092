//! Disputes and their mediation (人民调解法). Accepted disputes are counted by the day of acceptance and closed ones by the day
//! of closing, so that carried in + accepted = closed + pending in every period.

use super::{
    Group, Indicator, Measure, Population, Quantity, Source, accepted, cases_carried_in, cases_closed,
    cases_pending, closed, flow, open_after, open_before, population, quantity, rate,
};

const DISPUTES: Population = population(
    Source::Cases,
    "kind = 'mediation' AND mechanism IS DISTINCT FROM 'judicial_mediation' AND (closed_on IS NULL OR closed_on >= :from)",
    "disputes_accepted",
);
const MEDIATED: Population = population(
    Source::Cases,
    "kind = 'mediation' AND mechanism IS DISTINCT FROM 'judicial_mediation'",
    "disputes_accepted",
);
const COURT_DISPUTES: Population = population(
    Source::Cases,
    "kind = 'mediation' AND mechanism = 'judicial_mediation' AND (closed_on IS NULL OR closed_on >= :from)",
    "judicial_mediations",
);

const CARRIED_IN: Quantity = open_before(&DISPUTES);
const ACCEPTED: Quantity = accepted(&DISPUTES);
const CLOSED: Quantity = closed(&DISPUTES);
const PENDING: Quantity = open_after(&DISPUTES);
const HANDLED: Quantity = quantity(&DISPUTES, "TRUE", Measure::Count);
const COURT: Quantity = accepted(&COURT_DISPUTES);
const RESOLVED: Quantity =
    quantity(&DISPUTES, "outcome = 'succeeded' AND closed_on BETWEEN :from AND :to", Measure::Count);
const FAILED: Quantity =
    quantity(&DISPUTES, "outcome = 'failed' AND closed_on BETWEEN :from AND :to", Measure::Count);
const WITHDRAWN: Quantity =
    quantity(&DISPUTES, "outcome = 'withdrawn' AND closed_on BETWEEN :from AND :to", Measure::Count);
const REFERRED: Quantity =
    quantity(&DISPUTES, "outcome = 'referred' AND closed_on BETWEEN :from AND :to", Measure::Count);
const AMOUNT: Quantity = quantity(
    &DISPUTES,
    "outcome = 'succeeded' AND closed_on BETWEEN :from AND :to",
    Measure::Money("amount"),
);
const WRITTEN: Quantity = quantity(
    &DISPUTES,
    "agreement = 'written' AND mechanism IS DISTINCT FROM 'administrative_mediation' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const ORAL: Quantity = quantity(
    &DISPUTES,
    "agreement = 'oral' AND mechanism IS DISTINCT FROM 'administrative_mediation' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const AGREED: Quantity = quantity(
    &DISPUTES,
    "agreement IS NOT NULL AND mechanism IS DISTINCT FROM 'administrative_mediation' AND performed IS NOT NULL AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const PERFORMED: Quantity = quantity(
    &DISPUTES,
    "agreement IS NOT NULL AND mechanism IS DISTINCT FROM 'administrative_mediation' AND performed AND coalesce(performed_on, closed_on) <= :to AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const CONFIRMED: Quantity =
    quantity(&MEDIATED, "judicially_confirmed_on BETWEEN :from AND :to", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    cases_carried_in(
        "disputes_carried_in",
        ("上年结转纠纷", "disputes carried in"),
        Group::Disputes,
        &CARRIED_IN,
    ),
    flow(
        "disputes_accepted",
        ("受理矛盾纠纷", "disputes accepted"),
        "件",
        Group::Disputes,
        &ACCEPTED,
        (
            "本期受理的纠纷，按受理日期计，不论现在办到哪一步；不含法院调解（司法调解）的",
            "disputes accepted in the period, by the day of acceptance, whatever has become of them; without those that a court mediates",
        ),
    ),
    cases_closed("disputes_closed", ("办结矛盾纠纷", "disputes closed"), Group::Disputes, &CLOSED),
    flow(
        "disputes_resolved",
        ("调解成功", "disputes resolved"),
        "件",
        Group::Disputes,
        &RESOLVED,
        (
            "本期办结且调解成功的纠纷，按办结日期计，含上年结转的；不含法院调解的",
            "disputes closed in the period with success, by the day of closing, carried in ones included; without those that a court mediates",
        ),
    ),
    flow(
        "disputes_failed",
        ("调解不成", "disputes not resolved"),
        "件",
        Group::Disputes,
        &FAILED,
        (
            "本期办结而调解不成的纠纷（人民调解法第二十六条），按办结日期计，含上年结转的；不含法院调解的",
            "disputes closed in the period without success (People's Mediation Law art. 26), by the day of closing, carried in ones included; without those that a court mediates",
        ),
    ),
    flow(
        "disputes_withdrawn",
        ("撤回的纠纷", "disputes withdrawn"),
        "件",
        Group::Disputes,
        &WITHDRAWN,
        (
            "本期因当事人撤回而办结的纠纷，按办结日期计，含上年结转的；不含法院调解的",
            "disputes closed in the period because they were withdrawn, by the day of closing, carried in ones included; without those that a court mediates",
        ),
    ),
    flow(
        "disputes_referred",
        ("移送其他途径的纠纷", "disputes referred"),
        "件",
        Group::Disputes,
        &REFERRED,
        (
            "本期移送、引导到其他途径而办结的纠纷，按办结日期计，含上年结转的；不含法院调解的",
            "disputes closed in the period by referring them elsewhere, by the day of closing, carried in ones included; without those that a court mediates",
        ),
    ),
    cases_pending("disputes_pending", ("期末在办纠纷", "disputes pending"), Group::Disputes, &PENDING),
    rate(
        "mediation_success_rate_of_accepted",
        ("调解成功率（÷ 受理）", "mediation success rate (of accepted)"),
        Group::Disputes,
        &RESOLVED,
        &ACCEPTED,
        (
            "本期办结且调解成功的纠纷 ÷ 本期受理的纠纷；结转的办结后可超过 100%",
            "disputes closed in the period with success ÷ disputes accepted in it; over 100 % where carried in ones were resolved",
        ),
    ),
    rate(
        "mediation_success_rate",
        ("调解成功率（÷ 受理与结转）", "mediation success rate (of accepted and carried in)"),
        Group::Disputes,
        &RESOLVED,
        &HANDLED,
        (
            "本期办结且调解成功的纠纷 ÷（本期受理 + 期初结转）；分母含撤回、移送和期末在办的。没有结转时与“÷ 受理”相同",
            "disputes closed in the period with success ÷ (accepted in it + carried in), withdrawn, referred and pending ones included; the same as of accepted where nothing is carried in",
        ),
    ),
    rate(
        "mediation_closing_success_rate",
        ("调解成功率（÷ 办结）", "mediation success rate (of closed)"),
        Group::Disputes,
        &RESOLVED,
        &CLOSED,
        (
            "本期办结且调解成功的纠纷 ÷ 本期办结的纠纷；分母含撤回、移送的",
            "disputes closed in the period with success ÷ disputes closed in it, withdrawn and referred ones included",
        ),
    ),
    flow(
        "disputes_amount",
        ("调解涉及金额", "amount settled by mediation"),
        "元",
        Group::Disputes,
        &AMOUNT,
        (
            "本期办结且调解成功的纠纷的涉及金额之和",
            "amounts of the disputes closed in the period with success, added up",
        ),
    ),
    flow(
        "agreements_written",
        ("书面调解协议", "written agreements"),
        "件",
        Group::Disputes,
        &WRITTEN,
        (
            "本期办结、达成书面协议的纠纷（人民调解法第二十八、二十九条）；行政调解达成的不计",
            "disputes closed in the period with a written agreement (People's Mediation Law arts. 28-29); those of administrative mediation do not count",
        ),
    ),
    flow(
        "agreements_oral",
        ("口头调解协议", "oral agreements"),
        "件",
        Group::Disputes,
        &ORAL,
        (
            "本期办结、达成口头协议的纠纷（人民调解法第三十条）；行政调解达成的不计",
            "disputes closed in the period with an oral agreement (People's Mediation Law art. 30); those of administrative mediation do not count",
        ),
    ),
    flow(
        "agreements_performed",
        ("已履行的调解协议", "agreements performed"),
        "件",
        Group::Disputes,
        &PERFORMED,
        (
            "本期达成、到期末已履行的书面和口头协议（人民调解法第三十一条）：以后履行的不改变本期的数；未填履行日期的按办结日期算",
            "agreements of the period, written and oral, performed by its end (People's Mediation Law art. 31): later performance changes nothing; where the day is not stated, it is that of closing",
        ),
    ),
    rate(
        "agreement_performance_rate",
        ("调解协议履行率", "agreement performance rate"),
        Group::Disputes,
        &PERFORMED,
        &AGREED,
        (
            "到期末已履行的协议 ÷ 本期达成且填了是否履行的协议",
            "agreements performed by the end of the period ÷ agreements of the period of which it is stated whether they were performed",
        ),
    ),
    flow(
        "judicial_confirmations",
        ("司法确认", "judicial confirmations"),
        "件",
        Group::Disputes,
        &CONFIRMED,
        (
            "本期经法院司法确认的调解协议，按确认日期计，不论纠纷何时办结（人民调解法第三十三条）",
            "agreements that a court confirmed in the period, by the day of confirmation, whenever the dispute was closed (People's Mediation Law art. 33)",
        ),
    ),
    flow(
        "judicial_mediations",
        ("法院调解的纠纷", "disputes mediated by a court"),
        "件",
        Group::Disputes,
        &COURT,
        (
            "本期受理、由法院调解（司法调解）的纠纷：不计入乡镇的纠纷数",
            "disputes accepted in the period that a court mediates: they are not among the disputes of the township",
        ),
    ),
];
