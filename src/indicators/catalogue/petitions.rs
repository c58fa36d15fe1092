//! Petitions (信访工作条例). Accepted ones are counted by the day of acceptance and closed ones by the day of closing, so that
//! carried in + accepted = closed + pending in every period.

use super::{
    Group, Indicator, Measure, Population, Quantity, Source, accepted, cases_carried_in, cases_closed,
    cases_pending, closed, flow, open_after, open_before, population, quantity, rate,
};

const PETITION_CASES: Population =
    population(Source::Cases, "kind = 'petition' AND (closed_on IS NULL OR closed_on >= :from)", "petitions");
/// Also those that were closed before the period and would have been due in it.
const TIMED_PETITIONS: Population = population(Source::Cases, "kind = 'petition'", "petitions");

const PETITIONS: Quantity = accepted(&PETITION_CASES);
const CARRIED_IN: Quantity = open_before(&PETITION_CASES);
const CLOSED: Quantity = closed(&PETITION_CASES);
const PENDING: Quantity = open_after(&PETITION_CASES);
const FIRST: Quantity =
    quantity(&PETITION_CASES, "accepted_on BETWEEN :from AND :to", Measure::Flag("NOT repeated"));
const REPEATED: Quantity =
    quantity(&PETITION_CASES, "accepted_on BETWEEN :from AND :to", Measure::Flag("repeated"));
const UNDIRECTED: Quantity =
    quantity(&PETITION_CASES, "accepted_on BETWEEN :from AND :to AND pathway IS NULL", Measure::Count);
const DUE: Quantity = quantity(
    &TIMED_PETITIONS,
    "due_on BETWEEN :from AND :day AND outcome NOT IN ('withdrawn', 'referred')",
    Measure::Count,
);
const IN_TIME: Quantity = quantity(
    &TIMED_PETITIONS,
    "due_on BETWEEN :from AND :day AND outcome NOT IN ('withdrawn', 'referred') AND closed_on <= due_on",
    Measure::Count,
);
const BACKLOG: Quantity = quantity(&PETITION_CASES, "TRUE", Measure::Flag("backlog"));
const BACKLOG_CLOSED: Quantity =
    quantity(&PETITION_CASES, "closed_on BETWEEN :from AND :to", Measure::Flag("backlog"));
const LED: Quantity = quantity(&PETITION_CASES, "leader_member_id IS NOT NULL", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    cases_carried_in(
        "petitions_carried_in",
        ("上年结转信访件", "petitions carried in"),
        Group::Petitions,
        &CARRIED_IN,
    ),
    flow(
        "petitions",
        ("信访件", "petitions"),
        "件",
        Group::Petitions,
        &PETITIONS,
        (
            "本期受理的信访件，按受理日期计，不论现在办到哪一步",
            "petitions accepted in the period, by the day of acceptance, whatever has become of them",
        ),
    ),
    flow(
        "petitions_first",
        ("初次信访", "first petitions"),
        "件",
        Group::Petitions,
        &FIRST,
        ("本期受理的信访件中初次的", "petitions accepted in the period that were made for the first time"),
    ),
    flow(
        "petitions_repeated",
        ("重复信访", "repeated petitions"),
        "件",
        Group::Petitions,
        &REPEATED,
        ("本期受理的信访件中重复的", "petitions accepted in the period that repeat an earlier one"),
    ),
    cases_closed("petitions_closed", ("办结信访件", "petitions closed"), Group::Petitions, &CLOSED),
    cases_pending("petitions_pending", ("期末在办信访件", "petitions pending"), Group::Petitions, &PENDING),
    flow(
        "petitions_due",
        ("到期信访件", "petitions due"),
        "件",
        Group::Petitions,
        &DUE,
        (
            "办理期限在本期之内届满的信访件，不论是否已办结（信访工作条例第三十四条：60 日，可延长不超过 30 日）；撤回、移送的不计。期限未到的、没有期限的不计",
            "petitions whose time limit ended in the period and has come, closed or not (Regulations on Petition Work art. 34: 60 days, extended by 30 at most); withdrawn and referred ones do not count, nor those without a time limit",
        ),
    ),
    flow(
        "petitions_closed_in_time",
        ("按期办结信访件", "petitions closed in time"),
        "件",
        Group::Petitions,
        &IN_TIME,
        (
            "到期信访件（petitions_due）中在期限之内（含当天）办结的",
            "petitions due (petitions_due) that were closed by that day",
        ),
    ),
    rate(
        "petition_timely_closure_rate",
        ("信访按期办结率", "timely closure rate of petitions"),
        Group::Petitions,
        &IN_TIME,
        &DUE,
        (
            "按期办结信访件 ÷ 到期信访件；逾期仍未办结的在分母之内",
            "petitions closed in time ÷ petitions due; those overdue and still open are in the denominator",
        ),
    ),
    flow(
        "petitions_without_pathway",
        ("未登记办理途径的信访件", "petitions without a pathway"),
        "件",
        Group::Petitions,
        &UNDIRECTED,
        (
            "本期受理、未登记办理途径（信访工作条例第三十一条）的信访件：没有期限，不在到期信访件之内",
            "petitions accepted in the period of which no pathway is recorded (Regulations on Petition Work art. 31): they have no time limit, and are not among the petitions due",
        ),
    ),
    flow(
        "petition_backlog",
        ("信访积案", "backlog petitions"),
        "件",
        Group::Petitions,
        &BACKLOG,
        (
            "本期在办（期初结转或本期受理）的信访件中属于积案的",
            "petitions carried in or accepted in the period that are backlog cases",
        ),
    ),
    flow(
        "petition_backlog_closed",
        ("化解信访积案", "backlog petitions closed"),
        "件",
        Group::Petitions,
        &BACKLOG_CLOSED,
        ("本期办结的信访件中属于积案的", "petitions closed in the period that are backlog cases"),
    ),
    flow(
        "petitions_led",
        ("领导包案", "petitions in a leader's charge"),
        "件",
        Group::Petitions,
        &LED,
        (
            "本期在办（期初结转或本期受理）、登记了包案领导的信访件",
            "petitions carried in or accepted in the period of which the leader in charge is recorded",
        ),
    ),
];
