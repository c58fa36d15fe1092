//! Indicators computed from activities.

use super::{Group, Indicator, Measure, Quantity, Source, estimated, flow, quantity, rate};

const STUDY: Quantity = quantity(Source::Activities, "kind = 'study_session'", Measure::Count);
const PRE_MEETING: Quantity =
    quantity(Source::Activities, "kind = 'study_session' AND form = 'pre_meeting_study'", Measure::Count);
const SEMINARS: Quantity = quantity(Source::Activities, "kind = 'seminar'", Measure::Count);
const COURT: Quantity = quantity(Source::Activities, "kind = 'court_observation'", Measure::Sessions);
const TRAINING: Quantity = quantity(Source::Activities, "kind = 'training'", Measure::Sessions);
const COURSES: Quantity = quantity(Source::Activities, "kind = 'training'", Measure::Count);
const TRAINED_TIMES: Quantity =
    quantity(Source::Activities, "kind = 'training'", Measure::Sum("person_times"));
const TRAINED: Quantity = quantity(Source::Activities, "kind = 'training'", Measure::Max("persons"));
const COVERED: Quantity =
    quantity(Source::Activities, "kind = 'training' AND staff_due IS NOT NULL", Measure::Sum("persons"));
const COVER_DUE: Quantity =
    quantity(Source::Activities, "kind = 'training' AND persons IS NOT NULL", Measure::Sum("staff_due"));
const EXAMS: Quantity = quantity(Source::Activities, "kind = 'law_exam'", Measure::Count);
const EXAM_SAT_DUE: Quantity =
    quantity(Source::Activities, "kind = 'law_exam' AND exam_sat IS NOT NULL", Measure::Sum("exam_due"));
const EXAM_SAT: Quantity =
    quantity(Source::Activities, "kind = 'law_exam' AND exam_due IS NOT NULL", Measure::Sum("exam_sat"));
const EXAM_GRADED: Quantity =
    quantity(Source::Activities, "kind = 'law_exam' AND exam_passed IS NOT NULL", Measure::Sum("exam_sat"));
const EXAM_PASSED: Quantity =
    quantity(Source::Activities, "kind = 'law_exam' AND exam_sat IS NOT NULL", Measure::Sum("exam_passed"));
const PUBLICITY: Quantity = quantity(Source::Activities, "kind = 'publicity'", Measure::Sessions);
const PUBLICITY_KEY: Quantity =
    quantity(Source::Activities, "kind = 'publicity' AND key_date IS NOT NULL", Measure::Sessions);
const MATERIALS: Quantity = quantity(Source::Activities, "TRUE", Measure::Sum("materials"));
const AUDIENCE: Quantity = quantity(Source::Activities, "kind = 'publicity'", Measure::Sum("audience"));
const AUDIENCE_ESTIMATES: Quantity =
    quantity(Source::Activities, "kind = 'publicity' AND audience_estimated", Measure::Count);
