//! Rules over several fields of a case. Those of its events are in [`super::course`].

use chrono::NaiveDate;

use super::codes::{CaseKind, Outcome, TownshipResult, TownshipRole};
use super::course;
use super::model::CaseInput;
use crate::http::body;
use crate::ledger::money::{MOST_YUAN, Money};
use crate::ledger::rules::Rules;
use crate::problems::{ApiResult, Violation};
use crate::regions::Code;
use crate::session::Writing;
use crate::text;
use crate::vocabularies::{self, Vocabulary};

/// Every rule a case breaks.
pub fn broken_by(case: &CaseInput) -> Vec<Violation> {
    let mut rules = Rules::new(case);
    rules.has_come("/accepted_on", Some(case.accepted_on));
    rules.has_come("/closed_on", case.closed_on);
    rules.has_come("/judicially_confirmed_on", case.judicially_confirmed_on);
    rules.has_come("/performed_on", case.performed_on);
    closure(case, &mut rules);
    kinds(case, &mut rules);
    agreement(case, &mut rules);
    performance(case, &mut rules);
    township_result(case, &mut rules);
    amount(case, &mut rules);
    course::check(case, &mut rules);
    rules.broken()
}

/// An amount beyond all that one case can be about is a mistake, and would outweigh all others in every sum.
fn amount(case: &CaseInput, rules: &mut Rules) {
    rules.require(case.amount.as_ref().is_none_or(Money::is_plausible), "/amount", || {
        ("implausible", text!("不得超过 {MOST_YUAN}.00 元", "must be at most {MOST_YUAN}.00 yuan"))
    });
}

/// What is done in a case is not done before it is accepted: a day with its pointer and its name.
fn follows_acceptance(
    case: &CaseInput,
    rules: &mut Rules,
    (pointer, name): (&str, &str),
    day: Option<NaiveDate>,
) {
    let accepted_on = case.accepted_on;
    rules.require(day.is_none_or(|day| day >= accepted_on), pointer, || {
        (
            "period",
            text!(
                "{name}不得早于受理日期 accepted_on（{accepted_on}）",
                "must not be before accepted_on, which is {accepted_on}"
            ),
        )
    });
}

/// Closed and ended are the same (success rates count what has ended, so nothing may be half of it).
fn closure(case: &CaseInput, rules: &mut Rules) {
    follows_acceptance(case, rules, ("/closed_on", "办结日期"), case.closed_on);
    let pending = case.outcome == Outcome::Pending;
    rules.require(!pending || case.closed_on.is_none(), "/outcome", || {
        (
            "pending",
            text!(
                "已有办结日期 closed_on，outcome 就不能是 pending：请填办理结果，或去掉 closed_on",
                "closed_on is there, so outcome cannot be pending: say how it ended, or leave out closed_on"
            ),
        )
    });
    let outcome = case.outcome.as_str();
    rules.require(pending || case.closed_on.is_some(), "/closed_on", || {
        (
            "required",
            text!(
                "outcome 为 {outcome}，案件已经办结：必须填写办结日期",
                "outcome is {outcome}, so the case is closed: the day is required"
            ),
        )
    });
}

const MEDIATION: &[CaseKind] = &[CaseKind::Mediation];
const PETITION: &[CaseKind] = &[CaseKind::Petition];
const LEGAL_AID: &[CaseKind] = &[CaseKind::LegalAid];
const CONTESTED: &[CaseKind] = &[CaseKind::Reconsideration, CaseKind::Litigation];
const LITIGATION: &[CaseKind] = &[CaseKind::Litigation];

/// The fields that go with some kinds only, and whether each is there.
fn fields_of_kinds(case: &CaseInput) -> [(&'static [CaseKind], &'static str, bool); 14] {
    [
        (MEDIATION, "/mechanism", case.mechanism.is_some()),
        (MEDIATION, "/dispute_type", case.dispute_type.is_some()),
        (MEDIATION, "/agreement", case.agreement.is_some()),
        (MEDIATION, "/performed", case.performed.is_some()),
        (MEDIATION, "/performed_on", case.performed_on.is_some()),
        (MEDIATION, "/judicially_confirmed_on", case.judicially_confirmed_on.is_some()),
        (PETITION, "/channel", case.channel.is_some()),
        (PETITION, "/pathway", case.pathway.is_some()),
        (PETITION, "/repeated", case.repeated.is_some()),
        (PETITION, "/backlog", case.backlog.is_some()),
        (LEGAL_AID, "/legal_aid_ground", case.legal_aid_ground.is_some()),
        (CONTESTED, "/township_role", case.township_role.is_some()),
        (CONTESTED, "/township_result", case.township_result.is_some()),
        (LITIGATION, "/leader_appeared", case.leader_appeared.is_some()),
    ]
}

