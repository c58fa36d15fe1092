//! Conditions and references are those of the rules of the records.

use super::*;
use crate::ledger::Resource;
use crate::ledger::activities::ActivityInput;
use crate::ledger::documents::DocumentInput;
use crate::ledger::legality_reviews::LegalityReviewInput;
use crate::ledger::members::MemberInput;
use crate::ledger::shortcomings::ShortcomingInput;
use crate::problems::Place;

/// The township of a record has to be in force on the day that the service calls its main date.
fn township_is_in_force_on<T: Resource>(record: &Value) {
    let document = app::document();
    let township = &schemas(&document)[&format!("{}Input", T::NAMES.schema())]["properties"]["township_code"];
    let fields = township["x-reference"]["on"].as_array().unwrap().iter().filter_map(Value::as_str);
    let day = fields.map(|field| &record[field]).find(|day| !day.is_null()).unwrap();
    let read: T = serde_json::from_value(record.clone()).unwrap();
    assert_eq!(*day, json!(read.main_date()), "{record}");
}

#[test]
fn townships_are_in_force_on_the_main_date() {
    let with = |more: Value| {
        let mut record = json!({"township_code": "540526201", "title": "甲"});
        record.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        record
    };
    township_is_in_force_on::<ActivityInput>(&with(
        json!({"kind": "training", "held_on": "2024-05-20", "ends_on": "2024-05-21"}),
    ));
    let plan = json!({"kind": "work_plan", "period_from": "2024-01-01", "period_to": "2025-12-31", "adopted_on": "2023-12-20",
        "status": "in_force"});
    township_is_in_force_on::<PlanInput>(&with(plan.clone()));
    let mut draft = with(plan);
    draft["adopted_on"].take();
    township_is_in_force_on::<PlanInput>(&draft);
    let case = json!({"township_code": "540526201", "subject": "甲", "kind": "mediation", "accepted_on": "2024-03-01",
        "closed_on": "2024-03-20", "outcome": "succeeded"});
    township_is_in_force_on::<CaseInput>(&case);
    let member = json!({"township_code": "540526201", "person_name": "甲", "office": "乡长", "group_role": "head",
        "body": "leading_group", "serves_from": "2024-01-15", "serves_to": "2024-02-15"});
    township_is_in_force_on::<MemberInput>(&member);
    let decision = json!({"started_on": "2023-11-02", "decided_on": "2024-01-15", "status": "decided"});
    township_is_in_force_on::<DecisionInput>(&with(decision.clone()));
    let mut prepared = with(decision);
    prepared["decided_on"].take();
    township_is_in_force_on::<DecisionInput>(&prepared);
    let document = json!({"kind": "standing_rule", "drafted_on": "2023-11-02", "issued_on": "2024-01-15", "status": "in_force"});
    township_is_in_force_on::<DocumentInput>(&with(document.clone()));
    let mut draft = with(document);
    draft["issued_on"].take();
    township_is_in_force_on::<DocumentInput>(&draft);
    let review = json!({"township_code": "540526201", "subject_kind": "contract", "subject": "甲", "submitted_on": "2024-01-02",
        "reviewed_on": "2024-01-15", "reviewer": "司法所", "outcome": "passed"});
    township_is_in_force_on::<LegalityReviewInput>(&review);
}

/// The words of rules that say that a field does not go with what others say.
const OUT_OF_PLACE: [&str; 9] = [
    "status",
    "not_for_kind",
    "outcome",
    "agreement",
    "performed",
    "state",
    "in_catalogue",
    "urgent",
    "reform_exploration",
];

/// Where a rule says that something is out of place.
fn out_of_place<T: Input>(record: Value) -> Vec<String> {
    let record: T = serde_json::from_value(record).unwrap();
    let found = record.rules().into_iter();
    let found = found.filter(|found| OUT_OF_PLACE.contains(&found.code.as_ref()));
    found
        .filter_map(|found| if let Place::Pointer(place) = found.place { Some(place) } else { None })
        .collect()
}

/// Tries each field that `filled` has, with all values of the fields that its condition names, and of `kind`: it is out of
/// place with none that the condition lists and with all others. `broken` tells what is out of place in a `good` thing
/// with changes.
fn conditions(schema: &str, good: &Value, filled: &Value, broken: impl Fn(Value) -> Vec<String>) {
    let document = app::document();
    let properties = &schemas(&document)[schema]["properties"];
    for (name, value) in filled.as_object().unwrap() {
        let when = properties[name]["x-when"].as_object().cloned().unwrap_or_default();
        let mut met = good.clone();
        when.iter().for_each(|(field, values)| met[field] = values[0].clone());
        met[name] = value.clone();
        let is_broken = |record: Value| broken(record).iter().any(|place| place == &format!("/{name}"));
        assert!(!is_broken(met.clone()), "{schema}.{name}");
        for field in when.keys().map(String::as_str).chain(["kind"]).filter(|field| field != name) {
            let is_flag = properties[field]["type"][0] == "boolean";
            let flags = [Value::Bool(true), Value::Bool(false)];
            let flags = flags.iter().filter(|_| is_flag);
            let null = Some(&Value::Null).filter(|_| is_flag || field == "agreement");
            for given in words(&document, &properties[field]).into_iter().chain(flags).chain(null) {
                let goes = when.get(field).is_none_or(|values| values.as_array().unwrap().contains(given));
                let mut record = met.clone();
                record[field] = given.clone();
                assert_eq!(is_broken(record), !goes, "{schema}.{name} with {field} {given}");
            }
        }
    }
    let tried = |name: &String| filled.get(name).is_some();
    let conditional =
        properties.as_object().unwrap().iter().filter(|(_, property)| property.get("x-when").is_some());
    assert!(conditional.clone().all(|(name, _)| tried(name)), "{schema}");
}

