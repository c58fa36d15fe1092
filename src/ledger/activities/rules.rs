//! Rules over several fields of an activity.

use super::model::{ActivityInput, ActivityKind};
use crate::http::body;
use crate::ledger::ended;
use crate::ledger::rules::Rules;
use crate::problems::{ApiResult, Violation};
use crate::regions::Code;
use crate::session::Writing;
use crate::text;
use crate::vocabularies::{self, Vocabulary};

/// Every rule an activity breaks.
pub fn broken_by(activity: &ActivityInput) -> Vec<Violation> {
    let mut rules = Rules::new(activity);
    rules.require(activity.ends_on.is_none_or(|end| end >= activity.held_on), "/ends_on", || {
        ("period", text!("不得早于 held_on", "must not be before held_on"))
    });
    rules.require(activity.audience.is_some() || !activity.audience_estimated, "/audience_estimated", || {
        ("estimate", text!("没有填 audience，就谈不上估计", "there is no audience that could be an estimate"))
    });
    rules.has_come("/held_on", Some(activity.held_on));
    people(activity, &mut rules);
    exam(activity, &mut rules);
    joint(activity, &mut rules);
    rules.broken()
}

fn people(activity: &ActivityInput, rules: &mut Rules) {
    rules.at_most("/persons", activity.persons, "person_times", activity.person_times);
    rules.at_most("/persons", activity.persons, "staff_due", activity.staff_due);
}

fn exam(activity: &ActivityInput, rules: &mut Rules) {
    rules.at_most("/exam_sat", activity.exam_sat, "exam_due", activity.exam_due);
    rules.at_most("/exam_passed", activity.exam_passed, "exam_sat", activity.exam_sat.or(activity.exam_due));
    let measures = [
        ("/exam_due", activity.exam_due),
        ("/exam_sat", activity.exam_sat),
        ("/exam_passed", activity.exam_passed),
    ];
    for (pointer, _) in measures.into_iter().filter(|(_, measure)| measure.is_some()) {
        rules.require(activity.kind == ActivityKind::LawExam, pointer, || {
            ("not_for_kind", text!("只用于 kind = law_exam", "goes with kind law_exam only"))
        });
    }
}

fn joint(activity: &ActivityInput, rules: &mut Rules) {
    let county = Code::county_of(&activity.township_code);
    for (index, code) in activity.joint_townships.iter().enumerate() {
        let fits = Code::county_of(code) == county && *code != activity.township_code && code.len() == 9;
        rules.require(fits, &format!("/joint_townships/{index}"), || {
            (
                "joint",
                text!(
                    "应为同县的另一个乡镇，或县本级",
                    "must be another township of the same county, or its own unit"
                ),
            )
        });
        let is_first = !activity.joint_townships.iter().take(index).any(|earlier| earlier == code);
        rules.require(is_first, &format!("/joint_townships/{index}"), || {
            ("repeated", text!("同一乡镇只列一次", "a township is named once"))
        });
    }
}

/// Holds the terms against the county's vocabularies and the joint townships against the directory.
pub fn check_references(activity: &ActivityInput, writing: &mut Writing<'_>) -> ApiResult<()> {
    let terms = [
        ("/organising_body", Vocabulary::OrganisingBodies, &activity.organising_body),
        ("/form", Vocabulary::ActivityForms, &activity.form),
        ("/venue_class", Vocabulary::VenueClasses, &activity.venue_class),
        ("/key_date", Vocabulary::KeyDates, &activity.key_date),
    ];
    let county = Code::county_of(&activity.township_code);
    let mut found = vocabularies::unknown_terms(writing, county, &terms)?;
    for (index, code) in activity.joint_townships.iter().enumerate() {
        if ended::validity(writing, code)?.is_none() {
            let detail = text!("没有这个乡镇或县本级的代码", "there is no township or own unit of this code");
            found.push(Violation::at(format!("/joint_townships/{index}"), "unknown_township", detail));
        }
    }
    body::refuse(found)
}
