//! Organisation: meetings, membership, plans and their tasks.

use super::{Aggregation, Group, Indicator, Measure, Quantity, Source, flow, quantity, rate, stock};

const MEETINGS: Quantity = quantity(Source::Activities, "kind = 'leading_group_meeting'", Measure::Count);
const PROBLEMS: Quantity =
    quantity(Source::Activities, "kind = 'leading_group_meeting'", Measure::Sum("problems_solved"));
const MEMBERS: Quantity = quantity(
    Source::Members,
    "body = 'leading_group' AND (serves_to IS NULL OR serves_to >= :to)",
    Measure::Count,
);
const HEADS: Quantity = quantity(
    Source::Members,
    "body = 'leading_group' AND group_role = 'head' AND (serves_to IS NULL OR serves_to >= :to)",
    Measure::Count,
);
const PLANS: Quantity = quantity(
    Source::Plans,
    "kind IN ('work_plan', 'annual_plan') AND adopted_on IS NOT NULL",
    Measure::Count,
);
const TASKS: Quantity = quantity(Source::PlanTasks, "plans.status <> 'draft'", Measure::Count);
const TASKS_DONE: Quantity =
    quantity(Source::PlanTasks, "plans.status <> 'draft' AND plan_tasks.status = 'done'", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "leading_group_meetings",
        ("专题会议（领导小组会议）", "leading group meetings"),
        "次",
        Group::Organisation,
        &MEETINGS,
        (
            "党委、政府或领导小组研究法治建设的会议，按会议次数计",
            "meetings of Party committee, government or leading group on rule of law, each counted once",
        ),
    ),
    flow(
        "key_problems_solved",
        ("研究解决重点问题", "key problems solved"),
        "项",
        Group::Organisation,
        &PROBLEMS,
        (
            "专题会议上研究解决的问题数之和；没有一次会议填报则为缺报",
            "problems solved at these meetings, added up; missing where no meeting states it",
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
                "12 月 31 日在任的领导小组成员（含组长、副组长），不逐级相加",
                "members of the leading group in office on 31 December, heads included; not added up over townships",
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
                "12 月 31 日在任的组长；双组长为 2",
                "heads in office on 31 December; two where Party secretary and township head share the office",
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
            "当年通过的工作方案和年度计划；跨年度的计入通过的那一年",
            "work plans and annual plans adopted in the year; one that spans years counts in the year of adoption",
        ),
    ),
    flow(
        "plan_tasks",
        ("计划任务", "plan tasks"),
        "项",
        Group::Organisation,
        &TASKS,
        (
            "当年到期的计划任务（未定期限的计入计划通过的年份）",
            "tasks of plans due in the year; those without due date count in the plan's own year",
        ),
    ),
    flow(
        "plan_tasks_done",
        ("已完成的计划任务", "plan tasks done"),
        "项",
        Group::Organisation,
        &TASKS_DONE,
        ("其中状态为已完成的", "those of them that are done"),
    ),
    rate(
        "plan_task_completion_rate",
        ("计划任务完成率", "plan task completion rate"),
        Group::Organisation,
        &TASKS_DONE,
        &TASKS,
        ("已完成的计划任务 ÷ 当年到期的计划任务", "plan tasks done ÷ plan tasks due in the year"),
    ),
];