#[test]
fn conditions_are_those_of_the_rules() {
    let activity =
        json!({"township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "题"});
    let filled = json!({"year": 2024, "external_ref": "1", "note": "甲", "ends_on": "2024-05-20", "place": "甲", "organising_body": "a",
        "form": "a", "venue_class": "a", "key_date": "a", "joint_townships": ["540526101"], "sessions": 1, "persons": 1,
        "person_times": 1, "staff_due": 1, "materials": 1, "consultations": 1, "audience": 1, "audience_estimated": true,
        "problems_solved": 1, "exam_due": 1, "exam_sat": 1, "exam_passed": 1});
    conditions("ActivityInput", &activity, &filled, out_of_place::<ActivityInput>);
    let case = json!({"township_code": "540526201", "subject": "草场", "kind": "mediation", "accepted_on": "2024-03-01",
        "closed_on": "2024-03-20", "outcome": "succeeded"});
    let filled = json!({"year": 2024, "external_ref": "1", "note": "甲", "reference_number": "1", "organisation": "甲",
        "organisation_level": "village", "mechanism": "joint_mediation", "dispute_type": "a", "agreement": "oral", "performed": true,
        "performed_on": "2024-03-20", "judicially_confirmed_on": "2024-03-20", "township_role": "respondent",
        "township_result": "settled", "leader_appeared": true, "channel": "visit", "pathway": 1, "repeated": true, "backlog": true,
        "legal_aid_ground": "a", "leader_member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "amount": "1.00", "parties": 2,
        "paper_file_number": "1", "events": []});
    conditions("CaseInput", &case, &filled, out_of_place::<CaseInput>);
    let event = json!({"kind": "accepted", "occurred_on": "2024-03-01"});
    let filled = json!({"until": "2024-06-01", "approved_by": "局长", "note": "甲"});
    conditions("CaseEventInput", &event, &filled, |event| {
        let mut case = case.clone();
        case["events"] = json!([event]);
        let places = out_of_place::<CaseInput>(case).into_iter();
        places.filter_map(|place| place.strip_prefix("/events/0").map(str::to_owned)).collect()
    });
    let shortcoming = json!({"township_code": "540526201", "title": "甲", "found_by": "audit", "found_on": "2024-12-10", "result": "乙"});
    let filled = json!({"year": 2024, "external_ref": "1", "note": "甲", "description": "甲", "cause": "甲", "remedy": "甲",
        "responsible_member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "due_on": "2025-12-31", "closed_on": "2025-06-01",
        "result": "甲", "carried_over_from": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
        "answered_by_task_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b"});
    conditions("ShortcomingInput", &shortcoming, &filled, out_of_place::<ShortcomingInput>);
    let review = json!({"township_code": "540526201", "subject_kind": "contract", "subject": "甲", "reviewed_on": "2024-01-15",
        "reviewer": "司法所", "outcome": "passed"});
    let filled = json!({"decision_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "document_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "submitted_on": "2024-01-02",
        "adviser_consulted": true, "problems_found": 1, "opinions_given": 1, "opinions_adopted": 1});
    conditions("LegalityReviewInput", &review, &filled, out_of_place::<LegalityReviewInput>);
    let document = json!({"township_code": "540526201", "kind": "standing_rule", "title": "甲", "drafted_on": "2024-01-02",
        "issued_on": "2024-01-15", "status": "in_force"});
    let filled = json!({"document_number": "1", "comments_from": "2024-01-02", "legality_reviewed_on": "2024-01-10",
        "decided_on": "2024-01-12", "published_on": "2024-01-15", "filed_on": "2024-01-15", "effective_on": "2024-02-01",
        "expires_on": "2029-01-31", "cleaned_up_on": "2024-06-01", "clean_up_result": "kept"});
    conditions("DocumentInput", &document, &filled, out_of_place::<DocumentInput>);
    decisions_and_their_steps();
    let document = app::document();
    let elsewhere = entered(&document).into_iter().filter(|(schema, _, property)| {
        property.get("x-when").is_some()
            && !["Activity", "Case", "Decision", "Document", "LegalityReview", "Shortcoming"]
                .iter()
                .any(|thing| schema.starts_with(thing))
    });
    assert_eq!(elsewhere.count(), 0);
}

fn decisions_and_their_steps() {
    let decision = json!({"township_code": "540526201", "title": "甲", "started_on": "2024-01-02", "status": "in_preparation"});
    let filled = json!({"in_catalogue": true, "catalogue_year": 2024, "handling_unit": "甲", "urgent_reason": "甲", "reform_reason": "甲",
        "legal_risk": "甲"});
    conditions("DecisionInput", &decision, &filled, out_of_place::<DecisionInput>);
    let step = json!({"kind": "hearing", "state": "done"});
    let filled = json!({"reason": "甲", "method": "poll", "started_on": "2024-01-02", "completed_on": "2024-01-03", "passed": true,
        "persons": 3, "evidence": "1", "note": "甲"});
    conditions("DecisionStepInput", &step, &filled, |step| {
        let mut decision = decision.clone();
        decision["steps"] = json!([step]);
        let places = out_of_place::<DecisionInput>(decision).into_iter();
        places.filter_map(|place| place.strip_prefix("/steps/0").map(str::to_owned)).collect()
    });
}
