//! Organisation: meetings, membership, plans and their tasks.

use super::{
    Aggregation, Group, Indicator, Measure, Population, Quantity, Source, flow, population, quantity, rate,
    stock,
};

const MEETINGS_HELD: Population =
    population(Source::Activities, "kind = 'leading_group_meeting'", "leading_group_meetings");
const GROUP_MEMBERS: Population =
    population(Source::Members, "body IN ('leading_group', 'committee')", "leading_group_members");
const WORK_PLANS: Population =
    population(Source::Plans, "kind IN ('work_plan', 'annual_plan')", "work_plans_adopted");
const TASKS_SET: Population = population(
    Source::PlanTasks,
    "plans.status NOT IN ('draft', 'cancelled') AND plan_tasks.status <> 'dropped'",
    "plan_tasks",
);

const MEETINGS: Quantity = quantity(&MEETINGS_HELD, "TRUE", Measure::Count);
const PROBLEMS: Quantity = quantity(&MEETINGS_HELD, "TRUE", Measure::Sum("problems_solved"));
const MEMBERS: Quantity = quantity(
    &GROUP_MEMBERS,
    "serves_from <= :day AND (serves_to IS NULL OR serves_to >= :day)",
    Measure::Persons,
);
const HEADS: Quantity = quantity(
    &GROUP_MEMBERS,
    "group_role = 'head' AND serves_from <= :day AND (serves_to IS NULL OR serves_to >= :day)",
    Measure::Persons,
);
const PLANS: Quantity =
    quantity(&WORK_PLANS, "adopted_on IS NOT NULL AND status NOT IN ('draft', 'cancelled')", Measure::Count);
const TASKS: Quantity = quantity(&TASKS_SET, "TRUE", Measure::Count);
const TASKS_DONE: Quantity = quantity(&TASKS_SET, "plan_tasks.status = 'done'", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "leading_group_meetings",
        ("专题会议（领导小组会议）", "leading group meetings"),
        "次",
        Group::Organisation,
        &MEETINGS,
        (
            "本期召开的研究法治建设的党委、政府或领导小组会议，一条记录计 1 次",
            "meetings of Party committee, government or leading group on rule of law held in the period, one for each record",
        ),
    ),
    flow(
        "key_problems_solved",
        ("研究解决重点问题", "key problems solved"),
        "项",
        Group::Organisation,
        &PROBLEMS,
        (
            "本期专题会议上研究解决的问题数之和",
            "problems solved at leading group meetings of the period, added up",
        ),
    ),
    stock(
        flow(
            "leading_group_members",
            ("领导小组成员", "leading group members"),
            "人",
            Group::Organisation,
            &MEMBERS,
            (
                "期末当天在任的领导小组成员（含组长、副组长、办公室主任等），同一姓名的人任几职都计 1 人；没有领导小组成员而设委员会的，计委员会成员。\
                 不逐级相加",
                "persons serving in the leading group on the last day of the period, in whatever role; one name counts once, \
                 however many roles it has. Where nobody serves in a leading group but a committee stands for it, those of the \
                 committee. Not added up over townships",
            ),
        ),
        Aggregation::None,
    ),
    stock(
        flow(
            "leading_group_heads",
            ("领导小组组长", "leading group heads"),
            "人",
            Group::Organisation,
            &HEADS,
            (
                "期末当天在任的组长，同一姓名计 1 人，双组长为 2；领导小组没有组长的，计委员会的负责人。不逐级相加",
                "persons serving as head on the last day of the period, one name counting once; two where Party secretary and \
                 township head share the office. Where the leading group has no head, those of the committee. Not added up over \
                 townships",
            ),
        ),
        Aggregation::None,
    ),
    flow(
        "work_plans_adopted",
        ("制定工作方案、年度计划", "work plans adopted"),
        "件",
        Group::Organisation,
        &PLANS,
        (
            "本期通过的工作方案和年度工作计划，按通过日期计，跨年度的只计入通过的那一期；起草中和已取消的不计",
            "work plans and annual plans adopted in the period, by the day of adoption; one that spans years counts where it was \
             adopted. Drafts and cancelled plans do not count",
        ),
    ),
    flow(
        "plan_tasks",
        ("计划任务", "plan tasks"),
        "项",
        Group::Organisation,
        &TASKS,
        (
            "本期到期的计划任务，含各类计划；未定期限的，或期限早于计划通过（未通过的为计划期间开始）之日的，按该日计。\
             起草中和已取消的计划的任务、不再实施的任务不计",
            "tasks of plans of every kind due in the period. A task without a due date, or with one before its plan was adopted \
             (begins, where it was not adopted), counts on that day. Tasks of drafts and of cancelled plans, and dropped tasks, do \
             not count",
        ),
    ),
    flow(
        "plan_tasks_done",
        ("已完成的计划任务", "plan tasks done"),
        "项",
        Group::Organisation,
        &TASKS_DONE,
        ("计划任务（plan_tasks）中状态为已完成的", "those plan tasks (plan_tasks) that are done"),
    ),
    rate(
        "plan_task_completion_rate",
        ("计划任务完成率", "plan task completion rate"),
        Group::Organisation,
        &TASKS_DONE,
        &TASKS,
        ("已完成的计划任务 ÷ 计划任务", "plan tasks done ÷ plan tasks"),
    ),
];