const CONSULTATIONS: Quantity = quantity(Source::Activities, "TRUE", Measure::Sum("consultations"));
const SWEEPS: Quantity = quantity(Source::Activities, "kind = 'dispute_sweep'", Measure::Count);
const RECEPTIONS: Quantity = quantity(Source::Activities, "kind = 'leader_reception'", Measure::Count);
const INSPECTIONS: Quantity = quantity(Source::Activities, "kind = 'inspection'", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "study_sessions",
        ("集中学习", "study sessions"),
        "次",
        Group::Study,
        &STUDY,
        (
            "各组织主体的集中学习，按次计；可按 organising_body 分开",
            "collective study sessions of all bodies; broken down by organising_body",
        ),
    ),
    flow(
        "pre_meeting_study",
        ("会前学法", "study before meetings"),
        "次",
        Group::Study,
        &PRE_MEETING,
        ("其中以会前学法形式进行的", "those held before a meeting (form pre_meeting_study)"),
    ),
    flow(
        "seminars",
        ("专题研讨", "seminars"),
        "次",
        Group::Study,
        &SEMINARS,
        ("专题研讨，按次计", "seminars, each counted once"),
    ),
    flow(
        "court_observations",
        ("旁听庭审", "court observations"),
        "场次",
        Group::Study,
        &COURT,
        ("旁听庭审的场次之和", "sessions of court hearings observed"),
    ),
    flow(
        "training_sessions",
        ("法治培训", "training sessions"),
        "场次",
        Group::Training,
        &TRAINING,
        (
            "法治培训（含讲座）的场次之和：三天的班若为 6 场即计 6",
            "sessions of training and lectures: a three-day course of six sessions counts six",
        ),
    ),
    flow(
        "training_courses",
        ("法治培训班", "training courses"),
        "期",
        Group::Training,
        &COURSES,
        ("法治培训（含讲座）的期数：三天的班计 1", "trainings held: a three-day course counts one"),
    ),
    flow(
        "training_person_times",
        ("培训人次", "training person-times"),
        "人次",
        Group::Training,
        &TRAINED_TIMES,
        (
            "各次培训人次之和；一人来两次计两次；无一填报则为缺报",
            "attendances at trainings; who came twice counts twice; missing where no training states it",
        ),
    ),
    flow(
        "training_persons",
        ("培训人数（至少）", "persons trained (at least)"),
        "人",
        Group::Training,
        &TRAINED,
        (
            "参训人数最多的一次培训的人数：记录不识别个人，各次相加会重复计人，故只给出不重复人数的下限；逐级相加",
            "persons at the best attended training: records do not identify people, adding trainings up would count some twice, so this is the least number of different persons; regions add up",
        ),
    ),
    rate(
        "training_coverage",
        ("培训覆盖率", "training coverage"),
        Group::Training,
        &COVERED,
        &COVER_DUE,
        (
            "各次培训的参训人数之和 ÷ 应到人数之和，只计两者都填报的培训",
            "persons ÷ staff due, each added up over the trainings that state both",
        ),
    ),
    flow(
        "law_exams",
        ("学法考试", "law exams"),
        "次",
        Group::Training,
        &EXAMS,
        ("学法考试，按次计", "law exams, each counted once"),
    ),
    rate(
        "law_exam_attendance_rate",
        ("学法考试参考率", "law exam attendance rate"),
        Group::Training,
        &EXAM_SAT,
        &EXAM_SAT_DUE,
        (
            "参考人数之和 ÷ 应考人数之和，只计两者都填报的考试",
            "persons who sat ÷ persons due, over the exams that state both",
        ),
    ),
    rate(
        "law_exam_pass_rate",
        ("学法考试合格率", "law exam pass rate"),
        Group::Training,
        &EXAM_PASSED,
        &EXAM_GRADED,
        (
            "合格人数之和 ÷ 参考人数之和，只计两者都填报的考试",
            "persons who passed ÷ persons who sat, over the exams that state both",
        ),
    ),
    flow(
        "publicity_activities",
        ("法治宣传活动", "publicity activities"),
        "场次",
        Group::Publicity,
        &PUBLICITY,
        (
            "法治宣传活动的场次之和；联合开展的各乡镇各计，上级只计一次；可按 venue_class、key_date 分开",
            "sessions of legal publicity; one held jointly counts for each township and once above them; broken down by venue_class and key_date",
        ),
    ),
    flow(
        "publicity_activities_on_key_dates",
        ("重要节点法治宣传活动", "publicity activities on key dates"),
        "场次",
        Group::Publicity,
        &PUBLICITY_KEY,
        ("其中在重要时间节点（3·15、4·15、12·4 等）开展的", "those belonging to a key date"),
    ),
    flow(
        "publicity_materials",
        ("发放宣传资料", "publicity materials handed out"),
        "份",
        Group::Publicity,
        &MATERIALS,
        (
            "发放的宣传资料份数之和；无一填报则为缺报",
            "materials handed out, added up; missing where no activity states it",
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
                "法治宣传受众人次之和；含估计数时注明",
                "people reached, added up; marked where estimates are in it",
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
            "各项活动中解答法律咨询的人次之和；无一填报则为缺报，不是 0",
            "legal questions answered at activities of all kinds; missing, not zero, where no activity states it",
        ),
    ),
    flow(
        "dispute_sweeps",
        ("矛盾纠纷排查", "dispute sweeps"),
        "次",
        Group::Disputes,
        &SWEEPS,
        ("矛盾纠纷排查，按次计", "sweeps for disputes, each counted once"),
    ),
    flow(
        "leader_receptions",
        ("领导接访下访", "leader receptions"),
        "次",
        Group::Petitions,
        &RECEPTIONS,
        ("领导干部接访、下访，按次计", "leaders receiving petitioners, each counted once"),
    ),
    flow(
        "inspections",
        ("督查检查", "inspections"),
        "次",
        Group::Supervision,
        &INSPECTIONS,
        ("督查、检查，按次计", "inspections, each counted once"),
    ),
];
