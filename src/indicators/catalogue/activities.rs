//! Indicators computed from activities, by the (first) day on which these were held.

use super::observed::{STAFF_DUE, STAFF_TRAINED};
use super::{
    Group, Indicator, Measure, Population, Quantity, Source, doubted, estimated, flow, population, quantity,
    rate,
};

const STUDIES: Population = population(Source::Activities, "kind = 'study_session'", "study_sessions");
const SEMINARS_HELD: Population = population(Source::Activities, "kind = 'seminar'", "seminars");
const HEARINGS: Population =
    population(Source::Activities, "kind = 'court_observation'", "court_observations");
const TRAININGS: Population = population(Source::Activities, "kind = 'training'", "training_sessions");
const EXAMS_HELD: Population = population(Source::Activities, "kind = 'law_exam'", "law_exams");
const CAMPAIGNS: Population = population(Source::Activities, "kind = 'publicity'", "publicity_activities");
const SWEEPS_MADE: Population = population(Source::Activities, "kind = 'dispute_sweep'", "dispute_sweeps");
const VISITS: Population = population(Source::Activities, "kind = 'leader_reception'", "leader_receptions");
const SUPERVISIONS: Population = population(Source::Activities, "kind = 'inspection'", "inspections");
const ENFORCEMENT: Population =
    population(Source::Activities, "kind = 'enforcement_inspection'", "enforcement_inspections");
const ANY: Population = Population { source: Source::Activities, predicate: "TRUE", declared_by: None };

const STUDY: Quantity = quantity(&STUDIES, "TRUE", Measure::Count);
const PRE_MEETING: Quantity = quantity(&STUDIES, "form = 'pre_meeting_study'", Measure::Count);
const SEMINARS: Quantity = quantity(&SEMINARS_HELD, "TRUE", Measure::Count);
const COURT: Quantity = quantity(&HEARINGS, "TRUE", Measure::Sessions);
const TRAINING: Quantity = quantity(&TRAININGS, "TRUE", Measure::Sessions);
const COURSES: Quantity = quantity(&TRAININGS, "TRUE", Measure::Count);
const TRAINED_TIMES: Quantity = quantity(&TRAININGS, "TRUE", Measure::Sum("person_times"));
const TRAINED: Quantity = quantity(&TRAININGS, "TRUE", Measure::Max("persons"));
const ATTENDED: Quantity = quantity(&TRAININGS, "staff_due IS NOT NULL", Measure::Sum("persons"));
const ATTENDANCE_DUE: Quantity = quantity(&TRAININGS, "persons IS NOT NULL", Measure::Sum("staff_due"));
const EXAMS: Quantity = quantity(&EXAMS_HELD, "TRUE", Measure::Count);
const EXAM_DUE: Quantity = quantity(&EXAMS_HELD, "exam_sat IS NOT NULL", Measure::Sum("exam_due"));
const EXAM_SAT: Quantity = quantity(&EXAMS_HELD, "exam_due IS NOT NULL", Measure::Sum("exam_sat"));
const EXAM_GRADED: Quantity = quantity(&EXAMS_HELD, "exam_passed IS NOT NULL", Measure::Sum("exam_sat"));
const EXAM_PASSED: Quantity = quantity(&EXAMS_HELD, "exam_sat IS NOT NULL", Measure::Sum("exam_passed"));
const PUBLICITY: Quantity = quantity(&CAMPAIGNS, "TRUE", Measure::Sessions);
const OF_KEY_DATE: Quantity = quantity(&CAMPAIGNS, "key_date IS NOT NULL", Measure::Sessions);
const ON_KEY_DATE: Quantity = quantity(&CAMPAIGNS, ":on_a_key_date", Measure::Sessions);
const ON_ANOTHER_DAY: Quantity =
    quantity(&CAMPAIGNS, "key_date IS NOT NULL AND NOT :on_its_key_date", Measure::Count);
