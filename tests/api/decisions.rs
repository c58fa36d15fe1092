//! What is special to decisions: the one refusal of the Decree, and what it says of their course.

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

const LIST: &str = "/api/v1/decisions";

fn enter(app: &App, clerk: &Token, patch: &Value) -> Answer {
    app.post(clerk, LIST, &bodies::with(bodies::decision(), patch)).send()
}

/// A decision in preparation with these steps.
fn prepared(steps: &Value) -> Value {
    json!({"status": "in_preparation", "decided_on": null, "steps": steps})
}

fn done(kind: &str, from: &str, to: &str) -> Value {
    json!({"kind": kind, "state": "done", "started_on": from, "completed_on": to})
}

fn review(from: &str, to: &str, passed: bool) -> Value {
    bodies::with(done("legality_review", from, to), &json!({"passed": passed}))
}

fn not_needed(kind: &str) -> Value {
    json!({"kind": kind, "state": "not_needed", "reason": "不涉及"})
}

fn course(app: &App, clerk: &Token, decision: &Answer) -> Answer {
    app.get(clerk, &format!("{LIST}/{}/course", decision.id())).send().expect(200)
}

/// The findings as code, step and article.
fn findings(course: &Answer) -> Vec<[String; 3]> {
    let findings = course.body["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| ["code", "step", "article"].map(|name| finding[name].as_str().unwrap().to_owned()))
        .collect()
}

/// The whole course as missing steps, findings and next steps.
#[track_caller]
fn says(course: &Answer, missing: &[&str], found: &[[&str; 3]], next: &[&str]) {
    assert_eq!(course.body["missing"], json!(missing));
    assert_eq!(findings(course), found);
    assert_eq!(course.body["next"], json!(next));
}

/// Art. 25: what was not reviewed before, or did not pass, is not discussed; a reform may be, with its risk stated.
#[test]
fn a_draft_is_not_discussed_without_a_passed_review_before_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let discussed = done("collective_discussion", "2024-05-10", "2024-05-10");
    let passed = review("2024-04-15", "2024-05-10", true);
    let failed = review("2024-04-15", "2024-04-28", false);
    let late = review("2024-04-28", "2024-05-11", true);
    for (steps, is_allowed) in [
        (json!([passed, discussed]), true),
        (json!([discussed, passed]), true),
        (json!([discussed]), false),
        (json!([failed, discussed]), false),
        (json!([late, discussed]), false),
        (json!([failed, passed, discussed]), true),
        (json!([review("2024-03-01", "2024-03-12", true), failed, discussed]), false),
        (json!([not_needed("legality_review"), discussed]), false),
        (json!([not_needed("collective_discussion")]), true),
    ] {
        let answer = enter(&app, &clerk, &json!({"steps": steps}));
        assert_eq!(answer.status, if is_allowed { 201 } else { 422 }, "{steps}: {}", answer.body);
    }
    let refused = enter(&app, &clerk, &json!({"steps": [discussed]})).expect_problem(422, "invalid_body");
    let error = &refused.body["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("/steps/0/kind"), &json!("not_reviewed")));
    assert!(error["detail"].as_str().unwrap().contains("第二十五条"), "{error}");
    let reform = json!({"steps": [failed, discussed], "reform_exploration": true, "reform_reason": "国家尚无明确规定",
        "legal_risk": "补偿标准可能被认定缺乏依据"});
    let explored = enter(&app, &clerk, &reform).expect(201);
    assert!(findings(&course(&app, &clerk, &explored)).iter().all(|found| found[0] != "not_passed"));
}

/// In the order of the Decree, each step is what may be done next; nothing contradicts it.
#[test]
fn the_course_says_what_is_missing_and_what_comes_next() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let mut steps = vec![];
    let mut missing = vec![
        "public_participation",
        "expert_argument",
        "risk_assessment",
        "legality_review",
        "collective_discussion",
        "party_committee_report",
        "publication",
        "filing",
    ];
    let at =
        |steps: &[Value]| course(&app, &clerk, &enter(&app, &clerk, &prepared(&json!(steps))).expect(201));
    says(
        &at(&steps),
        &missing,
        &[],
        &["public_participation", "hearing", "expert_argument", "risk_assessment"],
    );
    steps.extend([done("public_participation", "2024-03-01", "2024-03-31"), not_needed("expert_argument")]);
    steps.push(done("risk_assessment", "2024-04-01", "2024-04-10"));
    missing.drain(..3);
    says(&at(&steps), &missing, &[], &["hearing", "legality_review"]);
    steps.push(review("2024-04-10", "2024-04-19", false));
    missing.remove(0);
    says(&at(&steps), &missing, &[], &["hearing", "legality_review"]);
    steps.push(review("2024-04-22", "2024-05-08", true));
    says(&at(&steps), &missing, &[], &["hearing", "collective_discussion"]);
    steps.push(done("collective_discussion", "2024-05-10", "2024-05-10"));
    missing.remove(0);
    says(&at(&steps), &missing, &[], &["party_committee_report"]);
    let decided =
        |steps: &[Value]| course(&app, &clerk, &enter(&app, &clerk, &json!({"steps": steps})).expect(201));
    let absent = missing.iter().map(|&kind| ["missing_step", kind, article(kind)]).collect::<Vec<_>>();
    says(&decided(&steps), &missing, &absent, &["party_committee_report", "filing", "post_evaluation"]);
    steps.extend([
        done("party_committee_report", "2024-05-11", "2024-05-11"),
        done("filing", "2024-06-01", "2024-06-01"),
    ]);
    says(
        &decided(&steps),
        &["publication"],
        &[["missing_step", "publication", "32"]],
        &["publication", "post_evaluation"],
    );
    steps.push(done("publication", "2024-05-12", "2024-05-12"));
    says(&decided(&steps), &[], &[], &["post_evaluation"]);
}

