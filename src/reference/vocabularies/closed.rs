//! The closed vocabularies: every enumeration that an answer or a parameter has.

use crate::auth::{Permission, Role};
use crate::checks::{CheckCode, Severity};
use crate::coded::Label;
use crate::deadlines::codes::{
    ApprovingOffice, Boundary, Certainty, ClockUnit, DayKind, LimitKind, Matter, ObligedParty, RestDayRule,
};
use crate::deadlines::ends::EndEvent;
use crate::deadlines::starts::StartEvent;
use crate::figures::{Basis, FigureFinding, FigureReason, FigureStatus};
use crate::indicators::{Aggregation, Group, IndicatorKind};
use crate::ledger::activities::ActivityKind;
use crate::ledger::activities::partners::PartnerStatus;
use crate::ledger::cases::codes::{
    Agreement, CaseKind, Channel, EventKind, Mechanism, OrganisationLevel, Outcome, TownshipResult,
    TownshipRole,
};
use crate::ledger::cases::parties::PartyRole;
use crate::ledger::decisions::finding::CourseFindingCode;
use crate::ledger::decisions::{DecisionStatus, ParticipationMethod, StepKind, StepState};
use crate::ledger::declarations::DeclarationStatement;
use crate::ledger::documents::{CleanUpResult, DocumentKind, DocumentStatus};
use crate::ledger::duties::model::{DutyKind, DutyOffice};
use crate::ledger::legality_reviews::{ReviewOutcome, SubjectKind};
use crate::ledger::lists::Voided;
use crate::ledger::members::model::{GroupBody, GroupRole};
use crate::ledger::plans::model::{PlanKind, PlanStatus};
use crate::ledger::plans::task::TaskStatus;
use crate::ledger::reports::{ReportAction, ReportPart, ReportState};
use crate::ledger::saved::WarningCode;
use crate::ledger::shortcomings::{FoundBy, ShortcomingStatus};
use crate::oversight::deadlines::model::ObligedScope;
use crate::regions::Level;
use crate::reports::ReportFormat;
use crate::session::trail::Action;
use crate::tables::TableFormat;
use crate::vocabularies::model::{Term, VocabularyTerms};

/// A published enumeration.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// Its name in `/vocabularies/{name}`: a plural in `snake_case`.
    pub name: &'static str,
    /// Its title in Chinese.
    pub title_zh: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
    /// Its codes.
    pub labels: &'static [Label<'static>],
}

const fn closed(
    name: &'static str,
    title_zh: &'static str,
    title_en: &'static str,
    labels: &'static [Label<'static>],
) -> Closed {
    Closed { name, title_zh, title_en, labels }
}

