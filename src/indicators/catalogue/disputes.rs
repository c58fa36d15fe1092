//! Disputes and their mediation (人民调解法). Accepted disputes are counted by the day of acceptance and closed ones by the day
//! of closing, so that carried in + accepted = closed + pending in every year.

use super::{Aggregation, Group, Indicator, Measure, Quantity, Source, flow, quantity, rate, stock};

const HANDLED: Quantity = quantity(Source::Cases, "kind = 'mediation'", Measure::Count);
const CARRIED_IN: Quantity =
    quantity(Source::Cases, "kind = 'mediation' AND accepted_on < :from", Measure::Count);
const ACCEPTED: Quantity =
    quantity(Source::Cases, "kind = 'mediation' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const CLOSED: Quantity =
    quantity(Source::Cases, "kind = 'mediation' AND closed_on BETWEEN :from AND :to", Measure::Count);
const RESOLVED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND outcome = 'succeeded' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const FAILED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND outcome = 'failed' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const WITHDRAWN: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND outcome = 'withdrawn' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const REFERRED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND outcome = 'referred' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const PENDING: Quantity =
    quantity(Source::Cases, "kind = 'mediation' AND (closed_on IS NULL OR closed_on > :to)", Measure::Count);
const AMOUNT: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND outcome = 'succeeded' AND closed_on BETWEEN :from AND :to",
    Measure::Money("amount"),
);
const WRITTEN: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND agreement = 'written' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const ORAL: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND agreement = 'oral' AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const AGREED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND agreement IS NOT NULL AND performed IS NOT NULL AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const PERFORMED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND agreement IS NOT NULL AND performed AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const CONFIRMED: Quantity = quantity(
    Source::Cases,
    "kind = 'mediation' AND judicially_confirmed_on IS NOT NULL AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "disputes_carried_in",
        ("上年结转纠纷", "disputes carried in"),
        "件",
        Group::Disputes,
        &CARRIED_IN,
        (
            "上年及以前受理、到当年初尚未办结的纠纷",
            "disputes accepted in an earlier year and still open when the year began",
        ),
    ),
    flow(
        "disputes_accepted",
        ("受理矛盾纠纷", "disputes accepted"),
        "件",
        Group::Disputes,
        &ACCEPTED,
        ("当年受理的纠纷，按受理日期", "disputes accepted in the year"),
    ),
    flow(
        "disputes_closed",
        ("办结矛盾纠纷", "disputes closed"),
        "件",
        Group::Disputes,
        &CLOSED,
        (
            "当年办结的纠纷，不论结果。上年结转 + 受理 = 办结 + 年末在办",
            "disputes closed in the year, whatever the outcome. Carried in + accepted = closed + pending",
        ),
    ),
    flow(
        "disputes_resolved",
        ("调解成功", "disputes resolved"),
        "件",
        Group::Disputes,
        &RESOLVED,
        ("当年办结且调解成功的纠纷", "disputes closed in the year with success"),
    ),
    flow(
        "disputes_failed",
        ("调解不成", "disputes not resolved"),
        "件",
        Group::Disputes,
        &FAILED,
        ("当年办结且调解不成的纠纷", "disputes closed in the year without success"),
    ),
    flow(
        "disputes_withdrawn",
        ("撤回纠纷", "disputes withdrawn"),
        "件",
        Group::Disputes,
        &WITHDRAWN,
        ("当年撤回的纠纷", "disputes withdrawn in the year"),
    ),
    flow(
        "disputes_referred",
        ("移送纠纷", "disputes referred"),
        "件",
        Group::Disputes,
        &REFERRED,
        ("当年移送、引导到其他途径的纠纷", "disputes referred elsewhere in the year"),
    ),
    stock(
        flow(
            "disputes_pending",
            ("年末在办纠纷", "disputes pending"),
            "件",
            Group::Disputes,
            &PENDING,
            ("12 月 31 日尚未办结的纠纷", "disputes still open on 31 December"),
        ),
        Aggregation::Sum,
    ),
    rate(
        "mediation_success_rate",
        ("调解成功率", "mediation success rate"),
        Group::Disputes,
        &RESOLVED,
        &HANDLED,
        (
            "调解成功 ÷（当年受理 + 上年结转）；没有结转时即 调解成功 ÷ 受理",
            "disputes resolved ÷ (accepted in the year + carried in); where nothing is carried in, resolved ÷ accepted",
        ),
    ),
    rate(
        "mediation_closing_success_rate",
        ("办结纠纷成功率", "success rate of disputes closed"),
        Group::Disputes,
        &RESOLVED,
        &CLOSED,
        ("调解成功 ÷ 当年办结", "disputes resolved ÷ disputes closed in the year"),
    ),
    flow(
        "disputes_amount",
        ("调解涉及金额", "amount settled by mediation"),
        "元",
        Group::Disputes,
        &AMOUNT,
        (
            "调解成功纠纷的涉及金额之和；无一填报则为缺报",
            "amounts of the disputes resolved, added up; missing where none states it",
        ),
    ),
    flow(
        "agreements_written",
        ("书面调解协议", "written agreements"),
        "件",
        Group::Disputes,
        &WRITTEN,
        (
            "当年办结、达成书面协议的（人民调解法第二十八、二十九条）",
            "written agreements of disputes closed in the year (People's Mediation Law arts. 28-29)",
        ),
    ),
    flow(
        "agreements_oral",
        ("口头调解协议", "oral agreements"),
        "件",
        Group::Disputes,
        &ORAL,
        (
            "当年办结、达成口头协议的（人民调解法第三十条）",
            "oral agreements of disputes closed in the year (People's Mediation Law art. 30)",
        ),
    ),
    flow(
        "agreements_performed",
        ("已履行的调解协议", "agreements performed"),
        "件",
        Group::Disputes,
        &PERFORMED,
        ("其中已履行的（人民调解法第三十一条）", "those of them performed (People's Mediation Law art. 31)"),
    ),
    rate(
        "agreement_performance_rate",
        ("调解协议履行率", "agreement performance rate"),
        Group::Disputes,
        &PERFORMED,
        &AGREED,
        ("已履行 ÷ 登记了履行情况的协议", "performed ÷ agreements whose performance is recorded"),
    ),
    flow(
        "judicial_confirmations",
        ("司法确认", "judicial confirmations"),
        "件",
        Group::Disputes,
        &CONFIRMED,
        (
            "当年办结的纠纷中经司法确认的（人民调解法第三十三条）",
            "agreements of disputes closed in the year that a court confirmed (People's Mediation Law art. 33)",
        ),
    ),
];
