//! Rules over the events of a case: its course must be one that can have happened.

use std::collections::HashSet;

use super::clocks;
use super::codes::EventKind;
use super::event::CaseEvent;
use super::model::CaseInput;
use crate::deadlines::{Running, shipped};
use crate::ledger::rules::Rules;
use crate::text;
use crate::text::Text;

/// Notes every rule the events break.
pub fn check(case: &CaseInput, rules: &mut Rules) {
    for (index, event) in case.events.iter().enumerate() {
        rules.has_come(&format!("/events/{index}/occurred_on"), Some(event.occurred_on));
    }
    ids(case, rules);
    order(case, rules);
    acceptance(case, rules);
    closure(case, rules);
    pauses(case, rules);
    extensions(case, rules);
    kinds(case, rules);
}

/// Notes a violation at a member of event `index` unless `holds`.
fn require(
    rules: &mut Rules,
    holds: bool,
    (index, member): (usize, &str),
    code: &'static str,
    detail: impl FnOnce() -> Text,
) {
    rules.require(holds, &format!("/events/{index}/{member}"), || (code, detail()));
}

fn ids(case: &CaseInput, rules: &mut Rules) {
    let mut seen = HashSet::new();
    for (index, event) in case.events.iter().enumerate() {
        require(rules, seen.insert(event.id), (index, "id"), "duplicate", || {
            text!(
                "与前面的事件 id 相同；新事件可以不填 id",
                "an event before it has this id; leave out the id of a new event"
            )
        });
    }
}

fn order(case: &CaseInput, rules: &mut Rules) {
    for (index, pair) in case.events.windows(2).enumerate() {
        let [before, event] = pair else { continue };
        let day = before.occurred_on;
        require(rules, event.occurred_on >= day, (index + 1, "occurred_on"), "order", || {
            text!(
                "早于上一个事件（{day}）；事件须按日期先后排列",
                "is before the event above it, which is of {day}; events stand in the order of their days"
            )
        });
    }
}

/// Only what leads to acceptance can precede it, and the first acceptance is the case's own.
fn acceptance(case: &CaseInput, rules: &mut Rules) {
    let accepted_on = case.accepted_on;
    let first = case.events.iter().position(|event| event.kind == EventKind::Accepted);
    for (index, event) in case.events.iter().enumerate() {
        let place = (index, "occurred_on");
        if Some(index) == first {
            require(rules, event.occurred_on == accepted_on, place, "accepted_on", || {
                text!(
                    "受理事件的日期应与 accepted_on（{accepted_on}）一致",
                    "must be accepted_on, which is {accepted_on}"
                )
            });
        } else if !event.kind.precedes_acceptance() {
            require(rules, event.occurred_on >= accepted_on, place, "period", || {
                text!(
                    "不得早于受理日期 accepted_on（{accepted_on}）；受理之前只能有登记、收到、转送、告知等事件",
                    "must not be before accepted_on, which is {accepted_on}; only receiving, registering, handing on and telling can be"
                )
            });
        }
    }
}

/// The last closure is the case's own, unless the case was accepted again after it.
fn closure(case: &CaseInput, rules: &mut Rules) {
    let last_of = |kind| case.events.iter().rposition(|event| event.kind == kind);
    let Some(index) = last_of(EventKind::Closed) else {
        return;
    };
    let Some(day) = case.events.get(index).map(|event| event.occurred_on) else {
        return;
    };
    match case.closed_on {
        Some(closed_on) => require(rules, day == closed_on, (index, "occurred_on"), "closed_on", || {
            text!("办结事件的日期应与 closed_on（{closed_on}）一致", "must be closed_on, which is {closed_on}")
        }),
        None => rules.require(last_of(EventKind::Accepted) > Some(index), "/closed_on", || {
            ("required", text!("事件中已于 {day} 办结：请填 closed_on 和 outcome；如又重新受理，请在其后补记 accepted 事件", "the events say it was closed on {day}: fill in closed_on and outcome, or, where it was reopened, add an accepted event after that"))
        }),
    }
}

