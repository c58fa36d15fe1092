//! Petitions (信访工作条例).

use super::{Group, Indicator, Measure, Quantity, Source, flow, quantity, rate};

const PETITIONS: Quantity =
    quantity(Source::Cases, "kind = 'petition' AND accepted_on BETWEEN :from AND :to", Measure::Count);
const PETITIONS_FIRST: Quantity = quantity(
    Source::Cases,
    "kind = 'petition' AND NOT repeated AND accepted_on BETWEEN :from AND :to",
    Measure::Count,
);
const PETITIONS_REPEATED: Quantity = quantity(
    Source::Cases,
    "kind = 'petition' AND repeated AND accepted_on BETWEEN :from AND :to",
    Measure::Count,
);
const PETITIONS_CLOSED: Quantity =
    quantity(Source::Cases, "kind = 'petition' AND closed_on BETWEEN :from AND :to", Measure::Count);
const PETITIONS_TIMED: Quantity = quantity(
    Source::Cases,
    "kind = 'petition' AND due_on IS NOT NULL AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const PETITIONS_IN_TIME: Quantity = quantity(
    Source::Cases,
    "kind = 'petition' AND closed_on <= due_on AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const BACKLOG: Quantity = quantity(Source::Cases, "kind = 'petition' AND backlog", Measure::Count);
const BACKLOG_CLOSED: Quantity = quantity(
    Source::Cases,
    "kind = 'petition' AND backlog AND closed_on BETWEEN :from AND :to",
    Measure::Count,
);
const LED: Quantity =
    quantity(Source::Cases, "kind = 'petition' AND leader_member_id IS NOT NULL", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "petitions",
        ("信访件", "petitions"),
        "件",
        Group::Petitions,
        &PETITIONS,
        ("当年受理的信访件；可按 channel 分开", "petitions accepted in the year; broken down by channel"),
    ),
    flow(
        "petitions_first",
        ("初次信访", "first petitions"),
        "件",
        Group::Petitions,
        &PETITIONS_FIRST,
        ("其中初次的", "those made for the first time"),
    ),
    flow(
        "petitions_repeated",
        ("重复信访", "repeated petitions"),
        "件",
        Group::Petitions,
        &PETITIONS_REPEATED,
        ("其中重复的", "those made again"),
    ),
    flow(
        "petitions_closed",
        ("办结信访件", "petitions closed"),
        "件",
        Group::Petitions,
        &PETITIONS_CLOSED,
        ("当年办结的信访件", "petitions closed in the year"),
    ),
    flow(
        "petitions_closed_in_time",
        ("按期办结信访件", "petitions closed in time"),
        "件",
        Group::Petitions,
        &PETITIONS_IN_TIME,
        (
            "其中在办理期限内办结的（信访工作条例第三十四条：60 日，可延长不超过 30 日）",
            "those closed within the time limit (Regulations on Petition Work art. 34: 60 days, extended by 30 at most)",
        ),
    ),
    rate(
        "petition_timely_closure_rate",
        ("信访按期办结率", "timely closure rate of petitions"),
        Group::Petitions,
        &PETITIONS_IN_TIME,
        &PETITIONS_TIMED,
        (
            "按期办结 ÷ 当年办结且有办理期限的信访件",
            "closed in time ÷ petitions closed in the year that had a time limit",
        ),
    ),
    flow(
        "petition_backlog",
        ("信访积案", "backlog petitions"),
        "件",
        Group::Petitions,
        &BACKLOG,
        ("当年在办的信访积案", "backlog petitions handled in the year"),
    ),
    flow(
        "petition_backlog_closed",
        ("化解信访积案", "backlog petitions closed"),
        "件",
        Group::Petitions,
        &BACKLOG_CLOSED,
        ("其中当年化解的", "those of them closed in the year"),
    ),
    flow(
        "petitions_led",
        ("领导包案", "petitions in a leader's charge"),
        "件",
        Group::Petitions,
        &LED,
        ("当年在办、由领导包案的信访件", "petitions handled in the year that a leader is in charge of"),
    ),
];
