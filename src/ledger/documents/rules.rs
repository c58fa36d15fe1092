//! Rules over several fields of a document.

use chrono::NaiveDate;

use super::model::{CleanUpResult, DocumentInput, DocumentKind, DocumentStatus};
use crate::ledger::rules::Rules;
use crate::problems::Violation;
use crate::text;

/// Every rule a document breaks.
pub fn broken_by(document: &DocumentInput) -> Vec<Violation> {
    let mut rules = Rules::new(document);
    course(document, &mut rules);
    comments(document, &mut rules);
    issue(document, &mut rules);
    after_issue(document, &mut rules);
    filing(document, &mut rules);
    clean_up(document, &mut rules);
    rules.broken()
}

/// A field with its day.
type Dated = (&'static str, Option<NaiveDate>);

/// The days up to the issue have come, but for the end of comments, and follow each other.
fn course(document: &DocumentInput, rules: &mut Rules) {
    let days: [Dated; 6] = [
        ("drafted_on", Some(document.drafted_on)),
        ("comments_from", document.comments_from),
        ("comments_to", document.comments_to),
        ("legality_reviewed_on", document.legality_reviewed_on),
        ("decided_on", document.decided_on),
        ("issued_on", document.issued_on),
    ];
    let mut before = ("drafted_on", document.drafted_on);
    for (name, day) in days {
        not_before(rules, (name, day), before);
        if name != "comments_to" {
            rules.has_come(&format!("/{name}"), day);
        }
        before = day.map_or(before, |day| (name, day.max(before.1)));
    }
}

/// A day, where it is known, that is not before another one.
fn not_before(rules: &mut Rules, (name, day): Dated, (earlier, limit): (&str, NaiveDate)) {
    rules.require(day.is_none_or(|day| day >= limit), &format!("/{name}"), || {
        ("period", text!("不得早于 {earlier}（{limit}）", "must not be before {earlier}, which is {limit}"))
    });
}

fn comments(document: &DocumentInput, rules: &mut Rules) {
    let has_begun = document.comments_to.is_none() || document.comments_from.is_some();
    rules.require(has_begun, "/comments_from", || {
        (
            "required",
            text!(
                "填了征求意见截止日期 comments_to，必须填写开始日期",
                "comments_to is there, so the first day is required"
            ),
        )
    });
}

/// What is issued is drafted no longer, and the other way round.
fn issue(document: &DocumentInput, rules: &mut Rules) {
    let (is_draft, is_issued) = (document.status == DocumentStatus::Drafting, document.issued_on.is_some());
    let status = document.status.as_str();
    rules.require(is_draft || is_issued, "/issued_on", || {
        (
            "required",
            text!(
                "status 为 {status} 的文件必须填写印发日期",
                "a document whose status is {status} needs the day it was issued on"
            ),
        )
    });
    rules.require(!is_draft || !is_issued, "/status", || {
        (
            "contradiction",
            text!(
                "已有印发日期 issued_on，status 就不能是 drafting",
                "issued_on is there, so status cannot be drafting"
            ),
        )
    });
}

/// What follows the issue: only of what is issued, and not before it.
fn after_issue(document: &DocumentInput, rules: &mut Rules) {
    let days: [Dated; 5] = [
        ("published_on", document.published_on),
        ("filed_on", document.filed_on),
        ("effective_on", document.effective_on),
        ("expires_on", document.expires_on),
        ("cleaned_up_on", document.cleaned_up_on),
    ];
    for (name, day) in days {
        rules.require(day.is_none() || document.issued_on.is_some(), &format!("/{name}"), || {
            (
                "not_issued",
                text!(
                    "文件尚未印发（没有 issued_on），不能填写此项",
                    "the document is not issued (there is no issued_on), so this cannot be filled in"
                ),
            )
        });
        if let Some(issued_on) = document.issued_on {
            not_before(rules, (name, day), ("issued_on", issued_on));
        }
        if !["effective_on", "expires_on"].contains(&name) {
            rules.has_come(&format!("/{name}"), day);
        }
    }
    if let Some(effective_on) = document.effective_on {
        not_before(rules, ("expires_on", document.expires_on), ("effective_on", effective_on));
    }
}

fn filing(document: &DocumentInput, rules: &mut Rules) {
    let is_normative = document.kind == DocumentKind::NormativeDocument;
    rules.require(is_normative || document.filed_on.is_none(), "/filed_on", || {
        ("not_for_kind", text!("只用于 kind = normative_document", "goes with kind normative_document only"))
    });
}

/// A clean-up has a day and a result, and what it repeals is repealed.
fn clean_up(document: &DocumentInput, rules: &mut Rules) {
    let (day, result) = (document.cleaned_up_on, document.clean_up_result);
    rules.require(day.is_none() || result.is_some(), "/clean_up_result", || {
        (
            "required",
            text!("填了清理日期，必须填写清理结果", "cleaned_up_on is there, so the result is required"),
        )
    });
    rules.require(result.is_none() || day.is_some(), "/cleaned_up_on", || {
        (
            "required",
            text!("填了清理结果，必须填写清理日期", "clean_up_result is there, so the day is required"),
        )
    });
    let is_repealed = document.status == DocumentStatus::Repealed;
    rules.require(is_repealed == (result == Some(CleanUpResult::Repealed)), "/status", || {
        (
            "contradiction",
            text!(
                "status 为 repealed 的，clean_up_result 须为 repealed，反之亦然",
                "status repealed goes with clean_up_result repealed, and the other way round"
            ),
        )
    });
}
