//! Rules over several fields of a case. Those of its events are in [`super::course`].

use super::codes::{CaseKind, Outcome};
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
    closure(case, &mut rules);
    kinds(case, &mut rules);
    agreement(case, &mut rules);
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

/// Closed and ended are the same (success rates count what has ended, so nothing may be half of it).
fn closure(case: &CaseInput, rules: &mut Rules) {
    let accepted_on = case.accepted_on;
    rules.require(case.closed_on.is_none_or(|day| day >= accepted_on), "/closed_on", || {
        (
            "period",
            text!(
                "办结日期不得早于受理日期 accepted_on（{accepted_on}）",
                "must not be before accepted_on, which is {accepted_on}"
            ),
        )
    });
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

/// The fields that go with one kind only, and whether each is there.
fn fields_of_kinds(case: &CaseInput) -> [(CaseKind, &'static str, bool); 10] {
    use CaseKind::{LegalAid, Mediation, Petition};
    [
        (Mediation, "/mechanism", case.mechanism.is_some()),
        (Mediation, "/dispute_type", case.dispute_type.is_some()),
        (Mediation, "/agreement", case.agreement.is_some()),
        (Mediation, "/performed", case.performed.is_some()),
        (Mediation, "/judicially_confirmed_on", case.judicially_confirmed_on.is_some()),
        (Petition, "/channel", case.channel.is_some()),
        (Petition, "/pathway", case.pathway.is_some()),
        (Petition, "/repeated", case.repeated.is_some()),
        (Petition, "/backlog", case.backlog.is_some()),
        (LegalAid, "/legal_aid_ground", case.legal_aid_ground.is_some()),
    ]
}

fn kinds(case: &CaseInput, rules: &mut Rules) {
    for (kind, pointer, given) in fields_of_kinds(case) {
        let needed = kind.as_str();
        rules.require(!given || case.kind == kind, pointer, || {
            ("not_for_kind", text!("只用于 kind = {needed}", "goes with kind {needed} only"))
        });
    }
}

/// Without an agreement there is nothing to perform or confirm. Of other kinds than mediation, [`kinds`] speaks.
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
    rules.require(
        agreed || case.judicially_confirmed_on.is_none(),
        "/judicially_confirmed_on",
        needs_agreement,
    );
    let accepted_on = case.accepted_on;
    rules.require(
        case.judicially_confirmed_on.is_none_or(|day| day >= accepted_on),
        "/judicially_confirmed_on",
        || {
            (
                "period",
                text!(
                    "司法确认日期不得早于受理日期 accepted_on（{accepted_on}）",
                    "must not be before accepted_on, which is {accepted_on}"
                ),
            )
        },
    );
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
