//! Made-up decisions, documents and legality reviews.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{NOTE, Township, day};

/// A decision of a year, with all its steps but a hearing and an evaluation.
pub(super) fn decision(township: &Township, year: i32, today: NaiveDate) -> Option<Value> {
    let started = day(year, 1, 5);
    let after = |days| started + Days::new(days);
    let step = |kind: &str, from: u64, to: u64| json!({"kind": kind, "state": "done", "started_on": after(from), "completed_on": after(to)});
    let review = json!({"kind": "legality_review", "state": "done", "started_on": after(45), "completed_on": after(57), "passed": true});
    let steps = [
        step("public_participation", 5, 36),
        step("expert_argument", 38, 38),
        step("risk_assessment", 38, 42),
        review,
        step("collective_discussion", 60, 60),
        step("party_committee_report", 61, 61),
        step("publication", 65, 65),
        step("filing", 70, 70),
    ];
    let decision = json!({"external_ref": format!("demo-decision-{year}"), "township_code": township.code, "note": NOTE,
        "title": format!("{}民生项目安排（虚构）", township.name), "in_catalogue": true, "catalogue_year": year,
        "handling_unit": "党政综合办公室", "started_on": started, "decided_on": after(60), "status": "decided", "steps": steps});
    (after(70) <= today).then_some(decision)
}

/// A normative document and a standing rule of a year.
pub(super) fn documents(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
    let drafted = day(year, 0, 4);
    let issued = drafted + Days::new(60);
    let document = |kind: &str, title: &str, more: Value| {
        let mut document = json!({"external_ref": format!("demo-{kind}-{year}"), "township_code": township.code, "note": NOTE,
            "kind": kind, "title": format!("{}{title}（虚构）", township.name), "drafted_on": drafted, "issued_on": issued,
            "published_on": issued, "effective_on": issued, "status": "in_force"});
        if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
            document.extend(more);
        }
        document
    };
    let course = json!({"comments_from": drafted + Days::new(5), "comments_to": drafted + Days::new(35),
        "legality_reviewed_on": drafted + Days::new(45), "decided_on": drafted + Days::new(55), "filed_on": issued + Days::new(10)});
    let documents = [
        document("normative_document", "草原防火管理办法", course),
        document("standing_rule", "会议议事制度", json!({})),
    ];
    if issued + Days::new(10) <= today { documents.to_vec() } else { Vec::new() }
}

/// Legality reviews of a year: of contracts, and every other one of an enforcement decision.
pub(super) fn reviews(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
    let review = |n: u32| {
        let (kind, subject) = if n.is_multiple_of(2) {
            ("contract", "采购合同（虚构）")
        } else {
            ("enforcement", "行政执法决定（虚构）")
        };
        json!({"external_ref": format!("demo-review-{year}-{n}"), "township_code": township.code, "note": NOTE,
            "subject_kind": kind, "subject": subject, "reviewed_on": day(year, n, 4),
            "reviewer": format!("{}司法所", township.name), "adviser_consulted": n.is_multiple_of(2), "outcome": "passed_with_changes",
            "problems_found": 1, "opinions_given": 2, "opinions_adopted": 2})
    };
    (0..4).filter(|n| day(year, *n, 4) <= today).map(review).collect()
}