/// A clock whose law knows no pause runs on through one, and can be extended meanwhile.
fn pauses(case: &CaseInput, rules: &mut Rules) {
    let runs_on = clocks::started(case, shipped()).is_some_and(|running| running.clock().pause.is_none());
    let mut paused = false;
    for (index, event) in case.events.iter().enumerate() {
        let place = (index, "kind");
        match event.kind {
            EventKind::Paused => require(rules, !paused, place, "paused", || {
                text!(
                    "已经中止，恢复 resumed 之后才能再次中止",
                    "it is paused already, and must be resumed before it is paused again"
                )
            }),
            EventKind::Resumed => require(rules, paused, place, "paused", || {
                text!("之前没有中止 paused，谈不上恢复", "there is no paused before it that could be resumed")
            }),
            EventKind::Extended => require(rules, !paused || runs_on, place, "paused", || {
                text!(
                    "中止期间不计时，请先恢复 resumed 再延期",
                    "no time runs while it is paused: it must be resumed before it is extended"
                )
            }),
            _ => continue,
        }
        if event.kind != EventKind::Extended {
            paused = event.kind == EventKind::Paused;
        }
        stops_at_closure(case, index, event, rules);
    }
}

fn stops_at_closure(case: &CaseInput, index: usize, event: &CaseEvent, rules: &mut Rules) {
    let Some(closed_on) = case.closed_on else { return };
    require(rules, event.occurred_on <= closed_on, (index, "occurred_on"), "period", || {
        text!(
            "案件已于 {closed_on} 办结，之后不能再延期、中止或恢复",
            "the case was closed on {closed_on}; after that it is not extended, paused or resumed"
        )
    });
}

fn extensions(case: &CaseInput, rules: &mut Rules) {
    let mut running = clocks::started(case, shipped());
    for (index, event) in case.events.iter().enumerate() {
        if event.kind == EventKind::Extended {
            is_complete(index, event, rules);
            is_within_limits(running.as_ref(), index, event, rules);
        } else {
            states_its_day(index, event, rules);
        }
        if let Some((running, event)) = running.as_mut().zip(clocks::of_clock(event)) {
            running.pass(event);
        }
    }
}

/// A hearing and an assignment are set for a day; other events have none.
fn states_its_day(index: usize, event: &CaseEvent, rules: &mut Rules) {
    let place = (index, "until");
    let states = event.kind.states_a_day();
    require(rules, !states || event.until.is_some(), place, "required", || {
        text!("必须写明定在哪一天", "the day that was set is required")
    });
    require(rules, states || event.until.is_none(), place, "not_for_kind", || {
        text!(
            "只用于 kind = extended、assigned 或 hearing_set 的事件",
            "goes with events of kind extended, assigned or hearing_set only"
        )
    });
    let day = event.occurred_on;
    require(
        rules,
        event.kind == EventKind::Extended || event.until.is_none_or(|until| until >= day),
        place,
        "period",
        || text!("不得早于事件日期（{day}）", "must not be before the day of the event, which is {day}"),
    );
}

/// What only the clocks of some kinds speak of happens in cases of these kinds.
fn kinds(case: &CaseInput, rules: &mut Rules) {
    for (index, event) in case.events.iter().enumerate() {
        require(rules, event.kind.is_of(case.kind), (index, "kind"), "not_for_kind", || {
            let (event, kind) = (event.kind.as_str(), case.kind.as_str());
            text!("kind = {kind} 的案件没有 {event} 这种事件", "cases of kind {kind} have no event {event}")
        });
    }
}

fn is_complete(index: usize, event: &CaseEvent, rules: &mut Rules) {
    require(rules, event.until.is_some(), (index, "until"), "required", || {
        text!("延期必须写明延长到哪一天", "an extension needs the new day it is due")
    });
    require(rules, event.approved_by.is_some(), (index, "approved_by"), "required", || {
        text!("延期必须写明批准人（职务）", "an extension needs the office of whoever approved it")
    });
}

/// Later than the day due without it, and no later than the law allows, all extensions together. Where no clock runs, later
/// than the day it was granted.
fn is_within_limits(running: Option<&Running>, index: usize, event: &CaseEvent, rules: &mut Rules) {
    let Some(until) = event.until else { return };
    let place = (index, "until");
    let due = running.and_then(Running::due).unwrap_or(event.occurred_on);
    require(rules, until > due, place, "extension", || {
        text!("应晚于延期前的期限（{due}）", "must be after {due}, by which it was due before")
    });
    let Some((longest, latest)) =
        running.and_then(|running| running.clock().longest_extension().zip(running.latest_extension()))
    else {
        return;
    };
    require(rules, until <= latest, place, "extension", || {
        let Text { zh, en } = longest.text();
        text!(
            "延期合计不得超过 {zh}，最晚到 {latest}",
            "extensions together must not exceed {en}: {latest} at the latest"
        )
    });
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