#[test]
fn nothing_is_missing_in_what_was_abandoned() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let abandoned = json!({"status": "abandoned", "decided_on": null, "steps": []});
    says(&course(&app, &clerk, &enter(&app, &clerk, &abandoned).expect(201)), &[], &[], &[]);
}

fn article(kind: &str) -> &'static str {
    match kind {
        "party_committee_report" => "31",
        "publication" => "32",
        _ => "33",
    }
}

/// 30 days of comments end on 31 March where the draft was published on 1 March; seven working days after Thursday 11 April end on
/// Monday 22 April; papers served on 1 April are in time for a hearing on 9 April.
#[test]
fn times_that_are_too_short_are_findings() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let found = |steps: Value, more: Value| {
        let body = bodies::with(prepared(&steps), &more);
        findings(&course(&app, &clerk, &enter(&app, &clerk, &body).expect(201)))
    };
    let comment = |to: &str, method: Value| {
        json!([bodies::with(done("public_participation", "2024-03-01", to), &json!({"method": method}))])
    };
    let short = [["comment_too_short", "public_participation", "15(1)"]];
    assert_eq!(found(comment("2024-03-31", json!("public_comment")), json!({})), [[""; 3]; 0]);
    assert_eq!(found(comment("2024-03-30", json!("public_comment")), json!({})), short);
    assert_eq!(found(comment("2024-03-30", json!(null)), json!({})), short);
    assert_eq!(found(comment("2024-03-30", json!("forum")), json!({})), [[""; 3]; 0]);
    let urgent = json!({"urgent": true, "urgent_reason": "汛期将至"});
    assert_eq!(found(comment("2024-03-30", json!("public_comment")), urgent), [[""; 3]; 0]);
    assert_eq!(found(json!([done("hearing", "2024-04-01", "2024-04-09")]), json!({})), [[""; 3]; 0]);
    let late = [["papers_too_late", "hearing", "16(3)"]];
    assert_eq!(found(json!([done("hearing", "2024-04-01", "2024-04-08")]), json!({})), late);
    assert_eq!(found(json!([review("2024-04-11", "2024-04-22", true)]), json!({})), [[""; 3]; 0]);
    let short = [["review_too_short", "legality_review", "26(2)"]];
    assert_eq!(found(json!([review("2024-04-11", "2024-04-21", true)]), json!({})), short);
    // 28 April 2024 is a Sunday and worked, 1 to 5 May are holidays: 28, 29, 30 April, 6, 7, 8 and 9 May.
    assert_eq!(found(json!([review("2024-04-26", "2024-05-08", true)]), json!({})), short);
    assert_eq!(found(json!([review("2024-04-26", "2024-05-09", true)]), json!({})), [[""; 3]; 0]);
}

