//! Rules over several fields of a decision and of its steps.

use std::collections::HashSet;

use super::model::{DecisionInput, DecisionStatus};
use super::step::{DecisionStep, StepKind, StepState};
use crate::ledger::rules::Rules;
use crate::problems::Violation;
use crate::text;
use crate::text::Text;

/// Every rule a decision breaks.
pub fn broken_by(decision: &DecisionInput) -> Vec<Violation> {
    let mut rules = Rules::new(decision);
    rules.has_come("/started_on", Some(decision.started_on));
    rules.has_come("/decided_on", decision.decided_on);
    status(decision, &mut rules);
    catalogue(decision, &mut rules);
    explained(decision, &mut rules);
    let mut ids = HashSet::new();
    for (index, step) in decision.steps.iter().enumerate() {
        let at = format!("/steps/{index}");
        rules.require(ids.insert(step.id), &format!("{at}/id"), || {
            (
                "duplicate",
                text!(
                    "与前面的步骤 id 相同；新步骤可以不填 id",
                    "an earlier step has this id; leave out the id of a new step"
                ),
            )
        });
        check_step(step, &at, &mut rules);
        discussion(decision, step, &at, &mut rules);
    }
    rules.broken()
}

/// Decided is what has a day of the decision.
fn status(decision: &DecisionInput, rules: &mut Rules) {
    let (is_decided, day) = (decision.status == DecisionStatus::Decided, decision.decided_on);
    rules.require(!is_decided || day.is_some(), "/decided_on", || {
        (
            "required",
            text!(
                "status 为 decided 的必须填写决定日期",
                "a decision whose status is decided needs the day of the decision"
            ),
        )
    });
    let status = decision.status.as_str();
    rules.require(is_decided || day.is_none(), "/status", || {
        (
            "contradiction",
            text!(
                "已有决定日期 decided_on，status 就不能是 {status}",
                "decided_on is there, so status cannot be {status}"
            ),
        )
    });
    let started_on = decision.started_on;
    rules.require(day.is_none_or(|day| day >= started_on), "/decided_on", || {
        (
            "period",
            text!(
                "不得早于启动日期 started_on（{started_on}）",
                "must not be before started_on, which is {started_on}"
            ),
        )
    });
}

fn catalogue(decision: &DecisionInput, rules: &mut Rules) {
    let is_listed = decision.in_catalogue == Some(true);
    rules.require(is_listed || decision.catalogue_year.is_none(), "/catalogue_year", || {
        ("in_catalogue", text!("只在 in_catalogue 为 true 时填写", "goes with in_catalogue true only"))
    });
}

/// What departs from the rule is explained, and nothing else is.
fn explained(decision: &DecisionInput, rules: &mut Rules) {
    let reasons = [
        ("urgent", decision.urgent, "urgent_reason", &decision.urgent_reason),
        ("reform_exploration", decision.reform_exploration, "reform_reason", &decision.reform_reason),
        ("reform_exploration", decision.reform_exploration, "legal_risk", &decision.legal_risk),
    ];
    for (flag, is_set, field, reason) in reasons {
        let at = format!("/{field}");
        rules.require(!is_set || reason.is_some(), &at, || {
            ("required", text!("{flag} 为 true 时必须填写", "{flag} is true, so this is required"))
        });
        rules.require(is_set || reason.is_none(), &at, || {
            (flag, text!("只在 {flag} 为 true 时填写", "goes with {flag} true only"))
        });
    }
}

fn check_step(step: &DecisionStep, at: &str, rules: &mut Rules) {
    let place = |field: &str| format!("{at}/{field}");
    rules.has_come(&place("started_on"), step.started_on);
    rules.has_come(&place("completed_on"), step.completed_on);
    let in_order = step.completed_on.is_none() || step.started_on <= step.completed_on;
    rules.require(in_order, &place("completed_on"), || {
        ("period", text!("不得早于 started_on", "must not be before started_on"))
    });
    of_kinds(step, at, rules);
    match step.state {
        StepState::Done => done(step, at, rules),
        StepState::NotNeeded => not_needed(step, at, rules),
    }
}

/// The fields that go with one kind of step only.
fn of_kinds(step: &DecisionStep, at: &str, rules: &mut Rules) {
    let fields = [
        ("method", step.method.is_some(), StepKind::PublicParticipation),
        ("passed", step.passed.is_some(), StepKind::LegalityReview),
    ];
    for (field, is_there, kind) in fields {
        rules.require(!is_there || step.kind == kind, &format!("{at}/{field}"), || {
            let kind = kind.as_str();
            ("not_for_kind", text!("只用于 kind = {kind}", "goes with kind {kind} only"))
        });
    }
}

fn done(step: &DecisionStep, at: &str, rules: &mut Rules) {
    let is_review = step.kind == StepKind::LegalityReview;
    let needed =
        [("completed_on", step.completed_on.is_some()), ("passed", !is_review || step.passed.is_some())];
    for (field, is_there) in needed {
        rules.require(is_there, &format!("{at}/{field}"), || {
            ("required", text!("已履行（done）的必须填写", "a step that is done needs it"))
        });
    }
    goes_with(rules, step.reason.is_none(), &format!("{at}/reason"), StepState::NotNeeded);
}

fn not_needed(step: &DecisionStep, at: &str, rules: &mut Rules) {
    rules.require(step.reason.is_some(), &format!("{at}/reason"), || {
        (
            "required",
            text!("不需要（not_needed）的必须说明理由", "a step that is not needed needs the reason"),
        )
    });
    let fields = [
        ("method", step.method.is_some()),
        ("started_on", step.started_on.is_some()),
        ("completed_on", step.completed_on.is_some()),
        ("passed", step.passed.is_some()),
        ("persons", step.persons.is_some()),
    ];
    for (field, is_there) in fields {
        goes_with(rules, !is_there, &format!("{at}/{field}"), StepState::Done);
    }
}

fn goes_with(rules: &mut Rules, holds: bool, pointer: &str, state: StepState) {
    rules.require(holds, pointer, || {
        let state = state.as_str();
        ("state", text!("只用于 state = {state}", "goes with state {state} only"))
    });
}

/// The one order that the Decree does not leave to judgement: what was not reviewed, or did not pass, is not discussed.
fn discussion(decision: &DecisionInput, step: &DecisionStep, at: &str, rules: &mut Rules) {
    let day = step.completed_on.filter(|_| step.is_done(StepKind::CollectiveDiscussion));
    let is_allowed = day.is_none_or(|day| decision.may_be_discussed(day));
    rules.require(is_allowed, &format!("{at}/kind"), || ("not_reviewed", not_reviewed()));
}

fn not_reviewed() -> Text {
    text!(
        "《重大行政决策程序暂行条例》第二十五条（乡镇依第四十二条参照执行）：未经合法性审查或者经审查不合法的，不得提交讨论。\
         请先登记在此之前通过的合法性审查；属于探索性改革决策事项的，填写 reform_exploration、reform_reason 和 legal_risk",
        "重大行政决策程序暂行条例 art. 25 (which townships apply by reference, art. 42): a draft that was not reviewed, or was found \
         unlawful, must not be discussed. Enter the legality review that passed it before; where it explores a reform, fill in \
         reform_exploration, reform_reason and legal_risk"
    )
}