fn kinds(case: &CaseInput, rules: &mut Rules) {
    for (kinds, pointer, given) in fields_of_kinds(case) {
        rules.require(!given || kinds.contains(&case.kind), pointer, || {
            let codes: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            let (zh, en) = (codes.join("、"), codes.join(" or "));
            ("not_for_kind", text!("只用于 kind = {zh}", "goes with kind {en} only"))
        });
    }
}

/// Without an agreement there is nothing to perform or confirm. [`kinds`] checks what other kinds than mediation must not have.
fn agreement(case: &CaseInput, rules: &mut Rules) {
    if case.kind != CaseKind::Mediation {
        return;
    }
    let agreed = case.agreement.is_some();
    rules.require(!agreed || case.outcome == Outcome::Succeeded, "/agreement", || {
        (
            "outcome",
            text!(
                "只用于 outcome = succeeded：达成协议即调解成功",
                "goes with outcome succeeded only: mediation that reached an agreement succeeded"
            ),
        )
    });
    let needs_agreement = || {
        (
            "agreement",
            text!(
                "没有填协议形式 agreement，不能填写此项",
                "there is no agreement, so this cannot be filled in"
            ),
        )
    };
    rules.require(agreed || case.performed.is_none(), "/performed", needs_agreement);
    rules.require(agreed || case.performed_on.is_none(), "/performed_on", needs_agreement);
    rules.require(
        agreed || case.judicially_confirmed_on.is_none(),
        "/judicially_confirmed_on",
        needs_agreement,
    );
    let confirmed = ("/judicially_confirmed_on", "司法确认日期");
    follows_acceptance(case, rules, confirmed, case.judicially_confirmed_on);
}

/// The day of performance goes with a performed agreement. [`agreement`] checks the cases without an agreement.
fn performance(case: &CaseInput, rules: &mut Rules) {
    let agreed = case.kind == CaseKind::Mediation && case.agreement.is_some();
    let Some(day) = case.performed_on.filter(|_| agreed) else { return };
    rules.require(case.performed == Some(true), "/performed_on", || {
        (
            "performed",
            text!(
                "只在协议已履行（performed 为 true）时填写",
                "goes with performed true only: it is the day the agreement was performed"
            ),
        )
    });
    follows_acceptance(case, rules, ("/performed_on", "履行日期"), Some(day));
}

/// Only a closed case has a result for the township, and a respondent's result must not contradict `outcome`.
fn township_result(case: &CaseInput, rules: &mut Rules) {
    let Some(result) = case.township_result.filter(|_| CONTESTED.contains(&case.kind)) else { return };
    rules.require(case.outcome != Outcome::Pending, "/township_result", || {
        ("outcome", text!("案件尚未办结，没有结果可填", "the case is not closed, so it has no result yet"))
    });
    let contradicts = matches!(
        (case.outcome, result),
        (Outcome::Succeeded, TownshipResult::Upheld) | (Outcome::Failed, TownshipResult::Lost)
    );
    let responds = case.township_role == Some(TownshipRole::Respondent);
    let outcome = case.outcome.as_str();
    rules.require(!(responds && contradicts), "/township_result", || {
        (
            "contradiction",
            text!(
                "与 outcome = {outcome} 矛盾：outcome 是对申请人（原告）而言的结果，此处是对乡镇而言的",
                "contradicts outcome {outcome}, which is how it ended for the one who brought it; this is how it ended for the township"
            ),
        )
    });
}

/// Holds the terms against the county's vocabularies.
pub fn check_references(case: &CaseInput, writing: &mut Writing<'_>) -> ApiResult<()> {
    let terms = [
        ("/dispute_type", Vocabulary::DisputeTypes, &case.dispute_type),
        ("/legal_aid_ground", Vocabulary::LegalAidGrounds, &case.legal_aid_ground),
    ];
    body::refuse(vocabularies::unknown_terms(writing, Code::county_of(&case.township_code), &terms)?)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
pub mod tests;
