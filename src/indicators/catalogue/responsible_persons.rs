//! First responsible persons (党政主要负责人): what they did in person, by the day on which they did it.

use super::{Group, Indicator, Measure, Population, Quantity, Source, flow, population, quantity};

const ACTS: Population = population(
    Source::Duties,
    "kind IN ('deployed', 'inquired', 'coordinated', 'supervised')",
    "leader_research",
);
const HEARD: Population = population(Source::Duties, "kind = 'heard_advice'", "leader_hearings");
const LECTURED: Population = population(Source::Duties, "kind = 'lectured'", "leader_law_lectures");
const STUDIED: Population = population(Source::Duties, "kind = 'studied_law'", "leader_law_studies");
const REPORTED: Population = population(Source::Duties, "kind = 'reported'", "duty_reports_made");

const RESEARCH: Quantity = quantity(&ACTS, "TRUE", Measure::Count);
const HEARINGS: Quantity = quantity(&HEARD, "TRUE", Measure::Count);
const LECTURES: Quantity = quantity(&LECTURED, "TRUE", Measure::Count);
const STUDIES: Quantity = quantity(&STUDIED, "TRUE", Measure::Count);
const REPORTS: Quantity = quantity(&REPORTED, "TRUE", Measure::Count);

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "leader_research",
        ("主要负责人部署、过问、协调、督办", "acts of first responsible persons in person"),
        "次",
        Group::FirstResponsiblePersons,
        &RESEARCH,
        (
            "本期党政主要负责人亲自部署重要工作、过问重大问题、协调重点环节、督办重要任务的次数，一条记录计 1 次；可按履职类型（kind）和职务（office）分开\
             （党政主要负责人履行推进法治建设第一责任人职责规定第四条）",
            "deploying important work, inquiring into major problems, coordinating key links and supervising important tasks in \
             person by first responsible persons in the period, one for each record; broken down by kind and office (党政主要负责人履行推进法治建设第一责任人职责规定 art. 4)",
        ),
    ),
    flow(
        "leader_hearings",
        ("主要负责人听取汇报和意见建议", "reports and advice heard by first responsible persons"),
        "次",
        Group::FirstResponsiblePersons,
        &HEARINGS,
        (
            "本期党政主要负责人听取法治建设汇报、意见建议的次数，一条记录计 1 次；可按职务（office）分开",
            "hearings of reports, opinions or advice on rule of law by first responsible persons in the period, one for each \
             record; broken down by office",
        ),
    ),
    flow(
        "leader_law_lectures",
        ("主要负责人讲授法治课", "law lectures by first responsible persons"),
        "次",
        Group::FirstResponsiblePersons,
        &LECTURES,
        (
            "本期党政主要负责人讲授法治课的次数，一条记录计 1 次；可按职务（office）分开",
            "lectures on law given by first responsible persons in the period, one for each record; broken down by office",
        ),
    ),
    flow(
        "leader_law_studies",
        ("主要负责人学法", "law studies of first responsible persons"),
        "次",
        Group::FirstResponsiblePersons,
        &STUDIES,
        (
            "本期党政主要负责人学法的次数，一条记录计 1 次；集体学习另计（见 study_sessions）；可按职务（office）分开",
            "law studies of first responsible persons in the period, one for each record; collective study sessions are counted \
             apart (see study_sessions); broken down by office",
        ),
    ),
    flow(
        "duty_reports_made",
        ("述法", "reports on the own duties"),
        "次",
        Group::FirstResponsiblePersons,
        &REPORTS,
        (
            "本期党政主要负责人述法的次数，一条记录计 1 次；可按职务（office）分开",
            "reports of first responsible persons on how they performed these duties in the period, one for each record; broken \
             down by office",
        ),
    ),
];