/// Every closed vocabulary, in the order of resources. The codes and labels are defined at the enumeration itself.
pub const ALL: &[Closed] = &[
    closed("group_roles", "领导小组内职务", "roles in a leading group", GroupRole::LABELS),
    closed("group_bodies", "机构类别", "bodies of a leading group", GroupBody::LABELS),
    closed("plan_kinds", "计划类型", "kinds of plans", PlanKind::LABELS),
    closed("plan_statuses", "计划状态", "statuses of plans", PlanStatus::LABELS),
    closed("task_statuses", "任务状态", "statuses of tasks", TaskStatus::LABELS),
    closed("activity_kinds", "活动类型", "kinds of activities", ActivityKind::LABELS),
    closed(
        "partner_statuses",
        "联合活动确认状态",
        "statuses of partners of joint activities",
        PartnerStatus::LABELS,
    ),
    closed("case_kinds", "案件类型", "kinds of cases", CaseKind::LABELS),
    closed("mechanisms", "调解机制", "mechanisms of mediation", Mechanism::LABELS),
    closed(
        "organisation_levels",
        "调解组织层级",
        "levels of mediating organisations",
        OrganisationLevel::LABELS,
    ),
    closed("outcomes", "办理结果", "outcomes of cases", Outcome::LABELS),
    closed("agreements", "协议形式", "forms of agreements", Agreement::LABELS),
    closed(
        "township_roles",
        "乡镇在复议、诉讼中的地位",
        "roles of the township in reconsideration and litigation",
        TownshipRole::LABELS,
    ),
    closed(
        "township_results",
        "复议、诉讼对乡镇的结果",
        "results of reconsideration and litigation for the township",
        TownshipResult::LABELS,
    ),
    closed("channels", "信访渠道", "channels of petitions", Channel::LABELS),
    closed("case_event_kinds", "案件事件", "events of cases", EventKind::LABELS),
    closed("party_roles", "当事人地位", "roles of parties", PartyRole::LABELS),
    closed(
        "subject_kinds",
        "合法性审查对象",
        "kinds of matters reviewed for their legality",
        SubjectKind::LABELS,
    ),
    closed("review_outcomes", "合法性审查结论", "outcomes of legality reviews", ReviewOutcome::LABELS),
    closed("decision_statuses", "决策状态", "statuses of decisions", DecisionStatus::LABELS),
    closed("step_kinds", "决策程序", "steps of decisions", StepKind::LABELS),
    closed("step_states", "决策程序履行情况", "states of steps of decisions", StepState::LABELS),
    closed(
        "participation_methods",
        "公众参与方式",
        "methods of public participation",
        ParticipationMethod::LABELS,
    ),
    closed(
        "course_findings",
        "决策程序核对提示",
        "findings about the course of decisions",
        CourseFindingCode::LABELS,
    ),
    closed("document_kinds", "文件类型", "kinds of documents", DocumentKind::LABELS),
    closed("document_statuses", "文件状态", "statuses of documents", DocumentStatus::LABELS),
    closed("clean_up_results", "文件清理结果", "results of clean-ups of documents", CleanUpResult::LABELS),
    closed(
        "declaration_statements",
        "无记录说明的内容",
        "what declarations say of indicators",
        DeclarationStatement::LABELS,
    ),
    closed("checks", "数据检查项目", "checks of data", CheckCode::LABELS),
    closed("obliged_scopes", "义务主体范围", "whose deadlines are listed", ObligedScope::LABELS),
    closed(
        "report_actions",
        "年度报告的办理",
        "steps in the course of an annual report",
        ReportAction::LABELS,
    ),
    closed("report_formats", "年度报告的格式", "formats of an annual report", ReportFormat::LABELS),
    closed("report_parts", "年度报告的法定部分", "statutory parts of the annual report", ReportPart::LABELS),
    closed("report_states", "年度报告的状态", "states of an annual report", ReportState::LABELS),
    closed("table_formats", "列表和数据的格式", "formats of lists and figures", TableFormat::LABELS),
    closed("severities", "检查结果的轻重", "severities of findings", Severity::LABELS),
    closed("duty_offices", "第一责任人职务", "offices of first responsible persons", DutyOffice::LABELS),
    closed("duty_kinds", "履职类型", "kinds of duties", DutyKind::LABELS),
    closed("shortcoming_sources", "不足的查找途径", "by what shortcomings are found", FoundBy::LABELS),
    closed("shortcoming_statuses", "整改状态", "statuses of shortcomings", ShortcomingStatus::LABELS),
    closed("indicator_groups", "指标类别", "groups of indicators", Group::LABELS),
    closed("indicator_kinds", "指标性质", "kinds of indicators", IndicatorKind::LABELS),
    closed("aggregations", "汇总方式", "ways of aggregation", Aggregation::LABELS),
    closed(
        "obliged_parties",
        "义务（权利）主体",
        "whose obligations or rights run out",
        ObligedParty::LABELS,
    ),
    closed("clock_matters", "期限所属事项", "what clocks belong to", Matter::LABELS),
    closed("clock_starts", "期限起算事件", "events with which clocks start", StartEvent::LABELS),
    closed("clock_ends", "期限达成事件", "events that end clocks", EndEvent::LABELS),
    closed("clock_units", "期限单位", "units of clocks", ClockUnit::LABELS),
    closed("time_limits", "期限类型", "kinds of time limits", LimitKind::LABELS),
    closed("boundaries", "到期日的含义", "how days due stand to what has to be done", Boundary::LABELS),
    closed(
        "rest_day_rules",
        "到期日为休息日的规则",
        "what a last day that is a rest day does",
        RestDayRule::LABELS,
    ),
    closed("extension_offices", "批准延期的职务", "offices that approve extensions", ApprovingOffice::LABELS),
    closed("certainties", "条文核对情况", "what the entries of clocks rest on", Certainty::LABELS),
    closed("day_kinds", "放假通知中的日子", "what notices make of days", DayKind::LABELS),
    closed("figure_bases", "区划口径", "bases of figures", Basis::LABELS),
    closed("figure_findings", "数据核对提示", "findings about figures", FigureFinding::LABELS),
    closed("figure_statuses", "数据状态", "statuses of figures", FigureStatus::LABELS),
    closed("figure_reasons", "无数据的原因", "reasons for there being no value", FigureReason::LABELS),
    closed("actions", "变更方式", "what was done to a record", Action::LABELS),
    closed("warnings", "录入提醒", "warnings about what was entered", WarningCode::LABELS),
    closed("voided", "作废记录的取舍", "which records a list holds", Voided::LABELS),
    closed("region_levels", "区划层级", "levels of regions", Level::LABELS),
    closed("roles", "角色", "roles", Role::LABELS),
    closed("permissions", "权限", "permissions", Permission::LABELS),
];

impl From<&Closed> for VocabularyTerms {
    fn from(closed: &Closed) -> Self {
        Self {
            name: closed.name.to_owned(),
            title_zh: closed.title_zh.to_owned(),
            title_en: closed.title_en.to_owned(),
            open: false,
            terms: closed.labels.iter().map(Term::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vocabularies::Vocabulary;

    #[test]
    fn no_two_vocabularies_share_a_name_and_no_two_terms_a_code() {
        let open = Vocabulary::LABELS.iter().map(|label| label.code);
        let names: Vec<&str> = ALL.iter().map(|closed| closed.name).chain(open).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        let shared = Vocabulary::ALL.iter().map(|open| open.shared_terms());
        for labels in ALL.iter().map(|closed| closed.labels).chain(shared) {
            assert_eq!(labels.iter().map(|label| label.code).collect::<HashSet<_>>().len(), labels.len());
        }
    }
}