#[test]
fn what_is_out_of_order_or_left_out_is_a_finding_with_its_article() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let steps = json!([
        done("public_participation", "2024-03-01", "2024-04-20"),
        not_needed("expert_argument"),
        done("risk_assessment", "2024-04-30", "2024-05-01"),
        review("2024-04-10", "2024-04-25", true),
        done("collective_discussion", "2024-05-11", "2024-05-11"),
        done("party_committee_report", "2024-05-12", "2024-05-12"),
        done("publication", "2024-05-09", "2024-05-09"),
        not_needed("filing"),
        done("post_evaluation", "2024-05-01", "2024-05-02"),
    ]);
    let entered = enter(&app, &clerk, &json!({"steps": steps})).expect(201);
    let course = course(&app, &clerk, &entered);
    let expected = [
        ["out_of_order", "risk_assessment", "26(1)"],
        ["out_of_order", "collective_discussion", "30(1)"],
        ["out_of_order", "party_committee_report", "31"],
        ["out_of_order", "publication", "32"],
        ["not_dispensable", "filing", "33"],
        ["out_of_order", "post_evaluation", "36(1)"],
    ];
    says(&course, &[], &expected, &[]);
    let first = &course.body["findings"][0];
    assert_eq!(first["step_id"], entered.body["steps"][2]["id"]);
    assert_eq!(first["detail_zh"], "“风险评估”于 2024-05-01 完成，晚于合法性审查（2024-04-25）");
    let steps = json!([review("2024-04-10", "2024-04-25", false)]);
    let decided = enter(&app, &clerk, &json!({"steps": steps})).expect(201);
    let found = findings(&self::course(&app, &clerk, &decided));
    assert!(found.contains(&["not_passed", "legality_review", "25(2)"].map(str::to_owned)), "{found:?}");
}

#[test]
fn a_course_that_is_unchanged_is_not_sent_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let decision = enter(&app, &clerk, &json!({})).expect(201);
    let path = format!("{LIST}/{}/course", decision.id());
    let etag = app.get(&clerk, &path).send().expect(200).etag();
    app.get(&clerk, &path).if_none_match(&etag).send().expect(304);
    let filed = json!({"steps": [done("filing", "2024-06-01", "2024-06-01")]});
    app.patch(&clerk, &format!("{LIST}/{}", decision.id()), &filed).if_match("\"1\"").send().expect(200);
    app.get(&clerk, &path).if_none_match(&etag).send().expect(200);
    app.get(&app.clerk("540526101"), &path).send().expect_problem(404, "not_found");
}

#[test]
fn forty_steps_are_taken_and_no_more() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let steps = |count: usize| json!(vec![done("public_participation", "2024-03-01", "2024-03-31"); count]);
    assert_eq!(
        enter(&app, &clerk, &prepared(&steps(40))).expect(201).body["steps"].as_array().unwrap().len(),
        40
    );
    let refused = enter(&app, &clerk, &prepared(&steps(41))).expect_problem(422, "invalid_body");
    assert!(refused.violates("/steps"), "{}", refused.body);
}

#[test]
fn decisions_are_found_by_status_catalogue_and_step() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let whole = &enter(&app, &clerk, &json!({})).expect(201).id();
    let heard = json!({"title": "草场划分方案", "in_catalogue": false, "catalogue_year": null, "status": "in_preparation",
        "decided_on": null, "steps": [done("hearing", "2024-02-25", "2024-03-05")]});
    let heard = &enter(&app, &clerk, &heard).expect(201).id();
    for (query, expected) in [
        ("", vec![whole, heard]),
        ("sort=decided_on", vec![heard, whole]),
        ("status=in_preparation,abandoned", vec![heard]),
        ("in_catalogue=true", vec![whole]),
        ("step_done=hearing", vec![heard]),
        ("step_done=legality_review", vec![whole]),
        ("from=2024-05-10&to=2024-05-10", vec![whole]),
        ("q=草场", vec![heard]),
    ] {
        let found = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

/// A decision of 2024 that is filed or evaluated later changes nothing of 2024; another discussion would.
#[test]
fn what_follows_the_decision_is_no_change_of_its_year() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let decision = enter(&app, &clerk, &json!({})).expect(201);
    let item = format!("{LIST}/{}", decision.id());
    let mut steps = decision.body["steps"].as_array().unwrap().clone();
    steps.push(done("post_evaluation", "2025-06-01", "2025-06-30"));
    let evaluated = app.patch(&clerk, &item, &json!({"steps": steps})).without_reason().if_match("\"1\"");
    evaluated.send().expect(200);
    steps.remove(0);
    let fewer = app.patch(&clerk, &item, &json!({"steps": steps})).without_reason().if_match("\"2\"");
    fewer.send().expect_problem(400, "change_reason_required");
}