const MATERIALS: Quantity = quantity(&ANY, "TRUE", Measure::Sum("materials"));
const AUDIENCE: Quantity = quantity(&CAMPAIGNS, "TRUE", Measure::Sum("audience"));
const AUDIENCE_ESTIMATES: Quantity = quantity(&CAMPAIGNS, "audience_estimated", Measure::Sum("audience"));
const CONSULTATIONS: Quantity = quantity(&ANY, "TRUE", Measure::Sum("consultations"));
const SWEEPS: Quantity = quantity(&SWEEPS_MADE, "TRUE", Measure::Count);
const RECEPTIONS: Quantity = quantity(&VISITS, "TRUE", Measure::Count);
const SUPERVISED: Quantity = quantity(&SUPERVISIONS, "TRUE", Measure::Count);
const ENFORCED: Quantity = quantity(&ENFORCEMENT, "TRUE", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "study_sessions",
        ("集中学习", "study sessions"),
        "次",
        Group::Study,
        &STUDY,
        (
            "本期举行的集中学习，各组织主体的都计，一条记录计 1 次；可按组织主体（organising_body）分开",
            "collective study sessions of the period, of all bodies, one for each record; broken down by organising_body",
        ),
    ),
    flow(
        "pre_meeting_study",
        ("会前学法", "study before meetings"),
        "次",
        Group::Study,
        &PRE_MEETING,
        (
            "本期集中学习（study_sessions）中形式为会前学法的",
            "study sessions (study_sessions) of the period held before a meeting (form pre_meeting_study)",
        ),
    ),
    flow(
        "seminars",
        ("专题研讨", "seminars"),
        "次",
        Group::Study,
        &SEMINARS,
        ("本期举行的专题研讨，一条记录计 1 次", "seminars of the period, one for each record"),
    ),
    flow(
        "court_observations",
        ("旁听庭审", "court observations"),
        "场次",
        Group::Study,
        &COURT,
        ("本期旁听庭审的场次之和", "sessions of court hearings observed in the period, added up"),
    ),
    flow(
        "training_sessions",
        ("法治培训", "training sessions"),
        "场次",
        Group::Training,
        &TRAINING,
        (
            "本期法治培训（含讲座）的场次之和：三天的班填 6 场即计 6 场",
            "sessions of trainings and lectures of the period, added up: a three-day course of six sessions counts six",
        ),
    ),
    flow(
        "training_courses",
        ("法治培训班", "training courses"),
        "期",
        Group::Training,
        &COURSES,
        (
            "本期法治培训（含讲座）的期数，一条记录计 1 期：三天的班也计 1",
            "trainings and lectures of the period, one for each record: a three-day course counts one",
        ),
    ),
    flow(
        "training_person_times",
        ("培训人次", "training person-times"),
        "人次",
        Group::Training,
        &TRAINED_TIMES,
        (
            "本期各次培训的人次之和，一人来两次计两次",
            "attendances at the trainings of the period, added up; who came twice counts twice",
        ),
    ),
    flow(
        "training_persons",
        ("培训人数（至少）", "persons trained (at least)"),
        "人",
        Group::Training,
        &TRAINED,
        (
            "本期参训人数最多的一次培训的人数：记录不识别个人，各次相加会重复计人，故只给出不重复人数的下限。按乡镇取最大，再逐级相加；改名、合并后的乡镇作一个乡镇",
            "persons at the best attended training of the period. Records do not identify people, and adding trainings up would count some twice, so this is the least number of different persons. It is the largest number of each township, added up over townships; what was renamed or merged is one township",
        ),
    ),
    rate(
        "training_attendance_rate",
        ("参训率", "training attendance rate"),
        Group::Training,
        &ATTENDED,
        &ATTENDANCE_DUE,
        (
            "本期各次培训的参训人数之和 ÷ 应到人数之和，只计两者都填了的培训",
            "persons ÷ staff due, each added up over the trainings of the period that state both",
        ),
    ),
    rate(
        "training_coverage",
        ("培训覆盖率", "training coverage"),
        Group::Training,
        &STAFF_TRAINED,
        &STAFF_DUE,
        (
            "已受法治培训的干部职工（staff_trained）÷ 应受法治培训的干部职工（staff_due_for_training），只计两者都登记了观测值的乡镇；各次培训的到课情况见参训率（training_attendance_rate）",
            "staff trained in law (staff_trained) ÷ staff to be trained (staff_due_for_training), each added up over the townships that have observed both; how trainings were attended is the training attendance rate (training_attendance_rate)",
        ),
    ),
    flow(
        "law_exams",
        ("学法考试", "law exams"),
        "次",
        Group::Training,
        &EXAMS,
        ("本期举行的学法考试，一条记录计 1 次", "law exams of the period, one for each record"),
    ),
    rate(
        "law_exam_attendance_rate",
        ("学法考试参考率", "law exam attendance rate"),
        Group::Training,
        &EXAM_SAT,
        &EXAM_DUE,
        (
            "本期参考人数之和 ÷ 应考人数之和，只计两者都填了的考试",
            "persons who sat ÷ persons due, each added up over the exams of the period that state both",
        ),
    ),
    rate(
        "law_exam_pass_rate",
        ("学法考试合格率", "law exam pass rate"),
        Group::Training,
        &EXAM_PASSED,
        &EXAM_GRADED,
        (
            "本期合格人数之和 ÷ 参考人数之和，只计两者都填了的考试",
            "persons who passed ÷ persons who sat, each added up over the exams of the period that state both",
        ),
    ),
    flow(
        "publicity_activities",
        ("法治宣传活动", "publicity activities"),
        "场次",
        Group::Publicity,
        &PUBLICITY,
        (
            "本期法治宣传活动的场次之和；可按 venue_class、key_date 分开",
            "sessions of legal publicity of the period, added up; broken down by venue_class and key_date",
        ),
    ),
    doubted(
        flow(
            "publicity_activities_on_key_dates",
            ("重要节点法治宣传活动", "publicity activities of key dates"),
            "场次",
            Group::Publicity,
            &OF_KEY_DATE,
            (
                "本期法治宣传活动中填了重要节点（key_date）的场次之和，不论日期是否与节点相符；不符的另作提示",
                "sessions of the publicity activities of the period that state a key date, whether or not they were held on it; where one was not, that is a finding",
            ),
        ),
        &ON_ANOTHER_DAY,
    ),
    flow(
        "publicity_activities_in_key_periods",
        ("节点期间法治宣传活动", "publicity activities in the periods of key dates"),
        "场次",
        Group::Publicity,
        &ON_KEY_DATE,
        (
            "本期法治宣传活动中日期在某个重要节点之内（如 12 月 1 日至 7 日、4 月 15 日）的场次之和，不论是否填了节点",
            "sessions of the publicity activities of the period held on a key date or in its week or month, whether or not they state one",
        ),
    ),
    flow(
        "publicity_materials",
        ("发放宣传资料", "publicity materials handed out"),
        "份",
        Group::Publicity,
        &MATERIALS,
        (
            "本期各类活动（不限于法治宣传）发放的宣传资料份数之和",
            "materials handed out at activities of every kind in the period, added up",
        ),
    ),
    estimated(
        flow(
            "publicity_audience",
            ("宣传受众", "publicity audience"),
            "人次",
            Group::Publicity,
            &AUDIENCE,
            (
                "本期法治宣传活动的受众人次之和；其中有估计数的，注明估计数所占的比例",
                "people reached by the publicity activities of the period, added up; where some are estimates, their share is given",
            ),
        ),
        &AUDIENCE_ESTIMATES,
    ),
    flow(
        "legal_consultations",
        ("解答法律咨询", "legal consultations"),
        "人次",
        Group::Publicity,
        &CONSULTATIONS,
        (
            "本期各类活动（不限于法治宣传）中解答法律咨询的人次之和",
            "legal questions answered at activities of every kind in the period, added up",
        ),
    ),
    flow(
        "dispute_sweeps",
        ("矛盾纠纷排查", "dispute sweeps"),
        "次",
        Group::Disputes,
        &SWEEPS,
        ("本期开展的矛盾纠纷排查，一条记录计 1 次", "sweeps for disputes in the period, one for each record"),
    ),
    flow(
        "leader_receptions",
        ("领导接访下访", "leader receptions"),
        "次",
        Group::Petitions,
        &RECEPTIONS,
        (
            "本期领导干部的接访、下访，一条记录计 1 次",
            "receptions of petitioners by leaders in the period, one for each record",
        ),
    ),
    flow(
        "inspections",
        ("督查", "supervisory inspections"),
        "次",
        Group::Supervision,
        &SUPERVISED,
        (
            "本期开展的法治建设督查，一条记录计 1 次；对企业和个人的行政检查不在内（见 enforcement_inspections）",
            "inspections that supervise law-based government work in the period, one for each record; inspections of enterprises and persons are not among them (see enforcement_inspections)",
        ),
    ),
    flow(
        "enforcement_inspections",
        ("行政检查", "enforcement inspections"),
        "次",
        Group::Enforcement,
        &ENFORCED,
        (
            "本期对企业、个人等开展的行政检查，一条记录计 1 次；上级对法治建设的督查不在内（见 inspections）",
            "administrative inspections of enterprises and persons in the period, one for each record; supervision of law-based government work is not among them (see inspections)",
        ),
    ),
];
